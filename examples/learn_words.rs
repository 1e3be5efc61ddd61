//! Learns the weights of `data/words.toml` from unlabeled source files.
//!
//! ```text
//! cargo run --release --example learn_words -- [--write | --check] [--hold H] FOLDER
//! ```
//!
//! Each folder below FOLDER is a project. Numbers such as 404 or 422 are nearly always statuses where they stand in source,
//! numbers such as 137 or 283 never are. What surrounds a number does not depend on which of its kind it is, so the words
//! that go with the first and not with the second speak for a status. A logistic regression over the words of all such
//! numbers gives each word, in each role, the weight that it has beside all the others; the pieces of evidence that are no
//! words take part, so that words are not blamed for what those explain. Numbers whose own name or phrase stands beside
//! them are left out: those words belong to the phrase.
//!
//! Words start from the weights that the file has and are held to them (`--hold`, default 1): a word moves only as far as
//! many places in many projects ask for it, and what nobody uses keeps the weight that a person gave it. New words enter
//! when at least four projects use them, those of wider surroundings when more do. `--check` learns from four projects of
//! five and says how well that holds for the fifth.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::words::{Folded, Role, SHARE_OF_MODIFIERS, parts};
use http_status_lsp::detect::{Mention, MentionKind, WordHit, candidates};

/// Codes that hardly any number equals by chance more often than by meaning.
const TELLTALE: [u16; 30] = [
    201, 202, 204, 206, 301, 302, 303, 304, 307, 308, 401, 403, 404, 405, 406, 409, 410, 412, 413, 415, 416, 422, 426,
    428, 429, 431, 501, 502, 503, 504,
];

/// Whether no status has that number, nor any round or usual size.
fn is_foreign(number: u16) -> bool {
    const USUAL: [u16; 10] = [123, 127, 128, 255, 256, 443, 456, 512, 321, 345];
    let is_free = matches!(number, 105..=199 | 228..=299 | 309..=399 | 432..=439 | 465..=493 | 563..=597);
    is_free && !number.is_multiple_of(50) && !USUAL.contains(&number)
}

/// Evidence that depends on the number itself and would give its kind away.
const GIVEAWAYS: [&str; 12] = [
    "prior",
    "rare-code",
    "unregistered-code",
    "listed-with-codes",
    "row-of-codes",
    "first-on-lines-of-codes",
    "range-of-class",
    "compared-with-both-ends",
    "named-despite",
    "bias",
    "listed-with-other-numbers",
    "file-speaks-http",
];
/// A number with such evidence is left out.
const NAMED: [&str; 4] = ["beside-its-phrase", "beside-its-name", "phrase-on-next-line", "still-typing"];
/// Pieces that are sums of words.
const WORDY: [&str; 11] = [
    "tied-to",
    "callee-says",
    "called-with",
    "in-collection",
    "arm-of-switch",
    "under-key",
    "words-of-text",
    "words-of-line",
    "words-next-to-it",
    "words-around",
    "shown-for",
];

/// No project counts for more places than this.
const PROJECT_CAP: f64 = 600.0;
/// Of a project with more places than this only every so many are read.
const PROJECT_LIMIT: usize = 2400;
/// A new word must be used by so many projects, in so many places.
const PLACES: usize = 6;
fn projects_needed(role: Role) -> usize {
    match role {
        Role::Around | Role::Far => 6,
        _ => 4,
    }
}

/// How much more firmly than others the words of a role are held: there are many, and each says little.
fn firmness(role: Role) -> f64 {
    match role {
        Role::Around => 150.0,
        Role::Far | Role::Outside | Role::NearCode | Role::NearText => 20.0,
        _ => 10.0,
    }
}

struct Place {
    features: Vec<(usize, f64)>,
    is_status: bool,
    project: usize,
}

fn main() -> Result<(), String> {
    let mut write = false;
    let mut check = false;
    let mut hold = 1.0;
    let mut folder = None;
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--write" => write = true,
            "--check" => check = true,
            "--hold" => hold = arguments.next().and_then(|v| v.parse().ok()).ok_or("--hold takes a number")?,
            _ => folder = Some(PathBuf::from(argument)),
        }
    }
    let folder = folder.ok_or("which folder?")?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/words.toml");
    let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))?;
    let start = Words::read(&text);
    let mentions = read_projects(&folder)?;
    let vocabulary = vocabulary(&mentions, &start);
    println!("{} numbers, {} words", mentions.len(), vocabulary.names.len());
    let places = places(&mentions, &vocabulary);
    if check {
        learn(&places, &vocabulary, hold, |project| project % 5 != 0);
        return Ok(());
    }
    let learned = learn(&places, &vocabulary, hold, |_| true);
    let mut words = start;
    for (name, weight) in vocabulary.names.iter().zip(&learned) {
        if let Feature::Word(role, word) = name {
            words.set(*role, word, *weight);
        }
    }
    if write {
        fs::write(&path, words.written()).map_err(|error| format!("{}: {error}", path.display()))?;
    } else {
        print!("{}", words.written());
    }
    Ok(())
}

/// The file's words by role, and its head of comments.
struct Words {
    head: String,
    roles: BTreeMap<usize, BTreeMap<String, f64>>,
}

const ROLES: [(Role, &str); 14] = [
    (Role::Key, "key"),
    (Role::Owner, "owner"),
    (Role::Callee, "callee"),
    (Role::CalleeOwner, "callee-owner"),
    (Role::Collection, "collection"),
    (Role::Parent, "parent"),
    (Role::Before, "before"),
    (Role::After, "after"),
    (Role::NearText, "near-text"),
    (Role::NearCode, "near-code"),
    (Role::Far, "far"),
    (Role::Outside, "outside"),
    (Role::Around, "around"),
    (Role::Affix, "affix"),
];

impl Words {
    fn read(text: &str) -> Self {
        let head = text.split("\n[").next().unwrap_or("").to_owned();
        let mut roles: BTreeMap<usize, BTreeMap<String, f64>> = BTreeMap::new();
        let mut role = 0;
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                role = ROLES.iter().position(|(_, known)| *known == name).unwrap_or(0);
            } else if let Some((word, Ok(weight))) = line.split_once(" = ").map(|(word, w)| (word, w.parse())) {
                roles.entry(role).or_default().insert(word.to_owned(), weight);
            }
        }
        Self { head, roles }
    }

    fn get(&self, role: Role, word: &str) -> Option<f64> {
        self.roles.get(&(role as usize))?.get(word).copied()
    }

    /// What says next to nothing is not worth a line, unless a person put it there.
    fn set(&mut self, role: Role, word: &str, weight: f64) {
        let words = self.roles.entry(role as usize).or_default();
        let weight = (weight.clamp(-9.0, 9.0) * 10.0).round() / 10.0;
        if weight.abs() >= 0.15 || words.contains_key(word) {
            words.insert(word.to_owned(), weight);
        }
    }

    fn written(&self) -> String {
        let mut text = self.head.clone() + "\n";
        for (role, (_, name)) in ROLES.iter().enumerate() {
            text += &format!("\n[{name}]\n");
            for (word, weight) in self.roles.get(&role).into_iter().flatten() {
                text += &format!("{word} = {weight:.1}\n");
            }
        }
        text
    }
}

/// The numbers of each project that tell something, with the project's index.
fn read_projects(folder: &Path) -> Result<Vec<(usize, Mention)>, String> {
    let mut found = Vec::new();
    let mut projects: Vec<PathBuf> = list(folder)?;
    projects.sort();
    for (index, project) in projects.iter().enumerate() {
        let mut own = Vec::new();
        let mut folders = vec![project.clone()];
        while let Some(folder) = folders.pop() {
            for path in list(&folder).unwrap_or_default() {
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                let Some(language) = Language::by_file_name(&name) else { continue };
                let Ok(text) = fs::read_to_string(&path) else { continue };
                own.extend(candidates(&text, language).into_iter().filter(tells).map(|mention| (index, mention)));
            }
        }
        let step = own.len().div_ceil(PROJECT_LIMIT).max(1);
        found.extend(own.into_iter().step_by(step));
    }
    Ok(found)
}

fn list(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries.flatten().map(|entry| entry.path()).collect())
}

fn tells(mention: &Mention) -> bool {
    let number = mention.code.number();
    mention.kind == MentionKind::Number
        && (TELLTALE.contains(&number) || is_foreign(number))
        && !mention.why.iter().any(|(name, _)| NAMED.contains(name))
}

#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Feature {
    Word(Role, String),
    Piece(&'static str),
}

struct Vocabulary {
    names: Vec<Feature>,
    index: HashMap<Feature, usize>,
    start: Vec<f64>,
}

/// The words of the file, and those that enough projects use.
fn vocabulary(mentions: &[(usize, Mention)], start: &Words) -> Vocabulary {
    let mut uses: HashMap<(Role, String), (HashSet<usize>, usize)> = HashMap::new();
    let mut pieces = HashSet::new();
    for (project, mention) in mentions {
        for hit in &mention.word_hits {
            // Of an identifier both the whole and its words may enter.
            let whole = Folded::of(&hit.word).map(|whole| whole.as_str().to_owned());
            let words = parts(hit.role, &hit.word).map(|(word, _)| word.as_str().to_owned());
            for word in whole.into_iter().chain(words).collect::<HashSet<_>>() {
                let entry = uses.entry((hit.role, word)).or_default();
                entry.0.insert(*project);
                entry.1 += 1;
            }
        }
        pieces.extend(mention.why.iter().map(|(name, _)| *name));
    }
    let is_used =
        |role: Role, uses: &(HashSet<usize>, usize)| uses.0.len() >= projects_needed(role) && uses.1 >= PLACES;
    let mut names: Vec<Feature> = uses
        .into_iter()
        .filter(|((role, word), uses)| is_used(*role, uses) || start.get(*role, word).is_some())
        .map(|((role, word), _)| Feature::Word(role, word))
        .collect();
    let is_own = |name: &&str| !GIVEAWAYS.contains(name) && !WORDY.contains(name);
    names.extend(pieces.into_iter().filter(is_own).map(Feature::Piece));
    names.sort();
    let index = names.iter().cloned().enumerate().map(|(index, name)| (name, index)).collect();
    let weight = |name: &Feature| match name {
        Feature::Word(role, word) => start.get(*role, word).unwrap_or(0.0),
        Feature::Piece(_) => 0.0,
    };
    let start = names.iter().map(weight).collect();
    Vocabulary { names, index, start }
}

fn places(mentions: &[(usize, Mention)], vocabulary: &Vocabulary) -> Vec<Place> {
    let place = |(project, mention): &(usize, Mention)| {
        let mut features: BTreeMap<usize, f64> = BTreeMap::new();
        for hit in &mention.word_hits {
            for (word, share) in known_parts(hit, vocabulary) {
                *features.entry(word).or_default() += share;
            }
        }
        for (name, _) in &mention.why {
            if let Some(index) = vocabulary.index.get(&Feature::Piece(name)) {
                features.insert(*index, 1.0);
            }
        }
        let is_status = TELLTALE.contains(&mention.code.number());
        Place { features: features.into_iter().collect(), is_status, project: *project }
    };
    mentions.iter().map(place).collect()
}

/// The whole identifier where the vocabulary has it, else its words, as the detector will look them up.
fn known_parts(hit: &WordHit, vocabulary: &Vocabulary) -> Vec<(usize, f64)> {
    let known = |word: &str| vocabulary.index.get(&Feature::Word(hit.role, word.to_owned())).copied();
    let share = f64::from(hit.share);
    if let Some(whole) = Folded::of(&hit.word).and_then(|whole| known(whole.as_str())) {
        return vec![(whole, share)];
    }
    let words: Vec<Folded> = split(&hit.word);
    let last = words.len().saturating_sub(1);
    let parts = words.iter().enumerate().filter_map(|(at, word)| {
        let share = if at == last { share } else { share * f64::from(SHARE_OF_MODIFIERS) };
        Some((known(word.as_str())?, share))
    });
    parts.collect()
}

fn split(identifier: &str) -> Vec<Folded> {
    http_status_lsp::detect::words::split(identifier).filter_map(Folded::of).collect()
}

/// Logistic regression by `AdaGrad`, each weight held to its start.
fn learn(places: &[Place], vocabulary: &Vocabulary, hold: f64, learns: impl Fn(usize) -> bool) -> Vec<f64> {
    let mut sizes: HashMap<usize, f64> = HashMap::new();
    for place in places {
        *sizes.entry(place.project).or_default() += 1.0;
    }
    let share = |place: &Place| (PROJECT_CAP / sizes[&place.project]).min(1.0);
    let total = |is_status: bool| places.iter().filter(|p| p.is_status == is_status).map(share).sum::<f64>();
    let (statuses, others) = (total(true), total(false));
    println!("weight of statuses {statuses:.0}, of others {others:.0}");
    let balance = |place: &Place| if place.is_status { others / statuses } else { 1.0 };
    let firm = |name: &Feature| match name {
        Feature::Word(role, _) => hold * firmness(*role),
        Feature::Piece(_) => hold,
    };
    let holds: Vec<f64> = vocabulary.names.iter().map(firm).collect();
    let mut weights = vocabulary.start.clone();
    let mut bias = 0.0;
    let mut moved = vec![1e-3; weights.len()];
    let mut bias_moved = 1e-3;
    for round in 0..200 {
        let mut slope: Vec<f64> =
            weights.iter().zip(&vocabulary.start).zip(&holds).map(|((w, s), hold)| hold * (w - s)).collect();
        let mut bias_slope = 0.0;
        let mut loss = 0.0;
        let mut other_loss = 0.0;
        let mut wrong = 0.0;
        let mut others_seen = 0.0;
        for place in places {
            let sum: f64 = bias + place.features.iter().map(|(index, share)| weights[*index] * share).sum::<f64>();
            let probability = 1.0 / (1.0 + (-sum).exp());
            let weight = share(place) * balance(place);
            let error = weight * (probability - f64::from(u8::from(place.is_status)));
            let own =
                -weight * if place.is_status { probability.max(1e-9).ln() } else { (1.0 - probability).max(1e-9).ln() };
            if !learns(place.project) {
                other_loss += own;
                others_seen += weight;
                wrong += weight * f64::from(u8::from((probability > 0.5) != place.is_status));
                continue;
            }
            loss += own;
            bias_slope += error;
            for (index, share) in &place.features {
                slope[*index] += error * share;
            }
        }
        for index in 0..weights.len() {
            moved[index] += slope[index] * slope[index];
            weights[index] -= 0.3 * slope[index] / moved[index].sqrt();
        }
        bias_moved += bias_slope * bias_slope;
        bias -= 0.3 * bias_slope / f64::sqrt(bias_moved);
        if round % 20 == 19 {
            let left_out = others_seen.max(1e-9);
            println!(
                "round {round}: loss {:.4}; on projects left out {:.4}, wrong {:.4}",
                loss / (2.0 * others - others_seen),
                other_loss / left_out,
                wrong / left_out
            );
        }
    }
    weights
}

//! `data/evidence/<group>.toml`: the named pieces of evidence and the shapes of lines, each with an example in which it fires.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Deserialize;

use super::emit::line;
use super::{Data, OneFile, Problem, limits};

/// The signs around the candidate of an example.
const MARK: (char, char) = ('⟦', '⟧');
/// One file of `data/evidence/`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    #[serde(skip)]
    pub stem: String,
    /// Pieces that a function in `src/detect/` finds. The names become the variants of `Piece`.
    #[serde(default)]
    pub piece: BTreeMap<String, Piece>,
    #[serde(default)]
    pub shape: Vec<Shape>,
}

impl OneFile for Group {
    fn set_stem(&mut self, stem: String) {
        self.stem = stem;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Piece {
    pub weight: f32,
    /// The phase of its judge in which it is added, or several. `check` refuses a piece without one.
    pub phase: Option<OneOrMore>,
    /// The least and the most that its weight is multiplied by; nothing where it holds or not.
    pub strength: Option<(f32, f32)>,
    /// One sentence: what holds for a candidate where the piece fires.
    pub says: String,
    /// The role of a status where it fires, where that is always the same.
    pub role: Option<Role>,
    /// Texts in which it fires, by the ids of their languages. The candidate stands in `⟦⟧`.
    pub example: BTreeMap<String, String>,
}

/// A phase's name, or a list of such.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum OneOrMore {
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn names(&self) -> &[String] {
        match self {
            Self::One(name) => std::slice::from_ref(name),
            Self::More(names) => names,
        }
    }
}

/// The phases in which judges collect evidence. The first of each kind of candidate come before anything is counted; before each other
/// phase the judge may stop.
pub const PHASES: [&str; 16] = [
    "number",
    "number-recurrence",
    "number-code",
    "number-typing",
    "class",
    "name",
    "name-code",
    "name-use",
    "name-place",
    "symbol-place",
    "name-typing",
    "compound",
    "phrase",
    "phrase-tied",
    "phrase-around",
    "phrase-checked",
];

/// Those of which one piece is added at most.
const EXCLUSIVE: [&str; 1] = ["name-code"];

/// As bits, by their places in `PHASES`.
pub(super) fn bits<'a>(phases: impl IntoIterator<Item = &'a str>) -> u16 {
    let places = phases.into_iter().filter_map(|phase| PHASES.iter().position(|known| *known == phase));
    places.fold(0, |bits, place| bits | 1 << place)
}

/// Those of which one piece is added at most, as bits.
pub(super) fn exclusive() -> u16 {
    bits(EXCLUSIVE)
}

/// No piece is multiplied by more than this.
const MAX_STRENGTH: f32 = 40.0;

impl Piece {
    /// The phases in which it is added, as bits.
    pub(super) fn phases(&self) -> u16 {
        bits(self.phase.iter().flat_map(OneOrMore::names).map(String::as_str))
    }

    /// The least and the most that its weight is multiplied by.
    pub(super) fn strengths(&self) -> (f32, f32) {
        self.strength.unwrap_or((1.0, 1.0))
    }

    fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let names = self.phase.as_ref().map_or(&[][..], OneOrMore::names);
        if names.is_empty() {
            faults.push(format!("phase: is missing; it is one of {}", PHASES.join(", ")));
        }
        for name in names.iter().filter(|name| !PHASES.contains(&name.as_str())) {
            faults.push(format!("phase: `{name}` is none of {}", PHASES.join(", ")));
        }
        if let Some((least, most)) = self.strength {
            if least >= most {
                faults.push(format!("strength: {least} is not below {most}"));
            }
            for end in [least, most].into_iter().filter(|end| end.is_nan() || end.abs() > MAX_STRENGTH) {
                faults.push(format!("strength: {end} is not between -{MAX_STRENGTH} and {MAX_STRENGTH}"));
            }
        }
        faults
    }
}

/// The role of a status in the source where a piece fires.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    Sends,
    Checks,
    Asserts,
    Documents,
}

/// The roles of the pieces and shapes that have one, by name.
pub(super) fn emit_roles(groups: &[Group], out: &mut String) {
    line(
        out,
        format_args!(
            "/// What the source does with a status where that piece or shape holds (`role` in `data/evidence/`)."
        ),
    );
    line(out, format_args!("pub(crate) fn role_of_evidence(name: &str) -> Option<MentionRole> {{ match name {{"));
    let pieces = groups.iter().flat_map(|group| &group.piece).map(|(name, piece)| (name, piece.role));
    let shapes = groups.iter().flat_map(|group| &group.shape).map(|shape| (&shape.name, shape.role));
    for (name, role) in pieces.chain(shapes) {
        if let Some(role) = role {
            line(out, format_args!("{name:?} => Some(MentionRole::{role:?}),"));
        }
    }
    line(out, format_args!("_ => None, }} }}"));
}

/// A shape of a line, as a regular expression with the code in the group `code`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    pub name: String,
    /// As of a piece, and so are `role` and `example`.
    pub says: String,
    pub role: Option<Role>,
    pub pattern: String,
    pub weight: f32,
    #[serde(default)]
    pub languages: Vec<String>,
    /// `true`: what the shape says is final, whatever else stands there.
    #[serde(default)]
    pub decides: bool,
    pub example: BTreeMap<String, String>,
}

impl Shape {
    /// The pattern up to the end of the code, to be matched where the code ends, and from its start on; and whether anything stands
    /// before the code but the edge of a word. Nothing where the group `code` is not one of the pattern's own parts.
    pub(super) fn halves(&self) -> Option<(String, String, bool)> {
        let (flags, pattern) = self.pattern.split_at(if self.pattern.starts_with("(?i)") { 4 } else { 0 });
        let (before, rest) = pattern.split_once("(?P<code>")?;
        let (code, behind) = rest.split_once(')')?;
        let is_led = !matches!(before, "" | r"\b");
        let halves = (format!("(?:{flags}{before}{code})$"), format!("^(?:{flags}{code}{behind})"), is_led);
        [before, code, behind].into_iter().all(is_whole).then_some(halves)
    }
}

/// Whether a part of a pattern closes the groups that it opens, no others, and has no alternatives outside of them.
fn is_whole(pattern: &str) -> bool {
    let mut depth = 0;
    let mut is_class = false;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            ']' => is_class = false,
            _ if is_class => {}
            '[' => is_class = true,
            '(' => depth += 1,
            ')' => depth -= 1,
            '|' if depth == 0 => return false,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Each piece of all groups, by name.
pub(super) fn by_name(groups: &[Group]) -> BTreeMap<&str, &Piece> {
    groups.iter().flat_map(|group| &group.piece).map(|(name, piece)| (name.as_str(), piece)).collect()
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let ids: HashSet<&str> = data.language_ids();
    let mut files: HashMap<&str, &str> = HashMap::new();
    for group in &data.evidence_groups {
        let file = format!("evidence/{}.toml", group.stem);
        let pieces = group.piece.iter().map(|(name, piece)| ("piece", name, &piece.says, &piece.example));
        let shapes = group.shape.iter().map(|shape| ("shape", &shape.name, &shape.says, &shape.example));
        for (table, name, says, example) in pieces.chain(shapes) {
            let mut refuse = |reason: String| problems.push(Problem::new(&file, format!("{table} `{name}`"), reason));
            if !is_name(name) {
                refuse("the name is not lower-case words joined by hyphens".into());
            }
            if let Some(other) = files.insert(name, &group.stem) {
                refuse(format!("is already in evidence/{other}.toml"));
            }
            for reason in faults_of_sentence(says).into_iter().chain(faults_of_example(example, &ids)) {
                refuse(reason);
            }
        }
        for (name, piece) in &group.piece {
            let problem = |reason| Problem::new(&file, format!("piece `{name}`"), reason);
            problems.extend(piece.faults().into_iter().map(problem));
        }
        for shape in &group.shape {
            let mut refuse =
                |reason: String| problems.push(Problem::new(&file, format!("shape `{}`", shape.name), reason));
            if shape.halves().is_none() {
                refuse("has no group `(?P<code>…)` or has it within another".into());
            }
            for id in shape.languages.iter().filter(|id| !ids.contains(id.as_str())) {
                refuse(format!("languages: `{id}` is not in languages/"));
            }
        }
    }
}

fn is_name(name: &str) -> bool {
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    // The weight of a code itself is shown under this name.
    name != "prior" && name.split('-').all(is_word)
}

fn faults_of_sentence(says: &str) -> Option<String> {
    if let Some(fault) = limits::SAYS.fault(says) {
        return Some(format!("says: {fault}"));
    }
    match says {
        _ if !says.ends_with('.') => Some("says: does not end with a full stop".into()),
        _ if says.contains(". ") => Some("says: is more than one sentence".into()),
        _ if says.starts_with(|c: char| c.is_lowercase()) => Some("says: begins with a small letter".into()),
        _ => None,
    }
}

fn faults_of_example(example: &BTreeMap<String, String>, ids: &HashSet<&str>) -> Vec<String> {
    let mut faults = Vec::new();
    if example.is_empty() {
        faults.push("example: is empty".into());
    }
    for (id, text) in example {
        if !ids.contains(id.as_str()) {
            faults.push(format!("example: `{id}` is not in languages/"));
        }
        let count = |sign| text.matches(sign).count();
        let is_marked_once = (count(MARK.0), count(MARK.1)) == (1, 1) && text.find(MARK.0) < text.find(MARK.1);
        if !is_marked_once {
            faults.push(format!("example: the text in `{id}` does not have exactly one place in `⟦⟧`"));
        }
    }
    faults
}

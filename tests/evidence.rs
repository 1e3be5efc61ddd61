//! Every piece of evidence of `data/evidence/` fires in its example and decides a case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use http_status_lsp::catalog::weights::Weights;
use http_status_lsp::catalog::{Language, Library};
use http_status_lsp::detect::{
    Excerpt, Mention, Preamble, Reading, TypedKind, candidates, judge_at, mentions_by, mentions_judged_to_the_end,
    place_at,
};

#[path = "cases/reading.rs"]
#[expect(dead_code, reason = "the lines of `known_faults.tsv` are for other tests")]
mod reading;

#[path = "../build/data.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, reason = "the build script's own module; here it only reads")]
mod data;

use reading::{Case, Line, Mark, case_files, lines};

/// A piece or a shape with one example of it.
struct Example<'a> {
    group: &'a str,
    name: &'a str,
    weight: f32,
    language: &'static Language,
    /// The text before the place, in it and behind it.
    before: &'a str,
    token: &'a str,
    after: &'a str,
}

impl Example<'_> {
    /// The text in which `token` stands at the place.
    fn with(&self, token: &str) -> Reading {
        let text = [self.before, token, self.after].concat();
        Reading::new(Preamble::of(&text), text, 0, self.language)
    }

    /// The judgment of the text in which `token` stands at the place, if a candidate stands right there.
    fn judged(&self, token: &str) -> Option<Mention> {
        let (start, end) = (self.before.len(), self.before.len() + token.len());
        let mention = judge_at(&self.with(token).excerpt(), start.midpoint(end))?;
        // The mark of a symbol belongs to its name.
        (mention.range.end == end && mention.range.start + 1 >= start && mention.range.start <= start)
            .then_some(mention)
    }

    fn shown(&self) -> String {
        format!("`{}⟦{}⟧{}` in {}", self.before, self.token, self.after, self.language.id)
    }
}

fn data() -> data::Data {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    data::load(&folder).unwrap_or_else(|problems| panic!("{problems:?}"))
}

fn examples(data: &data::Data) -> Vec<Example<'_>> {
    let mut examples = Vec::new();
    for group in &data.evidence_groups {
        let pieces = group.piece.iter().map(|(name, piece)| (name, piece.weight, &piece.example));
        let shapes = group.shape.iter().map(|shape| (&shape.name, shape.weight, &shape.example));
        for (name, weight, texts) in pieces.chain(shapes) {
            examples.extend(texts.iter().map(|(id, text)| {
                let (before, rest) = text.split_once('⟦').expect("a place");
                let (token, after) = rest.split_once('⟧').expect("a place");
                let language = Language::by_id(id).expect("a language");
                Example { group: &group.stem, name, weight, language, before, token, after }
            }));
        }
    }
    examples
}

/// The pieces of this group are for completion, whose places do not list their evidence.
const TYPING: &str = "typing";

/// How much each piece adds to a mention.
fn added(mention: &Mention) -> BTreeMap<&'static str, f32> {
    let mut added = BTreeMap::new();
    for (name, weight) in &mention.why {
        *added.entry(*name).or_default() += weight;
    }
    added
}

#[test]
fn every_piece_fires_in_its_example() {
    let data = data();
    let mut faults = Vec::new();
    for example in examples(&data).iter().filter(|example| example.group != TYPING) {
        let judged = example.judged(example.token);
        let fires = judged.as_ref().is_some_and(|mention| added(mention).contains_key(example.name));
        if !fires {
            let why = judged.map(|mention| mention.why);
            faults.push(format!("{} does not fire: {}: {why:?}", example.name, example.shown()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A token that is being typed is judged as if it were written out. Each of these pieces turns the verdict in its example: the place is
/// offered with it and would not be without it, or the other way round.
#[test]
fn every_piece_for_typing_decides_its_example() {
    let data = data();
    let likely = data.evidence.confidence["likely"];
    let mut count = 0;
    for example in examples(&data).iter().filter(|example| example.group == TYPING) {
        let place = place_at(&example.with(example.token).excerpt(), example.before.len() + example.token.len());
        let sum = match example.token.chars().next() {
            Some(letter) if letter.is_alphabetic() => sum_of_name(example),
            _ => sum_of_number(example, &data),
        };
        let is_offered = place.is_some_and(|place| !matches!(place.kind, TypedKind::Phrase(_)));
        assert_eq!(is_offered, sum + example.weight >= likely, "{}: {}: {sum}", example.name, example.shown());
        assert_ne!(is_offered, sum >= likely, "{} does not decide {}: {sum}", example.name, example.shown());
        count += 1;
    }
    assert_eq!(count, 6);
}

/// The sum of the first name that begins with what is typed, written out.
fn sum_of_name(example: &Example<'_>) -> f32 {
    let spellings = Library::all().iter().flat_map(Library::spellings);
    let mut names = spellings.map(|spelling| spelling.name()).filter(|name| name.starts_with(example.token));
    let name = names.next().unwrap_or_else(|| panic!("no name in {}", example.shown()));
    example.judged(name).unwrap_or_else(|| panic!("no candidate in {}", example.shown())).sum()
}

/// The sum of the code that stands for the typed digit's class, with the class's prior in place of its own, and with what counts wherever
/// a number is typed. Without the piece of the example.
fn sum_of_number(example: &Example<'_>, data: &data::Data) -> f32 {
    let digit = example.token.parse().unwrap_or(2);
    let class = &data.evidence.class[digit - 1];
    let typical = class.typical.to_string();
    let mention = example.judged(&typical).unwrap_or_else(|| panic!("no candidate in {}", example.shown()));
    let always = if example.token.is_empty() { "nothing-typed" } else { "still-typing" };
    let typing = data.evidence_groups.iter().find(|group| group.stem == TYPING).expect("the group");
    let always = if example.name == always { 0.0 } else { typing.piece[always].weight };
    mention.sum() - data.evidence.prior[&typical] + class.prior + always
}

/// A text with what a reader finds in it.
struct Expected {
    language: &'static Language,
    text: String,
    marks: Vec<Mark>,
    /// Of a line, code and text of each.
    shown: Vec<String>,
}

impl Expected {
    fn of_case(case: Case) -> Self {
        Self { language: case.language, text: case.text, marks: case.marks, shown: Vec::new() }
    }

    fn of_line(line: Line) -> Self {
        let shown = line.found.split("; ").map(str::to_owned).collect();
        Self { language: line.language, text: line.text, marks: Vec::new(), shown }
    }

    /// Whether a reader finds that too.
    fn holds(&self, mention: &Mention) -> bool {
        let shown = format!("{} {}", mention.code, &self.text[mention.range.clone()]);
        self.marks.contains(&Mark::of(mention)) || self.shown.contains(&shown)
    }
}

/// Whether a text has a mention that is wrong without a piece and is not found with it, or one that is right and found with it alone.
fn decides(name: &str, all: &[Expected]) -> bool {
    let without = Weights::compiled().with(name, 0.0).unwrap_or_else(|| panic!("no piece {name}"));
    all.iter().any(|text| {
        let found = |weights| {
            let found = mentions_by(weights, &text.text, text.language).into_iter();
            found.map(|mention| (Mark::of(&mention).range, text.holds(&mention))).collect::<Vec<_>>()
        };
        let (with, without) = (found(Weights::compiled()), found(&without));
        with.iter().any(|(range, is_right)| *is_right && !without.contains(&(range.clone(), true)))
            || without.iter().any(|(range, is_right)| !is_right && with.iter().all(|(other, _)| other != range))
    })
}

/// A piece decides a place where the verdict is right with it and wrong without it. What is right stands in the cases.
#[test]
fn every_piece_decides_a_case() {
    /// Sums of the same weights differ by less than this, by their order.
    const ROUNDING: f32 = 0.001;
    let data = data();
    let likely = data.evidence.confidence["likely"];
    let mut decisive: BTreeSet<&str> = BTreeSet::new();
    let mut judge = |mention: &Mention, is_status: bool| {
        for (name, weight) in added(mention) {
            let without = mention.sum() - weight;
            let is_sure = (without - likely).abs() > ROUNDING;
            if (mention.sum() >= likely) == is_status && (without >= likely) != is_status && is_sure {
                decisive.insert(name);
            }
        }
    };
    let all: Vec<Expected> =
        case_files().into_iter().map(Expected::of_case).chain(lines().into_iter().map(Expected::of_line)).collect();
    for text in &all {
        for mention in candidates(&text.text, text.language) {
            judge(&mention, text.holds(&mention));
        }
    }
    let examples = examples(&data);
    let names: BTreeSet<&str> =
        examples.iter().filter(|example| example.group != TYPING).map(|example| example.name).collect();
    // The evidence of one candidate shows the best reading of it alone. What a piece keeps another reading from shows without the piece.
    let idle = (&names - &decisive).into_iter().filter(|name| !decides(name, &all));
    let idle: BTreeSet<&str> = idle.collect();
    assert!(
        idle.is_empty(),
        "{idle:?} decide no case, where the verdict is right with them and wrong without them: add a line to tests/cases/lines.tsv"
    );
}

/// A text of the cases, the lines or the examples.
struct Judged {
    language: &'static Language,
    text: String,
    found: Vec<Found>,
    /// The effect of each piece that holds for a candidate.
    effects: BTreeMap<&'static str, Effect>,
}

/// Bytes and code of a mention.
type Found = (std::ops::Range<usize>, u16);

#[derive(Clone, Copy, Default)]
struct Effect {
    /// Whether a sum would be on the other side of the threshold without the piece.
    decides: bool,
    /// For how many candidates it holds that are not likely.
    unlikely: usize,
}

impl Judged {
    fn new(language: &'static Language, text: String, likely: f32) -> Self {
        let mut effects: BTreeMap<&str, Effect> = BTreeMap::new();
        for mention in candidates(&text, language) {
            let sum = mention.sum();
            for (name, weight) in added(&mention) {
                let effect = effects.entry(name).or_default();
                effect.decides |= (sum >= likely) != (sum - weight >= likely);
                effect.unlikely += usize::from(sum < likely);
            }
        }
        let found = found_by(Weights::compiled(), language, &text);
        Self { language, text, found, effects }
    }

    fn effect(&self, name: &str) -> Effect {
        self.effects.get(name).copied().unwrap_or_default()
    }
}

fn all_judged(data: &data::Data) -> Vec<Judged> {
    let likely = data.evidence.confidence["likely"];
    let cases = case_files().into_iter().map(|case| (case.language, case.text));
    let lines = lines().into_iter().map(|line| (line.language, line.text));
    let examples = examples(data).into_iter().filter(|example| example.group != TYPING);
    let examples = examples.map(|example| (example.language, [example.before, example.token, example.after].concat()));
    cases.chain(lines).chain(examples).map(|(language, text)| Judged::new(language, text, likely)).collect()
}

fn found_by(weights: &Weights, language: &'static Language, text: &str) -> Vec<Found> {
    let found = mentions_by(weights, text, language);
    found.into_iter().map(|mention| (mention.range, mention.code.number())).collect()
}

/// With a weight of zero, each piece and each shape changes the mentions of a case, a line or an example, or the completions of an
/// example.
#[test]
fn a_weight_of_zero_is_noticed() {
    let data = data();
    let all = all_judged(&data);
    let examples = examples(&data);
    let mut unnoticed = BTreeSet::new();
    for example in &examples {
        let name = example.name;
        let zeroed = Weights::compiled().with(name, 0.0).unwrap_or_else(|| panic!("no piece {name}"));
        if example.group == TYPING {
            let reading = example.with(example.token);
            let is_offered = |excerpt: &Excerpt<'_>| {
                place_at(excerpt, example.before.len() + example.token.len())
                    .is_some_and(|place| !matches!(place.kind, TypedKind::Phrase(_)))
            };
            if is_offered(&reading.excerpt()) == is_offered(&reading.excerpt().weighed_by(&zeroed)) {
                unnoticed.insert(name);
            }
            continue;
        }
        // Those texts first whose sums tell that something changes, and short ones before long ones.
        let mut texts: Vec<&Judged> = all.iter().collect();
        texts.sort_by_key(|judged| {
            (!judged.effect(name).decides, !judged.effects.contains_key(name), judged.text.len())
        });
        if !texts.iter().any(|judged| found_by(&zeroed, judged.language, &judged.text) != judged.found) {
            unnoticed.insert(name);
        }
    }
    assert!(unnoticed.is_empty(), "no test would miss the weights of {unnoticed:?}");
}

/// Whatever a piece weighs, a judge that stops early finds what one finds that judges to the end: the bounds by which it stops follow from
/// the data, so a new piece cannot be left out of them.
#[test]
fn a_heavy_piece_is_never_passed_over() {
    /// How many texts are searched for each piece: those in which it holds most often, for their length, for what is no mention otherwise.
    const TEXTS: usize = 5;
    const HEAVY: f32 = 9.0;
    let data = data();
    let all = all_judged(&data);
    let mut newly_found = 0;
    for name in data.evidence_groups.iter().filter(|group| group.stem != TYPING).flat_map(|group| group.piece.keys()) {
        let mut texts: Vec<&Judged> = all.iter().collect();
        texts
            .sort_by_key(|judged| std::cmp::Reverse(judged.effect(name).unlikely * 10_000 / (judged.text.len() + 200)));
        let weights = Weights::compiled().with(name, HEAVY).unwrap_or_else(|| panic!("no piece {name}"));
        for judged in texts.iter().take(TEXTS) {
            let whole = mentions_judged_to_the_end(&weights, &judged.text, judged.language);
            let whole: Vec<Found> = whole.into_iter().map(|mention| (mention.range, mention.code.number())).collect();
            let found = found_by(&weights, judged.language, &judged.text);
            newly_found += usize::from(found.len() > judged.found.len());
            let differs = found.iter().zip(&whole).find(|(found, whole)| found != whole);
            let is_same = differs.is_none() && found.len() == whole.len();
            assert!(is_same, "{name} in {}: {differs:?} in\n{}", judged.language.id, judged.text);
        }
    }
    assert!(newly_found > 100, "{newly_found} texts in which a heavy piece makes more mentions");
}

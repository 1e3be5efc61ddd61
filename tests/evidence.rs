//! Every piece of evidence of `data/evidence/` fires in its example and decides a case.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use http_status_lsp::catalog::{Language, Library};
use http_status_lsp::detect::{Head, Mention, Reading, TypedKind, candidates, judge_at, place_at};

#[path = "cases/reading.rs"]
#[expect(dead_code, reason = "the lines of `known_faults.tsv` are for other tests")]
mod reading;

#[path = "../build/data.rs"]
#[allow(dead_code, unused_imports, unreachable_pub, reason = "the build script's own module; here it only reads")]
mod data;

use reading::{Mark, case_files, lines};

/// Pieces that do not fire in their example, with the reason.
const SILENT: [(&str, &str); 1] =
    [("same-slot-has-codes", "`TELLTALE` in src/detect/alike.rs is above every prior, so it never fires")];

/// Pieces that decide no case, with the reason.
const DECIDE_NOTHING: [(&str, &str); 8] = [
    ("same-slot-has-codes", "it never fires, see `SILENT`"),
    ("response-tag", "`label-of-metrics` fires wherever it does, and says as much"),
    ("constant-called", "only names that begin with `SC_` or the like come close, and readers would argue about those"),
    (
        "symbol-without-mark",
        "only what is passed to a function for statuses comes close, and readers would argue about that",
    ),
    ("name-in-prose", "its weight of -0.1 is too small"),
    ("name-in-text", "its weight of -0.1 is too small"),
    ("name-of-other-language", "its weight of -0.1 is too small"),
    ("whole-path", "its weight of -0.1 is too small"),
];

/// A piece or a shape with one example of it.
struct Example<'a> {
    group: &'a str,
    name: &'a str,
    weight: f32,
    language: &'static Language,
    /// What stands before the place, in it and behind it.
    before: &'a str,
    token: &'a str,
    after: &'a str,
}

impl Example<'_> {
    /// The text in which `token` stands at the place.
    fn with(&self, token: &str) -> Reading {
        let text = [self.before, token, self.after].concat();
        Reading::new(Head::of(&text), text, 0, self.language)
    }

    /// What is thought of the text in which `token` stands at the place, if a candidate stands right there.
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
        let is_silent = SILENT.iter().any(|(silent, _)| *silent == example.name);
        if fires == is_silent {
            let what = if fires { "fires; take it out of SILENT" } else { "does not fire" };
            faults.push(format!(
                "{} {what}: {}: {:?}",
                example.name,
                example.shown(),
                judged.map(|mention| mention.why)
            ));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// What is still being typed is judged as if it were written out. Each of these pieces turns the answer in its example: the place is
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
    for case in case_files() {
        for mention in candidates(&case.text, case.language) {
            judge(&mention, case.marks.contains(&Mark::of(&mention)));
        }
    }
    for line in lines() {
        for mention in candidates(&line.text, line.language) {
            let shown = format!("{} {}", mention.code, &line.text[mention.range.clone()]);
            judge(&mention, line.found.split("; ").any(|found| found == shown));
        }
    }
    let examples = examples(&data);
    let names: BTreeSet<&str> =
        examples.iter().filter(|example| example.group != TYPING).map(|example| example.name).collect();
    let listed: BTreeSet<&str> = DECIDE_NOTHING.iter().map(|(name, _)| *name).collect();
    let idle: BTreeSet<&str> = &names - &decisive;
    assert_eq!(
        idle, listed,
        "pieces without a case where the verdict is right with them and wrong without them (left), and the pieces that \
         DECIDE_NOTHING lists (right): add a line to tests/cases/lines.tsv that the piece decides, or change the list"
    );
}

//! A quick look for the texts that a mention of some codes must hold: numbers, names, and words of phrases.

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use crate::catalog::phrases;
use crate::catalog::{Code, Library, Spelling};

/// The text behind the digit of a class: `4xx`, and in patterns `4..`, `4.*`, `4.+`, `4[0-9]{2}`, `4\\d\\d`, `(4|5)..`, `[4-5]..`, `[345]..`.
const CLASS_ENDS: [&str; 18] =
    ["xx", "..", ".*", ".+", "[0", "\\", "|", ").", "-", "]", "1]", "2]", "3]", "4]", "5]", "23", "34", "45"];

/// Tells texts without any mention of some codes from those that may have one.
#[derive(Debug)]
pub struct Prefilter {
    needles: AhoCorasick,
    /// The words that must stand around each needle.
    around: Vec<Around>,
}

/// The words before and behind a needle, in lower case, the nearest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Around {
    before: Vec<&'static str>,
    behind: Vec<&'static str>,
}

impl Prefilter {
    /// The filter for codes, and for classes by their digits.
    pub(super) fn of(codes: &[Code], classes: &[u8]) -> Self {
        let is_wanted = |code: &Code| codes.binary_search(code).is_ok();
        let phrases = phrases::all().filter(|phrase| phrase.codes().iter().any(is_wanted));
        let phrases: Vec<(String, Around)> =
            phrases.filter_map(|phrase| longest_word(&phrase.words().collect::<Vec<_>>())).collect();
        let by_phrase = Self::new(phrases.clone());
        let spellings = Library::all().iter().flat_map(Library::spellings);
        let names = spellings.filter(|spelling| is_wanted(&spelling.code())).map(Spelling::name);
        // Most names are made of the words of the phrase.
        let names = names.filter(|name| !by_phrase.may_hold(name.as_bytes())).map(str::to_owned);
        let numbers = codes.iter().map(Code::to_string);
        let classes = classes.iter().flat_map(|digit| CLASS_ENDS.map(|end| format!("{digit}{end}")));
        let alone = names.chain(numbers).chain(classes).map(|text| (text, Around::default()));
        Self::new(alone.chain(phrases).collect())
    }

    fn new(mut needles: Vec<(String, Around)>) -> Self {
        needles.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        needles.dedup();
        let built = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::Standard)
            .kind(Some(AhoCorasickKind::DFA))
            .build(needles.iter().map(|(needle, _)| needle));
        let around = needles.into_iter().map(|(_, around)| around).collect();
        // Only more than two billion needles are refused.
        let needles = built.unwrap_or_else(|_| unreachable!("a catalog has few names"));
        Self { needles, around }
    }

    /// Whether a text may hold a mention.
    pub fn may_hold(&self, text: &[u8]) -> bool {
        self.needles.find_overlapping_iter(text).any(|found| {
            let Around { before, behind } = &self.around[found.pattern()];
            ends_with_words(&text[..found.start()], before) && begins_with_words(&text[found.end()..], behind)
        })
    }
}

/// The longest word, and the others around it.
fn longest_word(words: &[&'static str]) -> Option<(String, Around)> {
    let (place, longest) = words.iter().enumerate().max_by_key(|(_, word)| word.len())?;
    let around = Around { before: words[..place].iter().rev().copied().collect(), behind: words[place + 1..].to_vec() };
    Some(((*longest).to_owned(), around))
}

/// The words of a phrase stand behind one another with one sign between them, and those of an identifier with any number of signs and digits.
fn ends_with_words(text: &[u8], words: &[&str]) -> bool {
    let mut rest = text;
    words.iter().all(|word| {
        let end = rest.iter().rposition(|byte| may_be_of(word, *byte)).map_or(0, |last| last + 1);
        let start = end.checked_sub(word.len());
        let is_it = start.is_some_and(|start| rest[start..end].eq_ignore_ascii_case(word.as_bytes()));
        rest = &rest[..start.unwrap_or(0)];
        is_it
    })
}

fn begins_with_words(text: &[u8], words: &[&str]) -> bool {
    let mut rest = text;
    words.iter().all(|word| {
        let start = rest.iter().position(|byte| may_be_of(word, *byte)).unwrap_or(rest.len());
        let end = start + word.len();
        let is_it = rest.get(start..end).is_some_and(|text| text.eq_ignore_ascii_case(word.as_bytes()));
        rest = rest.get(end..).unwrap_or_default();
        is_it
    })
}

/// Whether a byte may begin or end the word, and is no sign before it or behind it.
fn may_be_of(word: &str, byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte.is_ascii_digit() && word.contains(|c: char| c.is_ascii_digit())
}

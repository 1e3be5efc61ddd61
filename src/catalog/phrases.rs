//! Reason phrases: `Not Found` and the codes that it stands for.

use super::statuses::Code;
use super::tables::{CODES_OF_PHRASES, PHRASE_ENDS, PHRASE_WORDS, PHRASES, WORDS_OF_PHRASES};

/// A phrase that stands for statuses.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// Its words in lower case, as a range of `WORDS_OF_PHRASES`.
    pub(crate) words: (u16, u16),
    /// The registered status first, then those of vendors, as a range of `CODES_OF_PHRASES`.
    pub(crate) codes: (u16, u16),
    /// Whether no specification has it: `Not Allowed`, `Proxy Error`.
    pub(crate) is_alias: bool,
}

impl Phrase {
    /// The indexes of its words among all words of phrases.
    pub(crate) fn indexes(&self) -> &'static [u16] {
        &WORDS_OF_PHRASES[usize::from(self.words.0)..usize::from(self.words.1)]
    }

    pub(crate) fn words(&self) -> impl ExactSizeIterator<Item = &'static str> {
        self.indexes().iter().map(|index| PHRASE_WORDS.word(usize::from(*index)))
    }

    pub(crate) fn codes(&self) -> &'static [Code] {
        &CODES_OF_PHRASES[usize::from(self.codes.0)..usize::from(self.codes.1)]
    }
}

/// All phrases.
pub(crate) fn all() -> impl Iterator<Item = &'static Phrase> {
    PHRASES.iter()
}

/// The phrases that begin with a word, in either case, longest first.
fn phrases_of(word: &str) -> &'static [Phrase] {
    PHRASE_WORDS.index_of_folded(word).map_or(&[], phrases_from)
}

/// The same for the word of that index.
pub(crate) fn phrases_from(index: usize) -> &'static [Phrase] {
    &PHRASES[usize::from(PHRASE_ENDS[index])..usize::from(PHRASE_ENDS[index + 1])]
}

/// Whether a phrase begins with that word.
pub(crate) fn begins_phrase(word: &str) -> bool {
    !phrases_of(word).is_empty()
}

/// How many of the words make up the longest name of a specification that they begin with, and its code.
pub(crate) fn words_of_phrase_at(words: &[&str]) -> Option<(usize, Code)> {
    let candidates = phrases_of(words.first()?).iter();
    candidates.filter(|phrase| !phrase.is_alias).find_map(|phrase| {
        let length = phrase.words().len();
        let is_it = length <= words.len() && phrase.words().zip(words).all(|(a, b)| a.eq_ignore_ascii_case(b));
        is_it.then_some((length, *phrase.codes().first()?))
    })
}

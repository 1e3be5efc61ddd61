//! Names that no library of the catalog has, but that contain the name of a status: `respond_not_found`, `be_bad_request`,
//! `HTTP_NO_CONTENT_CODE`.

use crate::catalog::Code;
use crate::catalog::phrases::{begins_phrase, words_of_phrase_at};
use crate::catalog::tables::SINGLE_NAMES;

use crate::detect::lexicon::words::split;

/// A status's name within an identifier.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Compound<'a> {
    pub(crate) code: Code,
    /// The words of the identifier that are not the status's.
    pub(crate) others: Vec<&'a str>,
}

/// Longer identifiers are sentences, such as the names of tests.
const MOST_WORDS: usize = 9;

/// In bytes. A shorter identifier cannot contain a name of several words.
const SHORTEST: usize = 6;

/// The status whose name an identifier holds.
pub(crate) fn compound(identifier: &str) -> Option<Compound<'_>> {
    if identifier.len() < SHORTEST || identifier.len() > 64 {
        return None;
    }
    if !split(identifier).any(begins_phrase) {
        return None;
    }
    let words: Vec<&str> = split(identifier).take(MOST_WORDS + 1).collect();
    if words.len() > MOST_WORDS {
        return None;
    }
    let (start, length, code) = (0..words.len()).find_map(|start| {
        let (length, code) = words_of_phrase_at(&words[start..])?;
        (length > 1 || is_telling_alone(words[start])).then_some((start, length, code))
    })?;
    let others = words[..start].iter().chain(&words[start + length..]).copied().collect();
    Some(Compound { code, others })
}

/// Whether a name of one word is distinctive enough to count within an identifier.
fn is_telling_alone(word: &str) -> bool {
    SINGLE_NAMES.iter().any(|known| word.eq_ignore_ascii_case(known))
}

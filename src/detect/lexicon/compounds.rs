//! Names that no library of the catalog has, but that contain the name of a status or its code: `respond_not_found`, `be_bad_request`,
//! `HTTP_NO_CONTENT_CODE`, `should_return_406_response`.

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
    /// How many of them stand before the status's.
    pub(crate) before: usize,
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
    Some(Compound { code, others, before: start })
}

/// The longest identifier that is searched for a code, in bytes. Names of tests are long.
const LONGEST_CODED: usize = 96;

/// How many digits a code has.
const DIGITS: usize = 3;

/// The status whose code an identifier holds as a part, and the words beside it: two before it, the nearest first, and one behind it.
/// `sha256sum` and `x509` hold none: what follows the digits begins a word.
pub(crate) fn coded(identifier: &str) -> Option<Compound<'_>> {
    if !(SHORTEST..=LONGEST_CODED).contains(&identifier.len()) {
        return None;
    }
    let bytes = identifier.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let start = (1..bytes.len()).find(|at| is_digit(*at) && !is_digit(at - 1))?;
    let end = start + DIGITS;
    let is_whole =
        (start..end).all(is_digit) && bytes.get(end).is_none_or(|next| *next == b'_' || next.is_ascii_uppercase());
    let code = identifier.get(start..end).filter(|_| is_whole).and_then(Code::parse)?;
    code.status()?;
    let before: Vec<&str> = split(&identifier[..start]).collect();
    // `HTTP_204_OK` is written as the constants of libraries are, which have the name of the code's status behind it.
    let is_prefix = |word: &&str| word.eq_ignore_ascii_case("http") || word.eq_ignore_ascii_case("status");
    if end < bytes.len() && before.iter().all(is_prefix) {
        return None;
    }
    // The digits of `x509` belong to its letter.
    if before.last().is_none_or(|word| word.len() == 1) && bytes[start - 1] != b'_' {
        return None;
    }
    let mut others: Vec<&str> = before.into_iter().rev().take(2).collect();
    let before = others.len();
    others.extend(split(&identifier[end..]).take(1));
    Some(Compound { code, others, before })
}

/// Whether a name of one word is distinctive enough to count within an identifier.
pub(crate) fn is_telling_alone(word: &str) -> bool {
    SINGLE_NAMES.iter().any(|known| word.eq_ignore_ascii_case(known))
}

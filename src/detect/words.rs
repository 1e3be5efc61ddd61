//! What words say: identifiers are split into their words, and each word has a weight for the role it plays
//! (`data/words.toml`).

use std::cell::RefCell;

use crate::catalog::tables::{WORD_WEIGHTS, WORDS};

use super::memo::{Memo, hash};

pub use crate::catalog::tables::Role;

/// An identifier longer than this is no name that a person gave.
const LONGEST: usize = 64;

/// What the last word of an identifier says counts whole, what words before it say for this share: `timeoutStatus` is a status,
/// `statusTimeout` is a time.
pub const SHARE_OF_MODIFIERS: f32 = 0.5;

thread_local! {
    static WEIGHTS: RefCell<Memo<f32, 4096>> = RefCell::new(Memo::new());
}

/// The weight of an identifier in a role. The same words are asked for again and again.
pub(crate) fn weight(role: Role, identifier: &str) -> f32 {
    let key = hash(identifier, role as u64);
    WEIGHTS.with_borrow_mut(|known| known.get(key, || sum_of_parts(role, identifier)))
}

/// The weight of an identifier: that of the whole (`statuscode`) where the data has it, else the sum over its words, of
/// which the last says what it is.
fn sum_of_parts(role: Role, identifier: &str) -> f32 {
    parts(role, identifier).map(|(word, share)| look_up(role, word.as_str()).unwrap_or(0.0) * share).sum()
}

/// The whole identifier, if the data has it in that role, else its words with their shares; all folded.
pub fn parts(role: Role, identifier: &str) -> impl Iterator<Item = (Folded, f32)> {
    let whole = Folded::of(identifier).filter(|whole| exact(role, whole.as_str()).is_some());
    let words = if whole.is_some() { "" } else { identifier };
    let mut words = split(words).filter_map(Folded::of).peekable();
    let words = std::iter::from_fn(move || {
        let word = words.next()?;
        let share = if words.peek().is_none() { 1.0 } else { SHARE_OF_MODIFIERS };
        Some((word, share))
    });
    whole.map(|whole| (whole, 1.0)).into_iter().chain(words)
}

/// Whether the data has the whole identifier, or what it is the plural of, in that role. Words that matter to nobody but are
/// expected there weigh nothing.
pub(crate) fn is_known(role: Role, identifier: &str) -> bool {
    Folded::of(identifier).is_none_or(|word| look_up(role, word.as_str()).is_some())
}

/// Whether the data has the whole identifier or any of its words in that role.
pub(crate) fn knows_any(role: Role, identifier: &str) -> bool {
    is_known(role, identifier)
        || split(identifier).any(|word| Folded::of(word).is_some_and(|word| look_up(role, word.as_str()).is_some()))
}

/// Whether the data has the whole identifier, any of its words or what these are the plurals of, in whichever role.
pub(crate) fn may_weigh(identifier: &str) -> bool {
    let has = |word: &str| WORDS.index_of_folded(word).is_some();
    // Whatever ends with an S may be a plural.
    let is_known = |word: &str| {
        let stems = [1, 2].map(|length| word.get(..word.len() - length.min(word.len())).unwrap_or(""));
        has(word) || word.ends_with(['s', 'S']) && stems.into_iter().any(has)
    };
    let mut words = split(identifier).peekable();
    let is_one = words.peek().is_none_or(|word| word.len() == identifier.len());
    words.any(is_known) || !is_one && Folded::of(identifier).is_some_and(|whole| is_known(whole.as_str()))
}

/// The weight of a folded word, or of what it is the plural of.
fn look_up(role: Role, word: &str) -> Option<f32> {
    exact(role, word).or_else(|| exact(role, singular(word)?))
}

fn exact(role: Role, word: &str) -> Option<f32> {
    let tenths = WORD_WEIGHTS[WORDS.index(word)?][role as usize];
    (tenths != i8::MIN).then(|| f32::from(tenths) / 10.0)
}

/// `statuses` and `codes` mean what `status` and `code` do.
fn singular(word: &str) -> Option<&str> {
    word.strip_suffix("es").filter(|stem| stem.ends_with('s')).or_else(|| word.strip_suffix('s'))
}

/// Letters and digits in lower case.
#[derive(Clone, Copy)]
pub struct Folded {
    bytes: [u8; LONGEST],
    length: usize,
}

impl Folded {
    /// Nothing for an identifier without letters and digits of ASCII, or with too many.
    pub fn of(identifier: &str) -> Option<Self> {
        Self::of_all(&[identifier])
    }

    /// The same for identifiers that are joined.
    pub(crate) fn of_all(identifiers: &[&str]) -> Option<Self> {
        let mut folded = Self { bytes: [0; LONGEST], length: 0 };
        for byte in identifiers.iter().flat_map(|part| part.bytes()).filter(u8::is_ascii_alphanumeric) {
            *folded.bytes.get_mut(folded.length)? = byte.to_ascii_lowercase();
            folded.length += 1;
        }
        (folded.length > 0).then_some(folded)
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        // Only ASCII was put there.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or("")
    }
}

/// The words of an identifier: at `_`, `-` and digits, and where small letters turn to capitals (`getHTTPStatus` → get, HTTP, Status).
pub fn split(identifier: &str) -> impl Iterator<Item = &str> {
    let bytes = identifier.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        while at < bytes.len() && !bytes[at].is_ascii_alphabetic() {
            at += 1;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_alphabetic() {
            let is_capital = bytes[at].is_ascii_uppercase();
            let begins_word = at > start
                && is_capital
                && (bytes[at - 1].is_ascii_lowercase() || bytes.get(at + 1).is_some_and(u8::is_ascii_lowercase));
            if begins_word {
                break;
            }
            at += 1;
        }
        (at > start).then(|| &identifier[start..at])
    })
}

/// What the words say together: the strongest and half of the next.
pub(crate) fn best_words<'a>(words: impl Iterator<Item = &'a str>) -> f32 {
    let (mut best, mut next) = (0.0f32, 0.0f32);
    for weight in words.map(|word| weight(Role::Key, word)) {
        if weight.abs() > best.abs() {
            (best, next) = (weight, best);
        } else if weight.abs() > next.abs() {
            next = weight;
        }
    }
    (best + next * 0.5).clamp(-4.0, 5.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_fall_apart_into_words() {
        let words = |text| split(text).collect::<Vec<_>>();
        assert_eq!(words("getHTTPStatusCode"), ["get", "HTTP", "Status", "Code"]);
        assert_eq!(words("expected_status-code2"), ["expected", "status", "code"]);
        assert_eq!(words("$_404é"), [""; 0]);
    }

    #[test]
    fn words_weigh_by_their_role() {
        assert!(weight(Role::Key, "expectedStatus") > 0.0);
        assert!(weight(Role::Key, "max_width") < 0.0);
        assert_eq!(weight(Role::Key, "qwertz"), 0.0);
        assert_eq!(weight(Role::Key, &"status".repeat(100)), 0.0);
    }
}

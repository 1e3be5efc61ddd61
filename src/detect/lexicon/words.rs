//! Weights of words: an identifier is split into its words, and each word has a weight for its role (`data/words.toml`).

use crate::catalog::tables::{WORD_WEIGHTS, WORDS, operand_strength, share};

pub use crate::catalog::tables::Role;

/// In bytes. Longer identifiers are generated ones.
const LONGEST: usize = 64;

/// The share of its weight that a word before the last one of an identifier has: `timeoutStatus` is a status, `statusTimeout` is a time.
pub const SHARE_OF_MODIFIERS: f32 = share::MODIFIER;

/// The weight of an identifier: that of the whole (`statuscode`) where the data has it, else the sum over its words, of
/// which those before the last have a share.
pub(crate) fn weight(role: Role, identifier: &str) -> f32 {
    weight_of_whole(role, identifier).unwrap_or_else(|| {
        shared(split(identifier)).map(|(word, share)| look_up(role, word.as_bytes()).unwrap_or(0.0) * share).sum()
    })
}

/// The whole identifier, if the data has it in that role, else its words with their shares; all folded.
pub fn parts(role: Role, identifier: &str) -> impl Iterator<Item = (Folded, f32)> {
    let is_whole = weight_of_whole(role, identifier).is_some();
    let whole = Folded::of(identifier).filter(|_| is_whole);
    let words = shared(split(if is_whole { "" } else { identifier }));
    let words = words.filter_map(|(word, share)| Some((Folded::of(word)?, share)));
    whole.map(|whole| (whole, 1.0)).into_iter().chain(words)
}

/// The words of an identifier, each with how much of its weight counts.
fn shared<'a>(words: impl Iterator<Item = &'a str>) -> impl Iterator<Item = (&'a str, f32)> {
    let mut words = words.peekable();
    std::iter::from_fn(move || {
        let word = words.next()?;
        let share = if words.peek().is_none() { 1.0 } else { SHARE_OF_MODIFIERS };
        Some((word, share))
    })
}

fn weight_of_whole(role: Role, identifier: &str) -> Option<f32> {
    of_joined(identifier, |whole| exact(role, whole)).flatten()
}

/// The result of `find` for the letters and digits of an identifier, in whichever case; nothing without any, or with too many.
pub(crate) fn of_joined<T>(identifier: &str, find: impl Fn(&[u8]) -> T) -> Option<T> {
    let is_short = (1..=LONGEST).contains(&identifier.len());
    if is_short && identifier.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Some(find(identifier.as_bytes()));
    }
    Some(find(Folded::of(identifier)?.as_bytes()))
}

/// Whether the data has the whole identifier or its singular in that role. Words that are usual there but prove nothing have the
/// weight 0.
pub(crate) fn is_known(role: Role, identifier: &str) -> bool {
    of_joined(identifier, |whole| look_up(role, whole).is_some()).unwrap_or(true)
}

/// Whether the data has the whole identifier or any of its words in that role.
pub(crate) fn has_role(role: Role, identifier: &str) -> bool {
    is_known(role, identifier) || split(identifier).any(|word| look_up(role, word.as_bytes()).is_some())
}

/// The weight of a word or of its singular, in either case.
fn look_up(role: Role, word: &[u8]) -> Option<f32> {
    exact(role, word).or_else(|| exact(role, singular(word)?))
}

fn exact(role: Role, word: &[u8]) -> Option<f32> {
    let tenths = WORD_WEIGHTS[WORDS.index_of_folded(word)?][role as usize];
    (tenths != i8::MIN).then(|| f32::from(tenths) / 10.0)
}

/// `status` for `statuses`, `code` for `codes`.
fn singular(word: &[u8]) -> Option<&[u8]> {
    match word {
        [stem @ .., b's' | b'S', b'e' | b'E', b's' | b'S'] => Some(&word[..stem.len() + 1]),
        [stem @ .., b's' | b'S'] => Some(stem),
        _ => None,
    }
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

    /// The same for several identifiers, joined.
    pub(crate) fn of_all(identifiers: &[&str]) -> Option<Self> {
        let mut folded = Self { bytes: [0; LONGEST], length: 0 };
        for part in identifiers {
            for byte in part.as_bytes() {
                if byte.is_ascii_alphanumeric() {
                    *folded.bytes.get_mut(folded.length)? = byte.to_ascii_lowercase();
                    folded.length += 1;
                }
            }
        }
        (folded.length > 0).then_some(folded)
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        // The bytes are ASCII.
        std::str::from_utf8(self.as_bytes()).unwrap_or("")
    }
}

/// The identifiers of a text, in its order.
pub(crate) fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_word(c)).filter(|word| !word.is_empty())
}

/// Whether a test holds for an identifier as its letters and digits in lower case. Not for one that [`Folded::of`] refuses.
pub(crate) fn is_folded(identifier: &str, test: impl Fn(&str) -> bool) -> bool {
    Folded::of(identifier).is_some_and(|folded| test(folded.as_str()))
}

/// Whether a character belongs to an identifier.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
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

/// The weight of several words together: that of the strongest, and a share of the next.
pub(crate) fn best_words<'a>(words: impl IntoIterator<Item = &'a str>) -> f32 {
    let (mut best, mut next) = (0.0f32, 0.0f32);
    for weight in words.into_iter().map(|word| weight(Role::Key, word)) {
        if weight.abs() > best.abs() {
            (best, next) = (weight, best);
        } else if weight.abs() > next.abs() {
            next = weight;
        }
    }
    operand_strength::WORDS.clamp(best + next * share::NEXT_WORD)
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

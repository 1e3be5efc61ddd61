//! What words say: identifiers are split into their words, and each word has a weight for the role it plays.

use crate::catalog::tables::{CALLEE_WORDS, KEY_WORDS, LINE_WORDS};

/// The role of an identifier beside a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// What is assigned, compared, matched or keyed.
    Key,
    /// What is called.
    Callee,
    /// Anything on the same line.
    Line,
}

/// An identifier longer than this is no name that a person gave.
const LONGEST: usize = 64;

/// What the last word of an identifier says counts whole. What words before it say against a status counts for this share:
/// `timeoutStatus` is a status, `statusTimeout` is a time.
const SHARE_OF_MODIFIERS: f32 = 0.4;

/// The weight of an identifier: that of the whole (`statuscode`) where the data has it, else the sum over its words, of
/// which the last says what it is.
pub(crate) fn weight(role: Role, identifier: &str) -> f32 {
    let mut folded = [0u8; LONGEST];
    let Some(whole) = fold(identifier, &mut folded) else { return 0.0 };
    if let Some(weight) = look_up(role, whole) {
        return weight;
    }
    let (mut before, mut last) = (0.0, 0.0);
    let mut buffer = [0u8; LONGEST];
    for word in split(identifier) {
        if let Some(word) = fold(word, &mut buffer) {
            let weight = look_up(role, word).or_else(|| singular(word).and_then(|word| look_up(role, word)));
            before += if last < 0.0 { last * SHARE_OF_MODIFIERS } else { last };
            last = weight.unwrap_or(0.0);
        }
    }
    before + last
}

/// Whether the data has the whole identifier, or what it is the plural of, in that role. Words that matter to nobody but are
/// expected there weigh nothing.
pub(crate) fn is_known(role: Role, identifier: &str) -> bool {
    let mut folded = [0u8; LONGEST];
    fold(identifier, &mut folded).is_none_or(|word| {
        look_up(role, word).or_else(|| singular(word).and_then(|word| look_up(role, word))).is_some()
    })
}

/// Whether the data has the whole identifier or any of its words in that role.
pub(crate) fn knows_any(role: Role, identifier: &str) -> bool {
    let mut buffer = [0u8; LONGEST];
    is_known(role, identifier)
        || split(identifier).any(|word| {
            fold(word, &mut buffer).is_some_and(|word| {
                look_up(role, word).or_else(|| singular(word).and_then(|word| look_up(role, word))).is_some()
            })
        })
}

fn look_up(role: Role, word: &str) -> Option<f32> {
    let words: &[(&str, f32)] = match role {
        Role::Key => &KEY_WORDS,
        Role::Callee => &CALLEE_WORDS,
        Role::Line => &LINE_WORDS,
    };
    words.binary_search_by(|(known, _)| known.cmp(&word)).ok().map(|index| words[index].1)
}

/// `statuses` and `codes` mean what `status` and `code` do.
fn singular(word: &str) -> Option<&str> {
    word.strip_suffix("es").filter(|stem| stem.ends_with('s')).or_else(|| word.strip_suffix('s'))
}

/// Letters and digits in lower case; nothing for an identifier that is too long or not ASCII.
pub(crate) fn fold<'b>(identifier: &str, buffer: &'b mut [u8; LONGEST]) -> Option<&'b str> {
    let mut length = 0;
    for byte in identifier.bytes().filter(u8::is_ascii_alphanumeric) {
        *buffer.get_mut(length)? = byte.to_ascii_lowercase();
        length += 1;
    }
    std::str::from_utf8(&buffer[..length]).ok().filter(|text| !text.is_empty())
}

/// The words of an identifier: at `_`, `-` and digits, and where small letters turn to capitals (`getHTTPStatus` → get, HTTP, Status).
pub(crate) fn split(identifier: &str) -> impl Iterator<Item = &str> {
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
        assert!(weight(Role::Key, "statusCode") > weight(Role::Key, "status"));
        assert!(weight(Role::Key, "max_width") < 0.0);
        assert_eq!(weight(Role::Key, "qwertz"), 0.0);
        assert_eq!(weight(Role::Key, &"status".repeat(100)), 0.0);
    }
}

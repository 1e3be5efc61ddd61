//! Names of callees and keys that show the role of a status.

use crate::catalog::evidence::MentionRole;
use crate::catalog::tables::{is_asserting_word, is_checking_word, is_documenting_word, is_sending_word};

use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::words::{Folded, split};

use MentionRole::{Asserts, Checks, Documents, Sends, Unknown};

/// The role of a callee or a key: by its whole name, else by its words, the last first.
pub(crate) fn role_of_identifier(identifier: &str) -> Option<MentionRole> {
    if let Some(role) = Folded::of(identifier).and_then(|whole| role_of_word(whole.as_str())) {
        return Some(role);
    }
    if is_check(identifier) && identifier.len() > 2 {
        return Some(Asserts);
    }
    let words: Vec<&str> = split(identifier).collect();
    let pairs = words.windows(2).filter_map(Folded::of_all);
    if let Some(role) = pairs.filter_map(|pair| role_of_word(pair.as_str())).next() {
        return Some(role);
    }
    let roles = words.iter().rev().filter_map(|word| role_of_word(Folded::of(word)?.as_str()));
    roles.max_by_key(|role| match role {
        Asserts => 3,
        Checks => 2,
        Documents => 1,
        Sends | Unknown => 0,
    })
}

fn role_of_word(word: &str) -> Option<MentionRole> {
    match word {
        _ if is_asserting_word(word) => Some(Asserts),
        _ if is_documenting_word(word) => Some(Documents),
        _ if is_checking_word(word) => Some(Checks),
        _ if is_sending_word(word) => Some(Sends),
        _ => None,
    }
}

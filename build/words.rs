//! `data/words.toml`: the weight of a word in each role that it can have beside a candidate.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Data, Problem, limits};

/// The roles, in the order of the compiled table: the key in the data, the variant of `Role` and its documentation.
pub const ROLES: [(&str, &str, &str); 14] = [
    ("key", "Key", "What a value is assigned to, compared with or matched against."),
    ("owner", "Owner", "What that belongs to."),
    ("callee", "Callee", "What is called with the value."),
    ("callee-owner", "CalleeOwner", "What that belongs to."),
    ("collection", "Collection", "The name of the list or map that holds it."),
    ("parent", "Parent", "The key above it."),
    ("before", "Before", "The word right before it in a text."),
    ("after", "After", "The word right behind it in a text."),
    ("near-text", "NearText", "A word near it in the same text."),
    ("near-code", "NearCode", "A word near it on a line of code."),
    ("far", "Far", "A word further away on its line."),
    ("outside", "Outside", "A word of the line outside of the string or comment that holds it."),
    ("around", "Around", "A word on the lines around it."),
    ("affix", "Affix", "A word of an identifier that holds a status's name."),
];

/// The words of each role with their weights, in tenths from -12 to 12.
#[derive(Default, Deserialize)]
#[serde(transparent)]
pub struct Words(pub BTreeMap<String, BTreeMap<String, f32>>);

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new("words.toml", key, reason));
    let Words(roles) = &data.words;
    for role in roles.keys().filter(|role| ROLES.iter().all(|(known, ..)| known != role)) {
        refuse(role, "is not a role".into());
    }
    for (role, words) in roles {
        for (word, weight) in words {
            if word.is_empty() || !word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
                refuse(role, format!("`{word}` is not written in lower-case letters and digits alone"));
            }
            if let Some(fault) = limits::fault_of_weight(*weight) {
                refuse(role, format!("`{word}` weighs {fault}"));
            }
        }
    }
}

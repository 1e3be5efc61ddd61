//! `data/header_places.toml`: what says that a call, an index, a key or a directive takes the name of a header.

use std::collections::HashSet;

use serde::Deserialize;

use super::emit::line;
use super::{Data, Problem};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderPlaces {
    pub owners: Vec<String>,
    pub other_owners: Vec<String>,
    pub calls: Vec<String>,
    pub values: Vec<String>,
    pub functions: Vec<String>,
    pub assertions: Vec<String>,
    pub messages: Vec<String>,
    pub message_calls: Vec<String>,
    pub map_calls: Vec<String>,
    pub keys: Vec<String>,
    pub arguments: Vec<String>,
    pub directives: Vec<String>,
    pub actions: Vec<String>,
    pub paths: Vec<String>,
    pub flags: Vec<String>,
}

impl HeaderPlaces {
    /// The lists by their keys, and whether their entries are identifiers.
    fn lists(&self) -> [(&'static str, &[String], bool); 15] {
        [
            ("owners", &self.owners, true),
            ("other_owners", &self.other_owners, true),
            ("calls", &self.calls, true),
            ("values", &self.values, true),
            ("functions", &self.functions, true),
            ("assertions", &self.assertions, true),
            ("messages", &self.messages, true),
            ("message_calls", &self.message_calls, true),
            ("map_calls", &self.map_calls, true),
            ("keys", &self.keys, true),
            ("arguments", &self.arguments, true),
            ("directives", &self.directives, true),
            ("actions", &self.actions, false),
            ("paths", &self.paths, false),
            ("flags", &self.flags, false),
        ]
    }
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read("header_places.toml") {
        return;
    }
    for (key, entries, are_identifiers) in data.header_places.lists() {
        let mut refuse = |reason: String| problems.push(Problem::new("header_places.toml", key, reason));
        if entries.is_empty() {
            refuse("is empty".into());
        }
        let mut known = HashSet::new();
        for entry in entries {
            let is_identifier = entry.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
            if entry.is_empty() || entry.contains(char::is_whitespace) {
                refuse(format!("`{entry}` is empty or has white space in it"));
            } else if are_identifiers && !is_identifier {
                refuse(format!("`{entry}` is not written in lower-case letters and digits alone"));
            }
            if !known.insert(entry) {
                refuse(format!("`{entry}` is listed twice"));
            }
        }
    }
    let places = &data.header_places;
    let has_owner = |entry: &&String| places.owners.iter().any(|owner| entry.contains(owner.as_str()));
    for entry in places.other_owners.iter().filter(|entry| !has_owner(entry)) {
        let reason = format!("`{entry}` has none of the `owners` in it");
        problems.push(Problem::new("header_places.toml", "other_owners", reason));
    }
}

pub(super) fn emit_header_places(data: &Data, out: &mut String) {
    for (key, entries, _) in data.header_places.lists() {
        line(out, format_args!("/// `{key}` of `data/header_places.toml`."));
        let name = key.to_ascii_uppercase();
        line(out, format_args!("pub(crate) static HEADER_{name}: [&str; {}] = {entries:?};", entries.len()));
    }
}

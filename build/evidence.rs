//! `data/evidence.toml`: thresholds, priors and the tables that the pieces of evidence read.

use std::collections::{BTreeMap, HashSet};

use serde::Deserialize;

use super::{Data, Problem};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The codes in the order in which completions are offered.
    pub common: Vec<u16>,
    /// Words that begin the definition of a function.
    pub defining_words: Vec<String>,
    /// Literals that are written as words.
    pub literal_words: Vec<String>,
    /// Names of types that stand where a value might stand.
    pub type_words: Vec<String>,
    /// The sums from which a mention is possible, likely and certain.
    pub confidence: BTreeMap<String, f32>,
    /// How often a number of that code is a status, before anything around it is read.
    pub prior: BTreeMap<String, f32>,
    /// The same of the numbers that begin with a digit, the first five; each with a code that stands for its class.
    pub class: Vec<Class>,
    /// How surely the words of a status's name speak of HTTP and of nothing else.
    pub telling: BTreeMap<String, f32>,
    #[serde(default)]
    pub call: Vec<Call>,
    #[serde(default)]
    pub namesake: Vec<Namesake>,
}

/// Names of other protocols and libraries that read like statuses.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namesake {
    pub owners: Vec<String>,
    pub signs: Vec<String>,
}

/// A class while its code is being typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    pub typical: u16,
    pub prior: f32,
}

/// Functions that take a status at a known place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Call {
    pub names: Vec<String>,
    /// 1-based; empty: any place.
    pub arguments: Vec<u8>,
    pub weight: f32,
    #[serde(default)]
    pub languages: Vec<String>,
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    if !data.is_read("evidence.toml") {
        return;
    }
    let evidence = &data.evidence;
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new("evidence.toml", key, reason));
    for level in ["possible", "likely", "certain"] {
        if !evidence.confidence.contains_key(level) {
            refuse("confidence", format!("`{level}` is missing"));
        }
    }
    if evidence.confidence.len() != 3 {
        refuse("confidence", "has more levels than possible, likely and certain".into());
    }
    for name in evidence.call.iter().flat_map(|call| &call.names) {
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            refuse("call", format!("`{name}` is not written in lower-case letters and digits alone"));
        }
    }
    for (key, words) in [
        ("defining_words", &evidence.defining_words),
        ("literal_words", &evidence.literal_words),
        ("type_words", &evidence.type_words),
    ] {
        if !words.is_sorted_by(|a, b| a < b) || words.is_empty() {
            refuse(key, "is empty or not in alphabetical order without repetition".into());
        }
    }
    let codes = data.codes();
    let mut common = HashSet::new();
    for code in evidence.common.iter().filter(|code| !codes.contains(code) || !common.insert(**code)) {
        refuse("common", format!("{code} is no status or stands there twice"));
    }
    let digits: Vec<u16> = evidence.class.iter().map(|class| class.typical / 100).collect();
    if digits != [1, 2, 3, 4, 5] {
        refuse("class", "there must be five, for 1xx to 5xx".into());
    }
    let ids = data.language_ids();
    let used = evidence.call.iter().flat_map(|call| &call.languages);
    for id in used.filter(|id| !ids.contains(id.as_str())) {
        refuse("languages", format!("`{id}` is not in languages/"));
    }
    for (key, table) in [("prior", &evidence.prior), ("telling", &evidence.telling)] {
        for code in table.keys().filter(|code| code.parse::<u16>().is_err()) {
            refuse(key, format!("`{code}` is no code"));
        }
    }
}

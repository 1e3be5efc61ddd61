//! `data/search.toml`: the words of people who search, beside those of the cards.

use std::collections::{BTreeMap, HashSet};
use std::fmt::Write as _;

use serde::Deserialize;

use super::{Data, Problem};

const FILE: &str = "search.toml";

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    /// Words that are too common to count in a search.
    pub ignored: Vec<String>,
    /// Words that stand beside a code and not for a subject: `HTTP 404`.
    pub labels: Vec<String>,
    /// The common phrases for something, each with the words of the cards for it.
    pub means: BTreeMap<String, Vec<String>>,
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let mut refuse = |key: &str, reason: String| problems.push(Problem::new(FILE, key, reason));
    let search = &data.search;
    let mut seen = HashSet::new();
    for (key, word) in [("ignored", &search.ignored), ("labels", &search.labels)]
        .into_iter()
        .flat_map(|(key, list)| list.iter().map(move |word| (key, word)))
    {
        if !is_plain(word) || word.contains(' ') {
            refuse(key, format!("`{word}` is not one word of lower-case letters and digits"));
        }
        if !seen.insert(word.as_str()) {
            refuse(key, format!("`{word}` stands there twice"));
        }
    }
    let known = known_words(data);
    for (words, meanings) in &search.means {
        let key = format!("means.{words:?}");
        if !is_plain(words) {
            refuse(&key, "is not words of lower-case letters and digits with one space between".into());
        }
        if words.split(' ').all(|word| seen.contains(word)) {
            refuse(&key, "consists of ignored words and labels".into());
        }
        if meanings.is_empty() {
            refuse(&key, "has no meaning".into());
        }
        for meaning in meanings {
            if !is_plain(meaning) || meaning == words {
                refuse(&key, format!("`{meaning}` is not other words of lower-case letters and digits"));
            }
            // With a status that could not be read, words may be missing.
            let unknown = meaning.split(' ').find(|word| !known.contains(*word));
            if let Some(word) = unknown.filter(|_| data.is_read("codes") && data.is_read("headers.toml")) {
                refuse(&key, format!("no card holds `{word}`"));
            }
        }
    }
}

fn is_plain(words: &str) -> bool {
    let is_word =
        |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    words.split(' ').all(is_word)
}

/// The words of all cards in lower case.
fn known_words(data: &Data) -> HashSet<String> {
    let mut known = HashSet::new();
    let mut add = |text: &str| {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        known.extend(words.map(str::to_ascii_lowercase));
    };
    for status in &data.statuses {
        [&status.name, &status.summary, &status.explanation].into_iter().for_each(|text| add(text));
        status.aliases.iter().chain(&status.former_names).for_each(|name| add(name));
        for advice in status.causes.iter().chain(&status.fixes) {
            add(&advice.short);
            add(&advice.text);
        }
        status.headers.required.iter().chain(&status.headers.customary).for_each(|header| add(header));
    }
    known
}

pub(super) fn emit(data: &Data, out: &mut String) {
    let Search { ignored, labels, means } = &data.search;
    let means: String = means.iter().map(|(words, meanings)| format!("({words:?}, &{meanings:?}), ")).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "pub(crate) static SEARCH_IGNORED: &[&str] = &{ignored:?};");
    let _ = writeln!(out, "pub(crate) static SEARCH_LABELS: &[&str] = &{labels:?};");
    let _ = writeln!(out, "pub(crate) static SEARCH_MEANINGS: &[(&str, &[&str])] = &[{means}];");
}

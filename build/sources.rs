//! `data/sources.toml`: the pages that the facts of the cards come from, and the products whose facts need one.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::{Data, Problem};

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sources {
    /// Further names of products. A card that names one needs a source of that product.
    pub products: Vec<String>,
    /// Names for which texts are not searched: they are also words, such as `requests`, or name a language, a system or a company.
    pub words: Vec<String>,
    #[serde(default)]
    pub source: Vec<Source>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    pub id: String,
    /// The product that the page documents, as the cards write it. Specifications have none.
    pub product: Option<String>,
    pub title: String,
    pub url: String,
    /// The day on which the page was read: `2026-11-30`.
    pub read: Option<String>,
}

/// Documents there never change under one URL.
const STABLE_HOSTS: [&str; 3] =
    ["https://www.rfc-editor.org/", "https://rfc-editor.org/", "https://datatracker.ietf.org/"];

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let named = named_sources(data);
    let is_complete = data.is_read("codes") && data.is_read("grpc.toml");
    for (key, list) in [("products", &data.sources.products), ("words", &data.sources.words)] {
        if !list.is_sorted_by_key(|product| product.to_lowercase()) {
            problems.push(Problem::new("sources.toml", key, "is not in alphabetical order"));
        }
    }
    let mut urls: HashMap<&str, &str> = HashMap::new();
    let mut last = "";
    for source in &data.sources.source {
        let mut refuse = |key: &str, reason: String| {
            problems.push(Problem::new("sources.toml", format!("{}: {key}", source.id), reason));
        };
        let is_word = |word: &str| {
            !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
        };
        if !source.id.split('-').all(is_word) {
            refuse("id", "is not lower-case words joined by hyphens".into());
        }
        if source.id.as_str() <= last {
            refuse("id", format!("stands behind `{last}`; sources are sorted by id, each once"));
        }
        last = &source.id;
        if source.title.trim().is_empty() {
            refuse("title", "is empty".into());
        }
        if source.product.as_ref().is_some_and(|product| product.trim().is_empty()) {
            refuse("product", "is empty".into());
        }
        if !source.url.starts_with("https://") {
            refuse("url", "does not begin with https://".into());
        }
        if let Some(other) = urls.insert(&source.url, &source.id) {
            refuse("url", format!("is that of `{other}` too"));
        }
        match &source.read {
            Some(read) if !is_date(read) => refuse("read", format!("`{read}` is not a date such as 2026-11-30")),
            None if !STABLE_HOSTS.iter().any(|host| source.url.starts_with(host)) => {
                refuse("read", "is missing; only RFCs and drafts need no date".into());
            }
            _ => {}
        }
        if is_complete && !named.contains(source.id.as_str()) {
            refuse("id", "is named by no card and not by grpc.toml".into());
        }
    }
}

/// The ids of all sources.
pub(super) fn ids(data: &Data) -> HashSet<&str> {
    data.sources.source.iter().map(|source| source.id.as_str()).collect()
}

fn named_sources(data: &Data) -> HashSet<&str> {
    let of_cards = data.statuses.iter().flat_map(|status| &status.sources);
    of_cards.chain([&data.grpc.read_as.source, &data.grpc.sent_for.source]).map(String::as_str).collect()
}

/// Whether that is a day of the Gregorian calendar: `2024-02-29`.
fn is_date(text: &str) -> bool {
    let shape = text.bytes().enumerate().all(|(index, byte)| match index {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if text.len() != 10 || !shape {
        return false;
    }
    let number = |range: std::ops::Range<usize>| text[range].parse::<u32>().unwrap_or_default();
    let (year, month, day) = (number(0..4), number(5..7), number(8..10));
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&day)
}

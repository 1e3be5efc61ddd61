//! The names of statuses as phrases in text: words in lower case, longest first among those that begin alike.

use std::collections::BTreeMap;

use super::codes::Status;

/// A phrase that stands for statuses.
pub struct Phrase {
    pub words: Vec<String>,
    /// The registered one first, then those of vendors.
    pub codes: Vec<u16>,
    /// Whether no specification has it: `Not Allowed`, `Proxy Error`.
    pub is_alias: bool,
}

/// The phrases by their first word. A first word that does not begin with an ASCII letter begins no phrase.
pub fn phrases(statuses: &[Status]) -> BTreeMap<String, Vec<Phrase>> {
    let mut statuses: Vec<&Status> = statuses.iter().collect();
    statuses.sort_by_key(|status| status.code);
    let mut phrases: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
    for status in statuses {
        let names = std::iter::once(&status.name).chain(&status.former_names).chain(&status.aliases);
        for (name, words) in names.flat_map(|name| spelled(name).into_iter().map(move |words| (name, words))) {
            let Some(first) = words.first().filter(|first| first.starts_with(|c: char| c.is_ascii_lowercase())) else {
                continue;
            };
            let alike = phrases.entry(first.clone()).or_default();
            let is_alias = status.aliases.contains(name);
            match alike.iter_mut().find(|known| known.words == words) {
                Some(known) => {
                    known.is_alias &= is_alias;
                    let place = if status.origin == "iana" { 0 } else { known.codes.len() };
                    known.codes.insert(place, status.code);
                }
                None => alike.push(Phrase { words, codes: vec![status.code], is_alias }),
            }
        }
    }
    for list in phrases.values_mut() {
        list.sort_by_key(|phrase| std::cmp::Reverse(phrase.words.len()));
    }
    phrases
}

/// The words of a name, and for languages whose words have hyphens those that blanks part: `request time-out`.
fn spelled(name: &str) -> Vec<Vec<String>> {
    let hyphened: Vec<String> = name.to_lowercase().split(' ').map(str::to_owned).collect();
    let is_other = hyphened.len() > 1 && name.contains('-') && !name.contains('\'');
    std::iter::once(words(name)).chain(is_other.then_some(hyphened)).collect()
}

fn words(name: &str) -> Vec<String> {
    name.to_lowercase()
        .replace('\'', "")
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

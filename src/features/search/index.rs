//! The texts of all statuses by their terms, and the score of each status for a term.

use std::collections::HashMap;

use crate::catalog::{Catalog, StatusRef};

use super::words::{american, compounds, is_ignored, stem, words};

/// How fast further occurrences of a term stop to count, and how much the length of a field does (Robertson and Zaragoza, "The Probabilistic
/// Relevance Framework: BM25 and Beyond", 3.6).
const SATURATION: f32 = 4.0;
const LENGTH_SHARE: f32 = 0.5;

/// The texts of a field.
type Texts = for<'c> fn(StatusRef<'c>) -> Vec<&'c str>;

/// The texts of a status that are indexed, each with its weight. A status of the project has no headers and no other meanings.
const FIELDS: [(f32, Texts); 7] = [
    (10.0, |status| match status {
        StatusRef::Compiled(status) => status.names().collect(),
        StatusRef::Own(status) => vec![&status.name],
    }),
    (4.0, |status| vec![status.summary()]),
    (3.0, |status| match status {
        StatusRef::Compiled(status) => status.required_headers.iter().map(|header| header.name).collect(),
        StatusRef::Own(_) => Vec::new(),
    }),
    (2.0, |status| match status {
        StatusRef::Compiled(status) => status.customary_headers.iter().map(|header| header.name).collect(),
        StatusRef::Own(_) => Vec::new(),
    }),
    (2.0, |status| match status {
        StatusRef::Compiled(status) => {
            status.causes.iter().chain(status.fixes).flat_map(|advice| [advice.short, advice.text]).collect()
        }
        StatusRef::Own(status) => status.causes.iter().chain(&status.fixes).map(String::as_str).collect(),
    }),
    (1.5, |status| vec![status.owner()]),
    (1.0, background),
];

/// The longer texts of a card.
fn background(status: StatusRef<'_>) -> Vec<&str> {
    let status = match status {
        StatusRef::Compiled(status) => status,
        StatusRef::Own(status) => return vec![&status.explanation],
    };
    let choices = status.choices().flat_map(|choice| choice.lines).filter(|line| line.code == status.code);
    let meanings = status.meanings.iter().flat_map(|meaning| [meaning.name, meaning.summary, meaning.owner.title]);
    let substatuses = status.substatuses.iter().map(|(_, line)| *line);
    let others = choices.map(|line| line.when).chain(meanings).chain(substatuses);
    let retry = status.glance.as_ref().map(|glance| glance.retry);
    others.chain([status.explanation]).chain(retry).collect()
}

/// The term for two terms that stand side by side; words that are ignored may stand between them.
pub(super) fn pair(first: &str, second: &str) -> String {
    [first, " ", second].concat()
}

/// The index of all statuses.
pub(super) struct Index {
    /// For each term, the statuses that hold it, by their places, with their scores.
    terms: HashMap<String, Vec<(usize, f32)>>,
    /// The words that a misspelled one may stand for, with the weight of the best field that each stands in.
    words: HashMap<String, f32>,
}

impl Index {
    /// Reads all statuses of a catalog. Their places are those in the order of their codes.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let statuses: Vec<StatusRef<'_>> = catalog.statuses().collect();
        let mut weights: HashMap<String, HashMap<usize, f32>> = HashMap::new();
        let mut known: HashMap<String, f32> = HashMap::new();
        let mut stems: HashMap<String, String> = HashMap::new();
        for (weight, texts) in FIELDS {
            let fields: Vec<Vec<&str>> = statuses.iter().map(|status| texts(*status)).collect();
            let read = |text: &&str| words(text).filter(|word| !is_ignored(word)).collect::<Vec<String>>();
            let all: Vec<Vec<Vec<String>>> = fields.iter().map(|texts| texts.iter().map(read).collect()).collect();
            let length_of = |field: &[Vec<String>]| field.iter().map(Vec::len).sum::<usize>() as f32;
            let average = (all.iter().map(|field| length_of(field)).sum::<f32>() / all.len() as f32).max(1.0);
            for (place, (texts, field)) in fields.iter().zip(&all).enumerate() {
                let share = weight / (1.0 - LENGTH_SHARE + LENGTH_SHARE * length_of(field) / average);
                let mut add = |term: String, share: f32| {
                    *weights.entry(term).or_default().entry(place).or_default() += share;
                };
                texts.iter().flat_map(|text| compounds(text)).for_each(|compound| add(compound, weight));
                for words in field {
                    let mut before: Option<String> = None;
                    for word in words {
                        let best = known.entry(american(word).into_owned()).or_default();
                        *best = best.max(weight);
                        let term = stems.entry(word.clone()).or_insert_with_key(|word| stem(word)).clone();
                        if let Some(before) = &before {
                            add(pair(before, &term), share);
                        }
                        add(term.clone(), share);
                        before = Some(term);
                    }
                }
            }
        }
        let scored = |(term, places): (String, HashMap<usize, f32>)| {
            let rarity = (1.0 + (statuses.len() as f32 - places.len() as f32 + 0.5) / (places.len() as f32 + 0.5)).ln();
            let mut places: Vec<(usize, f32)> =
                places.into_iter().map(|(place, weight)| (place, rarity * weight / (SATURATION + weight))).collect();
            places.sort_unstable_by_key(|(place, _)| *place);
            (term, places)
        };
        Self { terms: weights.into_iter().map(scored).collect(), words: known }
    }

    /// The score of each status for a term; those without one are left out.
    pub(super) fn scores(&self, term: &str) -> &[(usize, f32)] {
        self.terms.get(term).map_or(&[], Vec::as_slice)
    }

    /// The word that an unknown one is most like, where few letters differ.
    pub(super) fn corrected(&self, word: &str) -> Option<&str> {
        let length = word.chars().count();
        let most = match length {
            0..=4 => return None,
            5..=9 => 1,
            _ => 2,
        };
        let word = american(word);
        let near = self.words.iter().filter(|(known, _)| known.chars().count().abs_diff(length) <= most);
        near.filter_map(|(known, weight)| {
            let distance = strsim::osa_distance(known, &word);
            (distance <= most).then_some((distance, -weight, known.as_str()))
        })
        .min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(b.2)))
        .map(|(.., known)| known)
    }
}

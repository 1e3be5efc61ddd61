//! Search: what people type, and the statuses that it may mean.
//!
//! - `exact`: what stands for one thing: codes, classes, names, libraries' names, owners, and the nearest of them.
//! - `index`: the texts of all cards by their terms, with scores.
//! - `words`: text as words and stems.

use crate::catalog::{Catalog, Code, search};
use crate::detect::rank;

mod exact;
mod index;
mod words;

pub use exact::{Exact, codes_of, exact, nearest, nearest_header};

use index::{Index, pair};
use words::stem;

/// A search over the texts of all statuses. Making it takes some milliseconds.
pub struct Search {
    index: Index,
    /// The codes of the statuses, in their order.
    codes: Vec<Code>,
}

/// The result of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The best first.
    pub codes: Vec<Code>,
    /// The words that were searched for in place of unknown ones: `foudn`, `found`.
    pub corrected: Vec<(String, String)>,
}

/// Statuses of less than this share of the best one's score are left out.
const LEAST_SHARE: f32 = 0.4;
/// The weight of another meaning of some words, where the words themselves have 1.
const MEANING_SHARE: f32 = 1.0;
/// The share that counts of the score of several terms that are not adjacent on the card.
const APART_SHARE: f32 = 0.25;
/// The share that counts of the score of two adjacent words that are adjacent on the card as well.
const PAIR_SHARE: f32 = 0.5;
/// The most by which a score is raised for a common code, as a share of the score.
const COMMON_SHARE: f32 = 0.35;

/// Some words of a query that mean one thing, and what else they may mean. Each alternative is a list of terms.
struct Concept {
    alternatives: Vec<(f32, Vec<String>)>,
}

impl Search {
    /// Reads the texts of all statuses, also those of the project.
    pub fn of(catalog: &Catalog) -> Self {
        let codes = catalog.statuses().map(|status| status.code()).collect();
        Self { index: Index::of(catalog), codes }
    }

    /// The statuses that have to do with those words. A code among the words comes first. Nothing is found where no other word is known.
    pub fn find(&self, what: &str) -> Option<Found> {
        let all: Vec<String> = words::words(what).collect();
        let named: Vec<Code> = all
            .iter()
            .filter_map(|word| Code::parse(word))
            .filter(|code| self.codes.binary_search(code).is_ok())
            .collect();
        let is_searched =
            |word: &&String| !search::is_label(word) && named.iter().all(|code| code.to_string() != **word);
        let words: Vec<String> = all.iter().filter(is_searched).cloned().collect();
        let (mut concepts, corrected) = self.concepts(&words);
        let compounds = words::compounds(what).filter(|compound| !self.index.scores(compound).is_empty());
        concepts.extend(compounds.map(|compound| Concept { alternatives: vec![(1.0, vec![compound])] }));

        let mut scores = vec![0.0_f32; self.codes.len()];
        let mut matched = vec![0_u16; scores.len()];
        for concept in &concepts {
            for (place, score) in self.scores(concept) {
                scores[place] += score;
                matched[place] += 1;
            }
        }
        let stems = stems_of(&words.join(" "));
        for two in stems.windows(2) {
            for (place, score) in self.index.scores(&pair(&two[0], &two[1])) {
                scores[*place] += PAIR_SHARE * score;
            }
        }
        // `404 vs 410` needs no other word.
        if named.len() < 2 && !words.is_empty() && matched.iter().all(|count| *count == 0) {
            return None;
        }
        for (place, code) in self.codes.iter().enumerate() {
            let share = if concepts.is_empty() { 0.0 } else { f32::from(matched[place]) / concepts.len() as f32 };
            scores[place] *= share.sqrt() * (1.0 + COMMON_SHARE * commonness(*code));
        }
        let best = scores.iter().copied().fold(0.0, f32::max);
        let mut found: Vec<(f32, Code)> = scores.iter().zip(&self.codes).map(|(score, code)| (*score, *code)).collect();
        found.retain(|(score, code)| *score > 0.0 && *score >= LEAST_SHARE * best && !named.contains(code));
        found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(rank(a.1).cmp(&rank(b.1))).then(a.1.cmp(&b.1)));
        let codes: Vec<Code> = named.into_iter().chain(found.into_iter().map(|(_, code)| code)).collect();
        (!codes.is_empty()).then_some(Found { codes, corrected })
    }

    /// The concepts of the words, and the corrections of misspelled ones.
    fn concepts(&self, words: &[String]) -> (Vec<Concept>, Vec<(String, String)>) {
        let (mut concepts, mut corrected) = (Vec::new(), Vec::new());
        let stems: Vec<String> = words.iter().map(|word| stem(word)).collect();
        let mut at = 0;
        while at < words.len() {
            let phrase = longest_phrase(&stems[at..]);
            let length = phrase.as_ref().map_or(1, |(length, _)| *length);
            let mut terms = Vec::new();
            for place in at..at + length {
                if words::is_ignored(&words[place]) {
                    continue;
                }
                let is_known = phrase.is_some() || !self.index.scores(&stems[place]).is_empty();
                if let Some(known) = (!is_known).then(|| self.index.corrected(&words[place])).flatten() {
                    corrected.push((words[place].clone(), known.to_owned()));
                    terms.push(stem(known));
                    continue;
                }
                terms.push(stems[place].clone());
            }
            let mut alternatives = vec![(1.0, terms)];
            let meanings = phrase.map_or(&[][..], |(_, meanings)| meanings);
            alternatives.extend(meanings.iter().map(|meaning| (MEANING_SHARE, stems_of(meaning))));
            alternatives.retain(|(_, terms)| !terms.is_empty());
            if !alternatives.is_empty() {
                concepts.push(Concept { alternatives });
            }
            at += length;
        }
        (concepts, corrected)
    }

    /// The statuses that hold all terms of an alternative, with the score of the best one. Terms of a meaning have to stand side by side.
    fn scores(&self, concept: &Concept) -> Vec<(usize, f32)> {
        let mut best = vec![0.0_f32; self.codes.len()];
        for (share, terms) in &concept.alternatives {
            let pairs: Vec<String> = terms.windows(2).map(|two| pair(&two[0], &two[1])).collect();
            let mut sums = vec![(0.0, 0, 0); best.len()];
            for (place, score) in terms.iter().flat_map(|term| self.index.scores(term)) {
                sums[*place].0 += score;
                sums[*place].1 += 1;
            }
            for (place, _) in pairs.iter().flat_map(|pair| self.index.scores(pair)) {
                sums[*place].2 += 1;
            }
            for (best, (sum, found, adjacent)) in best.iter_mut().zip(sums) {
                let share = match () {
                    () if found < terms.len() => 0.0,
                    () if adjacent == pairs.len() => *share,
                    () => APART_SHARE * share,
                };
                *best = best.max(share * sum);
            }
        }
        best.into_iter().enumerate().filter(|(_, score)| *score > 0.0).collect()
    }
}

/// The longest phrase of the data that the words begin with, by its number of words, with its meanings.
fn longest_phrase(stems: &[String]) -> Option<(usize, &'static [&'static str])> {
    search::meanings()
        .iter()
        .map(|(phrase, meanings)| (words::words(phrase).map(|word| stem(&word)).collect::<Vec<_>>(), *meanings))
        .filter(|(phrase, _)| stems.starts_with(phrase))
        .map(|(phrase, meanings)| (phrase.len(), meanings))
        .max_by_key(|(length, _)| *length)
}

fn stems_of(text: &str) -> Vec<String> {
    words::words(text).filter(|word| !words::is_ignored(word)).map(|word| stem(&word)).collect()
}

/// 1 for the commonest code, 0 for those that are not listed.
fn commonness(code: Code) -> f32 {
    /// No more codes than this count as common.
    const COMMON: f32 = 24.0;
    (1.0 - rank(code) as f32 / COMMON).max(0.0)
}

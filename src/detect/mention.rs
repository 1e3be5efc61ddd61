//! The mention: a place in a document that denotes a status.

use std::ops::Range;

pub use crate::catalog::evidence::MentionRole;
use crate::catalog::tables::Role;
use crate::catalog::{Code, Spelling};

/// A place in a document that denotes a status.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Bytes from the start of the document.
    pub range: Range<usize>,
    /// The code that it denotes.
    pub code: Code,
    /// How it is written.
    pub kind: MentionKind,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whether it is the edge of a range of statuses (`>= 500`, `200-299`).
    pub is_bound: bool,
    /// The use of the status in the source. Only `mention_at` and `judge_at` find it, for mentions that are at least likely: a scan
    /// has no use for it.
    pub role: MentionRole,
    /// The pieces of evidence that decided, with their weights, strongest first.
    pub why: Vec<(&'static str, f32)>,
    /// The words that were read around it, where that was asked for.
    pub word_hits: Vec<WordHit>,
}

impl Mention {
    /// The sum of the weights of all evidence.
    pub fn sum(&self) -> f32 {
        self.why.iter().map(|(_, weight)| weight).sum()
    }
}

/// How a mention is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// `404`
    Number,
    /// `StatusNotFound`, `:not_found`: a library's spelling, or a name of the program's own that is made of a status's.
    Name(Option<Spelling>),
    /// `Not Found`
    Phrase,
    /// `4xx`: the whole class, whose first code the mention bears.
    Class,
}

/// How sure it is that a candidate denotes a status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Confidence {
    /// It most probably denotes something else. Nothing is shown for it, as for the next.
    Unlikely,
    /// It could be one.
    Possible,
    /// It most probably is.
    Likely,
    /// It is.
    Certain,
}

/// A word that was read beside a candidate.
#[derive(Clone, Debug, PartialEq)]
pub struct WordHit {
    /// The role in which the word was looked up.
    pub role: Role,
    /// The identifier.
    pub word: String,
    /// How much of its weight counts.
    pub share: f32,
}

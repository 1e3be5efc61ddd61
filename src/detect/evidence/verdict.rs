//! The sum of the evidence for and against a candidate.

use std::ops::Range;

use crate::catalog::Code;
use crate::catalog::tables::{CERTAIN, LIKELY, PIECE_NAMES, POSSIBLE, Piece, Role};
use crate::catalog::weights::{self, Phases, Weights};

use crate::detect::evidence::surroundings::{weight_around, words_around};
use crate::detect::lexicon::words::weight;
use crate::detect::mention::{Confidence, Mention, MentionKind, MentionRole, WordHit};
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::view::View;

/// No more pieces than this hold for most candidates.
const TYPICAL_PIECES: usize = 24;

/// Whether a sum that nothing is added to any more may be a likely one; sums of the same weights differ a little by their order.
pub(crate) fn may_be_likely(sum: f32) -> bool {
    const UNSURE: f32 = 0.01;
    sum + UNSURE >= LIKELY
}

/// The evidence about one candidate, and its sum.
#[derive(Debug)]
pub(crate) struct Verdict<'w> {
    weights: &'w Weights,
    pub(crate) range: Range<ExcerptByte>,
    pub(crate) code: Code,
    pub(crate) kind: MentionKind,
    pub(crate) is_bound: bool,
    /// Whether one piece is final, whatever else may hold.
    pub(crate) is_decided: bool,
    /// Whether it also serves for other codes. Then no evidence is skipped as too weak to matter, since it may matter for those.
    pub(crate) is_shared: bool,
    /// The phases in which evidence may still be added.
    phases: Phases,
    sum: f32,
    why: Vec<(&'static str, f32)>,
    /// The words that were read around it and as what, for the program that learns their weights; nothing otherwise.
    word_hits: Option<Vec<WordHit>>,
}

impl<'w> Verdict<'w> {
    pub(crate) fn new(weights: &'w Weights, range: Range<ExcerptByte>, code: Code, kind: MentionKind) -> Self {
        let why = Vec::with_capacity(TYPICAL_PIECES);
        let (is_bound, is_decided, is_shared, phases) = (false, false, false, Phases::ALL);
        Self { weights, range, code, kind, is_bound, is_decided, is_shared, phases, sum: 0.0, why, word_hits: None }
    }

    /// One on a place, whatever stands there, as if it were the number of that code.
    pub(crate) fn of_place(view: &View<'w>, code: Code) -> Self {
        Self::new(view.weights, ExcerptByte::START..ExcerptByte::START, code, MentionKind::Number)
    }

    /// The same, noting down every word that is read.
    pub(crate) fn recording_words(mut self) -> Self {
        self.word_hits = Some(Vec::new());
        self
    }

    /// Adds the weights of words, each in its role and with its share. Returns their sum.
    pub(crate) fn add_words<'t>(&mut self, piece: Piece, words: impl IntoIterator<Item = (Role, &'t str, f32)>) -> f32 {
        let mut strength = 0.0;
        for (role, word, share) in words {
            strength += weight(role, word) * share;
            if let Some(word_hits) = &mut self.word_hits {
                word_hits.push(WordHit { role, word: word.to_owned(), share });
            }
        }
        self.add_times(piece, strength);
        weights::clamped(piece, strength)
    }

    /// Adds the words on the lines around token `index`. Returns their sum.
    pub(crate) fn add_around(&mut self, piece: Piece, view: &View<'_>, index: TokenIndex) {
        if self.word_hits.is_some() {
            self.add_words(piece, words_around(view, index));
        } else {
            self.add_times(piece, weight_around(view, index));
        }
    }

    /// A piece of evidence that holds.
    pub(crate) fn add(&mut self, piece: Piece) {
        self.add_times(piece, 1.0);
    }

    /// Adds a piece of evidence whose weight is multiplied by a strength, as far as the data lets it.
    pub(crate) fn add_times(&mut self, piece: Piece, strength: f32) {
        debug_assert!(
            weights::phases_of(piece).hold_any(self.phases),
            "{piece:?} is added in another phase than the data states: its weight was not counted when the judge went on"
        );
        self.add_named(PIECE_NAMES[piece as usize], self.weights.of_piece(piece, strength));
    }

    /// Evidence that the data names itself.
    pub(crate) fn add_named(&mut self, name: &'static str, weight: f32) {
        if weight != 0.0 {
            self.sum += weight;
            self.why.push((name, weight));
        }
    }

    /// The same for what stands so at byte `to` instead of byte `from`.
    pub(crate) fn moved(&self, from: ExcerptByte, to: ExcerptByte) -> Self {
        let moved = |at: ExcerptByte| at + to.at() - from.at();
        let range = moved(self.range.start)..moved(self.range.end);
        Self { range, word_hits: self.word_hits.clone(), why: self.why.clone(), ..*self }
    }

    /// The same without the evidence of that name and that piece.
    pub(crate) fn without(&self, name: &str, piece: Piece) -> Self {
        let is_left = |of: &str| of != name && of != PIECE_NAMES[piece as usize];
        let why: Vec<_> = self.why.iter().filter(|(of, _)| is_left(of)).copied().collect();
        let sum = why.iter().map(|(_, weight)| weight).sum();
        let (range, word_hits) = (self.range.clone(), self.word_hits.clone());
        Self { range, word_hits, why, sum, phases: Phases::ALL, ..*self }
    }

    pub(crate) fn sum(&self) -> f32 {
        self.sum
    }

    /// The sum of those pieces alone.
    pub(crate) fn sum_of(&self, pieces: &[Piece]) -> f32 {
        self.sum - self.sum_without(pieces)
    }

    /// The sum without those pieces.
    pub(crate) fn sum_without(&self, pieces: &[Piece]) -> f32 {
        let is_left = |name: &str| pieces.iter().all(|piece| PIECE_NAMES[*piece as usize] != name);
        self.why.iter().filter(|(name, _)| is_left(name)).map(|(_, weight)| weight).sum()
    }

    /// Whether the candidate may still become likely by evidence of these phases, or all evidence is asked for. From now on no other may
    /// be added.
    pub(crate) fn is_worth(&mut self, view: &View<'_>, phases: impl Into<Phases>) -> bool {
        self.phases = phases.into();
        view.is_thorough || self.is_shared || may_be_likely(self.sum + self.weights.most_of(self.phases))
    }

    pub(crate) fn is_likely(&self) -> bool {
        self.sum >= LIKELY
    }

    /// The mention, however unlikely.
    pub(crate) fn into_mention(mut self, view: &View<'_>) -> Mention {
        let confidence = match self.sum {
            sum if sum >= CERTAIN => Confidence::Certain,
            sum if sum >= LIKELY => Confidence::Likely,
            sum if sum >= POSSIBLE => Confidence::Possible,
            _ => Confidence::Unlikely,
        };
        self.why.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        // Thousands of mentions may be held at once.
        self.why.shrink_to_fit();
        let range = view.in_document(self.range.start).at()..view.in_document(self.range.end).at();
        Mention {
            range,
            code: self.code,
            kind: self.kind,
            confidence,
            is_bound: self.is_bound,
            role: MentionRole::Unknown,
            why: self.why,
            word_hits: self.word_hits.unwrap_or_default(),
        }
    }
}

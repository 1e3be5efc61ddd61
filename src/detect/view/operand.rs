//! An operand as the words that it is made of.

use arrayvec::ArrayVec;

use crate::catalog::tables::{Role, shares};

use crate::detect::lexicon::words::{has_role, weight};

/// The words of an operand, nearest first: `res.status().as_u16()` gives `as_u16`, `status`, `res`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct OperandPath<'a> {
    pub(crate) words: ArrayVec<&'a str, PATH_WORDS>,
}

/// How many words of an operand are read: those that have a share in `data/evidence.toml`.
pub(crate) const PATH_WORDS: usize = shares::OPERAND.len();

impl<'a> OperandPath<'a> {
    /// The path of these words, as many as matter.
    pub(crate) fn of(words: impl IntoIterator<Item = &'a str>) -> Self {
        OperandPath { words: words.into_iter().take(PATH_WORDS).collect() }
    }

    /// The words without the last: the receiver of a call.
    pub(crate) fn without_first(&self) -> OperandPath<'a> {
        OperandPath::of(self.words.iter().skip(1).copied())
    }

    pub(crate) fn push(&mut self, word: &'a str) {
        // A word beyond the limit is left out.
        let _ = self.words.try_push(word);
    }

    /// Whether the data does not have its nearest word: the program has defined it.
    pub(crate) fn is_unknown(&self) -> bool {
        self.words.first().is_some_and(|word| !has_role(Role::Key, word))
    }

    /// Its words in their roles, the nearest as `first` and what that belongs to as `owner`.
    pub(crate) fn roles(&self, first: Role, owner: Role) -> impl Iterator<Item = (Role, &'a str, f32)> {
        let words = self.words.iter().zip(shares::OPERAND).enumerate();
        words.map(move |(at, (word, share))| (if at == 0 { first } else { owner }, *word, share))
    }

    /// The weight of all its words as the name that a value is tied to.
    pub(crate) fn weight(&self) -> f32 {
        self.roles(Role::Key, Role::Owner).map(|(role, word, share)| weight(role, word) * share).sum()
    }
}

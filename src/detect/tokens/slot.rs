//! The slot of a number: the position that other numbers of a file may share with it.

use crate::detect::lexicon::hash::hash;

/// The place of a value, as far as it recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// What it is given to, compared with or matched against.
    Tied(Name),
    /// An argument of a function, counted from 1.
    Argument(Name, u8),
    /// An element of rows without a name, by their bracket and counted from 1.
    Column(u8, u8),
    /// A cell of a table drawn with `|`, counted by the bars before it.
    Cell(usize),
}

/// A name's hash: names are compared with names of the same text and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Name(u64);

impl Name {
    pub(crate) fn of(text: &str) -> Self {
        Self(hash(text, 0))
    }
}

/// How many tokens before and after another are near it.
pub(crate) const NEAR: (usize, usize) = (120, 40);

//! Positions of different kinds, which the compiler keeps apart. An index of a token is a bare `usize`; all else has a type.

use std::ops::{Add, Range, Sub};

/// A byte of the text that was split: of an excerpt, not of its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExcerptByte(u32);

impl ExcerptByte {
    pub(crate) const START: Self = Self(0);

    pub(crate) fn new(at: usize) -> Self {
        Self(at as u32)
    }

    /// For slices of the text.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }

    /// How many bytes after an earlier one it is; 0 before it.
    pub(crate) fn since(self, earlier: Self) -> usize {
        self.0.saturating_sub(earlier.0) as usize
    }

    /// Moved by so many bytes, modulo 2³².
    pub(crate) fn moved(self, by: u32) -> Self {
        Self(self.0.wrapping_add(by))
    }
}

impl Add<usize> for ExcerptByte {
    type Output = Self;

    fn add(self, bytes: usize) -> Self {
        Self(self.0 + bytes as u32)
    }
}

/// Stops at the start of the text.
impl Sub<usize> for ExcerptByte {
    type Output = Self;

    fn sub(self, bytes: usize) -> Self {
        Self(self.0.saturating_sub(bytes as u32))
    }
}

/// A byte of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DocumentByte(usize);

impl DocumentByte {
    /// The byte of a document in which the excerpt begins at byte `start`.
    pub(crate) fn of(start: usize, byte: ExcerptByte) -> Self {
        Self(start + byte.at())
    }

    pub(crate) fn at(self) -> usize {
        self.0
    }
}

impl From<usize> for DocumentByte {
    fn from(at: usize) -> Self {
        Self(at)
    }
}

/// The place of a number among the numbers of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NumberIndex(usize);

impl NumberIndex {
    pub(super) fn new(place: usize) -> Self {
        Self(place)
    }

    pub(super) fn place(self) -> usize {
        self.0
    }

    /// The numbers among `all`, no more than so many before this one and behind it.
    pub(super) fn near(self, most: usize, all: Range<usize>) -> impl Iterator<Item = Self> {
        (all.start.max(self.0.saturating_sub(most))..all.end.min(self.0 + most)).map(Self)
    }
}

//! Positions of different kinds, which the compiler keeps apart.

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

/// The index of a token among the tokens of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct TokenIndex(u32);

impl TokenIndex {
    pub(crate) const FIRST: Self = Self(0);

    pub(crate) const MAX: Self = Self(u32::MAX);

    pub(crate) fn new(at: usize) -> Self {
        Self(at as u32)
    }

    /// For slices of tokens.
    pub(crate) fn at(self) -> usize {
        self.0 as usize
    }

    /// So many tokens before; nothing before the first.
    pub(crate) fn checked_sub(self, tokens: usize) -> Option<Self> {
        self.0.checked_sub(tokens as u32).map(Self)
    }

    /// So many tokens before, or the first.
    pub(crate) fn saturating_sub(self, tokens: usize) -> Self {
        Self(self.0.saturating_sub(tokens as u32))
    }

    /// The distance between the two, in tokens.
    pub(crate) fn abs_diff(self, other: Self) -> usize {
        self.0.abs_diff(other.0) as usize
    }

    /// Moved by so many tokens, modulo 2³².
    pub(crate) fn moved(self, by: u32) -> Self {
        Self(self.0.wrapping_add(by))
    }

    /// The tokens from this one on that stand before `end`; none where it does not come after.
    pub(crate) fn to(self, end: Self) -> TokenRange {
        TokenRange { start: self, end }
    }
}

impl Add<usize> for TokenIndex {
    type Output = Self;

    fn add(self, tokens: usize) -> Self {
        Self(self.0 + tokens as u32)
    }
}

impl Sub<usize> for TokenIndex {
    type Output = Self;

    fn sub(self, tokens: usize) -> Self {
        Self(self.0 - tokens as u32)
    }
}

/// How many tokens after an earlier one it is.
impl Sub for TokenIndex {
    type Output = usize;

    fn sub(self, earlier: Self) -> usize {
        (self.0 - earlier.0) as usize
    }
}

/// Tokens that follow one another, and the iterator over their indexes: `Range` iterates over the integers of the language alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TokenRange {
    pub(crate) start: TokenIndex,
    /// The first token behind them.
    pub(crate) end: TokenIndex,
}

impl TokenRange {
    /// Those of them that stand no more than so many tokens before `index`, and less than so many behind it.
    pub(crate) fn near(&self, index: TokenIndex, tokens: usize) -> Self {
        self.start.max(index.saturating_sub(tokens)).to(self.end.min(index + tokens))
    }

    pub(crate) fn contains(&self, index: &TokenIndex) -> bool {
        (self.start..self.end).contains(index)
    }

    /// For slices of tokens.
    pub(crate) fn at(&self) -> Range<usize> {
        self.start.at()..self.end.at()
    }
}

impl Iterator for TokenRange {
    type Item = TokenIndex;

    fn next(&mut self) -> Option<TokenIndex> {
        let next = self.start;
        (next < self.end).then(|| {
            self.start = next + 1;
            next
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.end.0.saturating_sub(self.start.0) as usize;
        (length, Some(length))
    }
}

impl DoubleEndedIterator for TokenRange {
    fn next_back(&mut self) -> Option<TokenIndex> {
        (self.start < self.end).then(|| {
            self.end = self.end - 1;
            self.end
        })
    }
}

impl ExactSizeIterator for TokenRange {}

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

#[cfg(test)]
mod tests {
    use super::*;

    fn range(start: usize, end: usize) -> TokenRange {
        TokenIndex::new(start).to(TokenIndex::new(end))
    }

    #[test]
    fn a_range_of_tokens_is_read_like_one_of_integers() {
        for (start, end) in (0..4).flat_map(|start| (0..4).map(move |end| (start, end))) {
            let (mut tokens, mut integers) = (range(start, end), start..end);
            assert_eq!(tokens.len(), integers.len(), "{start}..{end}");
            assert!((0..5).all(|at| tokens.contains(&TokenIndex::new(at)) == integers.contains(&at)), "{start}..{end}");
            assert!(tokens.clone().map(TokenIndex::at).eq(integers.clone()), "{start}..{end}");
            assert!(tokens.clone().rev().map(TokenIndex::at).eq(integers.clone().rev()), "{start}..{end}");
            let ends = [tokens.next(), tokens.next_back(), tokens.next()].map(|token| token.map(TokenIndex::at));
            assert_eq!(ends, [integers.next(), integers.next_back(), integers.next()], "{start}..{end}");
        }
    }

    #[test]
    fn the_tokens_near_another_are_those_of_the_range() {
        let near = |index| range(2, 20).near(TokenIndex::new(index), 3);
        assert_eq!([near(10), near(3), near(19)], [range(7, 13), range(2, 6), range(16, 20)]);
    }
}

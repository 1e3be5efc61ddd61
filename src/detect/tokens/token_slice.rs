//! A slice of tokens that counts each read (see `steps`).

use std::ops::Index;

use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::steps::count;
use crate::detect::tokens::token::Token;

/// Tokens, each reading of which is a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a>(&'a [Token]);

impl<'a> Tokens<'a> {
    pub(crate) fn of(tokens: &'a [Token]) -> Self {
        Self(tokens)
    }

    pub(crate) fn all(self) -> TokenRange {
        TokenIndex::FIRST.to(self.end())
    }

    /// The index behind the last one.
    pub(crate) fn end(self) -> TokenIndex {
        TokenIndex::new(self.0.len())
    }

    pub(crate) fn get(self, index: TokenIndex) -> Option<&'a Token> {
        count(1);
        self.0.get(index.at())
    }

    /// Some of them; nothing is read yet.
    pub(crate) fn within(self, range: &TokenRange) -> Self {
        Self(&self.0[range.at()])
    }

    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = &'a Token> + ExactSizeIterator {
        self.0.iter().inspect(|_| count(1))
    }

    /// The first that is not of the first kind; those that are stand before all others.
    pub(crate) fn partition_point(self, is_first: impl Fn(&Token) -> bool) -> TokenIndex {
        TokenIndex::new(self.0.partition_point(|token| {
            count(1);
            is_first(token)
        }))
    }
}

impl Index<TokenIndex> for Tokens<'_> {
    type Output = Token;

    fn index(&self, index: TokenIndex) -> &Token {
        count(1);
        &self.0[index.at()]
    }
}

//! A slice of tokens that counts each read (see `steps`).

use std::ops::{Index, Range};

use crate::detect::tokens::steps::count;
use crate::detect::tokens::token::Token;

/// Tokens, each reading of which is a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a>(&'a [Token]);

impl<'a> Tokens<'a> {
    pub(crate) fn of(tokens: &'a [Token]) -> Self {
        Self(tokens)
    }

    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    pub(crate) fn get(self, index: usize) -> Option<&'a Token> {
        count(1);
        self.0.get(index)
    }

    /// Some of them; nothing is read yet.
    pub(crate) fn within(self, range: Range<usize>) -> Self {
        Self(&self.0[range])
    }

    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = &'a Token> + ExactSizeIterator {
        self.0.iter().inspect(|_| count(1))
    }

    /// How many of them, in order, are of the first kind.
    pub(crate) fn partition_point(self, is_first: impl Fn(&Token) -> bool) -> usize {
        self.0.partition_point(|token| {
            count(1);
            is_first(token)
        })
    }
}

impl Index<usize> for Tokens<'_> {
    type Output = Token;

    fn index(&self, index: usize) -> &Token {
        count(1);
        &self.0[index]
    }
}

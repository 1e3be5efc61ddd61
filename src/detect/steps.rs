//! Counts the work on a text: one step for each byte that is split into tokens, for each token that is read, and for each spelling of a
//! library that a word is compared with.
//!
//! Tests hold the steps to the size of the text, which times could not do. Counted where assertions are checked, and in the fuzz
//! targets; a release reads its tokens with nothing in between.

use std::ops::{Index, Range};

use super::lexer::Token;

#[cfg(debug_assertions)]
thread_local! {
    static TAKEN: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// How many steps this thread has taken so far.
#[cfg(debug_assertions)]
pub fn taken() -> u64 {
    TAKEN.get()
}

/// Adds so many steps.
#[inline(always)]
pub(crate) fn count(steps: usize) {
    #[cfg(debug_assertions)]
    TAKEN.set(TAKEN.get() + steps as u64);
    #[cfg(not(debug_assertions))]
    let _ = steps;
}

/// Tokens, each reading of which is a step.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tokens<'a>(&'a [Token]);

impl<'a> Tokens<'a> {
    pub(crate) fn of(tokens: &'a [Token]) -> Self {
        Self(tokens)
    }

    #[inline(always)]
    pub(crate) fn len(self) -> usize {
        self.0.len()
    }

    #[inline(always)]
    pub(crate) fn get(self, index: usize) -> Option<&'a Token> {
        count(1);
        self.0.get(index)
    }

    /// Some of them; nothing is read yet.
    #[inline(always)]
    pub(crate) fn within(self, range: Range<usize>) -> Self {
        Self(&self.0[range])
    }

    #[inline(always)]
    pub(crate) fn iter(self) -> impl DoubleEndedIterator<Item = &'a Token> + ExactSizeIterator {
        self.0.iter().inspect(|_| count(1))
    }

    /// How many of them, in order, are of the first kind.
    #[inline(always)]
    pub(crate) fn partition_point(self, is_first: impl Fn(&Token) -> bool) -> usize {
        self.0.partition_point(|token| {
            count(1);
            is_first(token)
        })
    }
}

impl Index<usize> for Tokens<'_> {
    type Output = Token;

    #[inline(always)]
    fn index(&self, index: usize) -> &Token {
        count(1);
        &self.0[index]
    }
}

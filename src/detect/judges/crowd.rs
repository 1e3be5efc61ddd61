//! Candidates in a crowd: the elements of a list, the alternatives of a pattern, the cells of narrow tables. Those with the same tokens
//! around them share the evidence of the first, so that the cost of a text of nothing but candidates stays linear.
//!
//! Which candidate is the first depends on its bytes in the document alone, so that a hover and a scan of the whole file agree.

use std::cell::RefCell;

use crate::detect::lexicon::hash::{MIX, hash};
use crate::detect::tokens::positions::{DocumentByte, ExcerptByte, TokenIndex};
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;

/// A candidate and so many others within `CROWD_BYTES` bytes are a crowd.
const CROWD_SIZE: usize = 8;

const CROWD_BYTES: usize = 256;

/// The bytes of a document are divided into blocks of this length; candidates of one block are compared.
const BLOCK_BYTES: usize = 512;

/// How many tokens before and behind a candidate make its pattern, across lines: enough to tell the columns of a table apart in any
/// notation.
const TOKENS_BEFORE: usize = 16;

const TOKENS_AFTER: usize = 8;

/// The distances of a candidate from the ends of its line are part of its pattern, in steps of `COLUMN_STEP` tokens. Distances above
/// `COLUMN_TOKENS` tokens count as equal.
const COLUMN_TOKENS: usize = 48;

const COLUMN_STEP: usize = 8;

/// A line of more tokens is not taken for a row of a table.
const ROW_TOKENS: usize = 64;

/// The candidates of the block that was read last, and their verdicts. It is for texts of nothing but candidates, whose steps
/// `tests/linear` limits. The patterns are kept because each candidate is compared with all that stand before it in its block.
#[derive(Debug)]
pub(crate) struct Crowd<T>(RefCell<Block<T>>);

#[derive(Debug)]
struct Block<T> {
    number: usize,
    /// The patterns that were computed, by the index of the candidate.
    patterns: Vec<(TokenIndex, u64)>,
    known: Vec<First<T>>,
}

/// The first of the candidates with the same pattern.
#[derive(Debug)]
struct First<T> {
    pattern: u64,
    index: TokenIndex,
    /// The result of `read` for it.
    found: T,
}

impl<T> Default for Crowd<T> {
    fn default() -> Self {
        Self(RefCell::new(Block::numbered(0)))
    }
}

impl<T> Crowd<T> {
    /// Calls `retell` with the result of `read` for the first candidate among `all` that stands in the same block with the same tokens around it
    /// as the one at `index`, and for which `may_be` holds; and with that candidate's index. `read` is called once for a pattern. The first may
    /// be the candidate at `index`. Nothing where that is not in a crowd.
    pub(crate) fn shared<R>(
        &self,
        view: &View<'_>,
        (all, index): (&[TokenIndex], TokenIndex),
        may_be: impl Fn(TokenIndex) -> bool,
        read: impl FnOnce(TokenIndex) -> T,
        retell: impl FnOnce(&T, TokenIndex) -> R,
    ) -> Option<R> {
        if !is_crowded(view, all, index) {
            return None;
        }
        let number = view.in_document(view.tokens[index].start).at() / BLOCK_BYTES;
        // A scan does not return to an earlier block.
        if self.0.borrow().number != number {
            self.0.replace(Block::numbered(number));
        }
        let pattern = self.0.borrow_mut().pattern(view, index);
        let known = self.0.borrow().known.iter().position(|known| known.pattern == pattern);
        let place = known.unwrap_or_else(|| {
            let start = DocumentByte::from(number * BLOCK_BYTES);
            let before = |at: &TokenIndex| view.in_document(view.tokens[*at].start) < start;
            let within = all.partition_point(before)..all.partition_point(|at| *at < index);
            let stands_so = |at: &TokenIndex| self.0.borrow_mut().pattern(view, *at) == pattern && may_be(*at);
            let first = all[within].iter().copied().find(stands_so).unwrap_or(index);
            let first = First { pattern, index: first, found: read(first) };
            let mut block = self.0.borrow_mut();
            block.known.push(first);
            block.known.len() - 1
        });
        let first = &self.0.borrow().known[place];
        Some(retell(&first.found, first.index))
    }
}

impl<T> Block<T> {
    fn numbered(number: usize) -> Self {
        Self { number, patterns: Vec::new(), known: Vec::new() }
    }

    fn pattern(&mut self, view: &View<'_>, index: TokenIndex) -> u64 {
        let known = self.patterns.iter().rev().find(|(at, _)| *at == index).map(|(_, pattern)| *pattern);
        known.unwrap_or_else(|| {
            let pattern = pattern(view, index);
            self.patterns.push((index, pattern));
            pattern
        })
    }
}

/// Whether a candidate is the first, the last or in the middle of so many that stand near each other.
fn is_crowded(view: &View<'_>, all: &[TokenIndex], index: TokenIndex) -> bool {
    let Ok(own) = all.binary_search(&index) else { return false };
    let start = |place: usize| view.tokens[all[place]].start;
    [0, CROWD_SIZE / 2, CROWD_SIZE].into_iter().any(|before| {
        let first = own.checked_sub(before).map(start);
        let last = Some(own + CROWD_SIZE - before).filter(|last| *last < all.len()).map(start);
        first.zip(last).is_some_and(|(first, last)| last.since(first) <= CROWD_BYTES)
    })
}

/// A hash of the tokens around a candidate, of the bracket that holds it, and of its column. Of numbers the length alone counts.
fn pattern(view: &View<'_>, index: TokenIndex) -> u64 {
    let region = view.tokens[index].region;
    // A bracket among these tokens is part of the pattern anyway.
    let open = view.bracket_around(index).map(|around| around.open).filter(|open| *open + TOKENS_BEFORE < index);
    let mut pattern = region as u64;
    let mut add = |part: u64| pattern = (pattern ^ part).wrapping_mul(MIX).rotate_left(29);
    let holder = open.map(|open| open.saturating_sub(1).to(open + 1)).unwrap_or_default();
    holder.for_each(|at| add(hash(view.str(at), 0)));
    add(column(view, index) as u64);
    let line = view.whole_line(index);
    // Words have less weight the further they are from the number on its line.
    add(((index - line.start).min(COLUMN_TOKENS) / COLUMN_STEP) as u64);
    add(((line.end - index).min(COLUMN_TOKENS) / COLUMN_STEP) as u64);
    let window = index.saturating_sub(TOKENS_BEFORE).to(view.tokens.end().min(index + TOKENS_AFTER + 1));
    // In a short text several candidates have the same window.
    add((index - window.start) as u64);
    let mut end = ExcerptByte::START;
    for at in window {
        let token = view.tokens[at];
        let text = view.text_of(&token);
        // Glued to the token before, with one space between them, or further away.
        let distance = token.start.since(std::mem::replace(&mut end, token.end)).min(2);
        match token.kind {
            TokenKind::Number => add(text.len() as u64),
            _ => add(hash(text, 1 + distance as u64)),
        }
    }
    pattern
}

/// How many numbers stand before it on its line, if that may be a row of a table.
fn column(view: &View<'_>, index: TokenIndex) -> usize {
    let line = view.whole_line(index);
    if line.len() > ROW_TOKENS {
        return 0;
    }
    let numbers = &view.list.numbers;
    let own = numbers.partition_point(|at| *at < index);
    numbers[..own].iter().rev().take_while(|at| **at >= line.start).count()
}

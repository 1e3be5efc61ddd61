//! Numbers that stand in a crowd: the elements of a list, the alternatives of a pattern, the cells of narrow tables. Those that
//! stand alike within a few lines have the same evidence around them, which is read for the first of them: a text of nothing but
//! numbers would otherwise be read once for each.
//!
//! Which number is the first depends on its bytes in the document alone, so that a hover reads what a whole scan reads.

use std::cell::RefCell;

use super::evidence::Verdict;
use super::lexer::TokenKind;
use super::memo::{MIX, hash};
use super::view::View;

/// A number and so many others within `WIDTH` bytes are a crowd.
const CROWD: usize = 8;
const WIDTH: usize = 256;
/// The bytes of a document are divided into blocks of this length; numbers of one block are compared.
const BLOCK: usize = 512;
/// How many tokens before and behind a number make up how it stands.
const BEFORE: usize = 4;
const BEHIND: usize = 2;

/// How a number stands among those of its block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Stand {
    block: usize,
    pattern: u64,
}

/// The numbers of the block that was read last.
#[derive(Debug, Default)]
pub(crate) struct Crowd(RefCell<Block>);

#[derive(Debug, Default)]
struct Block {
    number: usize,
    /// How each number stands for which that was asked, by its index.
    patterns: Vec<(usize, u64)>,
    /// What was read around the first of those that stand alike.
    verdicts: Vec<(u64, Verdict)>,
}

impl Crowd {
    /// How a number stands; nothing for one that stands in no crowd.
    pub(crate) fn stand(&self, view: &View<'_>, index: usize) -> Option<Stand> {
        is_crowded(view, index).then(|| {
            let block = (view.start + view.tokens[index].start as usize) / BLOCK;
            let mut known = self.0.borrow_mut();
            // A scan does not come back to a block.
            if known.number != block {
                *known = Block { number: block, ..Block::default() };
            }
            Stand { block, pattern: known.pattern(view, index) }
        })
    }

    /// What `retell` makes of the evidence around the first number of the block that stands so and `may_be` a code: the one at
    /// `index`, or one before it. What is around that is found by `read`.
    pub(crate) fn told<T>(
        &self,
        view: &View<'_>,
        index: usize,
        stand: Stand,
        may_be: impl Fn(usize) -> bool,
        read: impl FnOnce(usize) -> Verdict,
        retell: impl FnOnce(&Verdict) -> T,
    ) -> T {
        let find = |known: &Block| known.verdicts.iter().position(|(pattern, _)| *pattern == stand.pattern);
        let place = find(&self.0.borrow());
        let place = place.unwrap_or_else(|| {
            let start = (stand.block * BLOCK).saturating_sub(view.start);
            let before = view.numbers_within(start..view.tokens[index].start as usize);
            let stands_so = |at: &usize| self.0.borrow_mut().pattern(view, *at) == stand.pattern && may_be(*at);
            let first = before.map(|number| view.number(number)).find(stands_so).unwrap_or(index);
            let verdict = read(first);
            let mut known = self.0.borrow_mut();
            known.verdicts.push((stand.pattern, verdict));
            known.verdicts.len() - 1
        });
        retell(&self.0.borrow().verdicts[place].1)
    }
}

impl Block {
    fn pattern(&mut self, view: &View<'_>, index: usize) -> u64 {
        let known = self.patterns.iter().rev().find(|(at, _)| *at == index).map(|(_, pattern)| *pattern);
        known.unwrap_or_else(|| {
            let pattern = pattern(view, index);
            self.patterns.push((index, pattern));
            pattern
        })
    }
}

/// Whether a number is the first, the last or in the middle of so many that stand near each other.
fn is_crowded(view: &View<'_>, index: usize) -> bool {
    let Some(own) = view.number_at(index) else { return false };
    let start = |number: usize| view.tokens[view.number(number)].start as usize;
    [0, CROWD / 2, CROWD].into_iter().any(|before| {
        let first = own.checked_sub(before).map(start);
        let last = Some(own + CROWD - before).filter(|last| *last < view.numbers()).map(start);
        first.zip(last).is_some_and(|(first, last)| last - first <= WIDTH)
    })
}

/// What stands around the number on its line, numbers by their length alone, and what holds it.
fn pattern(view: &View<'_>, index: usize) -> u64 {
    let line = view.line_start(index);
    let region = view.tokens[index].region;
    // A bracket among these tokens says by itself where the number stands.
    let open = view.bracket_around(index, region).map(|around| around.open).filter(|open| open + BEFORE < index);
    let mut pattern = region as u64;
    let mut add = |part: u64| pattern = (pattern ^ part).wrapping_mul(MIX).rotate_left(29);
    let holder = open.map_or(0..0, |open| open.saturating_sub(1)..open + 1);
    holder.for_each(|at| add(hash(view.str(at), 1)));
    add(index.min(line + BEFORE) as u64 - line as u64);
    for at in line.max(index.saturating_sub(BEFORE))..view.tokens.len().min(index + BEHIND + 1) {
        let text = view.str(at);
        match view.tokens[at].kind {
            TokenKind::Newline => break,
            TokenKind::Number => add(text.len() as u64),
            _ => add(hash(text, u64::from(view.are_glued(at, at + 1)))),
        }
    }
    pattern
}

//! The rows of tables that are drawn with `|`, worked out for all lines of a text in one pass: a table of a thousand rows would be
//! read to its top once for each of its cells.

use std::ops::Range;

use crate::detect::tokens::steps;
use crate::detect::tokens::token::{Token, TokenKind};

/// Which tokens are bars, and which lines are rows.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The indexes of all `|`.
    bars: Vec<u32>,
    /// The first token of each row, with that of the first row of its table.
    rows: Vec<(u32, u32)>,
}

impl Rows {
    pub(crate) fn of(tokens: &[Token], text: &str) -> Self {
        steps::count(tokens.len());
        let is_bar = |token: &Token| text.as_bytes()[token.range()] == *b"|";
        let (mut bars, mut rows) = (Vec::new(), Vec::new());
        let mut top = None;
        let mut is_line_start = true;
        for (index, token) in (0u32..).zip(tokens) {
            if is_bar(token) {
                bars.push(index);
                if is_line_start {
                    rows.push((index, *top.get_or_insert(index)));
                }
            } else if is_line_start {
                // A line without a bar in front, an empty one too, parts two tables.
                top = None;
            }
            is_line_start = token.kind == TokenKind::Newline;
        }
        Self { bars, rows }
    }

    /// The first row of the table whose row begins with token `start`, by its first token.
    pub(crate) fn top(&self, start: usize) -> Option<usize> {
        let row = self.rows.binary_search_by_key(&(start as u32), |(row, _)| *row).ok()?;
        Some(self.rows[row].1 as usize)
    }

    /// How many bars there are among those tokens.
    pub(crate) fn bars_within(&self, tokens: Range<usize>) -> usize {
        self.bars_before(tokens.end).saturating_sub(self.bars_before(tokens.start))
    }

    /// The tokens of a cell, of which `column` bars stand to the left, in the row that begins with token `start`. The row may end
    /// before the next bar.
    pub(crate) fn cell(&self, start: usize, column: usize) -> Option<Range<usize>> {
        let first = self.bars_before(start) + column.checked_sub(1)?;
        let end = self.bars.get(first + 1).map_or(usize::MAX, |bar| *bar as usize);
        Some(*self.bars.get(first)? as usize + 1..end)
    }

    fn bars_before(&self, index: usize) -> usize {
        self.bars.partition_point(|bar| (*bar as usize) < index)
    }
}

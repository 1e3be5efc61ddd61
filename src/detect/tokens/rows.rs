//! The rows of tables that are drawn with `|`, worked out for all lines of a text in one pass: a table of a thousand rows would be
//! read to its top once for each of its cells.

use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::steps;
use crate::detect::tokens::token::{Token, TokenKind};

/// Which tokens are bars, and which lines are rows.
#[derive(Debug)]
pub(crate) struct Rows {
    /// The indexes of all `|`.
    bars: Vec<TokenIndex>,
    /// The first token of each row, with that of the first row of its table.
    rows: Vec<(TokenIndex, TokenIndex)>,
}

impl Rows {
    pub(crate) fn of(tokens: &[Token], text: &str) -> Self {
        steps::count(tokens.len());
        let is_bar = |token: &Token| text.as_bytes()[token.range()] == *b"|";
        let (mut bars, mut rows) = (Vec::new(), Vec::new());
        let mut top = None;
        let mut is_line_start = true;
        for (at, token) in tokens.iter().enumerate() {
            let index = TokenIndex::new(at);
            // A rule such as `|---|---|` belongs to its table and is no row.
            let may_be_row = is_line_start && !is_rule(&tokens[at..], text);
            if is_bar(token) {
                bars.push(index);
                if may_be_row {
                    rows.push((index, *top.get_or_insert(index)));
                }
            } else if may_be_row {
                // A line without a bar in front, an empty one too, parts two tables.
                top = None;
            }
            is_line_start = token.kind == TokenKind::Newline;
        }
        Self { bars, rows }
    }

    /// The first row of the table whose row begins with token `start`, by its first token.
    pub(crate) fn top(&self, start: TokenIndex) -> Option<TokenIndex> {
        let row = self.rows.binary_search_by_key(&start, |(row, _)| *row).ok()?;
        Some(self.rows[row].1)
    }

    /// How many bars there are among those tokens.
    pub(crate) fn bars_within(&self, tokens: &TokenRange) -> usize {
        self.bars_before(tokens.end).saturating_sub(self.bars_before(tokens.start))
    }

    /// The tokens of a cell, of which `column` bars stand to the left, in the row of these tokens. The row may end before the next bar.
    pub(crate) fn cell(&self, row: &TokenRange, column: usize) -> Option<TokenRange> {
        let first = self.bars_before(row.start) + column.checked_sub(1)?;
        let end = self.bars.get(first + 1).map_or(row.end, |bar| row.end.min(*bar));
        Some((*self.bars.get(first)? + 1).to(end))
    }

    fn bars_before(&self, index: TokenIndex) -> usize {
        self.bars.partition_point(|bar| *bar < index)
    }
}

/// Whether the line that begins with the first of the tokens is drawn and holds nothing: `|---|:-:|` in Markdown, whose signs the lexer
/// joins where no space parts them, `|===` in `AsciiDoc`.
fn is_rule(tokens: &[Token], text: &str) -> bool {
    let bytes = |token: &Token| &text.as_bytes()[token.range()];
    let is_drawn = |token: &Token| bytes(token).iter().all(|byte| matches!(byte, b'|' | b'-' | b':' | b'=' | b'+'));
    tokens.first().is_some_and(|first| bytes(first)[0] == b'|')
        && tokens.iter().take_while(|token| token.kind != TokenKind::Newline).all(is_drawn)
}

#[cfg(test)]
mod tests {
    use crate::detect::judge_at;
    use crate::detect::tests::excerpted;

    /// Whether the head of the column weighs on the 404 of a table.
    #[track_caller]
    fn has_head(language: &str, text: &str) -> bool {
        let mut has_head = false;
        excerpted(text, language, |excerpt| {
            let judged = judge_at(excerpt, text.find("404").expect("the number")).expect("a candidate");
            has_head = judged.why.iter().any(|(name, _)| *name == "under-column-head");
        });
        has_head
    }

    #[test]
    fn the_rule_below_the_head_is_no_row() {
        for rule in ["| --- | --- |", "|---|---|", "|:--|--:|", "|-|-|", "| - | - |"] {
            assert!(has_head("markdown", &format!("| page | status |\n{rule}\n| lost | 404 |\n")), "{rule}");
            assert!(
                has_head("markdown", &format!("| page | status |\n{rule}\n| a | 410 |\n| lost | 404 |\n")),
                "{rule}"
            );
        }
        assert!(!has_head("markdown", "| page | status |\n\n|---|---|\n| lost | 404 |\n"));
    }

    #[test]
    fn a_row_may_end_without_a_bar() {
        assert!(has_head("asciidoc", "|===\n| page | status\n| lost | 404\n|===\n"));
        assert!(!has_head("fsharp", "| status -> 1\n| 404 -> 2\n"));
    }
}

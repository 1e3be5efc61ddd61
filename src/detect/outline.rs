//! Which lines hang under which, by their indentation.

use super::view::View;

/// The lines of a view that are not empty, in order.
#[derive(Debug)]
pub(crate) struct Outline(Vec<Line>);

#[derive(Debug)]
struct Line {
    /// The index of its first token.
    start: usize,
    /// In bytes.
    indent: usize,
    /// The nearest line above that is indented less, by its place.
    parent: Option<usize>,
}

impl Outline {
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for start in view.line_starts() {
            let indent = view.indent_of(start);
            let mut parent = lines.len().checked_sub(1);
            while let Some(line) = parent.map(|parent| &lines[parent]).filter(|line| line.indent >= indent) {
                parent = line.parent;
            }
            lines.push(Line { start, indent, parent });
        }
        Self(lines)
    }

    /// The lines above the one that holds token `index`, nearest first, without those that are indented at least as one that came
    /// before: the first token of each and its indentation. No more than `reach` lines up.
    pub(crate) fn steps_above(&self, index: usize, reach: usize) -> impl Iterator<Item = (usize, usize)> + '_ {
        let own = self.0.partition_point(|line| line.start <= index).saturating_sub(1);
        let mut next = own.checked_sub(1);
        std::iter::from_fn(move || {
            let place = next.filter(|place| own - place <= reach)?;
            let line = &self.0[place];
            next = line.parent;
            Some((line.start, line.indent))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::lexer::TokenKind;
    use crate::detect::tests::{drawn, excerpted};

    #[test]
    fn steps_are_those_that_one_meets_line_by_line() {
        const PIECES: [&str; 8] = ["\n", "\n  ", "\n\n    ", "\n      ", "x ", "- 404", "\r\n\t", "\"\"\""];
        let mut random = drawn(1);
        for _ in 0..40 {
            let text: String = (0..200).map(|_| PIECES[random(PIECES.len())]).collect();
            excerpted(&text, "python", |excerpt, lexed| {
                let view = View::new(excerpt, lexed);
                for index in 0..view.tokens.len() {
                    let is_break = view.is_kind(Some(index), TokenKind::Newline);
                    let mut least = usize::MAX;
                    let mut steps = Vec::new();
                    for line in view.lines_above(index).take(30) {
                        let indent = view.indent_of(line.start);
                        if indent < least {
                            least = indent;
                            steps.push((line.start, indent));
                        }
                    }
                    let found: Vec<_> = view.outline().steps_above(index, 30).collect();
                    assert!(is_break || found == steps, "{index}: {text:?}: {found:?}, not {steps:?}");
                }
            });
        }
    }
}

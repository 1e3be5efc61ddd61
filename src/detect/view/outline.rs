//! Which lines hang under which, by their indentation.

use std::cell::OnceCell;
use std::cmp::Ordering;

use crate::detect::tokens::positions::TokenIndex;

/// The lines of a view that are not empty, in order.
#[derive(Debug)]
pub(crate) struct Outline(Vec<Line>);

#[derive(Debug)]
struct Line {
    /// The index of its first token.
    start: TokenIndex,
    /// In bytes.
    indent: usize,
    /// The nearest line above that is indented less, by its place.
    parent: Option<usize>,
    /// Whether it is an item of a list (`- 404`).
    is_item: bool,
    /// For an item, the nearest line above that is indented less, or as much and is no item; by its place.
    owner: Option<usize>,
    /// Its part in a switch, once that was read.
    head: OnceCell<Option<SwitchHead>>,
}

/// The word by which a line belongs to a switch.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SwitchHead {
    /// The word that heads the switch, or leads an arm of one.
    pub(crate) word: TokenIndex,
    /// Whether it leads an arm, which heads nothing that is indented as its line is.
    pub(crate) is_arm: bool,
}

impl Outline {
    /// The outline of these lines, which stand in order: the first token of each, its indentation in bytes, and whether it is an item of
    /// a list.
    pub(crate) fn of(all: impl Iterator<Item = (TokenIndex, usize, bool)>) -> Self {
        let mut lines: Vec<Line> = Vec::new();
        for (start, indent, is_item) in all {
            let mut parent = lines.len().checked_sub(1);
            while let Some(line) = parent.map(|parent| &lines[parent]).filter(|line| line.indent >= indent) {
                parent = line.parent;
            }
            let owner = if is_item { owner(&lines, indent) } else { None };
            lines.push(Line { start, indent, parent, is_item, owner, head: OnceCell::new() });
        }
        Self(lines)
    }

    /// The line that the item of a list hangs under which holds token `index`: its first token and its indentation. No more than
    /// `reach` lines up.
    pub(crate) fn owner_of_item(&self, index: TokenIndex, reach: usize) -> Option<(TokenIndex, usize)> {
        let own = self.place_of(index);
        let owner = self.0.get(own)?.owner.filter(|owner| own - owner <= reach)?;
        Some((self.0[owner].start, self.0[owner].indent))
    }

    /// The line that heads the switch of which token `index` would be in an arm: its first token and the word that heads it. No
    /// more than `reach` lines up. `head` is asked once for each line, by its first token.
    pub(crate) fn switch_above(
        &self,
        index: TokenIndex,
        reach: usize,
        head: impl Fn(TokenIndex) -> Option<SwitchHead>,
    ) -> Option<(TokenIndex, TokenIndex)> {
        let own = self.place_of(index);
        let indent = self.0.get(own)?.indent;
        let mut above = own.checked_sub(1)?;
        while own - above <= reach {
            let line = &self.0[above];
            let found = if line.indent <= indent { *line.head.get_or_init(|| head(line.start)) } else { None };
            // A line below an arm is an arm of the same switch.
            if let Some(head) = found.filter(|head| line.indent < indent || !head.is_arm) {
                return Some((line.start, head.word));
            }
            above = if line.indent > indent { line.parent? } else { above.checked_sub(1)? };
        }
        None
    }

    fn place_of(&self, index: TokenIndex) -> usize {
        self.0.partition_point(|line| line.start <= index).saturating_sub(1)
    }

    /// The lines above the one that holds token `index`, nearest first, without those that are indented at least as one that came
    /// before: the first token of each and its indentation. No more than `reach` lines up.
    pub(crate) fn steps_above(
        &self,
        index: TokenIndex,
        reach: usize,
    ) -> impl Iterator<Item = (TokenIndex, usize)> + '_ {
        let own = self.place_of(index);
        let mut next = own.checked_sub(1);
        std::iter::from_fn(move || {
            let place = next.filter(|place| own - place <= reach)?;
            let line = &self.0[place];
            next = line.parent;
            Some((line.start, line.indent))
        })
    }
}

/// The line that an item behind these lines would hang under.
fn owner(lines: &[Line], indent: usize) -> Option<usize> {
    let mut above = lines.len().checked_sub(1)?;
    loop {
        let line = &lines[above];
        match line.indent.cmp(&indent) {
            Ordering::Less => return Some(above),
            Ordering::Equal if !line.is_item => return Some(above),
            // The item before it hangs under the same.
            Ordering::Equal => return line.owner,
            Ordering::Greater => above = line.parent?,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::detect::tests::{drawn, excerpted};
    use crate::detect::tokens::token::TokenKind;
    use crate::detect::view::View;

    #[test]
    fn steps_are_those_that_one_meets_line_by_line() {
        const PIECES: [&str; 8] = ["\n", "\n  ", "\n\n    ", "\n      ", "x ", "- 404", "\r\n\t", "\"\"\""];
        let mut random = drawn(1);
        for _ in 0..40 {
            let text: String = (0..200).map(|_| PIECES[random(PIECES.len())]).collect();
            excerpted(&text, "python", |excerpt| {
                let view = View::new(excerpt);
                for index in view.tokens.all() {
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
                    assert!(is_break || found == steps, "{index:?}: {text:?}: {found:?}, not {steps:?}");
                }
            });
        }
    }
}

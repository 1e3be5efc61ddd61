//! What a site hangs under: the switch whose arm it is, the keys above it.

use std::ops::Range;

use super::lexer::{Region, TokenKind};
use super::path::Path;
use super::site::Site;
use super::view::View;

impl<'a> Site<'_, 'a> {
    /// Where the value is an arm of a switch, what is switched on.
    pub(crate) fn subject(&self) -> Option<Path<'a>> {
        if !self.is_arm() {
            return None;
        }
        let view = self.view;
        let indent = view.indent(self.first);
        for (count, line) in view.lines_above(self.first).enumerate() {
            let here = view.indent_of(line.start);
            let is_head = |word: &str| {
                matches!(word, "switch" | "match" | "case" | "when" | "select" | "given" | "Switch" | "Select")
            };
            let find_head =
                || line.clone().find(|index| view.tokens[*index].kind == TokenKind::Word && is_head(view.str(*index)));
            // An arm above is no head; `case x of`, `case x do`, `case x in` and a bare `case x` of Ruby are.
            let is_arm_above = || {
                matches!(view.str(line.start), "case" | "when" | "default")
                    && here >= indent
                    && line_ends_arm(view, &line)
            };
            let head = if here <= indent { find_head() } else { None };
            if let Some(head) = head.filter(|_| !is_arm_above()) {
                let words = (head + 1..line.end).rev().filter(|i| view.tokens[*i].kind == TokenKind::Word);
                let before = (line.start..head).rev().filter(|i| view.tokens[*i].kind == TokenKind::Word);
                return Some(Path::of(words.chain(before).map(|i| view.str(i))));
            }
            if count > 200 {
                break;
            }
        }
        None
    }

    /// `case 404:`, `when 404`, `404 =>`, `404 ->`, and alternatives of these.
    pub(crate) fn is_arm(&self) -> bool {
        let view = self.view;
        let line = view.line(self.first);
        let starts_arm =
            view.tokens[line.clone()].iter().zip(line.clone()).find(|(token, _)| token.kind == TokenKind::Word);
        if starts_arm.is_some_and(|(_, index)| {
            index < self.first && matches!(view.str(index), "case" | "when" | "Case" | "in" | "of")
        }) {
            return true;
        }
        let leads = (line.start..self.first).all(|index| {
            matches!(view.tokens[index].kind, TokenKind::Number | TokenKind::Quote | TokenKind::Close)
                || matches!(view.str(index), "|" | "," | "is")
                || view.tokens[index].region == Region::String
        });
        if !leads {
            return false;
        }
        // The shell's arms end with a bracket that nothing opens: `404|410)`.
        if view.get(Some(self.last + 1)) == ")" && view.are_glued(self.last, self.last + 1) {
            return true;
        }
        let arrow = (self.last + 1..line.end).find(|index| matches!(view.str(*index), "=>" | "->"));
        arrow.is_some_and(|arrow| {
            (self.last + 1..arrow).all(|index| {
                matches!(view.tokens[index].kind, TokenKind::Number | TokenKind::Quote)
                    || matches!(view.str(index), "|" | ",")
                    || view.tokens[index].region == Region::String
            })
        })
    }

    /// In languages whose blocks are made by indentation: the keys that the line hangs under, nearest first.
    pub(crate) fn parents(&self) -> Vec<&'a str> {
        const REACH: usize = 400;
        let view = self.view;
        let mut indent = view.indent(self.first);
        let mut found = Vec::new();
        let word_of = |start: usize| {
            let word = view.line(start).find(|index| view.tokens[*index].kind == TokenKind::Word);
            word.map_or("", |index| view.str(index))
        };
        // The items of a list may stand as far out as the key that they hang under.
        if self.is_list_item() {
            let is_key = |line: &Range<usize>| {
                let here = view.indent_of(line.start);
                here < indent || here == indent && view.str(line.start) != "-"
            };
            let Some(key) = view.lines_above(self.first).take(REACH).find(is_key) else { return found };
            found.push(word_of(key.start));
            indent = view.indent_of(key.start);
        }
        if indent == 0 {
            return found;
        }
        let steps = view.outline().steps_above(self.first, REACH).filter(|(_, here)| *here < indent);
        found.extend(steps.map(|(start, _)| word_of(start)).take(4 - found.len()));
        found
    }

    fn is_list_item(&self) -> bool {
        self.view.str(self.view.line(self.first).start) == "-"
    }
}

fn line_ends_arm(view: &View<'_>, line: &Range<usize>) -> bool {
    let last = line.clone().next_back().map_or("", |index| view.str(index));
    !matches!(last, "{" | "do" | "of" | "in") && line.clone().any(|i| matches!(view.str(i), ":" | "->" | "=>" | "then"))
        || view.str(line.start) == "when"
}

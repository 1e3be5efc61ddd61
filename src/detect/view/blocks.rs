//! The parents of a candidate: the switch whose arm it is, the keys above it.

use crate::catalog::tables::{ARM_MARKS, BLOCK_OPENERS, shares};

use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::OperandPath;
use crate::detect::view::outline::SwitchHead;

/// The word that leads an arm is one of so many tokens at the start of its line.
const ARM_TOKENS: usize = 8;

/// How many tokens to each side an arm's alternatives may take.
const ALTERNATIVE_TOKENS: usize = 256;

impl<'a> Candidate<'_, 'a> {
    /// Where the value is an arm of a switch, the subject of the switch.
    pub(crate) fn subject(&self) -> Option<OperandPath<'a>> {
        if !self.is_arm() {
            return None;
        }
        const SWITCH_LINES: usize = 200;
        let view = self.view;
        let (line, head) = view.outline().switch_above(self.first, SWITCH_LINES, |start| head_of(view, start))?;
        let is_word = |index: &TokenIndex| view.is_word(*index);
        let words = (head + 1).to(view.line_end(head)).rev().filter(is_word);
        let before = line.to(head).rev().filter(is_word);
        Some(OperandPath::of(words.chain(before).map(|index| view.str(index))))
    }

    /// `case 404:`, `when 404`, `404 =>`, `404 ->`, and alternatives of these.
    pub(crate) fn is_arm(&self) -> bool {
        let view = self.view;
        let start = view.line_start(self.first);
        let first_word = start.to(self.first).take(ARM_TOKENS).find(|index| view.is_word(*index));
        if first_word.is_some_and(|word| view.language.syntax.arms.contains(&view.str(word))) {
            return true;
        }
        let is_alternative = |index: &TokenIndex| {
            matches!(view.tokens[*index].kind, TokenKind::Number | TokenKind::Quote)
                || matches!(view.str(*index), "|" | ",")
                || view.tokens[*index].region == Region::String
        };
        let leads = |index: TokenIndex| {
            is_alternative(&index) || view.is_kind(Some(index), TokenKind::Close) || view.str(index) == "is"
        };
        if !start.max(self.first.saturating_sub(ALTERNATIVE_TOKENS)).to(self.first).all(leads) {
            return false;
        }
        // The shell's arms end with a bracket that nothing opens: `404|410)`.
        if view.str(self.last + 1) == ")" && view.are_glued(self.last, self.last + 1) {
            return true;
        }
        let end = view.line_end(self.last).min(self.last + ALTERNATIVE_TOKENS);
        let behind = (self.last + 1).to(end).find(|index| !is_alternative(index));
        matches!(view.get(behind), "=>" | "->")
    }

    /// In languages whose blocks are made by indentation: the keys that the line hangs under, nearest first.
    pub(crate) fn parents(&self) -> Vec<&'a str> {
        const PARENT_LINES: usize = 400;
        let view = self.view;
        let mut indent = view.indent(self.first);
        let mut found = Vec::new();
        let word_of = |start: TokenIndex| {
            let word = view.line(start).find(|index| view.is_word(*index));
            word.map_or("", |index| view.str(index))
        };
        // The items of a list may stand as far out as the key that they hang under.
        if self.is_list_item() {
            let Some((key, here)) = view.outline().owner_of_item(self.first, PARENT_LINES) else { return found };
            found.push(word_of(key));
            indent = here;
        }
        if indent == 0 {
            return found;
        }
        let steps = view.outline().steps_above(self.first, PARENT_LINES).filter(|(_, here)| *here < indent);
        found.extend(steps.map(|(start, _)| word_of(start)).take(shares::PARENT.len() - found.len()));
        found
    }

    fn is_list_item(&self) -> bool {
        self.view.str(self.view.line_start(self.first)) == "-"
    }
}

/// The head of a switch in the line that begins with token `start`.
fn head_of(view: &View<'_>, start: TokenIndex) -> Option<SwitchHead> {
    let switches = view.language.syntax.switches;
    let is_head = |index: &TokenIndex| view.is_word(*index) && switches.contains(&view.str(*index));
    let word = start.to(view.line_end(start)).find(is_head)?;
    Some(SwitchHead { word, is_arm: leads_arm(view, start) })
}

/// Whether a line with a head is an arm: `case x of`, `case x do`, `case x in` and a bare `case x` of Ruby are heads.
fn leads_arm(view: &View<'_>, start: TokenIndex) -> bool {
    let first = view.str(start);
    let line = start.to(view.line_end(start));
    let last = line.clone().next_back().map_or("", |index| view.str(index));
    let syntax = view.language.syntax;
    let ends_arm = || !BLOCK_OPENERS.contains(&last) && line.clone().any(|index| ARM_MARKS.contains(&view.str(index)));
    let may_be_arm = syntax.colon_labels.contains(&first) || syntax.defaults.contains(&first);
    syntax.plain_arms.contains(&first) || may_be_arm && ends_arm()
}

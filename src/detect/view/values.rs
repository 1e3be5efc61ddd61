//! Where a value comes from and what field it is: the last thing that a name was given, and the field of a row without names.

use memchr::memmem;

use crate::detect::document::source::line_start;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::enclosure::Enclosure;
use crate::detect::view::operand::OperandPath;

/// How many tokens before a candidate are searched for what a name was given.
const GIVEN_TOKENS: usize = 300;

/// How many tokens the value of a name may take.
const VALUE_TOKENS: usize = 40;

/// How many tokens the fields of a row may take.
const FIELD_TOKENS: usize = 160;

/// How many fields a line of a log may have.
const LOG_FIELDS: usize = 64;

/// The start of the line that names the fields of a log.
const FIELDS: &str = "#Fields:";

impl<'a> View<'a> {
    /// The name of the field that a number of a log is, by the line above that names the fields: `sc-status`.
    pub(crate) fn field_of_log(&self, index: TokenIndex) -> Option<&'a str> {
        let at = self.tokens[index].start.at();
        let heads = self.field_heads.get_or_init(|| memmem::find_iter(self.text.as_bytes(), FIELDS).collect());
        let above = heads.partition_point(|head| *head < at);
        let head = match above.checked_sub(1) {
            Some(last) => &self.text[heads[last]..],
            None if !self.is_at_start() => {
                let text = self.preamble.text();
                &text[memmem::rfind(text.as_bytes(), FIELDS.as_bytes())?..]
            }
            None => return None,
        };
        let names = head.lines().next()?.strip_prefix(FIELDS)?;
        let from = line_start(self.text, at);
        let before = self.text[from..at].split_ascii_whitespace().take(LOG_FIELDS).count();
        let is_whole = self.text[..at].ends_with([' ', '\t', '\n']);
        names.split_ascii_whitespace().nth(before).filter(|_| is_whole)
    }
}

impl<'a> Candidate<'_, 'a> {
    /// The value that the name was given last before the candidate: the operand that ends the statement.
    pub(crate) fn given_before(&self, name: &str) -> Option<OperandPath<'a>> {
        let view = self.view;
        let from = self.first.saturating_sub(GIVEN_TOKENS);
        let is_name = |at: &TokenIndex| {
            view.is_word(*at)
                && view.str(*at) == name
                && view.tokens[*at].region == Region::Code
                && !matches!(view.get(view.glued_before(*at)), "." | "->" | "::")
        };
        let names = from.to(self.first).rev().filter(is_name);
        let sign = names.into_iter().find_map(|at| self.sign_of_assignment(at))?;
        let behind = (sign + 1).to(view.tokens.end().min(sign + VALUE_TOKENS));
        let mut depth = 0u32;
        let end = behind.clone().find(|at| {
            let token = view.tokens[*at];
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => return true,
                TokenKind::Close => depth -= 1,
                TokenKind::Newline => return depth == 0,
                _ => return depth == 0 && (view.str(*at) == ";" || token.region == Region::Comment),
            }
            false
        });
        let end = end.unwrap_or(behind.end);
        let path = self.path_before(end);
        (!path.words.is_empty()).then_some(path)
    }

    /// The sign behind a name that gives it a value: `=`, `:=`, or the one behind `: u16`.
    fn sign_of_assignment(&self, name: TokenIndex) -> Option<TokenIndex> {
        let view = self.view;
        let next = name + 1;
        match view.str(next) {
            "=" | ":=" | "<-" => Some(next),
            ":" if view.str(next + 1) == "=" => Some(next + 1),
            ":" if view.is_word(next + 1) && view.str(next + 2) == "=" => Some(next + 2),
            _ => None,
        }
    }

    /// The field that a value without a key is, by the struct of Go that the rows are of:
    /// `expectedCode` for the 404 of `[]struct{ name string; expectedCode int }{ {"lost", 404} }`.
    pub(crate) fn field_of_row(&self, row: &Enclosure<'a>) -> Option<&'a str> {
        let view = self.view;
        if view.language.id != "go" || view.get(self.before()) == ":" {
            return None;
        }
        let table = view.bracket_around(row.open)?.open;
        let close = view.before(table, Region::Code).filter(|close| view.str(*close) == "}")?;
        let fields = view.bracket_around(close)?.open;
        if close - fields > FIELD_TOKENS || view.get(view.before(fields, Region::Code)) != "struct" {
            return None;
        }
        let mut left = usize::from(row.argument);
        let mut is_name = true;
        for at in (fields + 1).to(close) {
            match view.tokens[at].kind {
                _ if view.tokens[at].region != Region::Code => {}
                TokenKind::Newline => is_name = true,
                TokenKind::Word if is_name => {
                    left -= 1;
                    if left == 0 {
                        return Some(view.str(at));
                    }
                    is_name = false;
                }
                _ => is_name = matches!(view.str(at), "," | ";"),
            }
        }
        None
    }
}

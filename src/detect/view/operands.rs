//! Reads the operands beside a candidate: what stands before or after a sign.

use crate::catalog::tables::threshold;
use arrayvec::ArrayVec;

use crate::detect::lexicon::assertions::is_check;
use crate::detect::tokens::brackets::Around;
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::{OperandPath, PATH_WORDS};

/// No more signs and words of an operand are read, nor of what its brackets or quotes hold.
const OPERAND_TOKENS: usize = 32;

impl<'a> Candidate<'_, 'a> {
    /// The operand before `end`, passing over a word of an assertion: `response.status must_== 404`.
    pub(crate) fn operand_before(&self, end: TokenIndex) -> OperandPath<'a> {
        // The shell's comparisons: `"$code" -eq 404`.
        let end = self.view.glued_before(end).filter(|dash| self.view.str(*dash) == "-").unwrap_or(end);
        let path = self.path_before(end);
        match self.view.before(end, self.region) {
            // `expected: 404` is a key, `expect status == 404` a call.
            Some(word)
                if path.words.len() == 1
                    && is_check(path.words[0])
                    && path.weight() < threshold::OPERAND_SPEAKS
                    && self.view.str(end) != ":" =>
            {
                self.path_before(word)
            }
            _ => path,
        }
    }

    /// The operand before token `end`, unless that begins its line: what ended the line above is no part of it.
    pub(crate) fn path_on_line_before(&self, end: TokenIndex) -> OperandPath<'a> {
        let line = self.view.line(end);
        let stands_there = self.view.before(end, self.region).is_some_and(|before| line.contains(&before));
        if stands_there { self.path_before(end) } else { OperandPath::default() }
    }

    /// The operand that ends right before token `end`.
    pub(crate) fn path_before(&self, end: TokenIndex) -> OperandPath<'a> {
        let view = self.view;
        let mut path = OperandPath::default();
        let mut at = view.before(end, self.region);
        // `status: int = 404`: a type stands between the name and the sign.
        let mut needs_connector = false;
        let mut right = end;
        // The callee tells more than its arguments: `status(fetch("/length"))` is a status.
        let mut arguments: ArrayVec<&str, PATH_WORDS> = ArrayVec::new();
        // Of what all its brackets and quotes hold together.
        let mut inner_left = OPERAND_TOKENS;
        for _ in 0..OPERAND_TOKENS {
            if path.words.is_full() {
                break;
            }
            let Some(index) = at else { break };
            let token = view.tokens[index];
            // A complete operand ends with its line; only a chain (`.status` below its object) goes on above.
            if needs_connector && (index + 1).to(right).any(|at| view.tokens[at].kind == TokenKind::Newline) {
                break;
            }
            right = index;
            match token.kind {
                TokenKind::Word if !needs_connector => {
                    path.push(view.str(index));
                    needs_connector = true;
                }
                // In a log quotes are signs like others.
                TokenKind::Punctuation
                    if !needs_connector
                        && path.words.is_empty()
                        && matches!(view.str(index), "\"" | "'" | "`")
                        && view.is_kind(index.checked_sub(1), TokenKind::Word) => {}
                TokenKind::Quote if !needs_connector => {
                    let Some(open) = view.opening_quote(index) else { break };
                    let inner = (open + 1).to(index).rev().take(inner_left);
                    inner_left -= inner.len();
                    inner.filter(|at| view.is_word(*at)).for_each(|at| path.push(view.str(at)));
                    needs_connector = true;
                    at = view.before(open, self.region);
                    continue;
                }
                TokenKind::Close if !needs_connector => {
                    let Some(Around { open, .. }) = view.bracket_around(index) else { break };
                    let inner = (open + 1).to(index).rev().take(inner_left);
                    inner_left -= inner.len();
                    let inner = inner.filter(|inner| view.is_word(*inner));
                    let is_call = open.checked_sub(1).is_some_and(|callee| {
                        view.str(open) == "("
                            && view.is_word(callee)
                            && view.are_glued(callee, open)
                            && !is_check(view.str(callee))
                    });
                    if is_call {
                        let room = arguments.remaining_capacity();
                        arguments.extend(inner.take(room).map(|at| view.str(at)));
                    } else {
                        inner.for_each(|at| path.push(view.str(at)));
                    }
                    needs_connector = false;
                    at = view.before(open, self.region);
                    continue;
                }
                TokenKind::Operator if matches!(view.str(index), "->" | "?" | "!" | "*" | "&" | "/") => {
                    needs_connector = false;
                }
                TokenKind::Punctuation if matches!(view.str(index), "." | ":" | "$" | "@" | "\\") => {
                    // `: ` ends an operand; `::` and `?.` join one.
                    let joins = view.str(index) != ":"
                        || index.checked_sub(1).is_some_and(|left| view.str(left) == ":")
                        || !needs_connector;
                    if !joins {
                        break;
                    }
                    needs_connector = false;
                }
                _ => break,
            }
            at = view.before(index, self.region);
        }
        arguments.into_iter().for_each(|word| path.push(word));
        path
    }

    /// The operand that begins right after token `start`.
    pub(crate) fn path_after(&self, start: TokenIndex) -> OperandPath<'a> {
        let view = self.view;
        let mut words = ArrayVec::new();
        let mut at = view.after(start, self.region);
        for _ in 0..OPERAND_TOKENS {
            let Some(index) = at else { break };
            match view.tokens[index].kind {
                TokenKind::Word => words.push(view.str(index)),
                // `response["status"]`: the key in quotes is stronger evidence than its object.
                TokenKind::Quote if view.is_word(index + 1) && view.are_glued(index, index + 1) => {
                    words.push(view.str(index + 1));
                }
                TokenKind::Quote => {}
                TokenKind::Open | TokenKind::Close if !words.is_empty() => {}
                TokenKind::Punctuation if matches!(view.str(index), "." | ":" | "$" | "@") => {}
                TokenKind::Operator if matches!(view.str(index), "->" | "?" | "&" | "*") => {}
                _ => break,
            }
            if words.len() >= PATH_WORDS {
                break;
            }
            at = view.after(index, self.region);
        }
        words.reverse();
        OperandPath { words }
    }
}

//! Comments and strings: where they begin, and the tokens inside them.

use crate::catalog::byte_class::{CLASS, CLOSE, DELIMITER, NEWLINE, OPEN, OPERATOR, SECOND, WORD};
use crate::catalog::languages::{Escape, StringForm};

use crate::detect::tokens::lexer::Lexer;
use crate::detect::tokens::token::{Region, TokenKind};

impl Lexer<'_> {
    pub(crate) fn begins_comment(&self, at: usize) -> bool {
        let language = self.language;
        language.line_comments.iter().any(|open| self.stands_at(at, open))
            || language.block_comments.iter().any(|(open, _)| self.stands_at(at, open))
    }

    /// Whether a comment or a string may begin with a byte of that class: most of those that begin with a letter are words.
    pub(crate) fn may_be_delimited(&self, class: u8) -> bool {
        class & WORD == 0 || self.class_at(self.at + 1) & SECOND != 0
    }

    /// A comment or a string, if one begins here.
    pub(crate) fn delimited(&mut self) -> bool {
        let language = self.language;
        for (open, close) in language.block_comments {
            if self.stands_at(self.at, open) {
                self.block_comment(open, close);
                return true;
            }
        }
        for open in language.line_comments {
            if self.stands_at(self.at, open) && self.may_begin_line_comment(open) {
                self.line_comment(open.len());
                return true;
            }
        }
        for form in language.strings {
            if self.stands_at(self.at, form.open) && self.may_begin_string(form.open) {
                self.string(form);
                return true;
            }
        }
        false
    }

    /// `#` within a word or an address and `//` after a colon begin no comment; a word such as `rem` is one only on its own.
    fn may_begin_line_comment(&self, open: &str) -> bool {
        let before = self.at.checked_sub(1).map(|at| self.bytes[at]);
        let first = open.as_bytes()[0];
        if first.is_ascii_alphabetic() {
            let is_line_start = self.list.tokens.last().is_none_or(|token| token.kind == TokenKind::Newline);
            return is_line_start && self.class_at(self.at + open.len()) & CLASS != WORD;
        }
        match first {
            b'#' => before.is_none_or(|byte| {
                byte.is_ascii_whitespace()
                    || matches!(byte, b';' | b'{' | b'}' | b'(' | b')' | b'[' | b']' | b',' | b'#')
            }),
            b'/' => before != Some(b':'),
            _ => true,
        }
    }

    /// An apostrophe after a letter is no quote (`don't`), but a short prefix may stand before one (`b'…'`, `f"…"`).
    fn may_begin_string(&self, open: &str) -> bool {
        if !open.starts_with('\'') {
            return true;
        }
        let word = self.bytes[..self.at].iter().rev().take_while(|byte| byte.is_ascii_alphanumeric()).count();
        let next_is_letter = self.class_at(self.at + open.len()) & CLASS == WORD;
        match word {
            0 => true,
            1 | 2 => !(next_is_letter && self.bytes[self.at - 1].is_ascii_digit()),
            _ => false,
        }
    }

    fn line_comment(&mut self, open: usize) {
        self.at += open;
        while let Some(class) = self.class() {
            if class & WORD != 0 && self.word_of_letters(Region::Comment) {
                continue;
            }
            if class & CLASS == NEWLINE {
                return;
            }
            self.plain(class, Region::Comment, None);
        }
    }

    fn block_comment(&mut self, open: &str, close: &str) {
        self.at += open.len();
        let is_word = self.language.bytes[usize::from(close.as_bytes()[0])] & WORD != 0;
        while let Some(class) = self.class() {
            if class & WORD != 0 && !is_word && self.word_of_letters(Region::Comment) {
                continue;
            }
            if self.stands_at(self.at, close) {
                self.at += close.len();
                return;
            }
            // Operator characters one by one, or a run such as `**/` would swallow the end.
            if class & CLASS == OPERATOR {
                self.push(self.at..self.at + 1, TokenKind::Operator, Region::Comment);
                self.at += 1;
            } else {
                self.plain(class, Region::Comment, None);
            }
        }
    }

    fn string(&mut self, form: &StringForm) {
        let start = self.at;
        self.at += form.open.len();
        self.push(start..self.at, TokenKind::Quote, Region::Code);
        // One stray quote, in a pattern or a here-document, must not turn the rest of the file inside out: a string between
        // single quote characters ends with its line, though some languages let it go on.
        let spans_lines = form.is_multiline && !matches!(form.open, "\"" | "'");
        let close = form.close.as_bytes()[0];
        // A character that is a token by itself stands in no other.
        let may_be_inside =
            !matches!(self.language.bytes[usize::from(close)] & !(DELIMITER | SECOND), 0 | OPEN | CLOSE);
        while let Some(class) = self.class() {
            if class & WORD != 0 && !may_be_inside && self.word_of_letters(Region::String) {
                continue;
            }
            if self.stands_at(self.at, form.close) {
                let rest = &self.bytes[self.at..];
                let is_doubled = form.escape == Escape::Double && starts_with(&rest[form.close.len()..], form.close);
                if is_doubled {
                    self.at += 2 * form.close.len();
                    continue;
                }
                let start = self.at;
                self.at += form.close.len();
                self.push(start..self.at, TokenKind::Quote, Region::Code);
                return;
            }
            if form.escape == Escape::Backslash && self.bytes[self.at] == b'\\' {
                self.escape();
                continue;
            }
            if !spans_lines && class & CLASS == NEWLINE {
                return;
            }
            // A run of operators may not swallow the closing delimiter.
            self.plain(class, Region::String, may_be_inside.then_some(close));
        }
    }

    /// A backslash and what it escapes. `\n` and its like separate words and are no part of them.
    fn escape(&mut self) {
        self.at += if self.bytes.get(self.at + 1).is_some_and(u8::is_ascii) { 2 } else { 1 };
    }

    /// Whether that delimiter stands at a byte of the text.
    fn stands_at(&self, at: usize, delimiter: &str) -> bool {
        let rest = &self.bytes[at..];
        // What differs, differs at once; in letters no more than by the bit of their case.
        const CASE: u8 = 0x20;
        rest[0] | CASE == delimiter.as_bytes()[0] | CASE && starts_with(rest, delimiter)
    }
}

/// Whether `bytes` begins with `delimiter`; letters in it match in either case (`REM`, `rem`).
fn starts_with(bytes: &[u8], delimiter: &str) -> bool {
    let delimiter = delimiter.as_bytes();
    let is_it = |(byte, wanted): (&u8, &u8)| byte == wanted || byte.eq_ignore_ascii_case(wanted);
    bytes.len() >= delimiter.len() && bytes.iter().zip(delimiter).all(is_it)
}

//! The header whose name stands at a place. Names such as `Date`, `Host` and `From` are everyday words, so a word alone is never
//! enough: what stands around it must take the name of a header.
//!
//! - This file: the word at the place, and headers as lines of messages, captures and options of commands.
//! - `structure`: calls, indexes, keys and directives.

use std::ops::Range;

use crate::catalog::tables::{HEADER_FLAGS, HEADER_PATHS};
use crate::catalog::{Header, LanguageKind};
use crate::detect::{Excerpt, ExcerptByte, Region, TokenIndex, View, is_word as is_identifier, view_at};

mod structure;
#[cfg(test)]
mod tests;

/// No more lines above a header line are read.
const LINES_ABOVE: usize = 100;

/// The header whose name covers `offset`, with the bytes of the name; both from the start of the document. A place right behind the last
/// character still counts as on it, as editors have it.
pub fn header_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<(Range<usize>, &'static Header)> {
    let local = offset.checked_sub(excerpt.start)?;
    let (word, header) = named_at(excerpt.text, local)?;
    let start = excerpt.start + word.start;
    let takes_name = view_at(excerpt, start, |view, at| Spot::new(view, at..at + word.len()).takes_name())?;
    takes_name.then_some((start..start + word.len(), header))
}

/// The whole word at a byte, if it is the name of a header.
fn named_at(text: &str, at: usize) -> Option<(Range<usize>, &'static Header)> {
    let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'-';
    let bytes = text.as_bytes();
    let before = bytes.get(..at)?.iter().rev().take_while(|byte| is_part(byte)).count();
    let after = bytes[at..].iter().take_while(|byte| is_part(byte)).count();
    let word = at - before..at + after;
    // Directives take a header away by a hyphen before its name.
    let start = word.start + bytes[word.clone()].iter().take_while(|byte| **byte == b'-').count();
    let header = Header::named(text.get(start..word.end)?)?;
    // `akışım` and `hôte` are words as a whole.
    let is_whole = !text[..word.start].ends_with(is_identifier) && !text[word.end..].starts_with(is_identifier);
    (is_whole && at >= start).then_some((start..word.end, header))
}

/// How a name stands in quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quoted {
    No,
    /// It is all that they hold.
    Whole,
    /// They hold a line that it begins: `"Location: /new"`.
    Line,
}

/// The name of a header with its place in a view.
struct Spot<'v, 'a> {
    view: &'v View<'a>,
    /// Bytes of the view's text.
    word: Range<usize>,
    /// The token that the name begins with.
    token: TokenIndex,
    quoted: Quoted,
}

impl<'v, 'a> Spot<'v, 'a> {
    fn new(view: &'v View<'a>, word: Range<usize>) -> Self {
        let token = view.token_from(ExcerptByte::new(word.start + 1)).saturating_sub(1);
        let quote = view.text[..word.start].chars().next_back().filter(|c| matches!(c, '"' | '\'' | '`'));
        let after = view.text[word.end..].chars().next();
        let quoted = match (quote, after) {
            (Some(open), Some(close)) if open == close => Quoted::Whole,
            (Some(_), Some(':')) => Quoted::Line,
            _ => Quoted::No,
        };
        Self { view, word, token, quoted }
    }

    fn takes_name(&self) -> bool {
        let view = self.view;
        if self.is_line_of_message() || self.is_captured() || self.is_behind_flag() {
            return true;
        }
        let is_comment = view.tokens.get(self.token).is_none_or(|token| token.region == Region::Comment);
        if !is_comment && self.is_behind_own_directive() {
            return true;
        }
        if is_comment {
            return false;
        }
        if matches!(view.language.kind, LanguageKind::Prose | LanguageKind::Log) {
            return self.is_called_in_text();
        }
        self.is_in_path() || self.is_name_by_structure()
    }

    fn before(&self) -> &'a str {
        &self.view.text[..self.word.start]
    }

    fn after(&self) -> &'a str {
        &self.view.text[self.word.end..]
    }

    /// The line up to the name.
    fn line_before(&self) -> &'a str {
        last_line(self.before())
    }

    /// The lines above, nearest first.
    fn lines_above(&self) -> impl Iterator<Item = &'a str> {
        let before = self.before();
        let above = &before[..before.len() - self.line_before().len()];
        above.lines().rev().take(LINES_ABOVE)
    }

    /// Whether it begins a line of a request or a response.
    fn is_line_of_message(&self) -> bool {
        let view = self.view;
        let is_comment = view.tokens.get(self.token).is_some_and(|token| token.region == Region::Comment);
        let content = |line: &'a str| {
            let marks: &[char] = if is_comment { &[' ', '\t', '/', '*', '#'] } else { &[' ', '\t'] };
            line.trim_start_matches(marks)
        };
        if is_comment && view.language.kind == LanguageKind::Http
            || !content(self.line_before()).is_empty()
            || !self.after().starts_with(':')
        {
            return false;
        }
        let mut lines = self.lines_above().map(content);
        if view.language.kind == LanguageKind::Http {
            return begins_in_head(&mut lines);
        }
        let is_header = |line: &&str| line.split_once(':').is_some_and(|(name, _)| is_field_name(name));
        lines.find(|line| !is_header(line)).is_some_and(is_whole_start_line)
    }

    /// Whether it is a line of what `curl -v` shows: `< Location: /new`.
    fn is_captured(&self) -> bool {
        let line = self.line_before().trim_start();
        if !self.after().starts_with(':') {
            return false;
        }
        let requests = || self.lines_above().map(|line| line.trim_start().strip_prefix('>'));
        // A quotation in Markdown begins like the line of a request.
        let is_request = || requests().map_while(|line| line).any(|line| is_whole_start_line(line.trim_start()));
        line == "< " || line == "> " && is_request()
    }

    /// Whether it begins the argument of an option of a command: `-H 'Accept: text/html'`.
    fn is_behind_flag(&self) -> bool {
        let before = self.line_before().trim_end_matches([' ', '"', '\'', ',', '=', '\\', '$']);
        let is_flag = |flag: &str| {
            before
                .strip_suffix(flag)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with([' ', '\t', '"', '\'', '[', '(']))
        };
        before.len() < self.line_before().len()
            && self.after().starts_with(':')
            && HEADER_FLAGS.iter().any(|flag| is_flag(flag))
    }

    /// `req.http.Accept`
    fn is_in_path(&self) -> bool {
        let before = self.line_before();
        let is_path = |path: &str| before.strip_suffix(path).is_some_and(|rest| !rest.ends_with(is_identifier));
        HEADER_PATHS.iter().any(|path| is_path(path))
    }
}

/// Whether a line below these, which are nearest first, is in the head of a message: behind its first line, before an empty one.
/// Hurl has sections between the two.
fn begins_in_head(lines: &mut dyn Iterator<Item = &str>) -> bool {
    let mut is_behind_empty = false;
    for line in lines {
        if line.starts_with("###") {
            break;
        }
        if is_start_line(line) {
            return !is_behind_empty;
        }
        if line.starts_with('[') && line.trim_end().ends_with(']') {
            return false;
        }
        is_behind_empty |= line.trim().is_empty();
    }
    true
}

/// `GET /`, `https://example.com`, `HTTP/1.1 200 OK`, `HTTP 200`: how a message begins in a file of requests.
fn is_start_line(line: &str) -> bool {
    let (method, rest) = line.split_once([' ', '\t']).unwrap_or((line, ""));
    let is_method = method.len() >= 3 && method.bytes().all(|byte| byte.is_ascii_uppercase());
    is_method && !rest.trim().is_empty() || ["HTTP/", "http://", "https://"].iter().any(|start| line.starts_with(start))
}

/// `GET / HTTP/1.1`, `HTTP/1.1 200 OK`: how one begins on the wire; also `GET https://example.com`.
fn is_whole_start_line(line: &str) -> bool {
    let status = line.strip_prefix("HTTP/").and_then(|rest| rest.split(' ').nth(1));
    let is_status =
        status.is_some_and(|code| code.trim().len() == 3 && code.trim().bytes().all(|b| b.is_ascii_digit()));
    let mut words = line.split_whitespace().skip(1);
    let (target, version, end) = (words.next().unwrap_or_default(), words.next(), words.next());
    let is_whole = version.map_or(target.contains("://"), |version| version.starts_with("HTTP/")) && end.is_none();
    is_status || is_whole && is_start_line(line)
}

fn is_field_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

fn last_line(text: &str) -> &str {
    text.rsplit(['\n', '\r']).next().unwrap_or(text)
}

//! Responses as text: the status line, the header section and whether content follows.

use std::ops::Range;

use crate::catalog::{Code, LanguageKind};
use crate::detect::{ExcerptByte, Region};

use super::part::Part;

/// A status line, wherever it stands. Bytes of the view.
pub(super) struct StatusLine<'v> {
    pub(super) code: Code,
    pub(super) code_range: Range<usize>,
    /// The text behind the code, up to the end of the line or of its string.
    pub(super) phrase: &'v str,
    pub(super) phrase_range: Range<usize>,
    /// The start of the line below.
    pub(super) next: usize,
}

/// The message behind a status line in a text.
pub(super) struct Message<'v> {
    /// The names of its headers.
    pub(super) headers: Vec<&'v str>,
    /// Where its content begins, in bytes of the view, if it has some.
    pub(super) content: Option<Range<usize>>,
}

/// No more lines of headers are read.
const HEADER_LINES: usize = 64;

/// The status lines of a part, outside of comments.
pub(super) fn status_lines<'v>(part: &Part<'v, '_>) -> Vec<StatusLine<'v>> {
    let text = part.view.text;
    let wanted = &text.as_bytes()[part.wanted.clone()];
    let starts = memchr::memmem::find_iter(wanted, b"HTTP/").map(|at| part.wanted.start + at);
    starts
        .filter_map(|at| status_line(text, at))
        .filter(|line| {
            let token = part.view.touching(ExcerptByte::new(line.code_range.start + 1)).next();
            token.is_some_and(|token| part.view.tokens[token].region != Region::Comment)
        })
        .collect()
}

fn status_line(text: &str, at: usize) -> Option<StatusLine<'_>> {
    let rest = &text[at + 5..];
    let version = rest.find(|c: char| !c.is_ascii_digit() && c != '.').filter(|end| (1..=3).contains(end))?;
    let behind = &rest[version..];
    let code_at = behind.find(|c| c != ' ').filter(|spaces| *spaces == 1)?;
    let code = Code::parse(behind.get(code_at..code_at + 3)?)?;
    let start = at + 5 + version + code_at;
    let tail = &text[start + 3..];
    if tail.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '%')) {
        return None;
    }
    let line_end = tail.find(['\n', '\r']).unwrap_or(tail.len());
    let end = tail[..line_end].find(['"', '\'', '`', '\\', '<', '{', '$', '(', '%']).unwrap_or(line_end);
    let phrase = tail[..end].trim();
    let phrase_start = start + 3 + (tail[..end].len() - tail[..end].trim_start().len());
    let next = start + 3 + tail.find('\n').map_or(tail.len(), |newline| newline + 1);
    Some(StatusLine {
        code,
        code_range: start..start + 3,
        phrase,
        phrase_range: phrase_start..phrase_start + phrase.len(),
        next,
    })
}

/// The rest of the message that a status line begins; nothing where it does not stand in a text of messages, or is cut short.
pub(super) fn message<'v>(part: &Part<'v, '_>, line: &StatusLine<'_>) -> Option<Message<'v>> {
    if part.view.language.kind != LanguageKind::Http {
        return None;
    }
    let text = part.view.text;
    let mut at = line.next;
    let mut headers = Vec::new();
    for _ in 0..HEADER_LINES {
        let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
        let shown = text[at..end].trim_end_matches('\r');
        let next = (end + 1).min(text.len());
        if shown.trim().is_empty() {
            let content = if end >= text.len() { None } else { content_at(text, next) };
            return Some(Message { headers, content });
        }
        // Sections of Hurl, and the signs between messages, end it.
        if shown.starts_with(['[', '#', '`', '{']) {
            return Some(Message { headers, content: None });
        }
        let (name, value) = shown.trim_start_matches(['<', ' ']).split_once(':')?;
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        if !is_name || value.contains('…') || value.trim() == "..." {
            return None;
        }
        headers.push(name);
        if next >= text.len() {
            return Some(Message { headers, content: None });
        }
        at = next;
    }
    None
}

/// Content that hardly is the next message: it begins with the bracket of a document or a quote.
fn content_at(text: &str, at: usize) -> Option<Range<usize>> {
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let line = text[at..end].trim_end();
    line.starts_with(['{', '[', '<', '"']).then_some(at..at + line.len())
}

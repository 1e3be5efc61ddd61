//! The comment that silences a rule: behind the line, or on a line above it.

use std::ops::Range;

use crate::catalog::{Language, LanguageKind};
use crate::detect::{ExcerptByte, Region, TokenKind, View, line_start};
use crate::edits::Edit;
use crate::rules::Rule;

use super::parts::start as start_of;

/// The edit that silences a rule where a finding begins, at `range` of the document; nothing where no comment can stand.
pub(super) fn edit(view: &View<'_>, range: &Range<usize>, rule: Rule) -> Option<Edit> {
    let text = view.text;
    let document_start = start_of(view);
    let at = range.start.checked_sub(document_start)?;
    let start = line_start(text, at);
    let end = text[at..].find('\n').map_or(text.len(), |newline| at + newline);
    let line = text[start..end].trim_end_matches('\r');
    let inserted = |at: usize, new_text: String| {
        let at = document_start + at;
        Some(Edit { range: at..at, new_text })
    };
    let comment = Comment::of(view.language, line)?;
    if view.language.has_comments_alone {
        // A line that goes on from the one above has no place for a comment before it.
        let above = text[..start].trim_end_matches(['\n', '\r']);
        if above.ends_with(['\\', '^']) {
            return None;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let break_ = if text[start..end].ends_with('\r') { "\r\n" } else { "\n" };
        let words = comment.around(&format!("http-status: ignore-next-line[{}]", rule.name()));
        return inserted(start, format!("{indent}{words}{break_}"));
    }
    let words = format!("http-status: ignore[{}]", rule.name());
    let code = line.trim_end();
    let behind = start + code.len();
    match ending(view, start, behind, end) {
        Ending::Code if !code.ends_with('\\') => {
            let spaces = " ".repeat(view.language.comment_spaces);
            inserted(behind, format!("{spaces}{}", comment.around(&words)))
        }
        Ending::Comment => inserted(behind, format!(" {words}")),
        Ending::Code | Ending::String => None,
    }
}

/// The signs of a comment.
struct Comment {
    open: &'static str,
    close: &'static str,
}

impl Comment {
    /// The comment signs of a language for the end of that line.
    fn of(language: &Language, line: &str) -> Option<Self> {
        let is_markup = |line: &str| line.trim_start().starts_with('<') || line.trim_end().ends_with('>');
        match language.kind {
            LanguageKind::Code if language.id.ends_with("react") && is_markup(line) => return None,
            LanguageKind::Code | LanguageKind::Config | LanguageKind::Data | LanguageKind::Query => {}
            // Behind the status of an entry; a response as text has no comments.
            LanguageKind::Http if language.id == "hurl" => {}
            // Tags may hold scripts, which have other comments.
            LanguageKind::Markup if matches!(language.id, "xml" | "html") && line.trim_end().ends_with('>') => {}
            _ => return None,
        }
        if let Some(sign) = language.line_comments.first() {
            return Some(Self { open: sign.trim_end(), close: "" });
        }
        language.block_comments.first().map(|(open, close)| Self { open, close })
    }

    fn around(&self, words: &str) -> String {
        let Self { open, close } = self;
        if close.is_empty() { format!("{open} {words}") } else { format!("{open} {words} {close}") }
    }
}

/// The syntax in which a line ends.
enum Ending {
    Code,
    /// A comment that is not closed on the line.
    Comment,
    /// A string that goes on behind the line.
    String,
}

/// The syntax in which the line from byte `start` to `end` of the view ends. Its last character ends at `behind`.
fn ending(view: &View<'_>, start: usize, behind: usize, end: usize) -> Ending {
    // The line break tells whether a string or a block comment is open.
    let break_ = view.token_from(ExcerptByte::new(behind));
    let open = view.tokens.get(break_).filter(|token| token.kind == TokenKind::Newline && token.start.at() <= end);
    if open.is_some_and(|token| token.region == Region::String) {
        return Ending::String;
    }
    let last = view.tokens_within(start..behind).end.checked_sub(1).and_then(|last| view.tokens.get(last));
    let is_closed = |text: &str| view.language.block_comments.iter().any(|(_, close)| text.ends_with(close));
    match last {
        Some(token) if token.region == Region::Comment && !is_closed(&view.text[start..behind]) => Ending::Comment,
        Some(token) if token.region == Region::String && token.kind != TokenKind::Quote && open.is_none() => {
            Ending::String
        }
        _ => Ending::Code,
    }
}

//! The text of an open document, or a bound of it while the server's text is out of sync with the client's.

use crate::text::{Change, Document, Encoding, Position, SplitPair};

use super::changes::ContentChange;
use super::warnings::Cause;

/// The largest document, in bytes; a larger one is answered empty. Its rope would take a multiple of its size in memory.
pub(super) const DOCUMENT_LIMIT: usize = 128 * 1024 * 1024;

const START: Position = Position { line: 0, column: 0 };

#[derive(Debug)]
pub(super) enum Content {
    Known(Document),
    /// Out of sync, or over the limit. Answered empty until the client sends the whole text.
    Unknown {
        cause: Cause,
        /// The end of the client's text, or a position after it. A change of a range from the start to here replaces the whole text.
        end: Position,
    },
}

impl Default for Content {
    /// A text without any bound.
    fn default() -> Self {
        let end = Position { line: u32::MAX, column: u32::MAX };
        Self::Unknown { cause: Cause::OutOfSync { reason: "a change failed" }, end }
    }
}

impl Content {
    /// The content of a text that the client sent whole.
    pub(super) fn from_text(text: String, encoding: Encoding) -> Self {
        if text.len() <= DOCUMENT_LIMIT {
            return Self::Known(Document::new(&text));
        }
        Self::over_limit(text.len(), grown(START, START, &text, encoding))
    }

    /// The document, unless it is unknown.
    pub(super) fn document(&self) -> Option<&Document> {
        match self {
            Self::Known(document) => Some(document),
            Self::Unknown { .. } => None,
        }
    }

    /// Applies a change of the client. The limit is not checked.
    pub(super) fn apply(&mut self, change: ContentChange, encoding: Encoding) {
        match change {
            ContentChange::Invalid { reason, max_lines } => self.lose(reason, max_lines, encoding),
            ContentChange::Valid(change) => self.edit(change, encoding),
        }
    }

    /// Drops the text if it has grown over the limit. To be called after the last change of a notification.
    pub(super) fn enforce_limit(&mut self, encoding: Encoding) {
        if let Self::Known(document) = self
            && document.len() > DOCUMENT_LIMIT
        {
            *self = Self::over_limit(document.len(), document.end(encoding));
        }
    }

    fn edit(&mut self, change: Change, encoding: Encoding) {
        match self {
            Self::Known(document) => {
                if let Err(SplitPair) = document.apply(&change, encoding) {
                    let cause = Cause::OutOfSync { reason: "a change cut a surrogate pair" };
                    *self = Self::Unknown { cause, end: document.end(encoding) };
                }
            }
            Self::Unknown { end, .. } => {
                let Some(range) = &change.range else {
                    *self = Self::from_text(change.text, encoding);
                    return;
                };
                let (first, last) = (range.start.min(range.end), range.start.max(range.end));
                if first == START && last >= *end {
                    *self = Self::from_text(change.text, encoding);
                } else {
                    *end = grown(*end, last, &change.text, encoding);
                }
            }
        }
    }

    /// Handles an invalid change, which can have added `max_lines` lines and any number of columns. A range replaces the whole text if it
    /// ends in a line after these.
    fn lose(&mut self, reason: &'static str, max_lines: u32, encoding: Encoding) {
        let (cause, end) = match self {
            Self::Known(document) => (Cause::OutOfSync { reason }, document.end(encoding)),
            Self::Unknown { cause, end } => (*cause, *end),
        };
        *self = Self::Unknown { cause, end: Position { line: end.line.saturating_add(max_lines), column: u32::MAX } };
    }

    fn over_limit(bytes: usize, end: Position) -> Self {
        Self::Unknown { cause: Cause::OverLimit { bytes }, end }
    }
}

/// An upper bound of a text's end after a change, given one from before it. The change replaces a range that ends at `replaced_end`, or
/// nothing there, by `text`.
///
/// A change moves the end down by at most the new line breaks (CRLF counts as two). Only a change in the last line moves it to the right,
/// by at most the length of the new text.
fn grown(end: Position, replaced_end: Position, text: &str, encoding: Encoding) -> Position {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).count();
    let width = if replaced_end.line < end.line { 0 } else { encoding.length(text) };
    let saturated = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: end.line.saturating_add(saturated(breaks)), column: end.column.saturating_add(saturated(width)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF_16: Encoding = Encoding::Utf16;

    fn part(start: (u32, u32), end: (u32, u32), text: &str) -> ContentChange {
        let at = |(line, column)| Position { line, column };
        ContentChange::Valid(Change { range: Some(at(start)..at(end)), text: text.into() })
    }

    fn text(content: &Content) -> Option<String> {
        content.document().map(Document::text)
    }

    /// A document of two lines in which a change split a surrogate pair.
    fn out_of_sync() -> Content {
        let mut content = Content::from_text("🦀 404\n".into(), UTF_16);
        content.apply(part((0, 1), (0, 2), ""), UTF_16);
        assert_eq!(text(&content), None);
        content
    }

    #[test]
    fn only_a_change_of_the_whole_text_restores_it() {
        for (start, end) in [((0, 0), (1, 0)), ((0, 0), (99_999, 0)), ((u32::MAX, 3), (0, 0)), ((0, 0), (1, 5))] {
            let mut content = out_of_sync();
            content.apply(part(start, end, "new"), UTF_16);
            assert_eq!(text(&content).as_deref(), Some("new"), "{start:?} {end:?}");
            content.apply(part((0, 3), (0, 3), "er"), UTF_16);
            assert_eq!(text(&content).as_deref(), Some("newer"), "{start:?} {end:?}");
        }
        for (start, end) in [((0, 1), (99_999, 0)), ((0, 0), (0, 99)), ((1, 0), (1, 0)), ((0, 0), (0, 0))] {
            let mut content = out_of_sync();
            content.apply(part(start, end, "new"), UTF_16);
            assert_eq!(text(&content), None, "{start:?} {end:?}");
        }
    }

    #[test]
    fn the_bound_moves_with_inserted_text() {
        let mut content = out_of_sync();
        content.apply(part((0, 0), (0, 1), "a\r\nb\nc\r"), UTF_16);
        content.apply(part((0, 0), (3, 0), "part"), UTF_16);
        assert_eq!(text(&content), None);
        content.apply(part((0, 0), (5, 0), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"));
        // An insertion in the last line moves the columns.
        let mut content = out_of_sync();
        content.apply(part((1, 0), (1, 0), "four"), UTF_16);
        content.apply(part((0, 0), (1, 3), "part"), UTF_16);
        assert_eq!(text(&content), None);
        content.apply(part((0, 0), (1, 99), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"));
    }

    #[test]
    fn an_invalid_change_moves_the_bound() {
        for (max_lines, short, enough) in
            [(0, 1, 2), (3, 4, 5), (1000, 1001, 1002), (u32::MAX - 1, u32::MAX - 1, u32::MAX)]
        {
            for end in [short, enough] {
                let mut content = Content::from_text("404\n".into(), UTF_16);
                content.apply(ContentChange::Invalid { reason: "x", max_lines }, UTF_16);
                content.apply(part((0, 0), (end, 0), "all"), UTF_16);
                let is_restored = end == enough && max_lines < u32::MAX - 1;
                assert_eq!(text(&content).is_some(), is_restored, "{max_lines} {end}");
            }
        }
        let mut content = Content::from_text("404\n".into(), UTF_16);
        content.apply(ContentChange::Invalid { reason: "x", max_lines: u32::MAX }, UTF_16);
        content.apply(part((0, 0), (u32::MAX, u32::MAX), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"), "a range to the last possible position is the whole text");
    }

    mod random {
        use super::*;
        use proptest::prelude::*;

        fn new_text() -> impl Strategy<Value = String> {
            "[a🦀\n\r]{0,6}"
        }

        proptest! {
            /// Compared with a document that stays in sync.
            #[test]
            fn the_bound_is_never_before_the_end(
                start in new_text(),
                edits in proptest::collection::vec((0u32..5, 0u32..7, 0u32..5, 0u32..7, new_text()), 0..20),
            ) {
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    let mut document = Document::new(&start);
                    let mut content = Content::Unknown { cause: Cause::NotOpen, end: document.end(encoding) };
                    for (line_a, column_a, line_b, column_b, new) in &edits {
                        let range = Position { line: *line_a, column: *column_a }..Position { line: *line_b, column: *column_b };
                        let change = Change { range: Some(range), text: new.clone() };
                        // U+FFFD takes the place of an unpaired surrogate, so the columns are the client's.
                        let _ = document.apply(&change, encoding);
                        content.edit(change, encoding);
                        match &content {
                            Content::Known(known) => {
                                prop_assert_eq!(known.text(), document.text());
                                content = Content::Unknown { cause: Cause::NotOpen, end: known.end(encoding) };
                            }
                            Content::Unknown { end, .. } => prop_assert!(*end >= document.end(encoding)),
                        }
                    }
                }
            }
        }
    }
}

//! The text of an open document, or what is known of a text that client and server no longer agree on.

use crate::text::{Change, Document, Encoding, Position, SplitPair};

use super::changes::ContentChange;
use super::warnings::Cause;

/// A document larger than this (bytes) is answered empty: a rope of it would take a multiple of that in memory, and an
/// editor that opens such a file has its own troubles.
pub(super) const DOCUMENT_LIMIT: usize = 128 * 1024 * 1024;

const START: Position = Position { line: 0, column: 0 };

#[derive(Debug)]
pub(super) enum Content {
    Known(Document),
    /// Answered empty until the client sends the whole text.
    Unknown {
        cause: Cause,
        /// The end of the client's text, or a place behind it. A range from the start to here covers the whole text.
        end: Position,
    },
}

impl Default for Content {
    /// A text of which nothing is known.
    fn default() -> Self {
        let end = Position { line: u32::MAX, column: u32::MAX };
        Self::Unknown { cause: Cause::OutOfStep { reason: "a change failed" }, end }
    }
}

impl Content {
    /// The content of a text that came whole.
    pub(super) fn of(text: String, encoding: Encoding) -> Self {
        if text.len() <= DOCUMENT_LIMIT {
            return Self::Known(Document::new(&text));
        }
        Self::over_limit(text.len(), grown(START, START, &text, encoding))
    }

    /// The text, where it is known.
    pub(super) fn document(&self) -> Option<&Document> {
        match self {
            Self::Known(document) => Some(document),
            Self::Unknown { .. } => None,
        }
    }

    /// Applies a change of the client's.
    pub(super) fn apply(&mut self, change: ContentChange, encoding: Encoding) {
        match change {
            ContentChange::Unreadable { reason, lines } => self.lose(reason, lines, encoding),
            ContentChange::Readable(change) => self.edit(change, encoding),
        }
    }

    /// Gives up a text that has grown too large.
    pub(super) fn limit(&mut self, encoding: Encoding) {
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
                    let cause = Cause::OutOfStep { reason: "a change cut a surrogate pair" };
                    *self = Self::Unknown { cause, end: document.end(encoding) };
                }
            }
            Self::Unknown { end, .. } => {
                let Some(range) = &change.range else {
                    *self = Self::of(change.text, encoding);
                    return;
                };
                let (first, last) = (range.start.min(range.end), range.start.max(range.end));
                if first == START && last >= *end {
                    *self = Self::of(change.text, encoding);
                } else {
                    *end = grown(*end, last, &change.text, encoding);
                }
            }
        }
    }

    /// A change could not be read. It added at most so many lines to the last text that is known, and columns to any of them: a range
    /// covers the whole text if it ends in a line behind these.
    fn lose(&mut self, reason: &'static str, lines: u32, encoding: Encoding) {
        let (cause, end) = match self {
            Self::Known(document) => (Cause::OutOfStep { reason }, document.end(encoding)),
            Self::Unknown { cause, end } => (*cause, *end),
        };
        *self = Self::Unknown { cause, end: Position { line: end.line.saturating_add(lines), column: u32::MAX } };
    }

    fn over_limit(bytes: usize, end: Position) -> Self {
        Self::Unknown { cause: Cause::OverLimit { bytes }, end }
    }
}

/// A place that is not before the end of a text whose end was not behind `end`, after `text` was put into it, with nothing or a part up to
/// `last` taken out.
///
/// A change moves the end down by the new line breaks at most, CRLF counted twice. Only one in the last line moves it to the right, and by
/// the new text at most.
fn grown(end: Position, last: Position, text: &str, encoding: Encoding) -> Position {
    let breaks = memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).count();
    let width = if last.line < end.line { 0 } else { encoding.length(text) };
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Position { line: end.line.saturating_add(number(breaks)), column: end.column.saturating_add(number(width)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const UTF_16: Encoding = Encoding::Utf16;

    fn part(start: (u32, u32), end: (u32, u32), text: &str) -> ContentChange {
        let at = |(line, column)| Position { line, column };
        ContentChange::Readable(Change { range: Some(at(start)..at(end)), text: text.into() })
    }

    fn text(content: &Content) -> Option<String> {
        content.document().map(Document::text)
    }

    /// A document of two lines whose pair was cut.
    fn cut() -> Content {
        let mut content = Content::of("🦀 404\n".into(), UTF_16);
        content.apply(part((0, 1), (0, 2), ""), UTF_16);
        assert_eq!(text(&content), None);
        content
    }

    #[test]
    fn only_what_covers_the_whole_text_brings_it_back() {
        for (start, end) in [((0, 0), (1, 0)), ((0, 0), (99_999, 0)), ((u32::MAX, 3), (0, 0)), ((0, 0), (1, 5))] {
            let mut content = cut();
            content.apply(part(start, end, "new"), UTF_16);
            assert_eq!(text(&content).as_deref(), Some("new"), "{start:?} {end:?}");
            content.apply(part((0, 3), (0, 3), "er"), UTF_16);
            assert_eq!(text(&content).as_deref(), Some("newer"), "{start:?} {end:?}");
        }
        for (start, end) in [((0, 1), (99_999, 0)), ((0, 0), (0, 99)), ((1, 0), (1, 0)), ((0, 0), (0, 0))] {
            let mut content = cut();
            content.apply(part(start, end, "new"), UTF_16);
            assert_eq!(text(&content), None, "{start:?} {end:?}");
        }
    }

    #[test]
    fn the_end_moves_with_the_text_that_is_put_in() {
        let mut content = cut();
        content.apply(part((0, 0), (0, 1), "a\r\nb\nc\r"), UTF_16);
        content.apply(part((0, 0), (3, 0), "part"), UTF_16);
        assert_eq!(text(&content), None);
        content.apply(part((0, 0), (5, 0), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"));
        // In the last line the columns move.
        let mut content = cut();
        content.apply(part((1, 0), (1, 0), "four"), UTF_16);
        content.apply(part((0, 0), (1, 3), "part"), UTF_16);
        assert_eq!(text(&content), None);
        content.apply(part((0, 0), (1, 99), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"));
    }

    #[test]
    fn after_a_change_that_cannot_be_read_the_range_must_reach_further() {
        for (lines, short, enough) in [(0, 1, 2), (3, 4, 5), (1000, 1001, 1002), (u32::MAX - 1, u32::MAX - 1, u32::MAX)]
        {
            for end in [short, enough] {
                let mut content = Content::of("404\n".into(), UTF_16);
                content.apply(ContentChange::Unreadable { reason: "x", lines }, UTF_16);
                content.apply(part((0, 0), (end, 0), "all"), UTF_16);
                let is_back = end == enough && lines < u32::MAX - 1;
                assert_eq!(text(&content).is_some(), is_back, "{lines} {end}");
            }
        }
        let mut content = Content::of("404\n".into(), UTF_16);
        content.apply(ContentChange::Unreadable { reason: "x", lines: u32::MAX }, UTF_16);
        content.apply(part((0, 0), (u32::MAX, u32::MAX), "all"), UTF_16);
        assert_eq!(text(&content).as_deref(), Some("all"), "a range to the last of all places is whole");
    }

    mod random {
        use super::*;
        use proptest::prelude::*;

        fn new_text() -> impl Strategy<Value = String> {
            "[a🦀\n\r]{0,6}"
        }

        proptest! {
            /// Beside a document that stays known: whatever comes, the end that is remembered is not before the real one.
            #[test]
            fn the_end_is_never_before_the_real_one(
                start in new_text(),
                edits in proptest::collection::vec((0u32..5, 0u32..7, 0u32..5, 0u32..7, new_text()), 0..20),
            ) {
                for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                    let mut document = Document::new(&start);
                    let mut content = Content::Unknown { cause: Cause::NotOpen, end: document.end(encoding) };
                    for (line_a, column_a, line_b, column_b, new) in &edits {
                        let range = Position { line: *line_a, column: *column_a }..Position { line: *line_b, column: *column_b };
                        let change = Change { range: Some(range), text: new.clone() };
                        // With U+FFFD for a half the columns are the client's.
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

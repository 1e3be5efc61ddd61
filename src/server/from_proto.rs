//! From the protocol's types to ours.

use tower_lsp::ls_types::{Position, TextDocumentContentChangeEvent};

use crate::text;

pub(super) fn position(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}

pub(super) fn changes(events: Vec<TextDocumentContentChangeEvent>) -> Vec<text::Change> {
    let change = |event: TextDocumentContentChangeEvent| text::Change {
        range: event.range.map(|range| position(range.start)..position(range.end)),
        text: event.text,
    };
    events.into_iter().map(change).collect()
}

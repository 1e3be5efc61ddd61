//! From the protocol's types to ours.

use tower_lsp::ls_types::{CompletionTriggerKind, Position, TextDocumentContentChangeEvent};

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

/// Whether the client asks by itself while somebody types. Without a context it may be either, and is taken for a wish.
pub(super) fn is_typing(trigger: CompletionTriggerKind) -> bool {
    matches!(
        trigger,
        CompletionTriggerKind::TRIGGER_CHARACTER | CompletionTriggerKind::TRIGGER_FOR_INCOMPLETE_COMPLETIONS
    )
}

//! Converts the protocol's types to the core's.

use tower_lsp::ls_types::Position;

use crate::text;

pub(super) fn position(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}

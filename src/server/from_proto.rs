//! Converts the protocol's types to the core's.

use serde::Deserialize;
use tower_lsp::ls_types::{Position, TextDocumentPositionParams};

use crate::text;

/// The parameters of `httpStatus/insertion`.
#[derive(Debug, Deserialize)]
pub(super) struct InsertionParams {
    #[serde(flatten)]
    pub(super) at: TextDocumentPositionParams,
    pub(super) code: u16,
}

pub(super) fn position(position: Position) -> text::Position {
    text::Position { line: position.line, column: position.character }
}

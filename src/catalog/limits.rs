//! How long the texts of a status may be (`build/limits.rs`). Those of a project have the same room.

pub(crate) use super::tables::{ADVICE_LIMIT, ADVICE_TEXT_LIMIT, EXPLANATION_LIMIT, SUMMARY_LIMIT};

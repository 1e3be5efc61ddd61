//! The items of a list of completions, and its settings.

use crate::catalog::{Code, Spelling};
use crate::edits::Edit;

/// One suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The label in the list: `401`, `StatusUnauthorized`.
    pub label: String,
    /// Beside it: `Unauthorized`, `401 net/http`.
    pub detail: String,
    /// The text that replaces the range.
    pub new_text: String,
    /// The text that the client compares with the typed one.
    pub filter_text: String,
    /// The kind of the item.
    pub kind: ItemKind,
    /// The code that it stands for; its card is the documentation.
    pub code: Code,
    /// Whether its library advises against it.
    pub is_deprecated: bool,
    /// The constant of a library that it inserts, with the qualifier that is missing before its name.
    pub constant: Option<(Spelling, String)>,
    /// The lines of code that it inserts.
    pub lines: Option<Lines>,
    /// Further edits that it makes, such as an import. They do not touch the range.
    pub additional_edits: Vec<Edit>,
}

/// The kinds of items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    /// `401`
    Number,
    /// `http.StatusUnauthorized`
    Constant,
    /// `TypedResults.Unauthorized`
    Function,
    /// `Unauthorized` in a status line
    Phrase,
    /// Lines that send a status.
    Lines,
}

/// Lines of code that an item inserts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines {
    /// The inserted text as a snippet. Editors indent its further lines as the first one. It has a stop at the message, if there is one,
    /// and the last one behind the lines (LSP 3.17, "Snippet Syntax").
    pub snippet: String,
    /// The statements that they need.
    pub imports: Vec<String>,
}

/// The settings of completions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Whether constants are wanted, and not numbers and phrases alone.
    pub constants: bool,
    /// Whether the list comes up because of a character that was typed, unasked.
    pub is_typing: bool,
}

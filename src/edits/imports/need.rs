//! The import that a constant needs, and the answer to it.

use crate::edits::Edit;

/// A name that a document needs.
#[derive(Clone, Debug, Default)]
pub struct Need<'a> {
    /// The statement that brings it in.
    pub line: &'a str,
    /// Other statements that bring it in too.
    pub given_by: &'a [&'a str],
    /// Whether the document has the name already as the statement brings it in, so that no other name will do.
    pub is_written: bool,
    /// Whether it comes with the language.
    pub is_standard: bool,
}

/// The import that a document needs to use a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Nothing: what the statement calls `name` is there as `path`, which mostly is the same.
    Present {
        /// The name that the statement brings in.
        name: String,
        /// How the document writes it.
        path: String,
    },
    /// These edits.
    Edits(Vec<Edit>),
    /// It cannot be told, or the name means something else there.
    Unknown,
}

impl Answer {
    /// The name is there as it is.
    pub(crate) fn present(name: &str) -> Self {
        Self::Present { name: name.to_owned(), path: name.to_owned() }
    }

    /// The name is there as `path`, if that will do.
    pub(crate) fn present_as(name: &str, path: &str, need: &Need<'_>) -> Option<Self> {
        (name == path || !need.is_written).then(|| Self::Present { name: name.to_owned(), path: path.to_owned() })
    }
}

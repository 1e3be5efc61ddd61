//! A place, and the constants that fit there.

use std::ops::Range;

use crate::catalog::{Code, Spelling};

use crate::detect::document::definitions::Member;

/// A place where a status belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct TypedPlace {
    /// The bytes of the document that hold what has been typed of it.
    pub range: Range<usize>,
    /// The typed text.
    pub typed: String,
    /// The kind of value that belongs there.
    pub kind: TypedKind,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
    /// Whether it is in prose or in a comment.
    pub is_text: bool,
    /// The codes that the lines around name or number, each once.
    pub codes_around: Vec<Code>,
    /// The codes that already are a label of the same switch or a key of the same map.
    pub taken: Vec<Code>,
    /// The codes of the phrases beside it.
    pub named: Vec<Code>,
}

/// The kind of value that belongs at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum TypedKind {
    /// A number.
    Number {
        /// Whether it is a key of OpenAPI's `responses` that stands alone on its line.
        is_response_key: bool,
        /// Whether it may be the edge of a range.
        is_bound: bool,
        /// The constants that fit too, of libraries that the document uses or could import.
        constants: Vec<Fitting>,
        /// Whether the document uses constants more often than numbers.
        prefers_constants: bool,
    },
    /// A name.
    Name {
        /// Those of libraries.
        fitting: Vec<Fitting>,
        /// Those that the document itself defines or uses near by.
        own: Vec<Member>,
    },
    /// The reason phrase behind that code.
    Phrase(Code),
}

/// A spelling that fits a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// The spelling.
    pub spelling: Spelling,
    /// The qualifier that is missing before it, under the document's alias: `nethttp.` where it imports `net/http` as that.
    pub qualifier: String,
    /// Whether others of its form stand near by.
    pub is_in_use: bool,
    /// Whether the document imports or uses its library, or has its qualifier there already.
    pub is_at_hand: bool,
}

//! What is known of statuses, headers and spellings: pure data and look-ups that cannot fail at run time.
//!
//! The tables are compiled from `data/` by the build script; nothing is read or parsed when the program starts.

pub(crate) mod byte_class;
pub(crate) mod evidence;
pub mod headers;
pub mod languages;
pub(crate) mod phrases;
pub(crate) mod search;
pub mod spellings;
pub mod statuses;
pub mod weights;
mod word_hash;
mod word_table;

pub use headers::{Header, HeaderKind};
pub use languages::{Language, LanguageKind};
pub use spellings::{Change, Library, Proof, Spelling, Value};
pub use statuses::{
    Advice, Body, Choice, ChoiceLine, ClassText, Code, Meaning, Owner, Related, Side, Spec, Standing, Status,
};

/// The statics that the build script writes.
pub(crate) mod tables {
    use super::evidence::{Call, MentionRole, Namesake, Relation, Shape, Strength};
    use super::headers::{Header, HeaderKind};
    use super::languages::{CodeBlocks, Escape, Language, LanguageKind, StringForm, Syntax};
    use super::phrases::Phrase;
    use super::spellings::{Change, Form, Library, Proof, Row, Value};
    use super::statuses::*;
    use super::word_table::WordTable;

    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

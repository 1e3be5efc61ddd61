//! One file a capability: pure functions from document, mentions and catalog to plain structs.

pub mod actions;
pub mod card;
pub mod completion;
pub mod definition;
pub mod find;
pub mod headers;
pub mod hover;
pub mod imports;
pub mod insertion;
mod libraries;
pub mod links;
mod markup;
pub mod pages;
pub mod rules;
pub mod search;
pub mod send;
pub mod statuses;
pub mod subject;

pub use card::{Block, Card, Detail, Link, Span, Target};
pub use markup::{Address, filled_markdown, markdown, plain};
pub use subject::Subject;

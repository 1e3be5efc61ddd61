//! One file a capability: pure functions from document, mentions and catalog to plain structs.

pub mod card;
pub mod completion;
pub mod definition;
pub mod headers;
pub mod hover;
pub mod links;
mod markup;
pub mod pages;
pub mod search;
pub mod statuses;
pub mod subject;

pub use card::{Block, Card, Detail, Link, Span, Target};
pub use markup::{Address, filled_markdown, markdown, plain};
pub use subject::Subject;

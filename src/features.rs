//! One file a capability: pure functions from document, mentions and catalogue to plain structs.

pub mod brief;
pub mod card;
pub mod completion;
pub mod definition;
pub mod hover;
pub mod links;
mod markup;
pub mod pages;
pub mod statuses;
pub mod subject;

pub use card::{Block, Card, Span, Target};
pub use markup::{Address, filled_markdown, markdown, plain};
pub use subject::Subject;

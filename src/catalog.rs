//! Statuses, headers and spellings: pure data and look-ups that cannot fail at run time.
//!
//! The tables are compiled from `data/` by the build script; nothing is read or parsed when the program starts. Features and detection
//! get them as a value, [`Catalog`], over which a project's own statuses and names are laid.

mod additions;
pub(crate) mod byte_class;
mod ecosystem;
pub(crate) mod evidence;
pub mod headers;
pub mod languages;
pub(crate) mod limits;
pub(crate) mod phrases;
pub mod rules;
pub(crate) mod search;
pub mod sending;
pub mod spellings;
pub mod statuses;
pub(crate) mod tables;
pub mod weights;
mod word_hash;
mod word_table;

pub use additions::{Additions, Catalog, OwnName, OwnStatus, Remark, StatusRef};
pub use ecosystem::Ecosystem;
pub use headers::{Header, HeaderKind};
pub(crate) use languages::{ImportGrammar, ImportStyle};
pub use languages::{Language, LanguageKind};
pub use rules::{Level, Rule, RuleExample, RuleText, Safety, Severity};
pub use sending::{RetryCode, SentHeader, Template, Variant, sent_texts};
pub use spellings::{Change, Follows, Library, Package, Proof, Spelling, Value};
pub use statuses::{
    Advice, Body, Cache, Choice, ChoiceLine, ClassText, Code, Curl, ExampleForm, Glance, Grpc, Meaning, Owner, Related,
    Side, Source, Spec, Standing, Status,
};

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
pub(crate) mod phrases;
pub(crate) mod search;
pub mod spellings;
pub mod statuses;
pub(crate) mod tables;
pub mod weights;
mod word_hash;
mod word_table;

pub use additions::{Additions, Catalog, OwnName, OwnStatus, StatusRef};
pub use ecosystem::Ecosystem;
pub use headers::{Header, HeaderKind};
pub use languages::{Language, LanguageKind};
pub use spellings::{Change, Library, Package, Proof, Spelling, Value};
pub use statuses::{
    Advice, Body, Cache, Choice, ChoiceLine, ClassText, Code, Curl, ExampleForm, Glance, Grpc, Meaning, Owner, Related,
    Side, Source, Spec, Standing, Status,
};

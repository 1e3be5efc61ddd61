//! Words: the evidence in an identifier or a word, without the text around it.
//!
//! - `words`: the weights of words by role (`data/words.toml`), and how an identifier is split into words.
//! - `status_words`: words of statuses' names, and how distinctive each is.
//! - `compounds`: identifiers made of a status's name and other words (`assertNotFound`).
//! - `assertions`: names of functions that check a value.
//! - `role_words`: names of callees and keys that send, check or document a status.
//! - `protocols`: names of other protocols with three-digit reply codes.
//! - `hash`: the hash of identifiers.
//!
//! This folder reads the catalog alone. Everything behind it in the order of `detect` may use it. Words are data: those with a weight
//! are in `data/words.toml`, those without one in `data/lexicon.toml`. Code holds how they are looked up.

pub(crate) mod assertions;
pub(crate) mod compounds;
pub(crate) mod hash;
pub(crate) mod protocols;
pub(crate) mod role_words;
pub(crate) mod status_words;
pub mod words;

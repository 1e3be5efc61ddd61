//! Words: what an identifier or a word says of statuses, without the text around it.
//!
//! - `words`: the weights of words by role (`data/words.toml`), and how an identifier is split into words.
//! - `status_words`: words of statuses' names, and how distinctive each is.
//! - `compounds`: identifiers made of a status's name and other words (`assertNotFound`).
//! - `assertions`: names of functions that check a value.
//! - `protocols`: names of other protocols with three-digit reply codes.
//! - `hash`: the hash of identifiers.
//!
//! This folder reads the catalog alone. Everything behind it in the order of `detect` may use it. A word's weight belongs into
//! `data/words.toml`, not here.

pub(crate) mod assertions;
pub(crate) mod compounds;
pub(crate) mod hash;
pub(crate) mod protocols;
pub(crate) mod status_words;
pub mod words;

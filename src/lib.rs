//! A language server that knows what `401` means wherever it stands.
//!
//! # Code map
//! A layer may use what stands to its left, never to its right; `tests/layers.rs` holds them to it.
//!
//! ```text
//! catalog ──▶ project ──▶ detect ──▶ edits ──▶ rules ──▶ features ──▶ workspace ──▶ server, cli ──▶ main        text, config, log: leaves
//! ```
//! - [`catalog`] the statuses, headers and spellings: pure data and look-ups that cannot fail.
//! - [`text`] documents over a rope; byte offsets inside, LSP positions only at the edge.
//! - [`project`] libraries and versions from the text of manifests and lock files: pure, without I/O.
//! - [`detect`] text in, mentions out: pure, total, no I/O.
//! - [`edits`] changes of a document: pure.
//! - [`rules`] named checks over places and mentions, findings with fixes out: pure.
//! - [`features`] one file a capability, from document and catalog to plain structs.
//! - [`workspace`] files on disk: documents read within bounds, manifests read and looked at again, trees walked and read by several
//!   threads, pages written without following links.
//! - [`config`] the settings and their checking.
//! - [`server`] the only place that names the protocol's types.
//! - [`cli`] the same core for people at a terminal.

pub mod catalog;
pub mod cli;
pub mod config;
pub mod detect;
pub mod edits;
pub mod features;
pub mod project;
pub mod rules;
pub mod server;
pub mod text;
pub mod workspace;

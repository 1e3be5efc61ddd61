//! A language server that knows what `401` means wherever it stands.
//!
//! # Code map
//! A layer may use what stands to its left, never to its right; `tests/layers.rs` holds them to it.
//!
//! ```text
//! catalog ──▶ project ──▶ detect ──▶ features ──▶ workspace ──▶ server, cli ──▶ main        text, config, log: leaves
//! ```
//! - [`catalog`] the statuses, headers and spellings: pure data and look-ups that cannot fail.
//! - [`text`] documents over a rope; byte offsets inside, LSP positions only at the edge.
//! - [`project`] libraries and versions from the text of manifests and lock files: pure, without I/O.
//! - [`detect`] text in, mentions out: pure, total, no I/O.
//! - [`features`] one file a capability, from document and catalog to plain structs.
//! - [`workspace`] files on disk: documents read within bounds, pages written without following links.
//! - [`config`] the settings and their checking.
//! - [`server`] the only place that names the protocol's types.
//! - [`cli`] the same core for people at a terminal.

pub mod catalog;
pub mod cli;
pub mod config;
pub mod detect;
pub mod features;
pub mod project;
pub mod server;
pub mod text;
pub mod workspace;

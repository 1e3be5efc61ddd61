//! The server as a client sees it: real messages over an in-memory pipe.

mod actions;
mod client;
mod diagnostics;
mod encoding;
mod features;
mod framing;
mod initialize;
mod lifecycle;
mod long_work;
mod members;
mod order;
mod project_files;
mod projects;
mod robustness;
mod rpc;
mod scopes;
mod settings;
mod sync;
mod uris;

use client::Client;

//! The server as a client sees it: real messages over an in-memory pipe.

mod client;
mod encoding;
mod features;
mod framing;
mod initialize;
mod lifecycle;
mod long_work;
mod members;
mod order;
mod robustness;
mod rpc;
mod scopes;
mod settings;
mod sync;
mod uris;

use client::Client;

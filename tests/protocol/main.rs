//! The server as a client sees it: real messages over an in-memory pipe.

mod client;
mod encoding;
mod features;
mod framing;
mod lifecycle;
mod order;
mod robustness;
mod scopes;
mod settings;
mod sync;

use client::Client;

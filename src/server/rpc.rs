//! JSON-RPC over two pipes: everything between the bytes of the client and the calls of the handlers.
//!
//! This folder imports nothing of the handlers. What depends on them is handed to [`serve`]. tower-lsp routes methods to handlers and
//! registers requests for cancellation; its own loop is replaced, for the reasons in `transport`.
//!
//! # Who polls whom
//! ```text
//! runtime (one thread)
//! └─ exit::run                       until the first of:
//!    ├─ transport::Transport         the message loop
//!    │  ├─ output    stdio ◀─ stall::MonitoredOutput ◀─ pipe_errors::RecordedPipe
//!    │  ├─ input     stdio ─▶ pipe_errors::RecordedPipe ─▶ framing::MessageReader ─▶ message::Message
//!    │  ├─ handlers  middleware::Middleware ─▶ LspService ─▶ handler
//!    │  └─ socket    requests of this server to the client
//!    ├─ Lifecycle                    `exit` came; the loop may drain
//!    ├─ ClientProcess                the client's process ended
//!    └─ StallDetector                the client closed the input and reads no output
//! ```
//! The loop polls its four parts in this order and starts anew whenever one made progress, so output goes first. A handler runs in
//! the loop's task. It is polled once when its message is handled, and again only when no further message can be: messages take effect
//! in their order up to each handler's first await. A handler must not await the client, whose response comes through the same loop.
//! Work that takes long runs on other threads; its handler awaits the result.
//!
//! # What a message passes
//! `framing` cuts it out. `message` parses the members that `methods` lists and no others; `message/repair` and `message/salvage`
//! serve clients that write invalid JSON. `compat` normalizes invalid members. `ids` holds any id that JSON-RPC allows. Responses are
//! serialized by `raw_result`. `logging` logs at `debug` what has no effect.
//!
//! # Queues and their bounds
//! | queue | holds | bound | at the bound |
//! |---|---|---|---|
//! | `MessageReader::buffer` | bytes not yet parsed | one message, `Limits::message_bytes` | the message is skipped and answered with an error |
//! | `Transport::read_ahead` | messages not yet handled | `READ_AHEAD` | nothing is read; the pipe fills, and the client waits |
//! | `Transport::pending` | handlers that await | `Limits::pending_handlers` | messages are read ahead and not handled |
//! | `Transport::out` | bytes not yet written | `OUTPUT_BACKLOG` and one response | the same, and pending handlers are not polled |
//! | `ClientSocket` | requests to the client | one for each task that sends, in tower-lsp | the task waits |
//!
//! # How the process exits
//! - `exit` is handled: the input ends. Responses have `EXIT_GRACE` to be written.
//! - The input ends: messages read ahead are handled, and pending handlers have `DRAIN_GRACE`. All output is written.
//! - The output is broken: at once.
//! - The client's process has ended, by a look each `POLL_PARENT_EVERY`: at once. Its pipe may be held open by another process.
//! - The input is closed and the output makes no progress for `STALL_TIMEOUT`: at once. The bounds keep the loop from reading then, so
//!   it would never see the end of the input.
//!
//! While `out` is at its bound `exit` is still found among the messages read ahead. From then on the bounds do not hold, since the
//! process ends within `EXIT_GRACE`. The exit code is 0 after `shutdown` and 1 without (LSP 3.17, "Exit Notification").

use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};
use tower_service::Service;

mod client_process;
mod compat;
mod exit;
mod framing;
mod ids;
pub(super) mod logging;
mod message;
pub(super) mod methods;
mod middleware;
pub(super) mod panics;
mod pipe_errors;
mod projection;
mod raw_result;
mod stall;
pub mod stdio;
mod transport;

pub(super) use client_process::ClientProcess;
pub(super) use compat::ClientUris;
pub use exit::ExitCode;
pub(super) use raw_result::RawResult;
pub(super) use transport::Limits;

/// The state that the transport shares with the handlers.
pub(super) struct Shared<G> {
    pub(super) limits: Limits,
    /// Filled here, read where the client is asked about a document.
    pub(super) client_uris: ClientUris,
    /// Set by `initialize`, watched here.
    pub(super) client_process: Arc<ClientProcess>,
    /// Dropped when the input ends. Work whose result only the client could use should end then.
    pub(super) input_guard: G,
}

/// Serves one client until one of the exits above.
///
/// `is_input_closed` tells whether the client has closed the input, without reading what it wrote before.
pub(super) async fn serve<I, O, S, G>(
    (input, output): (I, O),
    is_input_closed: impl Fn() -> bool,
    (service, socket): (S, ClientSocket),
    shared: Shared<G>,
) -> ExitCode
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
    S: Service<Request, Response = Option<Response>> + Unpin,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
    G: Unpin,
{
    let Shared { limits, client_uris, client_process, input_guard } = shared;
    let lifecycle = Arc::new(exit::Lifecycle::default());
    let service = middleware::Middleware::new(service, Arc::clone(&lifecycle), client_uris);
    let (output, stall_detector) = stall::StallDetector::monitor(output);
    let pipe_errors = Arc::new(pipe_errors::PipeErrors::default());
    let (input, output) = pipe_errors.record(input, output);
    let message_loop = transport::Transport::new(input, output, service, socket, limits, input_guard);
    let stalled = stall_detector.stalled(is_input_closed);
    exit::run(message_loop, lifecycle, pipe_errors, client_process, stalled).await
}

//! How the process ends: with 0 after `shutdown` and 1 without (LSP 3.17, "Exit Notification").
//!
//! Four events end it: `exit`, the end of the input or an error of a pipe, the end of the client's process, and a stalled output whose
//! input is closed. The log names the event, as a warning where `shutdown` did not come before, else at `debug`.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, ErrorCode};
use tracing::{debug, warn};

use super::client_process::ClientProcess;
use super::pipe_errors::PipeErrors;

/// `ErrorCodes.ServerNotInitialized` (LSP 3.17, "Base Protocol").
const NOT_INITIALIZED: i64 = -32002;
/// How long responses that are already on their way may take to be written after `exit`. A client that no longer reads must not keep
/// the process.
const EXIT_GRACE: Duration = Duration::from_millis(300);

/// The exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// Where the session stands between `initialize` and `exit`, as the middleware sees the messages pass.
#[derive(Default)]
pub(super) struct Lifecycle {
    is_initialized: AtomicBool,
    is_shut_down: AtomicBool,
    is_exit_received: AtomicBool,
    exit: Notify,
}

impl Lifecycle {
    /// To be called when `exit` is received.
    pub(super) fn exit_received(&self) {
        self.is_exit_received.store(true, Ordering::Relaxed);
        self.exit.notify_one();
    }

    /// To be called when a request of this method has succeeded.
    pub(super) fn succeeded(&self, method: &str) {
        match method {
            "initialize" => self.is_initialized.store(true, Ordering::Relaxed),
            "shutdown" => self.is_shut_down.store(true, Ordering::Relaxed),
            _ => {}
        }
    }

    /// The error for a method without a handler. Before `initialize` and after `shutdown` it is the one that every request gets then
    /// (LSP 3.17, "Initialize Request" and "Shutdown Request").
    pub(super) fn error_for_unknown_method(&self) -> Error {
        if self.is_shut_down.load(Ordering::Relaxed) {
            Error::invalid_request()
        } else if self.is_initialized.load(Ordering::Relaxed) {
            Error::method_not_found()
        } else {
            let mut error = Error::new(ErrorCode::ServerError(NOT_INITIALIZED));
            error.message = "Server not initialized".into();
            error
        }
    }
}

/// Runs the message loop until one of the events above, and logs which one.
pub(super) async fn run(
    message_loop: impl Future<Output = ()>,
    lifecycle: Arc<Lifecycle>,
    pipe_errors: Arc<PipeErrors>,
    client_process: Arc<ClientProcess>,
    stalled: impl Future<Output = ()>,
) -> ExitCode {
    tokio::pin!(message_loop);
    let reason = tokio::select! {
        () = &mut message_loop => pipe_errors.first().unwrap_or_else(|| "the input ended".to_owned()),
        () = lifecycle.exit.notified() => {
            let _ = tokio::time::timeout(EXIT_GRACE, message_loop).await;
            String::new()
        }
        id = client_process.ended() => format!(
            "the client's process is not running (`processId` {id}; a client in another PID namespace sends `null`)"
        ),
        () = stalled => "the client has closed the input and does not read the output".to_owned(),
    };
    let is_shut_down = lifecycle.is_shut_down.load(Ordering::Relaxed);
    match (lifecycle.is_exit_received.load(Ordering::Relaxed), is_shut_down) {
        (true, true) => debug!("the server exits: the client asked for it"),
        (true, false) => warn!("the server exits: the client asked for it without `shutdown` before"),
        (false, true) => debug!("the server exits: {reason}"),
        (false, false) => warn!("the server exits without `shutdown` and `exit`: {reason}"),
    }
    ExitCode(u8::from(!is_shut_down))
}

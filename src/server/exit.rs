//! How the process ends: 0 after `shutdown`, 1 without (LSP 3.17, "Exit Notification"), be it by `exit`, by the end of the
//! input, or because the client's process is gone.
//!
//! The loop that carries the messages ends in each of these cases, whichever it was. The log says which: as a warning where `shutdown` did
//! not come before, else at `debug`.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Error, ErrorCode, Request, Response};
use tower_service::Service;
use tracing::{debug, warn};

use super::dropped;
use super::lenient::{Mended, Spellings, is_served, mended};
use super::pipes::Pipes;
use super::prepared;

/// The exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// The error code `ServerNotInitialized` (LSP 3.17, `ErrorCodes`).
const NOT_INITIALIZED: i64 = -32002;
/// How long answers that are under way may take to leave after `exit`.
const FAREWELL: Duration = Duration::from_millis(300);
/// How often the client's process is looked for. Most deaths close the pipe and need no looking.
const LOOK: Duration = Duration::from_millis(700);

/// A service that notes `shutdown` and `exit` on their way in, and outlives a panic in a handler.
pub(super) struct Guarded<S> {
    service: S,
    ending: Arc<Ending>,
    spellings: Spellings,
}

/// What was noted.
#[derive(Default)]
struct Ending {
    is_initialized: AtomicBool,
    is_shut_down: AtomicBool,
    has_exit: AtomicBool,
    exit: Notify,
}

/// Waits for the end that was noted.
pub(super) struct Exit(Arc<Ending>);

impl<S> Guarded<S> {
    pub(super) fn new(service: S, spellings: Spellings) -> (Self, Exit) {
        let ending = Arc::new(Ending::default());
        (Self { service, ending: Arc::clone(&ending), spellings }, Exit(ending))
    }
}

/// What becomes of a message: an answer, or nothing for a notification.
type Answer<E> = Result<Option<Response>, E>;

impl<S> Service<Request> for Guarded<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = S::Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Answer<S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == "exit" {
            self.ending.has_exit.store(true, Ordering::Relaxed);
            self.ending.exit.notify_one();
        }
        let came = dropped::is_logged().then(|| request.clone());
        let request = match mended(request, &self.spellings) {
            Mended::Call(request) => request,
            Mended::Answered(answer) => {
                if let Some(came) = &came {
                    dropped::log_unhandled(came.method(), answer.as_ref());
                }
                return Box::pin(std::future::ready(Ok(answer)));
            }
        };
        if let Some(came) = &came {
            dropped::log_losses(came, &request);
        }
        let id = request.id().cloned();
        let ending = Arc::clone(&self.ending);
        let unknown = ending.error_for_unknown();
        let is_served = is_served(request.method());
        let transition = Transition::of(request.method());
        let mut handler = Box::pin(self.service.call(prepared::routed(request)));
        Box::pin(async move {
            // All handlers run in the task that carries the messages, which a panic in any of them would end.
            let answer = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
                Ok(poll) => poll.map(Some),
                Err(_) => Poll::Ready(None),
            });
            let answer =
                answer.await.unwrap_or_else(|| Ok(id.clone().map(|id| Response::from_error(id, panicked()))))?;
            if answer.as_ref().is_some_and(Response::is_ok) {
                ending.note(transition);
            }
            if let (Some(came), Some(answer)) = (came, &answer) {
                dropped::log_refusal(came.method(), answer);
            }
            // tower-lsp keeps silent on every unknown method that starts with `$/`; a request must have an answer (LSP 3.17, "$ Notifications
            // and Requests"). It reads the parameters of all methods of LSP before it finds that one has no handler.
            let is_known = |answer: &Response| match answer.error().map(|error| error.code) {
                Some(ErrorCode::MethodNotFound) => unknown.code == ErrorCode::MethodNotFound,
                Some(ErrorCode::InvalidParams) => is_served,
                _ => true,
            };
            let Some(id) = id else { return Ok(answer.filter(is_known)) };
            // The library knows the request by an id of the same value, which may be written in another way.
            let outcome = answer.filter(is_known).map_or(Err(unknown), |answer| answer.into_parts().1);
            Ok(Some(Response::from_parts(id, outcome)))
        })
    }
}

/// The state that the server is in once a request has succeeded.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Transition {
    Initialized,
    ShutDown,
    None,
}

impl Transition {
    fn of(method: &str) -> Self {
        match method {
            "initialize" => Self::Initialized,
            "shutdown" => Self::ShutDown,
            _ => Self::None,
        }
    }
}

impl Ending {
    fn note(&self, transition: Transition) {
        match transition {
            Transition::Initialized => self.is_initialized.store(true, Ordering::Relaxed),
            Transition::ShutDown => self.is_shut_down.store(true, Ordering::Relaxed),
            Transition::None => {}
        }
    }

    /// The error for a method without a handler. Before `initialize` and after `shutdown` it is that of all requests (LSP 3.17,
    /// "Initialize Request" and "Shutdown Request").
    fn error_for_unknown(&self) -> Error {
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

/// The error for a request whose handler panicked. The panic's message and place are in the log.
pub(super) fn panicked() -> Error {
    let mut error = Error::internal_error();
    error.message = "http-status-lsp failed on this request; its log on stderr says where".into();
    error
}

impl Exit {
    /// Runs the server to its end and answers the exit code.
    pub(super) async fn run(
        self,
        server: impl Future<Output = ()>,
        pipes: Arc<Pipes>,
        client: Arc<ClientProcess>,
        unread: impl Future<Output = ()>,
    ) -> ExitCode {
        tokio::pin!(server);
        let reason = tokio::select! {
            () = &mut server => pipes.fault().unwrap_or_else(|| "the input ended".to_owned()),
            () = self.0.exit.notified() => {
                // A client that no longer reads must not keep the process.
                let _ = tokio::time::timeout(FAREWELL, server).await;
                String::new()
            }
            id = client.gone() => format!(
                "the client's process is not running (`processId` {id}; a client in another PID namespace sends `null`)"
            ),
            () = unread => "the client has closed the input and does not read the output".to_owned(),
        };
        let is_shut_down = self.0.is_shut_down.load(Ordering::Relaxed);
        match (self.0.has_exit.load(Ordering::Relaxed), is_shut_down) {
            (true, true) => debug!("the server exits: the client asked for it"),
            (true, false) => warn!("the server exits: the client asked for it without `shutdown` before"),
            (false, true) => debug!("the server exits: {reason}"),
            (false, false) => warn!("the server exits without `shutdown` and `exit`: {reason}"),
        }
        ExitCode(u8::from(!is_shut_down))
    }
}

/// The process that started the server, as `initialize` names it.
#[derive(Debug, Default)]
pub(super) struct ClientProcess {
    /// 0 while it is unknown.
    id: AtomicU32,
    known: Notify,
}

impl ClientProcess {
    pub(super) fn set(&self, id: Option<u32>) {
        if let Some(id) = id {
            self.id.store(id, Ordering::Relaxed);
            self.known.notify_one();
        }
    }

    /// Ends when the process is gone, and answers its id; never where there is no way to see that.
    async fn gone(&self) -> u32 {
        self.known.notified().await;
        loop {
            let id = self.id.load(Ordering::Relaxed);
            if !is_alive(id) {
                return id;
            }
            tokio::time::sleep(LOOK).await;
        }
    }
}

#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    let Some(pid) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else { return true };
    // A process of another user answers "not permitted", and is alive.
    rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH) && !is_zombie(id)
}

/// Whether the process has ended and its parent has not asked how, as in containers whose first process never asks.
#[cfg(unix)]
fn is_zombie(id: u32) -> bool {
    // Linux tells; elsewhere there is no such file. The name in parentheses may hold anything; behind it stands the state.
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}

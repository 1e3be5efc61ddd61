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
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_service::Service;
use tracing::{debug, warn};

use super::dropped;
use super::lenient::mended;
use super::pipes::Pipes;

/// The exit code of the process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// How long answers that are under way may take to leave after `exit`.
const FAREWELL: Duration = Duration::from_millis(300);
/// How often the client's process is looked for. Most deaths close the pipe and need no looking.
const LOOK: Duration = Duration::from_millis(700);

/// A service that notes `shutdown` and `exit` on their way in, and outlives a panic in a handler.
pub(super) struct Guarded<S> {
    service: S,
    ending: Arc<Ending>,
}

/// What was noted.
#[derive(Default)]
struct Ending {
    is_shut_down: AtomicBool,
    has_exit: AtomicBool,
    exit: Notify,
}

/// Waits for the end that was noted.
pub(super) struct Exit(Arc<Ending>);

impl<S> Guarded<S> {
    pub(super) fn new(service: S) -> (Self, Exit) {
        let ending = Arc::new(Ending::default());
        (Self { service, ending: Arc::clone(&ending) }, Exit(ending))
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
        match request.method() {
            "shutdown" => self.ending.is_shut_down.store(true, Ordering::Relaxed),
            "exit" => {
                self.ending.has_exit.store(true, Ordering::Relaxed);
                self.ending.exit.notify_one();
            }
            _ => {}
        }
        let id = request.id().cloned();
        let came = dropped::is_logged().then(|| request.clone());
        let request = mended(request);
        if let Some(came) = &came {
            dropped::log_losses(came, &request);
        }
        let mut handler = Box::pin(self.service.call(request));
        Box::pin(async move {
            // All handlers run in the task that carries the messages, which a panic in any of them would end.
            let answer = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| handler.as_mut().poll(context))) {
                Ok(poll) => poll.map(Some),
                Err(_) => Poll::Ready(None),
            });
            let answer =
                answer.await.unwrap_or_else(|| Ok(id.clone().map(|id| Response::from_error(id, panicked()))))?;
            if let (Some(came), Some(answer)) = (came, &answer) {
                dropped::log_refusal(came.method(), answer);
            }
            // tower-lsp keeps silent on every unknown method that starts with `$/`; a request must have an answer (LSP 3.17, "$ Notifications
            // and Requests").
            Ok(answer.or_else(|| id.map(|id| Response::from_error(id, Error::method_not_found()))))
        })
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

//! The message loop: one future that reads, calls handlers and writes.
//!
//! tower-lsp's own `Server` parses each body twice, moves each response through three queues, and ends at the first malformed message.
//! This one parses a message once and polls its handler up to the first await before it looks at the next message. So messages take
//! effect in the order in which they came.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::stream::FuturesUnordered;
use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Sleep;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};
use tower_service::Service;
use tracing::{debug, error};

use super::framing::MessageReader;
use super::message::Message;
use super::raw_result;

/// How much output (bytes) may wait for the client. Beyond it no message is handled and no pending handler is polled, so a client that
/// does not read cannot fill the memory. The response that exceeds it is still buffered.
const OUTPUT_BACKLOG: usize = 64 * 1024;
/// How many messages are read but not handled while too much output waits or too many handlers are pending. `exit` may be among them,
/// and must be found.
const READ_AHEAD: usize = 100;
/// How long handlers may stay pending after the input has ended. Long work ends at once then; the rest is a write of the pages.
const DRAIN_GRACE: Duration = Duration::from_millis(500);

/// Bounds that the handlers determine.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// A longer message (bytes) is skipped without being held.
    pub(crate) message_bytes: u64,
    /// How many handlers may be pending. At this bound no message is handled, not even a cancellation, so it must exceed the number of
    /// requests that can be pending for long.
    pub(crate) pending_handlers: usize,
}

/// The message loop. Ends when the input has ended or `exit` was handled, and all responses are written; or when the output is broken.
pub(super) struct Transport<I, O, S: Service<Request>, G> {
    input: MessageReader<I>,
    output: O,
    socket: ClientSocket,
    service: S,
    max_pending: usize,
    /// Messages that were read and not yet handled, [`READ_AHEAD`] at most.
    read_ahead: VecDeque<Message>,
    /// Whether the last of these is `exit`. Then all of them are handled, whatever the bounds.
    is_exiting: bool,
    /// Handlers that awaited something, `max_pending` at most. They progress only when this is polled.
    pending: FuturesUnordered<S::Future>,
    /// Output; not yet written from `written` on.
    out: Vec<u8>,
    written: usize,
    is_flushed: bool,
    /// The body of a message while it is serialized. Kept for its capacity.
    body: Vec<u8>,
    /// Present until the input ends.
    input_guard: Option<G>,
    /// Runs from the end of the input, once handlers are still pending then.
    drain_timer: Option<Pin<Box<Sleep>>>,
}

impl<I, O, S: Service<Request>, G> Transport<I, O, S, G> {
    /// A loop that drops `input_guard` when the input ends.
    pub(super) fn new(input: I, output: O, service: S, socket: ClientSocket, limits: Limits, input_guard: G) -> Self {
        Self {
            input: MessageReader::new(input, limits.message_bytes),
            output,
            socket,
            service,
            max_pending: limits.pending_handlers,
            read_ahead: VecDeque::new(),
            is_exiting: false,
            pending: FuturesUnordered::new(),
            out: Vec::new(),
            written: 0,
            is_flushed: true,
            body: Vec::new(),
            input_guard: Some(input_guard),
            drain_timer: None,
        }
    }
}

impl<I, O, S, G> Future for Transport<I, O, S, G>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin,
    S: Service<Request, Response = Option<Response>> + Unpin,
    S::Future: Unpin,
    G: Unpin,
{
    type Output = ();

    /// Returns pending only after each source has: the output, the input or the bound that holds it back, the pending handlers, and the
    /// socket. So each of them that can wake the task has its waker.
    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        loop {
            let is_written = match this.poll_write(context) {
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                poll => poll.is_ready(),
            };
            if this.take_message(context) || this.take_response(context) || this.take_request(context) {
                continue;
            }
            let has_ended = this.input_guard.is_none();
            if has_ended && !this.pending.is_empty() {
                let timer = this.drain_timer.get_or_insert_with(|| Box::pin(tokio::time::sleep(DRAIN_GRACE)));
                if timer.as_mut().poll(context).is_ready() {
                    this.pending.clear();
                }
            }
            let is_done = has_ended && this.read_ahead.is_empty() && this.pending.is_empty() && is_written;
            return if is_done { Poll::Ready(()) } else { Poll::Pending };
        }
    }
}

impl<I, O, S, G> Transport<I, O, S, G>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin,
    S: Service<Request, Response = Option<Response>>,
    S::Future: Unpin,
{
    /// Writes and flushes the buffered output.
    fn poll_write(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.out.len() {
            match ready!(Pin::new(&mut self.output).poll_write(context, &self.out[self.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.out.clear();
        self.out.shrink_to(OUTPUT_BACKLOG);
        self.written = 0;
        if !self.is_flushed {
            ready!(Pin::new(&mut self.output).poll_flush(context))?;
            self.is_flushed = true;
        }
        Poll::Ready(Ok(()))
    }

    /// Handles a message, or reads one ahead. Returns whether it did either.
    fn take_message(&mut self, context: &mut Context<'_>) -> bool {
        match self.service.poll_ready(context) {
            // While `initialize` is handled.
            Poll::Pending => return false,
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => self.end_input(),
        }
        let has_room = self.has_room() && self.pending.len() < self.max_pending;
        if has_room || self.is_exiting {
            let next = self.read_ahead.pop_front().or_else(|| self.read(context));
            return next.map(|message| self.handle(message, context)).is_some();
        }
        if self.read_ahead.len() >= READ_AHEAD {
            return false;
        }
        let next = self.read(context);
        next.map(|message| {
            self.is_exiting = is_exit(&message);
            self.read_ahead.push_back(message);
        })
        .is_some()
    }

    /// Takes the response of a pending handler. Returns whether there was one.
    fn take_response(&mut self, context: &mut Context<'_>) -> bool {
        if !self.has_room() && !self.is_exiting {
            return false;
        }
        let Poll::Ready(Some(response)) = self.pending.poll_next_unpin(context) else { return false };
        self.respond(response);
        true
    }

    /// Takes a request of this server to the client. Returns whether there was one.
    fn take_request(&mut self, context: &mut Context<'_>) -> bool {
        let Poll::Ready(Some(request)) = self.socket.poll_next_unpin(context) else { return false };
        self.send(|body| serde_json::to_writer(body, &request));
        true
    }

    /// Whether little enough output waits.
    fn has_room(&self) -> bool {
        self.out.len() - self.written <= OUTPUT_BACKLOG
    }

    /// The next message of the input, if it has been received.
    fn read(&mut self, context: &mut Context<'_>) -> Option<Message> {
        self.input_guard.as_ref()?;
        match self.input.poll_next(context) {
            Poll::Pending => return None,
            Poll::Ready(Ok(Some(message))) => return Some(message),
            Poll::Ready(Ok(None)) => {}
            Poll::Ready(Err(error)) => debug!(%error, "the input cannot be read"),
        }
        self.input_guard = None;
        None
    }

    /// Reads and handles no further message.
    fn end_input(&mut self) {
        self.input_guard = None;
        self.read_ahead.clear();
    }

    fn handle(&mut self, message: Message, context: &mut Context<'_>) {
        match message {
            Message::Request(request) => self.call(request, context),
            Message::Invalid(response) => self.send_response(response),
            Message::Response(response) => {
                // Fails after `exit`, when no task awaits it.
                let _ = self.socket.start_send_unpin(response);
            }
        }
    }

    fn call(&mut self, request: Request, context: &mut Context<'_>) {
        let is_exit = request.method() == "exit";
        let mut handler = self.service.call(request);
        match Pin::new(&mut handler).poll(context) {
            Poll::Ready(response) => self.respond(response),
            Poll::Pending => self.pending.push(handler),
        }
        // Some clients keep the pipe open (LSP 3.17, "Exit Notification").
        if is_exit {
            self.end_input();
        }
    }

    fn respond(&mut self, response: Result<Option<Response>, S::Error>) {
        // The service fails only after `exit`, and then sends nothing.
        if let Ok(Some(response)) = response {
            self.send_response(response);
        }
    }

    fn send_response(&mut self, response: Response) {
        self.send(|body| raw_result::write_response(body, response));
    }

    /// Appends a message to the output. `write` serializes its body into the empty buffer that it gets.
    fn send(&mut self, write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) {
        match write(&mut self.body) {
            Ok(()) => {
                let header = format!("Content-Length: {}\r\n\r\n", self.body.len());
                self.out.extend_from_slice(header.as_bytes());
                self.out.extend_from_slice(&self.body);
                self.is_flushed = false;
            }
            Err(error) => error!(%error, "a message cannot be written"),
        }
        self.body.clear();
        self.body.shrink_to(OUTPUT_BACKLOG);
    }
}

fn is_exit(message: &Message) -> bool {
    matches!(message, Message::Request(request) if request.method() == "exit")
}

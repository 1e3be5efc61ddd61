//! Carries messages between the client and the handlers.
//!
//! tower-lsp's own `Server` parses each body twice, passes every answer through three queues and stops after one malformed message. Here a
//! message is parsed once and handled up to its first wait before the next one is looked at, so messages take effect in the order in which
//! they came. Handlers that wait go on when no message is left to handle.

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

use super::framing::Messages;
use super::message::Message;
use super::prepared;
use super::work::{self, Versions};

/// How many handlers may wait for something before no further message is handled. More than there can be requests for long work, so that
/// these never hold up a notification or a cancellation.
const WAITING: usize = 2 * work::UNDER_WAY;
/// How much (bytes) may wait for the client to read it before no further message is handled, and no handler that waits goes on. What the
/// last one answered comes on top.
const BACKLOG: usize = 64 * 1024;
/// How many messages are read all the same, since one of them may be `exit`.
const AHEAD: usize = 100;
/// How long handlers that wait may go on after the input has ended. Long work stops at once.
const PATIENCE: Duration = Duration::from_millis(500);

/// One client and its server, until the input ends or `exit` comes and all that was asked before is answered, or until the output is
/// broken.
pub(super) struct Transport<I, O, S: Service<Request>> {
    input: Messages<I>,
    output: O,
    socket: ClientSocket,
    service: S,
    /// Messages that were read and not yet handled.
    ahead: VecDeque<Message>,
    /// Whether one of these is `exit`, so that all of them are to be handled.
    is_leaving: bool,
    /// Handlers that did not end at once. They go on when this is polled and not otherwise.
    waiting: FuturesUnordered<S::Future>,
    /// To be written, from `written` on.
    out: Vec<u8>,
    written: usize,
    is_flushed: bool,
    /// A message while it is put together.
    body: Vec<u8>,
    /// Until the input is over.
    open: Option<Versions>,
    /// Runs out some time after that.
    patience: Option<Pin<Box<Sleep>>>,
}

impl<I, O, S: Service<Request>> Transport<I, O, S> {
    /// Drops `open` when the input ends.
    pub(super) fn new(input: I, output: O, socket: ClientSocket, service: S, open: Versions) -> Self {
        Self {
            input: Messages::of(input),
            output,
            socket,
            service,
            ahead: VecDeque::new(),
            is_leaving: false,
            waiting: FuturesUnordered::new(),
            out: Vec::new(),
            written: 0,
            is_flushed: true,
            body: Vec::new(),
            open: Some(open),
            patience: None,
        }
    }

    fn answer(&mut self, response: Response) {
        self.send(|body| prepared::push_response(body, response));
    }

    /// Puts a body, which `write` appends to nothing, behind a header of its own.
    fn send(&mut self, write: impl FnOnce(&mut Vec<u8>) -> serde_json::Result<()>) {
        match write(&mut self.body) {
            Ok(()) => {
                let head = format!("Content-Length: {}\r\n\r\n", self.body.len());
                self.out.extend_from_slice(head.as_bytes());
                self.out.extend_from_slice(&self.body);
                self.is_flushed = false;
            }
            Err(error) => error!(%error, "a message cannot be written"),
        }
        self.body.clear();
        self.body.shrink_to(BACKLOG);
    }
}

impl<I, O, S> Transport<I, O, S>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin,
    S: Service<Request, Response = Option<Response>>,
    S::Future: Unpin,
{
    /// Writes what there is.
    fn write(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while self.written < self.out.len() {
            match ready!(Pin::new(&mut self.output).poll_write(context, &self.out[self.written..]))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.written += written,
            }
        }
        self.out.clear();
        self.out.shrink_to(BACKLOG);
        self.written = 0;
        if !self.is_flushed {
            ready!(Pin::new(&mut self.output).poll_flush(context))?;
            self.is_flushed = true;
        }
        Poll::Ready(Ok(()))
    }

    /// Handles a message, or reads one ahead. Answers whether there was one, or the end.
    fn take_message(&mut self, context: &mut Context<'_>) -> bool {
        match self.service.poll_ready(context) {
            // While `initialize` is being handled.
            Poll::Pending => return false,
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => self.end_input(),
        }
        let has_room = self.has_room() && self.waiting.len() < WAITING;
        if has_room || self.is_leaving {
            let next = self.ahead.pop_front().or_else(|| self.read(context));
            return next.map(|message| self.handle(message, context)).is_some();
        }
        if self.ahead.len() >= AHEAD {
            return false;
        }
        let next = self.read(context);
        next.map(|message| {
            self.is_leaving = is_exit(&message);
            self.ahead.push_back(message);
        })
        .is_some()
    }

    /// Whether the client reads what it gets.
    fn has_room(&self) -> bool {
        self.out.len() - self.written <= BACKLOG
    }

    /// The next message of the input, if there is one by now.
    fn read(&mut self, context: &mut Context<'_>) -> Option<Message> {
        self.open.as_ref()?;
        match self.input.poll_next(context) {
            Poll::Pending => return None,
            Poll::Ready(Ok(Some(message))) => return Some(message),
            Poll::Ready(Ok(None)) => {}
            Poll::Ready(Err(error)) => debug!(%error, "the input cannot be read"),
        }
        self.open = None;
        None
    }

    fn end_input(&mut self) {
        self.open = None;
        self.ahead.clear();
    }

    fn handle(&mut self, message: Message, context: &mut Context<'_>) {
        match message {
            Message::Request(request) => self.call(request, context),
            Message::Refused(refusal) => self.answer(refusal),
            Message::Response(response) => {
                // Nobody waits for it any more once the server has exited.
                let _ = self.socket.start_send_unpin(response);
            }
        }
    }

    fn call(&mut self, request: Request, context: &mut Context<'_>) {
        let is_exit = request.method() == "exit";
        let mut handler = self.service.call(request);
        match Pin::new(&mut handler).poll(context) {
            // The error is that the server has exited.
            Poll::Ready(answer) => answer.ok().flatten().into_iter().for_each(|answer| self.answer(answer)),
            Poll::Pending => self.waiting.push(handler),
        }
        // Some clients keep the pipe open (LSP 3.17, "Exit Notification").
        if is_exit {
            self.end_input();
        }
    }

    /// Takes the answer of a handler that had to wait. Answers whether there was one.
    fn take_answer(&mut self, context: &mut Context<'_>) -> bool {
        if !self.has_room() && !self.is_leaving {
            return false;
        }
        let Poll::Ready(Some(answer)) = self.waiting.poll_next_unpin(context) else { return false };
        // The error is that the server has exited.
        answer.ok().flatten().into_iter().for_each(|answer| self.answer(answer));
        true
    }

    /// Takes a request of ours to the client. Answers whether there was one.
    fn take_request(&mut self, context: &mut Context<'_>) -> bool {
        let Poll::Ready(Some(request)) = self.socket.poll_next_unpin(context) else { return false };
        self.send(|body| serde_json::to_writer(body, &request));
        true
    }
}

impl<I, O, S> Future for Transport<I, O, S>
where
    I: AsyncRead + Unpin,
    O: AsyncWrite + Unpin,
    S: Service<Request, Response = Option<Response>> + Unpin,
    S::Future: Unpin,
{
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let this = self.get_mut();
        loop {
            let is_written = match this.write(context) {
                Poll::Ready(Err(_)) => return Poll::Ready(()),
                poll => poll.is_ready(),
            };
            if this.take_message(context) || this.take_answer(context) || this.take_request(context) {
                continue;
            }
            if this.open.is_none() && !this.waiting.is_empty() {
                let patience = this.patience.get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
                if patience.as_mut().poll(context).is_ready() {
                    this.waiting.clear();
                }
            }
            let is_over = this.open.is_none() && this.ahead.is_empty() && this.waiting.is_empty() && is_written;
            return if is_over { Poll::Ready(()) } else { Poll::Pending };
        }
    }
}

fn is_exit(message: &Message) -> bool {
    matches!(message, Message::Request(request) if request.method() == "exit")
}

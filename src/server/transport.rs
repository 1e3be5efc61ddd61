//! Carries messages between the client and the handlers.
//!
//! tower-lsp's own `Server` reads each body twice, hands every answer through three queues and is at its end after one message that is
//! none. Here a message is read once and handled as far as it goes before the next one is looked at, so that messages take effect in the
//! order in which they came; its answer is on its way by then.

use std::collections::VecDeque;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::task::JoinSet;
use tokio::time::Sleep;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Request, Response};
use tower_service::Service;
use tracing::{debug, error};

use super::framing::Messages;
use super::json;
use super::message::Message;

/// How many handlers may wait for something at once before no further message is handled.
const CONCURRENCY: usize = 64;
/// How much (bytes) may wait for the client to read it before no further message is handled.
const BACKLOG: usize = 64 * 1024;
/// How many messages are read all the same, for one of them may be `exit`.
const AHEAD: usize = 100;
/// How long handlers that wait may go on after the input has ended.
const PATIENCE: Duration = Duration::from_millis(500);

/// One client and its server, until the input ends or `exit` comes and all that was asked before is answered, or until the output is
/// broken.
pub(super) struct Transport<I, O, S> {
    input: Messages<I>,
    output: O,
    socket: ClientSocket,
    service: S,
    /// Messages that were read and not yet handled.
    ahead: VecDeque<Message>,
    /// Whether one of these is `exit`, so that all of them are to be handled.
    is_leaving: bool,
    /// Handlers that did not end at once.
    waiting: JoinSet<Option<Response>>,
    /// To be written, from `written` on.
    out: Vec<u8>,
    written: usize,
    is_flushed: bool,
    /// A message while it is put together.
    body: Vec<u8>,
    is_input_over: bool,
    /// Runs out some time after that.
    patience: Option<Pin<Box<Sleep>>>,
}

impl<I, O, S> Transport<I, O, S> {
    pub(super) fn new(input: I, output: O, socket: ClientSocket, service: S) -> Self {
        Self {
            input: Messages::of(input),
            output,
            socket,
            service,
            ahead: VecDeque::new(),
            is_leaving: false,
            waiting: JoinSet::new(),
            out: Vec::new(),
            written: 0,
            is_flushed: true,
            body: Vec::new(),
            is_input_over: false,
            patience: None,
        }
    }

    fn answer(&mut self, response: Response) {
        self.send(|body| json::push_response(body, response));
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
    S::Future: Unpin + Send + 'static,
    S::Error: Send + 'static,
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
        let has_room = self.out.len() - self.written <= BACKLOG && self.waiting.len() < CONCURRENCY;
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

    /// The next message of the input, if there is one by now.
    fn read(&mut self, context: &mut Context<'_>) -> Option<Message> {
        if self.is_input_over {
            return None;
        }
        match self.input.poll_next(context) {
            Poll::Pending => return None,
            Poll::Ready(Ok(Some(message))) => return Some(message),
            Poll::Ready(Ok(None)) => {}
            Poll::Ready(Err(error)) => debug!(%error, "the input cannot be read"),
        }
        self.is_input_over = true;
        None
    }

    fn end_input(&mut self) {
        self.is_input_over = true;
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
            Poll::Pending => {
                self.waiting.spawn(async { handler.await.ok().flatten() });
            }
        }
        // Some clients keep the pipe open (LSP 3.17, "Exit Notification").
        if is_exit {
            self.end_input();
        }
    }

    /// Takes the answer of a handler that had to wait. Answers whether there was one.
    fn take_answer(&mut self, context: &mut Context<'_>) -> bool {
        let Poll::Ready(Some(ended)) = self.waiting.poll_join_next(context) else { return false };
        // Panics are caught within.
        if let Ok(Some(answer)) = ended {
            self.answer(answer);
        }
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
    S::Future: Unpin + Send + 'static,
    S::Error: Send + 'static,
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
            if this.is_input_over && !this.waiting.is_empty() {
                let patience = this.patience.get_or_insert_with(|| Box::pin(tokio::time::sleep(PATIENCE)));
                if patience.as_mut().poll(context).is_ready() {
                    this.waiting = JoinSet::new();
                }
            }
            let is_over = this.is_input_over && this.ahead.is_empty() && this.waiting.is_empty() && is_written;
            return if is_over { Poll::Ready(()) } else { Poll::Pending };
        }
    }
}

fn is_exit(message: &Message) -> bool {
    matches!(message, Message::Request(request) if request.method() == "exit")
}

//! The client's messages, cut out of its bytes and looked at before tower-lsp reads them.
//!
//! tower-lsp is at the end of its input once its decoder has failed, so that one message that is none would end the server. Here such a
//! message is replaced by a request of our own, which is answered with the error that JSON-RPC has for it (see `exit::Guarded`), and
//! the next one is looked for.
//!
//! What can be understood is: names of headers in any case, lines that end in LF, any `Content-Type` (the protocol has no other encoding
//! than UTF-8), bytes between messages, and text that is no Unicode. VS Code sends halves of surrogate pairs as JavaScript has them; each
//! becomes U+FFFD, which is as long in UTF-16, so that the columns behind it stay right.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use serde_json::json;
use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Error, Id, Request};
use tracing::warn;

use super::message::{judged, refusal};
use super::state::DOCUMENT_LIMIT;

/// The method of the message that stands for a large one, which is handed over beside the bytes.
pub(super) const HELD: &str = "$/http-status-lsp/held";

/// Large messages, in the order of those that stand for them. tower-lsp's buffer never shrinks: it would keep the size of the largest
/// document for ever.
#[derive(Debug, Default)]
pub(super) struct Held(Mutex<VecDeque<Request>>);

impl Held {
    /// Takes the next one.
    pub(super) fn take(&self) -> Option<Request> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }

    fn hold(&self, request: Request) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push_back(request);
    }
}

/// A message that is larger (bytes) is passed over without being held: no document of it would be answered.
const MESSAGE_LIMIT: u64 = 2 * DOCUMENT_LIMIT as u64;
/// Headers are some forty bytes. What is longer than this and still has no end is not one.
const HEAD_LIMIT: usize = 16 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// An input on which each message can be read.
pub(super) struct Messages<I> {
    input: I,
    held: Arc<Held>,
    chunk: Box<[u8]>,
    /// Read and not yet understood.
    raw: Vec<u8>,
    /// The length of the message that `raw` starts with, once its header has been read.
    length: Option<usize>,
    /// What is still to come of a message that is too large.
    skipped: u64,
    /// Whether headers are being looked for, and that has been said.
    is_lost: bool,
    /// Understood, from `taken` on not yet read by tower-lsp.
    ready: Vec<u8>,
    taken: usize,
}

impl<I> Messages<I> {
    pub(super) fn of(input: I, held: Arc<Held>) -> Self {
        Self {
            input,
            held,
            chunk: vec![0; CHUNK].into(),
            raw: Vec::new(),
            length: None,
            skipped: 0,
            is_lost: false,
            ready: Vec::new(),
            taken: 0,
        }
    }

    /// Takes in what was read and makes all whole messages ready.
    fn take_in(&mut self, filled: usize) {
        let skipped = filled.min(usize::try_from(self.skipped).unwrap_or(usize::MAX));
        self.skipped -= skipped as u64;
        self.raw.extend_from_slice(&self.chunk[skipped..filled]);
        let mut at = 0;
        while let Some(read) = self.read_one(at) {
            at += read;
        }
        self.raw.drain(..at);
        // The room of a large text is not kept for the life of the server.
        if self.raw.len() < CHUNK && self.raw.capacity() > 4 * CHUNK {
            self.raw.shrink_to(CHUNK);
        }
    }

    /// Reads a header or a body that starts there, and answers its length in bytes; nothing if more has to come.
    fn read_one(&mut self, at: usize) -> Option<usize> {
        let rest = &self.raw[at..];
        let Some(length) = self.length else { return self.read_head(at) };
        let body = rest.get(..length)?;
        self.length = None;
        self.is_lost = false;
        if body.trim_ascii().is_empty() {
            return Some(length);
        }
        match large_request(body) {
            Some(request) => {
                self.held.hold(request);
                push(&mut self.ready, json!({ "jsonrpc": "2.0", "method": HELD }).to_string().as_bytes());
            }
            None => push(&mut self.ready, judged(body).as_bytes()),
        }
        Some(length)
    }

    fn read_head(&mut self, at: usize) -> Option<usize> {
        let rest = &self.raw[at..];
        let Some(end) = head_end(rest) else {
            // The second half may hold the start of a header.
            return (rest.len() > HEAD_LIMIT).then(|| {
                self.lose();
                HEAD_LIMIT / 2
            });
        };
        let head = &rest[..end];
        match content_length(head) {
            Some(length) if length <= MESSAGE_LIMIT => self.length = usize::try_from(length).ok(),
            Some(length) => {
                warn!(length, "a message over the limit is passed over");
                push(&mut self.ready, refusal(&Error::invalid_request(), &Id::Null).as_bytes());
                let here = rest.len() - end;
                let skipped = here.min(usize::try_from(length).unwrap_or(usize::MAX));
                self.skipped = length - skipped as u64;
                return Some(end + skipped);
            }
            None if head.trim_ascii().is_empty() => {}
            None => self.lose(),
        }
        Some(end)
    }

    /// Says once that there is no message where one should be.
    fn lose(&mut self) {
        if !std::mem::replace(&mut self.is_lost, true) {
            warn!("there is no header where a message should start; the next one is looked for");
            push(&mut self.ready, refusal(&Error::parse_error(), &Id::Null).as_bytes());
        }
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Messages<I> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        while this.ready.is_empty() {
            let mut chunk = ReadBuf::new(&mut this.chunk);
            ready!(Pin::new(&mut this.input).poll_read(context, &mut chunk))?;
            let filled = chunk.filled().len();
            if filled == 0 {
                return Poll::Ready(Ok(()));
            }
            this.take_in(filled);
        }
        let rest = &this.ready[this.taken..];
        let count = rest.len().min(out.remaining());
        out.put_slice(&rest[..count]);
        this.taken += count;
        if this.taken == this.ready.len() {
            this.taken = 0;
            this.ready.clear();
            this.ready.shrink_to(CHUNK);
        }
        Poll::Ready(Ok(()))
    }
}

fn push(ready: &mut Vec<u8>, body: &[u8]) {
    ready.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    ready.extend_from_slice(body);
}

/// The end of the header's empty line, in bytes.
fn head_end(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        if matches!(&bytes[start..end], b"" | b"\r") {
            return Some(end + 1);
        }
        start = end + 1;
    }
    None
}

/// The length that the header names. Anything may stand before it: the rest of a message whose length was wrong has no line break at its end.
fn content_length(head: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let mut lengths = head.split(|byte| *byte == b'\n').filter_map(|line| {
        let at = line.windows(NAME.len()).rposition(|name| name.eq_ignore_ascii_case(NAME))?;
        std::str::from_utf8(&line[at + NAME.len()..]).ok()?.trim().parse().ok()
    });
    lengths.next_back()
}

/// The message, if it is a large one. tower-lsp has to see `exit` itself.
fn large_request(body: &[u8]) -> Option<Request> {
    if body.len() <= CHUNK {
        return None;
    }
    serde_json::from_slice::<Request>(body).ok().filter(|request| !matches!(request.method(), "" | "exit"))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::super::message::REFUSED;
    use super::*;

    const GOOD: &str = r#"{"jsonrpc":"2.0","method":"x"}"#;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    /// What tower-lsp gets to read when the bytes come in pieces of that size: the methods, or the codes of refusals.
    fn read(bytes: &[u8], piece: usize) -> Vec<String> {
        let mut messages = Messages::of((), Arc::default());
        for part in bytes.chunks(piece) {
            messages.chunk[..part.len()].copy_from_slice(part);
            messages.take_in(part.len());
        }
        let mut rest = String::from_utf8(messages.ready).expect("text");
        let mut found = Vec::new();
        while !rest.is_empty() {
            let (head, body) = rest.split_once("\r\n\r\n").expect("a header");
            let length: usize = head.strip_prefix("Content-Length: ").expect("a length").parse().expect("a number");
            let value: Value = serde_json::from_str(&body[..length]).expect("JSON");
            let is_refusal = value["method"] == REFUSED;
            found.push(if is_refusal { value["params"].to_string() } else { value["method"].to_string() });
            rest = body[length..].to_owned();
        }
        found
    }

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
        for piece in [1, 7, CHUNK] {
            assert_eq!(read(bytes.as_ref(), piece), expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn headers_are_read_as_they_come() {
        let length = GOOD.len();
        for head in [
            format!("Content-Length: {length}\r\n\r\n"),
            format!("content-length:{length}\r\n\r\n"),
            format!("CONTENT-LENGTH:   {length}  \r\nX: y\r\n\r\n"),
            format!("Content-Length: {length}\n\n"),
            format!("A: 1\r\nB: 2\r\nC: 3\r\nContent-Length: {length}\r\n\r\n"),
            format!("Content-Type: application/vscode-jsonrpc\r\nContent-Length: {length}\r\n\r\n"),
            format!("Content-Length: {length}\r\nContent-Type: x; charset=utf-16\r\n\r\n"),
            format!("Content-Length: 3\r\nContent-Length: {length}\r\n\r\n"),
            format!("\n\r\n\r\n  \r\nContent-Length: {length}\r\n\r\n"),
            format!("the rest of a message\"}}Content-Length: {length}\r\n\r\n"),
        ] {
            check(format!("{head}{GOOD}{}", framed(GOOD)), &["\"x\"", "\"x\""]);
        }
    }

    #[test]
    fn what_is_no_header_is_refused_once_and_passed_over() {
        for junk in [
            "no header at all\r\n\r\n",
            "Content-Length: -5\r\n\r\n{}\r\n",
            "Content-Length: many\r\n\r\n",
            "Content-Length: 99999999999999999999999\r\n\r\n",
            "one\n\ntwo\n\nthree\n\n",
            "Content-Length\r\n\r\n",
        ] {
            check(format!("{junk}{}", framed(GOOD)), &["-32700", "\"x\""]);
        }
        let long = "no line break ".repeat(10_000);
        assert_eq!(read(format!("{long}{}", framed(GOOD)).as_bytes(), CHUNK), ["-32700", "\"x\""]);
    }

    #[test]
    fn messages_that_are_none_are_refused_one_by_one() {
        let deep = format!(r#"{{"jsonrpc":"2.0","method":"x","params":{}{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
        for (body, code) in [
            ("{", "-32700"),
            ("no", "-32700"),
            (deep.as_str(), "-32700"),
            (r#"{"jsonrpc":"2.0","method":"x","params":1e999}"#, "-32700"),
            ("42", "-32600"),
            ("{}", "-32600"),
            ("[]", "-32600"),
            (&format!("[{GOOD}]"), "-32600"),
            (r#"{"jsonrpc":"1.0","method":"x"}"#, "-32600"),
            (r#"{"jsonrpc":"2.0","method":7}"#, "-32600"),
            (r#"{"jsonrpc":"2.0","method":"x","id":{}}"#, "-32600"),
            (r#"{"jsonrpc":"2.0","method":"x","method":"y"}"#, "-32600"),
        ] {
            check(format!("{}{}", framed(body), framed(GOOD)), &[code, "\"x\""]);
        }
        check(format!("{}{}{}", framed(""), framed(" \n"), framed(GOOD)), &["\"x\""]);
    }

    #[test]
    fn a_message_over_the_limit_is_not_held() {
        let mut messages = Messages::of((), Arc::default());
        let mut take_in = |bytes: &[u8]| {
            messages.chunk[..bytes.len()].copy_from_slice(bytes);
            messages.take_in(bytes.len());
            (messages.raw.capacity(), messages.ready.len())
        };
        let size = usize::try_from(MESSAGE_LIMIT).expect("a size") + 100;
        let (_, refusal) = take_in(format!("Content-Length: {size}\r\n\r\nsome").as_bytes());
        assert!(refusal > 0);
        let mut rest = size - "some".len();
        while rest > 0 {
            let part = rest.min(CHUNK);
            assert_eq!(take_in(&vec![b' '; part]).1, refusal);
            rest -= part;
        }
        let (held, ready) = take_in(framed(GOOD).as_bytes());
        assert!(held <= CHUNK && ready > refusal, "{held}");
    }

    #[test]
    fn large_messages_are_handed_over_in_their_order() {
        let mut messages = Messages::of((), Arc::default());
        let large =
            |method: &str| format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":"{}"}}"#, "x".repeat(2 * CHUNK));
        let bytes = [large("one"), GOOD.to_owned(), large("two"), large("exit"), large("\\ud800")]
            .map(|body| framed(&body))
            .concat();
        for part in bytes.as_bytes().chunks(CHUNK) {
            messages.chunk[..part.len()].copy_from_slice(part);
            messages.take_in(part.len());
        }
        let ready = String::from_utf8(std::mem::take(&mut messages.ready)).expect("text");
        let methods: Vec<&str> =
            ready.split("\"method\":\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert_eq!(methods, [HELD, "x", HELD, "exit", "\\ufffd"]);
        let held: Vec<Request> = std::iter::from_fn(|| messages.held.take()).collect();
        assert_eq!(held.iter().map(Request::method).collect::<Vec<_>>(), ["one", "two"]);
        assert!(messages.raw.capacity() <= 4 * CHUNK, "{}", messages.raw.capacity());
    }

    #[test]
    fn an_announced_length_takes_no_memory() {
        let mut messages = Messages::of((), Arc::default());
        let head = format!("Content-Length: {MESSAGE_LIMIT}\r\n\r\n{{");
        messages.chunk[..head.len()].copy_from_slice(head.as_bytes());
        messages.take_in(head.len());
        assert!(messages.raw.capacity() < 1024, "{}", messages.raw.capacity());
    }
}

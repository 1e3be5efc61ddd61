//! The client's messages, cut out of its bytes.
//!
//! tower-lsp's own reader is at the end of its input once one message is none, so that it would end the server. Here such a message is
//! answered with the error that JSON-RPC has for it, and the next one is looked for.
//!
//! What can be understood is: names of headers in any case, lines that end in LF, any `Content-Type` (the protocol has no other encoding
//! than UTF-8), bytes between messages, control characters in strings, and text that is not Unicode. VS Code sends halves of surrogate pairs as
//! JavaScript has them; each becomes U+FFFD, which is as long in UTF-16, so that the columns behind it stay right.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::Error;

use super::content::DOCUMENT_LIMIT;
use super::message::Message;
use super::warnings::warn_once;

/// A message that is larger (bytes) is passed over without being held: no document of it would be answered.
const MESSAGE_LIMIT: u64 = 2 * DOCUMENT_LIMIT as u64;
/// Headers are some forty bytes. What is longer than this and still has no end is not one.
const HEAD_LIMIT: usize = 16 * 1024;
/// How much is read at once.
const CHUNK: usize = 64 * 1024;

/// An input, message by message.
pub(super) struct Messages<I> {
    input: I,
    chunk: Box<[u8]>,
    /// Read, and from `taken` on not yet understood.
    raw: Vec<u8>,
    taken: usize,
    /// The length of the body that comes next, once its header has been read.
    length: Option<usize>,
    /// What is still to come of a message that is too large.
    skipped: u64,
    /// Whether headers are being looked for, and that has been said.
    is_lost: bool,
}

/// What stands next in the bytes read so far.
enum Next {
    Message(Message),
    /// Nothing that is for anybody.
    Passed,
    /// The start of something.
    Part,
}

impl<I> Messages<I> {
    pub(super) fn of(input: I) -> Self {
        Self {
            input,
            chunk: vec![0; CHUNK].into(),
            raw: Vec::new(),
            taken: 0,
            length: None,
            skipped: 0,
            is_lost: false,
        }
    }

    /// Takes in what was read into the chunk.
    fn take_in(&mut self, filled: usize) {
        self.raw.drain(..self.taken);
        self.taken = 0;
        let skipped = filled.min(usize::try_from(self.skipped).unwrap_or(usize::MAX));
        self.skipped -= skipped as u64;
        self.raw.extend_from_slice(&self.chunk[skipped..filled]);
    }

    /// The next message of what was read; nothing if more has to come.
    fn next_whole(&mut self) -> Option<Message> {
        loop {
            let next = match self.length {
                Some(length) => self.read_body(length),
                None => self.read_head(),
            };
            match next {
                Next::Message(message) => return Some(message),
                Next::Passed => {}
                Next::Part => return None,
            }
        }
    }

    fn read_body(&mut self, length: usize) -> Next {
        let Some(body) = self.raw[self.taken..].get(..length) else { return Next::Part };
        let message = (!body.trim_ascii().is_empty()).then(|| Message::of(body));
        self.taken += length;
        self.length = None;
        self.is_lost = false;
        // The room of a large text is not kept, neither while it is handled nor for the life of the server. What was read behind it is at
        // most a chunk.
        if self.raw.capacity() > 4 * CHUNK {
            self.raw = self.raw[self.taken..].to_vec();
            self.taken = 0;
        }
        message.map_or(Next::Passed, Next::Message)
    }

    fn read_head(&mut self) -> Next {
        let rest = &self.raw[self.taken..];
        let Some(end) = head_end(rest) else {
            if rest.len() <= HEAD_LIMIT {
                return Next::Part;
            }
            // The second half may hold the start of a header.
            self.taken += HEAD_LIMIT / 2;
            return self.lose();
        };
        let head = &rest[..end];
        match content_length(head) {
            Some(length) if length <= MESSAGE_LIMIT => {
                self.length = usize::try_from(length).ok();
                self.taken += end;
                Next::Passed
            }
            Some(length) => {
                warn_once!(length, "a message over the limit is skipped");
                let here = rest.len() - end;
                let skipped = here.min(usize::try_from(length).unwrap_or(usize::MAX));
                self.skipped = length - skipped as u64;
                self.taken += end + skipped;
                Next::Message(Message::refusal(Error::invalid_request()))
            }
            None => {
                let is_empty = head.trim_ascii().is_empty();
                self.taken += end;
                if is_empty { Next::Passed } else { self.lose() }
            }
        }
    }

    /// Says once that there is no message where one should be.
    fn lose(&mut self) -> Next {
        if std::mem::replace(&mut self.is_lost, true) {
            return Next::Passed;
        }
        warn_once!("there is no header where a message should start; the next one is looked for");
        Next::Message(Message::refusal(Error::parse_error()))
    }
}

impl<I: AsyncRead + Unpin> Messages<I> {
    /// The next message, or nothing at the end of the input.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<Message>>> {
        loop {
            if let Some(message) = self.next_whole() {
                return Poll::Ready(Ok(Some(message)));
            }
            let mut chunk = ReadBuf::new(&mut self.chunk);
            ready!(Pin::new(&mut self.input).poll_read(context, &mut chunk))?;
            let filled = chunk.filled().len();
            if filled == 0 {
                return Poll::Ready(Ok(None));
            }
            self.take_in(filled);
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"jsonrpc":"2.0","method":"x"}"#;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn messages_in(messages: &mut Messages<()>, bytes: &[u8], piece: usize) -> Vec<Message> {
        let mut found = Vec::new();
        for part in bytes.chunks(piece) {
            messages.chunk[..part.len()].copy_from_slice(part);
            messages.take_in(part.len());
            found.extend(std::iter::from_fn(|| messages.next_whole()));
        }
        found
    }

    /// What there is to read when the bytes come in pieces of that size: the methods, or the codes of refusals.
    fn read(bytes: &[u8], piece: usize) -> Vec<String> {
        let shown = |message| match message {
            Message::Request(request) => format!("{:?}", request.method()),
            Message::Response(_) => "an answer".to_owned(),
            Message::Refused(answer) => answer.error().map_or_else(String::new, |error| error.code.code().to_string()),
        };
        messages_in(&mut Messages::of(()), bytes, piece).into_iter().map(shown).collect()
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
            // The parameters of a method without a handler are not read.
            (deep.as_str(), "\"x\""),
            (r#"{"jsonrpc":"2.0","method":"x","params":1e999}"#, "\"x\""),
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
        let mut messages = Messages::of(());
        let size = usize::try_from(MESSAGE_LIMIT).expect("a size") + 100;
        let head = format!("Content-Length: {size}\r\n\r\nsome");
        assert!(matches!(messages_in(&mut messages, head.as_bytes(), CHUNK)[..], [Message::Refused(_)]));
        let mut rest = size - "some".len();
        while rest > 0 {
            let part = rest.min(CHUNK);
            assert!(messages_in(&mut messages, &vec![b' '; part], CHUNK).is_empty());
            rest -= part;
        }
        assert!(matches!(messages_in(&mut messages, framed(GOOD).as_bytes(), CHUNK)[..], [Message::Request(_)]));
        assert!(messages.raw.capacity() <= CHUNK, "{}", messages.raw.capacity());
    }

    #[test]
    fn the_room_of_a_large_message_is_given_back() {
        let large =
            |method: &str| format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":"{}"}}"#, "x".repeat(8 * CHUNK));
        let bytes = [large("one"), GOOD.to_owned(), large("two"), large("\\ud800"), GOOD.to_owned()]
            .map(|body| framed(&body))
            .concat();
        assert_eq!(read(bytes.as_bytes(), CHUNK), ["\"one\"", "\"x\"", "\"two\"", "\"\u{fffd}\"", "\"x\""]);
        let mut messages = Messages::of(());
        messages_in(&mut messages, bytes.as_bytes(), CHUNK);
        messages_in(&mut messages, framed(GOOD).as_bytes(), CHUNK);
        assert!(messages.raw.capacity() <= 4 * CHUNK, "{}", messages.raw.capacity());
        // Nor while the next message is still to come.
        let and_a_part = framed(&large("one")) + &framed(GOOD)[..GOOD.len()];
        assert_eq!(messages_in(&mut messages, and_a_part.as_bytes(), CHUNK).len(), 1);
        assert!(messages.raw.capacity() <= 4 * CHUNK, "{}", messages.raw.capacity());
        assert_eq!(messages_in(&mut messages, &framed(GOOD).as_bytes()[GOOD.len()..], CHUNK).len(), 1);
    }

    #[test]
    fn an_announced_length_takes_no_memory() {
        let mut messages = Messages::of(());
        messages_in(&mut messages, format!("Content-Length: {MESSAGE_LIMIT}\r\n\r\n{{").as_bytes(), CHUNK);
        assert!(messages.raw.capacity() < 1024, "{}", messages.raw.capacity());
    }
}

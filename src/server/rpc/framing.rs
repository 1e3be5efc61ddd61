//! Cuts the input into messages (LSP 3.17, "Base Protocol").
//!
//! tower-lsp's reader ends its input at the first malformed message, which would end the server. Here such a message is answered with
//! the error that JSON-RPC has for it, and the reader resynchronizes at the next header.
//!
//! Accepted beyond the protocol: header names in any case, header lines that end in LF, any `Content-Type` (the protocol has no
//! encoding but UTF-8), bytes between messages, control characters in strings, and invalid Unicode. VS Code sends unpaired surrogates
//! as JavaScript holds them. Each becomes U+FFFD, which has the same length in UTF-16, so the columns after it stay right.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::Error;

use super::logging::warn_once;
use super::message::Message;

/// The longest header, in bytes; usual ones have some forty. Longer input without an empty line is not a header.
const HEADER_LIMIT: usize = 16 * 1024;
/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// Reads messages from an input.
pub(super) struct MessageReader<I> {
    input: I,
    /// A longer body (bytes) is skipped without being held.
    message_limit: u64,
    chunk: Box<[u8]>,
    /// The bytes read so far; not yet parsed from `consumed` on.
    buffer: Vec<u8>,
    consumed: usize,
    /// The length of the next body in bytes, once its header has been parsed.
    body_length: Option<usize>,
    /// How many bytes are still to come of a message over the limit.
    bytes_to_skip: u64,
    /// Whether no header was found where one should be, and none since. The fault is answered once, not for each piece of junk.
    is_resynchronizing: bool,
}

/// The result of parsing the start of the buffer.
enum Step {
    Message(Message),
    /// Bytes were consumed that need no response.
    Consumed,
    /// More input is needed.
    Incomplete,
}

impl<I: AsyncRead + Unpin> MessageReader<I> {
    /// The next message, or nothing at the end of the input.
    ///
    /// # Errors
    /// Where the input cannot be read.
    pub(super) fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<io::Result<Option<Message>>> {
        loop {
            if let Some(message) = self.next_buffered() {
                return Poll::Ready(Ok(Some(message)));
            }
            let mut chunk = ReadBuf::new(&mut self.chunk);
            ready!(Pin::new(&mut self.input).poll_read(context, &mut chunk))?;
            let filled = chunk.filled().len();
            if filled == 0 {
                return Poll::Ready(Ok(None));
            }
            self.append_chunk(filled);
        }
    }
}

impl<I> MessageReader<I> {
    /// A reader that skips bodies longer than `message_limit` bytes.
    pub(super) fn new(input: I, message_limit: u64) -> Self {
        Self {
            input,
            message_limit,
            chunk: vec![0; CHUNK].into(),
            buffer: Vec::new(),
            consumed: 0,
            body_length: None,
            bytes_to_skip: 0,
            is_resynchronizing: false,
        }
    }

    /// Appends the first `filled` bytes of the chunk, without those of a skipped message.
    fn append_chunk(&mut self, filled: usize) {
        self.buffer.drain(..self.consumed);
        self.consumed = 0;
        let skipped = filled.min(usize::try_from(self.bytes_to_skip).unwrap_or(usize::MAX));
        self.bytes_to_skip -= skipped as u64;
        self.buffer.extend_from_slice(&self.chunk[skipped..filled]);
    }

    /// The next message of the buffer; nothing if it is not complete.
    fn next_buffered(&mut self) -> Option<Message> {
        loop {
            let step = match self.body_length {
                Some(length) => self.parse_body(length),
                None => self.parse_header(),
            };
            match step {
                Step::Message(message) => return Some(message),
                Step::Consumed => {}
                Step::Incomplete => return None,
            }
        }
    }

    fn parse_body(&mut self, length: usize) -> Step {
        let Some(body) = self.buffer[self.consumed..].get(..length) else { return Step::Incomplete };
        let message = (!body.trim_ascii().is_empty()).then(|| Message::parse(body));
        self.consumed += length;
        self.body_length = None;
        self.is_resynchronizing = false;
        // The memory of a large message is returned before it is handled. At most a chunk follows it in the buffer.
        if self.buffer.capacity() > 4 * CHUNK {
            self.buffer = self.buffer[self.consumed..].to_vec();
            self.consumed = 0;
        }
        message.map_or(Step::Consumed, Step::Message)
    }

    fn parse_header(&mut self) -> Step {
        let rest = &self.buffer[self.consumed..];
        let Some(end) = header_end(rest) else {
            if rest.len() <= HEADER_LIMIT {
                return Step::Incomplete;
            }
            // The second half is kept, since it may hold the start of a header.
            self.consumed += HEADER_LIMIT / 2;
            return self.resynchronize();
        };
        let header = &rest[..end];
        match content_length(header) {
            Some(length) if length <= self.message_limit => {
                self.body_length = usize::try_from(length).ok();
                self.consumed += end;
                Step::Consumed
            }
            Some(length) => {
                warn_once!(length, "a message over the limit is skipped");
                let buffered = rest.len() - end;
                let skipped = buffered.min(usize::try_from(length).unwrap_or(usize::MAX));
                self.bytes_to_skip = length - skipped as u64;
                self.consumed += end + skipped;
                Step::Message(Message::without_id(Error::invalid_request()))
            }
            None => {
                let is_blank = header.trim_ascii().is_empty();
                self.consumed += end;
                if is_blank { Step::Consumed } else { self.resynchronize() }
            }
        }
    }

    /// Notes that there is no header where a message should start, and answers that the first time.
    fn resynchronize(&mut self) -> Step {
        if std::mem::replace(&mut self.is_resynchronizing, true) {
            return Step::Consumed;
        }
        warn_once!("there is no header where a message should start; the next one is looked for");
        Step::Message(Message::without_id(Error::parse_error()))
    }
}

/// The offset after the empty line that ends a header.
fn header_end(bytes: &[u8]) -> Option<usize> {
    let mut start = 0;
    for end in memchr::memchr_iter(b'\n', bytes) {
        if matches!(&bytes[start..end], b"" | b"\r") {
            return Some(end + 1);
        }
        start = end + 1;
    }
    None
}

/// The value of `Content-Length`. The name may follow other bytes on its line: the rest of a message whose length was too small has no
/// line break at its end.
fn content_length(header: &[u8]) -> Option<u64> {
    const NAME: &[u8] = b"content-length:";
    let mut lengths = header.split(|byte| *byte == b'\n').filter_map(|line| {
        let at = line.windows(NAME.len()).rposition(|name| name.eq_ignore_ascii_case(NAME))?;
        std::str::from_utf8(&line[at + NAME.len()..]).ok()?.trim().parse().ok()
    });
    lengths.next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MESSAGE_LIMIT: u64 = 1 << 28;
    const GOOD: &str = r#"{"jsonrpc":"2.0","method":"x"}"#;

    fn framed(body: &str) -> String {
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    }

    fn messages_in(reader: &mut MessageReader<()>, bytes: &[u8], piece: usize) -> Vec<Message> {
        let mut found = Vec::new();
        for part in bytes.chunks(piece) {
            reader.chunk[..part.len()].copy_from_slice(part);
            reader.append_chunk(part.len());
            found.extend(std::iter::from_fn(|| reader.next_buffered()));
        }
        found
    }

    /// The messages when the bytes come in pieces of that size: methods, or the codes of errors.
    fn read(bytes: &[u8], piece: usize) -> Vec<String> {
        let shown = |message| match message {
            Message::Request(request) => format!("{:?}", request.method()),
            Message::Response(_) => "a response".to_owned(),
            Message::Invalid(response) => {
                response.error().map_or_else(String::new, |error| error.code.code().to_string())
            }
        };
        messages_in(&mut MessageReader::new((), MESSAGE_LIMIT), bytes, piece).into_iter().map(shown).collect()
    }

    #[track_caller]
    fn check(bytes: impl AsRef<[u8]>, expected: &[&str]) {
        for piece in [1, 7, CHUNK] {
            assert_eq!(read(bytes.as_ref(), piece), expected, "in pieces of {piece}");
        }
    }

    #[test]
    fn header_variants_are_accepted() {
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
    fn junk_between_messages_gets_one_error() {
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
    fn each_invalid_message_gets_its_own_error() {
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
        let mut reader = MessageReader::new((), MESSAGE_LIMIT);
        let size = usize::try_from(MESSAGE_LIMIT).expect("a size") + 100;
        let head = format!("Content-Length: {size}\r\n\r\nsome");
        assert!(matches!(messages_in(&mut reader, head.as_bytes(), CHUNK)[..], [Message::Invalid(_)]));
        let mut rest = size - "some".len();
        while rest > 0 {
            let part = rest.min(CHUNK);
            assert!(messages_in(&mut reader, &vec![b' '; part], CHUNK).is_empty());
            rest -= part;
        }
        assert!(matches!(messages_in(&mut reader, framed(GOOD).as_bytes(), CHUNK)[..], [Message::Request(_)]));
        assert!(reader.buffer.capacity() <= CHUNK, "{}", reader.buffer.capacity());
    }

    #[test]
    fn the_memory_of_a_large_message_is_returned() {
        let large =
            |method: &str| format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":"{}"}}"#, "x".repeat(8 * CHUNK));
        let bytes = [large("one"), GOOD.to_owned(), large("two"), large("\\ud800"), GOOD.to_owned()]
            .map(|body| framed(&body))
            .concat();
        assert_eq!(read(bytes.as_bytes(), CHUNK), ["\"one\"", "\"x\"", "\"two\"", "\"\u{fffd}\"", "\"x\""]);
        let mut reader = MessageReader::new((), MESSAGE_LIMIT);
        messages_in(&mut reader, bytes.as_bytes(), CHUNK);
        messages_in(&mut reader, framed(GOOD).as_bytes(), CHUNK);
        assert!(reader.buffer.capacity() <= 4 * CHUNK, "{}", reader.buffer.capacity());
        // The next message is incomplete.
        let with_a_part = framed(&large("one")) + &framed(GOOD)[..GOOD.len()];
        assert_eq!(messages_in(&mut reader, with_a_part.as_bytes(), CHUNK).len(), 1);
        assert!(reader.buffer.capacity() <= 4 * CHUNK, "{}", reader.buffer.capacity());
        assert_eq!(messages_in(&mut reader, &framed(GOOD).as_bytes()[GOOD.len()..], CHUNK).len(), 1);
    }

    #[test]
    fn an_announced_length_takes_no_memory() {
        let mut reader = MessageReader::new((), MESSAGE_LIMIT);
        messages_in(&mut reader, format!("Content-Length: {MESSAGE_LIMIT}\r\n\r\n{{").as_bytes(), CHUNK);
        assert!(reader.buffer.capacity() < 1024, "{}", reader.buffer.capacity());
    }
}

//! Any bytes and any messages as a client's: the server ends with its input, never panics, writes nothing but well-framed JSON, and
//! answers no request twice. Where all that was sent is well formed, it answers each request once.
//!
//! An input is a line of options, then steps: how the message is framed, which of its values is replaced by which other (`..` for
//! none), what is sent, and what that takes. The functions below say which letters there are.

use std::collections::HashMap;
use std::time::Duration;

use http_status_lsp::catalog::Language;
use http_status_lsp::server::serve;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{Bytes, SEPARATOR};

/// Far longer than any input takes; it is there for the replay, since libFuzzer has a limit of its own.
const PATIENCE: Duration = Duration::from_secs(30);

/// Checks one input.
pub fn check(data: &[u8]) {
    let mut steps = data.split(|byte| *byte == SEPARATOR);
    let mut options = Bytes::new(steps.next().unwrap_or_default());
    let is_introduced = options.key(b"ir") == b'i';
    let pieces = options.number().clamp(1, 4096) as usize;
    let pipe = options.number().clamp(1, 4096) as usize * 16;
    let mut wire = Wire::default();
    if is_introduced {
        wire.step(&[b"=..i", options.rest()].concat());
    }
    let first = wire.bytes.len();
    if is_introduced {
        wire.step(b"=..I");
    }
    steps.for_each(|step| wire.step(step));
    let (output, code) = talk(wire.bytes.split_at(first), pieces, pipe);
    wire.judge(&output, code);
}

/// Sends `first` and waits for an answer, as LSP 3.17 demands for `initialize`; then sends `wire` in pieces and hangs up. Answers
/// what came back and the exit code.
fn talk((first, wire): (&[u8], &[u8]), pieces: usize, pipe: usize) -> (Vec<u8>, u8) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    runtime.block_on(async {
        let (mut to_server, input) = tokio::io::duplex(pipe);
        let (mut from_server, output) = tokio::io::duplex(pipe);
        let mut received = Vec::new();
        let (answered, answer) = tokio::sync::oneshot::channel();
        let send = async move {
            let mut is_read = to_server.write_all(first).await.is_ok();
            if !first.is_empty() {
                let _ = answer.await;
            }
            for piece in wire.chunks(pieces) {
                // A server that has ended no longer reads.
                is_read = is_read && to_server.write_all(piece).await.is_ok();
                tokio::task::yield_now().await;
            }
        };
        let receive = async {
            // The whole answer to `initialize` is written at once; what follows is read when it comes.
            from_server.read_buf(&mut received).await.expect("a pipe in memory");
            let _ = answered.send(());
            from_server.read_to_end(&mut received).await.expect("a pipe in memory");
        };
        let all = async { tokio::join!(serve(input, output, None), send, receive) };
        let (code, (), ()) = tokio::time::timeout(PATIENCE, all).await.expect("the server ends with its input");
        (received, code.0)
    })
}

/// What is sent, with what is known of it.
#[derive(Default)]
struct Wire {
    bytes: Vec<u8>,
    /// How many requests of each id there are; nothing once bytes were sent of which that cannot be told.
    asked: HashMap<String, usize>,
    next_id: u32,
    has_raw: bool,
    /// Whether all is framed as it should be and none is changed.
    is_odd: bool,
    has_exit: bool,
}

impl Wire {
    fn step(&mut self, step: &[u8]) {
        let mut bytes = Bytes::new(step);
        let framing = bytes.key(b"=lUtT+-n2x z!b");
        let (place, other) = (bytes.byte(), bytes.byte());
        let body = match bytes.key(b"iIocChpdkeSxsqganmj") {
            b'j' => {
                self.has_raw = true;
                bytes.rest().to_vec()
            }
            kind => {
                let mut message = self.message(kind, &mut bytes);
                // tower-lsp drops requests of these names, where LSP 3.17 ("$ Notifications and Requests") wants an error.
                let is_dropped = message["method"].as_str().is_some_and(|method| method.starts_with("$/"));
                self.is_odd |= is_dropped && message.get("id").is_some();
                if place != b'.' {
                    self.is_odd = true;
                    replace(&mut message, usize::from(place), other);
                }
                if let (Some(id), Some(_)) = (message.get("id"), message.get("method")) {
                    *self.asked.entry(id.to_string()).or_default() += 1;
                }
                message.to_string().into_bytes()
            }
        };
        self.is_odd |= framing != b'=';
        self.frame(framing, &body);
    }

    fn message(&mut self, kind: u8, bytes: &mut Bytes<'_>) -> Value {
        match kind {
            b'i' => self.request("initialize", initialize(bytes)),
            b'I' => notification("initialized", json!({})),
            b'o' => {
                let uri = uri(bytes);
                let language = &Language::all()[bytes.number() as usize % Language::all().len()];
                let document = json!({ "uri": uri, "languageId": language.id, "version": 1, "text": bytes.text() });
                notification("textDocument/didOpen", json!({ "textDocument": document }))
            }
            b'c' => {
                let document = json!({ "uri": uri(bytes), "version": bytes.number() });
                let range = json!({ "start": position(bytes), "end": position(bytes) });
                let changes = json!([{ "range": range, "text": bytes.text() }]);
                notification("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
            }
            b'C' => {
                let document = json!({ "uri": uri(bytes), "version": bytes.number() });
                let changes = json!([{ "text": bytes.text() }]);
                notification("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }))
            }
            b'h' => self.request("textDocument/hover", at(bytes)),
            b'p' => self.request("textDocument/completion", at(bytes)),
            b'd' => self.request("textDocument/definition", at(bytes)),
            b'k' => self.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri(bytes) } })),
            b'e' => self.request("completionItem/resolve", json!({ "label": "x", "data": json_or_text(bytes) })),
            b'S' => self.request("httpStatus/statuses", json_or_text(bytes)),
            b'x' => notification("textDocument/didClose", json!({ "textDocument": { "uri": uri(bytes) } })),
            b's' => self.request("shutdown", Value::Null),
            b'q' => {
                self.has_exit = true;
                notification("exit", Value::Null)
            }
            b'g' => notification("workspace/didChangeConfiguration", json!({ "settings": json_or_text(bytes) })),
            b'a' => json!({ "jsonrpc": "2.0", "id": bytes.number(), "result": json_or_text(bytes) }),
            b'n' => notification("$/cancelRequest", json!({ "id": bytes.number() })),
            _ => {
                let (method, params) = (bytes.number(), json_or_text(bytes));
                self.request(METHODS[method as usize % METHODS.len()], params)
            }
        }
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        message
    }

    fn frame(&mut self, framing: u8, body: &[u8]) {
        let length = body.len();
        let header = match framing {
            b'l' => format!("content-length: {length}\r\n\r\n"),
            b'U' => format!("CONTENT-LENGTH: {length}\r\n\r\n"),
            b't' => {
                format!("Content-Length: {length}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n")
            }
            b'T' => format!("Content-Type: text/html; charset=latin1\r\nContent-Length: {length}\r\n\r\n"),
            b'+' => format!("Content-Length: {}\r\n\r\n", length + 1),
            b'-' => format!("Content-Length: {}\r\n\r\n", length.saturating_sub(1)),
            b'n' => format!("Content-Length: {length}\n\n"),
            b'2' => format!("Content-Length: {length}\r\nContent-Length: 3\r\n\r\n"),
            b'x' => format!("X: y\r\nY: z\r\nContent-Length: {length}\r\n\r\n"),
            b' ' => format!("Content-Length:\t {length}  \r\n\r\n"),
            b'z' => "Content-Length: 0\r\n\r\n".to_owned(),
            b'b' => format!("Content-Length: {}\r\n\r\n", u64::MAX),
            b'!' => {
                self.has_raw = true;
                String::new()
            }
            _ => format!("Content-Length: {length}\r\n\r\n"),
        };
        self.bytes.extend_from_slice(header.as_bytes());
        self.bytes.extend_from_slice(body);
    }

    fn judge(&self, output: &[u8], code: u8) {
        let mut answers: HashMap<String, usize> = HashMap::new();
        // After `exit` the server waits for the client's reading for a moment only, so that its last message may be cut off.
        for message in messages(output, self.has_exit || self.has_raw) {
            assert_eq!(message["jsonrpc"], "2.0", "{message}");
            if message.get("method").is_some_and(Value::is_string) {
                assert!(message.get("result").is_none() && message.get("error").is_none(), "{message}");
                continue;
            }
            assert!(message.get("result").is_some() != message.get("error").is_some(), "{message}");
            // A panic that was caught: the answer says nothing of where, so replay with RUST_BACKTRACE=1.
            assert_ne!(message["error"]["code"], -32603, "{message}");
            *answers.entry(message["id"].to_string()).or_default() += 1;
        }
        assert!(code <= 1, "{code}");
        if self.has_raw {
            return;
        }
        for (id, count) in &answers {
            let asked = self.asked.get(id).copied().unwrap_or(0);
            assert!(*count <= asked || id == "null", "{count} answers to {asked} requests of id {id}");
        }
        // After `exit` nothing is promised.
        if !self.is_odd && !self.has_exit {
            assert_eq!(answers, self.asked, "each request has one answer");
        }
    }
}

/// What a server may be asked that this one does not do, or does elsewhere.
const METHODS: [&str; 10] = [
    "textDocument/references",
    "$/unknown",
    "",
    "textDocument/didSave",
    "initialized",
    "workspace/symbol",
    "exit ",
    "textDocument/didOpen",
    "window/workDoneProgress/cancel",
    "$/setTrace",
];

fn notification(method: &str, params: Value) -> Value {
    let mut message = json!({ "jsonrpc": "2.0", "method": method });
    if !params.is_null() {
        message["params"] = params;
    }
    message
}

/// What the client can do, a letter each.
fn initialize(bytes: &Bytes<'_>) -> Value {
    let has = |letter: u8| bytes.rest().contains(&letter);
    let mut encodings: Vec<&str> = Vec::new();
    for letter in bytes.rest() {
        match letter {
            b'8' => encodings.push("utf-8"),
            b'6' => encodings.push("utf-16"),
            b'3' => encodings.push("utf-32"),
            b'?' => encodings.push("utf-7"),
            _ => {}
        }
    }
    let format = if has(b'm') { json!(["markdown", "plaintext"]) } else { json!(["plaintext"]) };
    json!({
        "processId": null,
        "capabilities": {
            "general": { "positionEncodings": encodings },
            "textDocument": {
                "hover": { "contentFormat": format },
                "completion": { "completionItem": { "documentationFormat": format, "snippetSupport": has(b's') } },
                "definition": { "linkSupport": has(b'd') },
            },
            "workspace": { "configuration": has(b'c'), "didChangeConfiguration": { "dynamicRegistration": has(b'r') } },
        },
        "initializationOptions": { "documentLinks": { "enable": has(b'k') }, "pages": { "enable": has(b'P') }, "hover": has(b'w') },
    })
}

fn uri(bytes: &mut Bytes<'_>) -> &'static str {
    const URIS: [&str; 6] = ["file:///a.js", "file:///b.go", "untitled:1", "file:///a b/[c].rs", "file:///%zz", ""];
    URIS[bytes.number() as usize % URIS.len()]
}

fn position(bytes: &mut Bytes<'_>) -> Value {
    json!({ "line": bytes.number(), "character": bytes.number() })
}

fn at(bytes: &mut Bytes<'_>) -> Value {
    json!({ "textDocument": { "uri": uri(bytes) }, "position": position(bytes) })
}

fn json_or_text(bytes: &Bytes<'_>) -> Value {
    if bytes.rest().is_empty() {
        return Value::Null;
    }
    serde_json::from_slice(bytes.rest()).unwrap_or_else(|_| Value::String(bytes.text()))
}

/// Replaces one of the values inside a message.
fn replace(message: &mut Value, place: usize, other: u8) {
    let mut paths = Vec::new();
    collect(message, String::new(), &mut paths);
    let path = &paths[place % paths.len()];
    let value = message.pointer_mut(path).expect("a path of the message");
    *value = match Bytes::new(&[other]).key(b"n0-fstaoAd") {
        b'n' => Value::Null,
        b'0' => json!(0),
        b'-' => json!(-1),
        b'f' => json!(0.5),
        b's' => json!(""),
        b't' => json!(true),
        b'a' => json!([]),
        b'o' => json!({}),
        b'A' => json!([value.clone(), value.clone()]),
        _ => (0..120).fold(json!({}), |inner, _| json!([inner])),
    };
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            collect(value, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), paths);
        }),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, value)| collect(value, format!("{path}/{index}"), paths));
        }
        _ => {}
    }
    paths.push(path);
}

/// The server's messages, each framed as the protocol has it and with nothing between them. Where the end may be missing, what there is of
/// the last one is left out.
fn messages(mut output: &[u8], may_be_cut: bool) -> Vec<Value> {
    const NAME: &[u8] = b"Content-Length: ";
    let mut messages = Vec::new();
    while !output.is_empty() {
        let Some(head) = output.windows(4).position(|end| end == b"\r\n\r\n") else {
            let name = &output[..NAME.len().min(output.len())];
            assert!(may_be_cut && NAME.starts_with(name) && output.len() < 40, "no end of a header");
            break;
        };
        let (head, body) = output.split_at(head + 4);
        let digits = head.strip_prefix(NAME).expect("a header").trim_ascii_end();
        assert!(digits.iter().all(u8::is_ascii_digit), "a length");
        let length: usize = std::str::from_utf8(digits).expect("digits").parse().expect("a length");
        if may_be_cut && body.len() < length {
            break;
        }
        assert!(length <= body.len(), "a message of {length} bytes is cut off after {}", body.len());
        let (body, rest) = body.split_at(length);
        messages.push(serde_json::from_slice(body).expect("JSON"));
        output = rest;
    }
    messages
}

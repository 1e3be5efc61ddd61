//! A client in the test's own process. It speaks real bytes over an in-memory pipe and insists that each message of the
//! server is read: a test that leaves one unread fails.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use http_status_lsp::server::{ExitCode, serve};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf};
use tokio::task::JoinHandle;

/// The capacity of the pipe before a writer has to wait, in bytes.
const PIPE: usize = 1 << 20;
/// Longer than any answer takes on a busy machine; a test that waits so long has failed.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Client {
    reader: ReadHalf<DuplexStream>,
    writer: Option<WriteHalf<DuplexStream>>,
    server: JoinHandle<ExitCode>,
    buffer: Vec<u8>,
    unread: VecDeque<Value>,
    next_id: i64,
    has_ended: bool,
    pub(crate) cache: tempfile::TempDir,
}

impl Client {
    /// A server that has not been initialized.
    pub(crate) fn new() -> Self {
        let cache = tempfile::tempdir().expect("a folder");
        let path: PathBuf = cache.path().to_owned();
        let (ours, theirs) = tokio::io::duplex(PIPE);
        let (input, output) = tokio::io::split(theirs);
        let server = tokio::spawn(serve(input, output, Some(path)));
        let (reader, writer) = tokio::io::split(ours);
        Self {
            reader,
            writer: Some(writer),
            server,
            buffer: Vec::new(),
            unread: VecDeque::new(),
            next_id: 0,
            has_ended: false,
            cache,
        }
    }

    /// A server that is ready, for a client with these capabilities.
    pub(crate) async fn ready_with(capabilities: Value, options: Value) -> Self {
        let mut client = Self::new();
        client
            .request(
                "initialize",
                json!({ "processId": null, "capabilities": capabilities, "initializationOptions": options }),
            )
            .await;
        client.notify("initialized", json!({})).await;
        client
    }

    /// The same for a client like VS Code.
    pub(crate) async fn ready() -> Self {
        Self::ready_with(usual_capabilities(), Value::Null).await
    }

    pub(crate) async fn raw(&mut self, bytes: &[u8]) {
        let writer = self.writer.as_mut().expect("an open pipe");
        writer.write_all(bytes).await.expect("the server reads");
    }

    pub(crate) async fn send(&mut self, message: Value) {
        let body = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
    }

    pub(crate) async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params })).await;
    }

    /// Sends a request without waiting for its answer, and gives its id.
    pub(crate) async fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next_id += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(message).await;
        self.next_id
    }

    /// The whole answer to the request of that id.
    pub(crate) async fn answer(&mut self, id: i64) -> Value {
        if let Some(at) = self.unread.iter().position(|message| message["id"] == id && message.get("method").is_none())
        {
            return self.unread.remove(at).expect("it is there");
        }
        loop {
            let message = self.next_message().await;
            if message["id"] == id && message.get("method").is_none() {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// The result of a request; a test fails on an error.
    pub(crate) async fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.ask(method, params).await;
        let answer = self.answer(id).await;
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// The next notification or request of the server of that method.
    pub(crate) async fn expect(&mut self, method: &str) -> Value {
        if let Some(at) = self.unread.iter().position(|message| message["method"] == method) {
            return self.unread.remove(at).expect("it is there");
        }
        loop {
            let message = self.next_message().await;
            if message["method"] == method {
                return message;
            }
            self.unread.push_back(message);
        }
    }

    /// The next message as it comes.
    pub(crate) async fn next_message(&mut self) -> Value {
        serde_json::from_str(&self.next_body().await).expect("JSON")
    }

    /// The next message as it is written.
    pub(crate) async fn next_body(&mut self) -> String {
        let read = async {
            loop {
                if let Some(body) = self.take_body() {
                    return body;
                }
                let read = self.reader.read_buf(&mut self.buffer).await.expect("a pipe");
                assert!(read > 0, "the server has closed its output");
            }
        };
        tokio::time::timeout(PATIENCE, read).await.expect("the server answers")
    }

    fn take_body(&mut self) -> Option<String> {
        let text = String::from_utf8_lossy(&self.buffer).into_owned();
        let (head, _) = text.split_once("\r\n\r\n")?;
        let length: usize =
            head.lines().find_map(|line| line.strip_prefix("Content-Length: "))?.parse().expect("a length");
        let end = head.len() + 4 + length;
        if self.buffer.len() < end {
            return None;
        }
        let body = String::from_utf8(self.buffer[head.len() + 4..end].to_vec()).expect("text");
        self.buffer.drain(..end);
        Some(body)
    }

    pub(crate) async fn open(&mut self, uri: &str, language: &str, text: &str) {
        self.notify(
            "textDocument/didOpen",
            json!({ "textDocument": { "uri": uri, "languageId": language, "version": 1, "text": text } }),
        )
        .await;
    }

    pub(crate) async fn hover(&mut self, uri: &str, line: u32, character: u32) -> Value {
        self.request("textDocument/hover", at(uri, line, character)).await
    }

    /// Says goodbye as a good client does, and checks that nothing was left unread.
    pub(crate) async fn end(mut self) {
        let result = self.request("shutdown", Value::Null).await;
        assert_eq!(result, Value::Null);
        self.notify("exit", Value::Null).await;
        assert_eq!(self.exit_code().await, 0);
    }

    /// Waits for the server's end and answers its exit code.
    pub(crate) async fn exit_code(&mut self) -> u8 {
        let server = std::mem::replace(&mut self.server, tokio::spawn(async { ExitCode(0) }));
        let code = tokio::time::timeout(PATIENCE, server).await.expect("the server ends").expect("without a panic");
        loop {
            match self.take_body() {
                Some(body) => self.unread.push_back(serde_json::from_str(&body).expect("JSON")),
                None if self.reader.read_buf(&mut self.buffer).await.unwrap_or(0) == 0 => break,
                None => {}
            }
        }
        self.has_ended = true;
        assert!(self.unread.is_empty(), "unread: {:?}", self.unread);
        code.0
    }

    /// Closes the client's end of the pipe.
    pub(crate) async fn hang_up(&mut self) {
        if let Some(mut writer) = self.writer.take() {
            writer.shutdown().await.expect("closed");
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert!(self.has_ended, "a test ends its client with `end` or `exit_code`, which look for unread messages");
        }
    }
}

/// The parameters of a request about a place.
pub(crate) fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

pub(crate) fn usual_capabilities() -> Value {
    json!({
        "general": { "positionEncodings": ["utf-16"] },
        "textDocument": {
            "hover": { "contentFormat": ["markdown", "plaintext"] },
            "completion": { "completionItem": { "documentationFormat": ["markdown"], "resolveSupport": { "properties": ["documentation"] } } },
            "definition": { "linkSupport": true },
        },
    })
}

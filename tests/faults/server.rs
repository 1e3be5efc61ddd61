//! The built program over real pipes, for tests that treat it badly.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes on a busy machine; a server that is still there is killed, and the test fails on what it then reads.
const PATIENCE: Duration = Duration::from_secs(120);
/// Within what the program is gone: a second, and room for a busy machine.
pub(crate) const GONE: Duration = Duration::from_secs(4);

pub(crate) struct Server {
    child: Child,
    pub(crate) input: Option<ChildStdin>,
    pub(crate) output: Option<ChildStdout>,
    log: Option<JoinHandle<String>>,
    _watchdog: Sender<()>,
    next_id: u64,
}

pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_http-status-lsp"));
    command.env_remove("HTTP_STATUS_LSP_LOG");
    command
}

/// The program with its cache in this folder.
pub(crate) fn program_in(cache: &Path) -> Command {
    let mut command = program();
    command.env("XDG_CACHE_HOME", cache);
    command
}

impl Server {
    pub(crate) fn start(command: &mut Command) -> Self {
        let mut server = Self::start_with(command, Stdio::piped());
        let mut stderr = server.child.stderr.take().expect("a pipe");
        server.log = Some(std::thread::spawn(move || {
            let mut said = Vec::new();
            let _ = stderr.read_to_end(&mut said);
            String::from_utf8_lossy(&said).into_owned()
        }));
        server
    }

    /// A server with this standard error, whose log is not read.
    pub(crate) fn start_with(command: &mut Command, stderr: Stdio) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(stderr).spawn().expect("it starts");
        // What the command holds of a pipe would keep it open.
        command.stderr(Stdio::null());
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let (watchdog, end) = channel::<()>();
        let id = child.id().to_string();
        std::thread::spawn(move || {
            if end.recv_timeout(PATIENCE) == Err(std::sync::mpsc::RecvTimeoutError::Timeout) {
                let _ = Command::new("kill").args(["-9", &id]).status();
            }
        });
        Self { child, input, output, log: None, _watchdog: watchdog, next_id: 0 }
    }

    /// A server that is ready, whose cache is in this folder.
    pub(crate) fn ready(command: &mut Command) -> Self {
        let mut server = Self::start(command);
        server.initialize(None);
        server
    }

    pub(crate) fn initialize(&mut self, process: Option<u32>) {
        let capabilities = json!({ "textDocument": { "hover": { "contentFormat": ["markdown"] } } });
        self.request("initialize", json!({ "processId": process, "capabilities": capabilities }));
        self.notify("initialized", json!({}));
    }

    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("an open pipe");
        input.write_all(bytes).expect("it reads");
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        self.raw(&framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params })));
    }

    /// The result of a request.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.raw(&framed(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params })));
        loop {
            let message = self.receive();
            if message["id"] == id && message.get("method").is_none() {
                assert!(message.get("error").is_none(), "{method}: {message}");
                return message["result"].clone();
            }
        }
    }

    pub(crate) fn receive(&mut self) -> Value {
        let output = self.output.as_mut().expect("an open pipe");
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            let mut byte = [0];
            output.read_exact(&mut byte).expect("an answer");
            head.push(byte[0]);
        }
        let head = String::from_utf8(head).expect("a header");
        let length = head.trim_end().strip_prefix("Content-Length: ").expect("a length");
        let mut body = vec![0; length.parse().expect("a number")];
        output.read_exact(&mut body).expect("a body");
        serde_json::from_slice(&body).expect("JSON")
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "javascript", "version": 1, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    /// The card there, or nothing.
    pub(crate) fn hover(&mut self, uri: &str) -> Option<String> {
        let hover = self.request("textDocument/hover", hover_at(uri));
        hover["contents"]["value"].as_str().map(str::to_owned)
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The resident memory in KiB.
    pub(crate) fn memory(&self) -> u64 {
        self.status("VmRSS:")
    }

    /// The most that it has been so far.
    pub(crate) fn peak_memory(&self) -> u64 {
        self.status("VmHWM:")
    }

    fn status(&self, name: &str) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("its memory");
        line.split_whitespace().next().and_then(|number| number.parse().ok()).expect("a number")
    }

    /// Waits until the program does nothing for so long.
    pub(crate) fn settle(&self, still: Duration) {
        let used = || {
            let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("its state");
            let fields = stat.rsplit(") ").next().expect("fields").split(' ').skip(11).take(2);
            fields.map(|ticks| ticks.parse::<u64>().expect("a number")).sum::<u64>()
        };
        let mut last = (used(), Instant::now());
        while last.1.elapsed() < still {
            std::thread::sleep(Duration::from_millis(10));
            if used() != last.0 {
                last = (used(), Instant::now());
            }
        }
    }

    /// Switches document links on.
    pub(crate) fn enable_links(&mut self) {
        let settings = json!({ "httpStatus": { "documentLinks": { "enable": true } } });
        self.notify("workspace/didChangeConfiguration", json!({ "settings": settings }));
    }

    /// Waits until the program is gone, and answers its exit code and its log.
    #[track_caller]
    pub(crate) fn gone(mut self) -> (Option<i32>, String) {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                break status;
            }
            assert!(start.elapsed() < GONE, "the program is still there after {GONE:?}");
            std::thread::sleep(Duration::from_millis(2));
        };
        let log = self.log.take().and_then(|log| log.join().ok()).unwrap_or_default();
        (status.code(), log)
    }

    /// Says goodbye as a good client does, and answers the log.
    #[track_caller]
    pub(crate) fn end(mut self) -> String {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        let (code, log) = self.gone();
        assert_eq!(code, Some(0), "{log}");
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // One that has ended is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub(crate) fn framed(message: &Value) -> Vec<u8> {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// A request for the links of a document.
pub(crate) fn links_of(id: u64, uri: &str) -> Vec<u8> {
    let params = json!({ "textDocument": { "uri": uri } });
    framed(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/documentLink", "params": params }))
}

/// The place of the status in `res.status(404)`.
pub(crate) fn hover_at(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 12 } })
}

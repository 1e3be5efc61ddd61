//! One running server, spoken to over its pipes.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a server may take to be gone after `exit`.
const FAREWELL: Duration = Duration::from_secs(5);

pub(crate) struct Peer {
    child: Child,
    input: ChildStdin,
    messages: Receiver<(Instant, Value)>,
    answers: HashMap<u64, (Instant, Value)>,
    next_id: u64,
}

impl Peer {
    /// Starts the server with its cache below `cache` and says hello.
    pub(crate) fn start(program: &Path, cache: &Path, encoding: &str) -> Result<Self, String> {
        let mut child = Command::new(program)
            .env("XDG_CACHE_HOME", cache)
            .env("HTTP_STATUS_LSP_LOG", "error")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        let input = child.stdin.take().ok_or("no pipe")?;
        let output = child.stdout.take().ok_or("no pipe")?;
        let (sender, messages) = channel();
        // It reads all the time, so the server never waits for this program.
        std::thread::spawn(move || {
            let mut output = BufReader::new(output);
            while let Some(message) = read(&mut output) {
                if sender.send((Instant::now(), message)).is_err() {
                    break;
                }
            }
        });
        let mut peer = Self { child, input, messages, answers: HashMap::new(), next_id: 0 };
        let capabilities = json!({
            "general": { "positionEncodings": [encoding] },
            "textDocument": {
                "hover": { "contentFormat": ["markdown"] },
                "completion": { "completionItem": { "documentationFormat": ["markdown"] } },
                "definition": { "linkSupport": true },
            },
        });
        let id =
            peer.request("initialize", &json!({ "processId": std::process::id(), "capabilities": capabilities }))?;
        let (_, answer) = peer.answer(id)?;
        if answer["result"]["capabilities"]["positionEncoding"] != encoding {
            return Err(format!("{encoding} was not taken: {answer}"));
        }
        peer.notify("initialized", &json!({}))?;
        Ok(peer)
    }

    pub(crate) fn notify(&mut self, method: &str, params: &Value) -> Result<(), String> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    /// Sends a request and gives its id.
    pub(crate) fn request(&mut self, method: &str, params: &Value) -> Result<u64, String> {
        self.next_id += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": self.next_id, "method": method, "params": params }))?;
        Ok(self.next_id)
    }

    fn send(&mut self, message: &Value) -> Result<(), String> {
        let body = message.to_string();
        let sent = self.input.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        sent.and_then(|()| self.input.flush()).map_err(|error| format!("the server no longer reads: {error}"))
    }

    /// The whole answer to the request of that id, and when it came.
    pub(crate) fn answer(&mut self, id: u64) -> Result<(Instant, Value), String> {
        loop {
            if let Some(answer) = self.answers.remove(&id) {
                return Ok(answer);
            }
            match self.messages.recv_timeout(PATIENCE) {
                Ok((at, message)) => self.sort_in(at, message),
                Err(RecvTimeoutError::Timeout) => return Err(format!("no answer within {PATIENCE:?}")),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(format!("the server has ended: {:?}", self.child.wait()));
                }
            }
        }
    }

    /// Answers are kept; what the server tells (of wrong settings) is passed over.
    fn sort_in(&mut self, at: Instant, message: Value) {
        if let (Some(id), None) = (message["id"].as_u64(), message.get("method")) {
            self.answers.insert(id, (at, message));
        }
    }

    /// Says goodbye, and how long the server took to be gone.
    pub(crate) fn end(mut self) -> Result<Duration, String> {
        let id = self.request("shutdown", &Value::Null)?;
        self.answer(id)?;
        self.notify("exit", &Value::Null)?;
        let start = Instant::now();
        loop {
            match self.child.try_wait().map_err(|error| error.to_string())? {
                Some(status) if status.success() => return Ok(start.elapsed()),
                Some(status) => return Err(format!("the server ended with {status}")),
                None if start.elapsed() > FAREWELL => {
                    return Err(format!("the server is still there after {FAREWELL:?}"));
                }
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    /// The resident memory in KiB; 0 where there is no `/proc`.
    pub(crate) fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
    }

    /// How many files, pipes and the like the server has open; 0 where there is no `/proc`.
    pub(crate) fn descriptors(&self) -> usize {
        std::fs::read_dir(format!("/proc/{}/fd", self.child.id())).map_or(0, Iterator::count)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // A server that has ended in good order is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut BufReader<ChildStdout>) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}

/// The processes that this one has started and that are still there, by `/proc`.
pub(crate) fn children() -> Vec<u32> {
    let own = std::process::id().to_string();
    let ids = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    ids.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .filter(|id| {
            let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
            // The name in parentheses may hold anything; behind it stand the state and the parent.
            stat.rsplit(") ").next().and_then(|rest| rest.split(' ').nth(1)) == Some(&own)
        })
        .collect()
}

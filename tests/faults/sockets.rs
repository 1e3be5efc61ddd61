//! Clients that connect the server by a local socket, as those on libuv do, and close it by halves.

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::Shutdown;
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::server::{GONE, framed, hover_at, program};

const URI: &str = "file:///a.js";
/// Far longer than the program waits before it takes more. A client that may write nothing for so long has filled it.
const FULL: Duration = Duration::from_secs(1);
/// Longer than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

struct Connection {
    child: Child,
    socket: UnixStream,
}

impl Connection {
    /// A server with a document open. Nothing that it answered is read.
    fn ready() -> Self {
        let (socket, theirs) = UnixStream::pair().expect("a pair");
        let duplicate = theirs.try_clone().expect("a duplicate");
        let child = program()
            .stdin(Stdio::from(OwnedFd::from(theirs)))
            .stdout(Stdio::from(OwnedFd::from(duplicate)))
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let document = json!({ "uri": URI, "languageId": "javascript", "version": 1, "text": "res.status(404)" });
        let mut connection = Self { child, socket };
        for message in [
            json!({ "jsonrpc": "2.0", "id": 0, "method": "initialize", "params": { "capabilities": {} } }),
            json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
            json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": { "textDocument": document } }),
        ] {
            connection.socket.write_all(&framed(&message)).expect("it reads");
        }
        connection
    }

    fn hover(&mut self, id: u32) -> std::io::Result<()> {
        let message = json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": hover_at(URI) });
        self.socket.write_all(&framed(&message))
    }

    /// Asks until the program reads no more, since nobody reads its answers.
    fn stuff(&mut self) {
        self.socket.set_write_timeout(Some(FULL)).expect("a limit");
        let error = (1..).find_map(|id| self.hover(id).err()).expect("it stops");
        assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
    }

    /// The exit code, once the program is gone.
    #[track_caller]
    fn gone(&mut self) -> Option<i32> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.code();
            }
            assert!(start.elapsed() < GONE, "the program is still there after {GONE:?}");
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        // One that has ended is gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_client_that_never_reads_and_ends_its_writing_ends_the_program() {
    for side in [Shutdown::Write, Shutdown::Both] {
        let mut connection = Connection::ready();
        connection.stuff();
        connection.socket.shutdown(side).expect("shut down");
        assert_eq!(connection.gone(), Some(1), "{side:?}");
    }
}

#[test]
fn a_client_that_reads_after_it_ended_its_writing_gets_all_answers() {
    const COUNT: u32 = 400;
    let mut connection = Connection::ready();
    (1..=COUNT).for_each(|id| connection.hover(id).expect("it reads"));
    connection.socket.shutdown(Shutdown::Write).expect("shut down");
    connection.socket.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let mut said = String::new();
    connection.socket.read_to_string(&mut said).expect("the answers");
    assert!(said.contains(&format!("\"id\":{COUNT}}}")), "the last is missing");
    assert_eq!(said.matches("\"result\":{\"contents\"").count(), COUNT as usize);
    assert_eq!(connection.gone(), Some(1));
}

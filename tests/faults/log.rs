//! Logs on a standard error that fails or blocks, and what they say.

use std::fs::OpenOptions;
use std::io::{PipeReader, Read as _, Write as _};
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::server::{Server, framed, program, program_in};

const URI: &str = "file:///a.js";
const TEXT: &str = "res.status(404)";

/// The kinds of standard error that take nothing.
const KINDS: [&str; 3] = ["closed", "full", "unread"];

/// One of these. The pipe's other end is to be held as long as the program runs.
fn broken(kind: &str) -> (Stdio, Option<PipeReader>) {
    if kind == "full" {
        return (OpenOptions::new().write(true).open("/dev/full").expect("a device").into(), None);
    }
    let (reader, mut writer) = std::io::pipe().expect("a pipe");
    if kind == "closed" {
        return (writer.into(), None);
    }
    // Full from the start, so that the first line blocks.
    let blocking = rustix::fs::fcntl_getfl(&writer).expect("flags");
    rustix::fs::fcntl_setfl(&writer, blocking | rustix::fs::OFlags::NONBLOCK).expect("a pipe that does not block");
    while writer.write(&[b'.'; 4096]).is_ok() {}
    while writer.write(b".").is_ok() {}
    rustix::fs::fcntl_setfl(&writer, blocking).expect("a pipe that blocks");
    (writer.into(), Some(reader))
}

/// The capabilities of a client that can be asked for settings.
fn asked() -> Value {
    json!({ "workspace": { "configuration": true } })
}

fn change(server: &mut Server, uri: &str, version: i32, changes: &Value) {
    let document = json!({ "uri": uri, "version": version });
    server.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes }));
}

/// Each cause of a warning: a name, what the log says, and how to bring it about in a server that has `URI` open. What is sent answers
/// nothing that the test would have to read, but for refusals, which are read here.
type Cause = (&'static str, &'static str, fn(&mut Server));

/// The code of the refusal that comes next, past requests of the server.
fn refusal(server: &mut Server) -> i64 {
    loop {
        if let Some(code) = server.receive()["error"]["code"].as_i64() {
            return code;
        }
    }
}

const CAUSES: [Cause; 11] = [
    ("no header", "there is no header", |server| {
        server.raw(b"no header at all\r\n\r\n");
        assert_eq!(refusal(server), -32700);
    }),
    ("no JSON", "is not JSON", |server| {
        server.raw(b"Content-Length: 7\r\n\r\n{broken");
        assert_eq!(refusal(server), -32700);
    }),
    ("no message", "not JSON-RPC", |server| {
        server.raw(&framed(&json!({})));
        assert_eq!(refusal(server), -32600);
    }),
    ("a large message", "a message over the limit", |server| {
        let size = (256 << 20) + 1;
        server.raw(format!("Content-Length: {size}\r\n\r\n").as_bytes());
        let piece = vec![b' '; 1 << 20];
        (0..256).for_each(|_| server.raw(&piece));
        server.raw(b" ");
        assert_eq!(refusal(server), -32600);
    }),
    ("a large document", "the document is over the limit", |server| {
        let head = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///large.js","languageId":"javascript","version":1,"text":""#;
        let length = (128 << 20) + 1;
        server.raw(format!("Content-Length: {}\r\n\r\n{head}", head.len() + length + 4).as_bytes());
        let piece = vec![b' '; 1 << 20];
        (0..128).for_each(|_| server.raw(&piece));
        server.raw(b" \"}}}");
    }),
    ("a document that is not open", "not open", |server| {
        change(server, "file:///unknown.js", 2, &json!([{ "text": TEXT }]));
    }),
    ("a version", "went backwards", |server| {
        server.notify(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": URI, "version": -5 }, "contentChanges": [] }),
        );
    }),
    ("a change that cannot be read", "out of sync", |server| {
        server.open("file:///odd.js", TEXT);
        change(server, "file:///odd.js", 2, &json!([{ "range": 3, "text": "x" }]));
    }),
    ("a pair", "surrogate pair", |server| {
        server.open("file:///pair.js", "🦀");
        let place = json!({ "line": 0, "character": 1 });
        change(server, "file:///pair.js", 2, &json!([{ "range": { "start": place, "end": place }, "text": "x" }]));
    }),
    ("the settings", "does not tell its settings", |server| {
        let question = loop {
            let message = server.receive();
            if message["method"] == "workspace/configuration" {
                break message;
            }
        };
        let error = json!({ "code": -32603, "message": "no" });
        server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": question["id"], "error": error })));
    }),
    ("the pages", "pages cannot be written", |server| {
        let result = server.request("textDocument/definition", crate::server::hover_at(URI));
        assert_eq!(result, Value::Null);
    }),
];

/// A server in which each of the causes can be brought about.
fn ready(stderr: Option<Stdio>) -> Server {
    let mut command = program_in("/dev/null".as_ref());
    let mut server = match stderr {
        Some(stderr) => Server::start_with(&mut command, stderr),
        None => Server::start(&mut command),
    };
    server.request("initialize", json!({ "processId": null, "capabilities": asked() }));
    server.notify("initialized", json!({}));
    server.open(URI, TEXT);
    server
}

/// An answer to a hover, past requests of the server.
fn hovers(server: &mut Server) -> bool {
    server.hover(URI).is_some()
}

#[test]
fn each_warning_is_logged_once() {
    for (name, said, bring_about) in CAUSES {
        let mut server = ready(None);
        bring_about(&mut server);
        assert!(hovers(&mut server), "{name}");
        // The request is sent once, so that it can be refused once.
        if name != "the settings" {
            bring_about(&mut server);
        }
        let log = server.end();
        assert_eq!(log.matches(said).count(), 1, "{name}: {log}");
        assert!(log.lines().all(|line| line.contains("WARN")), "{name}: {log}");
    }
}

#[test]
fn a_warning_that_cannot_be_written_loses_no_edit() {
    for kind in KINDS {
        for (name, _, bring_about) in CAUSES {
            let (stderr, reader) = broken(kind);
            let mut server = ready(Some(stderr));
            bring_about(&mut server);
            // The edit is not lost.
            let change_of_all = json!([{ "text": "let x = '🦀';" }]);
            change(&mut server, URI, -7, &change_of_all);
            assert!(!hovers(&mut server), "{kind}: {name}");
            change(&mut server, URI, -8, &json!([{ "text": TEXT }]));
            assert!(hovers(&mut server), "{kind}: {name}");
            server.end();
            drop(reader);
        }
    }
}

#[test]
fn thousands_of_unread_log_lines_block_nothing() {
    for kind in KINDS {
        for level in ["warn", "debug"] {
            let (stderr, reader) = broken(kind);
            let mut server = Server::start_with(program().env("HTTP_STATUS_LSP_LOG", level), stderr);
            server.initialize(None);
            server.open(URI, TEXT);
            for number in 0..4000 {
                change(&mut server, &format!("file:///{number}.js"), 1, &json!([{ "text": TEXT }]));
                server.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 5 } }));
                change(&mut server, URI, -number, &json!([]));
            }
            assert!(hovers(&mut server), "{kind} {level}");
            server.end();
            drop(reader);
        }
    }
}

#[test]
fn lines_that_were_dropped_are_counted_when_there_is_room_again() {
    let (stderr, reader) = broken("unread");
    let mut server = Server::start_with(program().env("HTTP_STATUS_LSP_LOG", "debug"), stderr);
    server.initialize(None);
    for number in 0..4000 {
        change(&mut server, &format!("file:///{number}.js"), 1, &json!([{ "text": TEXT }]));
    }
    server.open(URI, TEXT);
    assert!(hovers(&mut server));
    let mut reader = std::io::BufReader::new(reader.expect("the other end"));
    let mut line = String::new();
    while !line.contains(" log lines were dropped") {
        line.clear();
        assert!(std::io::BufRead::read_line(&mut reader, &mut line).expect("text") > 0, "the log ended");
    }
    // The rest of it has room.
    let reading = std::thread::spawn(move || reader.read_to_end(&mut Vec::new()));
    server.end();
    reading.join().expect("joined").expect("read");
}

#[test]
fn repeated_warnings_are_one_line_for_each_document() {
    let mut server = Server::ready(&mut program());
    for _ in 0..100 {
        for number in 0..5 {
            let uri = format!("file:///{number}.js");
            change(&mut server, &uri, 1, &json!([{ "text": TEXT }]));
            server.open(&uri, TEXT);
            change(&mut server, &uri, -1, &json!([5]));
            server.close(&uri);
        }
    }
    let log = server.end();
    for said in ["not open", "went backwards", "out of sync"] {
        assert_eq!(log.matches(said).count(), 5, "{log}");
    }
    assert_eq!(log.lines().count(), 15, "{log}");
}

#[test]
fn the_warnings_of_a_session_are_bounded() {
    let mut server = Server::ready(&mut program());
    let long = "x".repeat(10_000);
    for number in 0..5000 {
        change(&mut server, &format!("file:///{number}{long}.js"), 1, &json!([{ "text": TEXT }]));
    }
    server.open(URI, TEXT);
    assert!(hovers(&mut server));
    let log = server.end();
    assert!(log.lines().count() <= 1002 && log.lines().all(|line| line.len() < 1000), "{} lines", log.lines().count());
    assert!(log.contains("more of them show at the level `debug`"), "{log}");
}

/// Sends notifications and answers the log at the level `debug`.
fn debugged(send: impl FnOnce(&mut Server)) -> String {
    let mut server = Server::ready(program().env("HTTP_STATUS_LSP_LOG", "debug"));
    send(&mut server);
    server.end()
}

#[test]
fn dropped_messages_are_logged_at_debug_with_method_and_reason() {
    let document = json!({ "uri": URI, "languageId": "javascript", "version": 1, "text": TEXT });
    let without = |member: &str| {
        let mut document = document.clone();
        document.as_object_mut().expect("an object").remove(member);
        document
    };
    let cases = [
        ("textDocument/didOpen", json!({ "textDocument": { "uri": 5 } }), ""),
        ("textDocument/didOpen", json!({ "textDocument": without("text") }), "text"),
        ("textDocument/didOpen", json!({ "textDocument": without("uri") }), "uri"),
        ("textDocument/didOpen", Value::Null, ""),
        ("textDocument/didChange", json!({ "textDocument": { "uri": 5 }, "contentChanges": [] }), "textDocument.uri"),
        ("textDocument/didChange", json!({ "contentChanges": [] }), "textDocument"),
        ("textDocument/didChange", Value::Null, "textDocument"),
        ("textDocument/didClose", json!({ "textDocument": {} }), "uri"),
        ("textDocument/didSave", json!([]), ""),
        ("$/cancelRequest", json!({ "id": {} }), ""),
        ("textDocument/noSuchThing", json!({}), "no handler"),
    ];
    for (method, params, reason) in cases {
        let log = debugged(|server| server.notify(method, params.clone()));
        let line = log.lines().find(|line| line.contains("a notification is dropped") && line.contains(method));
        assert!(line.is_some_and(|line| line.contains("reason=") && line.contains(reason)), "{method} {params}: {log}");
        assert!(line.is_some_and(|line| line.contains("DEBUG")), "{method} {params}: {log}");
    }
    // Without these members a notification still has an effect.
    let mut odd = without("languageId");
    odd["version"] = "seven".into();
    for (method, params, members) in [
        ("textDocument/didOpen", json!({ "textDocument": odd }), "/textDocument/version, /textDocument/languageId"),
        ("workspace/didChangeWorkspaceFolders", json!({ "event": 5 }), "/event"),
    ] {
        let log = debugged(|server| server.notify(method, params));
        let line = log.lines().find(|line| line.contains("members are ignored or replaced") && line.contains(method));
        let are_listed = |line: &str| members.split(", ").all(|member| line.contains(member));
        assert!(line.is_some_and(are_listed) && !log.contains("is dropped"), "{method}: {log}");
    }
    // Members that no handler uses are not read, but for their names.
    let unused = json!({ "textDocument": { "uri": URI, "x": [1] }, "y": { "z": 1 } });
    let log = debugged(|server| server.notify("textDocument/didClose", unused));
    let line = log.lines().find(|line| line.contains("members are not used") && line.contains("textDocument/didClose"));
    assert!(line.is_some_and(|line| line.contains("\"/textDocument/x, /y\"")), "{log}");
}

#[test]
fn a_valid_client_causes_no_log_lines() {
    let mut server = Server::ready(&mut program());
    server.open(URI, TEXT);
    change(&mut server, URI, 2, &json!([{ "text": TEXT }]));
    assert!(hovers(&mut server));
    server.close(URI);
    // Nor of what is dropped, unless the level asks for it.
    server.notify("textDocument/didOpen", json!({ "textDocument": { "uri": 5 } }));
    server.notify("textDocument/willSave", json!({ "textDocument": { "uri": URI }, "reason": 1 }));
    assert_eq!(server.end(), "");
}

/// A server at its end: how it is brought about, the exit code, the level of its line, and a part of it.
#[test]
fn an_exit_says_why() {
    type Ending = (fn(&mut Server), i32, &'static str, &'static str);
    let endings: [Ending; 6] = [
        (|server| drop(server.input.take()), 1, "WARN", "the input ended"),
        (|server| server.notify("exit", Value::Null), 1, "WARN", "without `shutdown`"),
        (
            |server| {
                drop(server.output.take());
                server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": 9, "method": "shutdown2" })));
            },
            1,
            "WARN",
            "the output is broken",
        ),
        (
            |server| {
                server.request("shutdown", Value::Null);
                server.notify("exit", Value::Null);
            },
            0,
            "DEBUG",
            "the client asked for it",
        ),
        (
            |server| {
                server.request("shutdown", Value::Null);
                drop(server.input.take());
            },
            0,
            "DEBUG",
            "the input ended",
        ),
        (|server| server.raw(b"Content-Length: 10\r\n\r\n{"), 1, "WARN", "the input ended"),
    ];
    for (end, code, level, said) in endings {
        for asked in ["debug", "warn"] {
            let mut server = Server::ready(program().env("HTTP_STATUS_LSP_LOG", asked));
            end(&mut server);
            drop(server.input.take());
            let (exit, log) = server.gone();
            assert_eq!(exit, Some(code), "{said}: {log}");
            let lines: Vec<&str> = log.lines().filter(|line| line.contains("the server exits")).collect();
            if level == "DEBUG" && asked == "warn" {
                assert_eq!(log, "", "{said}");
                continue;
            }
            assert!(matches!(lines[..], [line] if line.contains(level) && line.contains(said)), "{said}: {log}");
        }
    }
}

#[test]
fn an_exit_because_of_the_clients_process_says_so() {
    // A process that is gone before the server starts, as one in another namespace looks.
    let mut gone = Command::new("true").spawn().expect("a process");
    gone.wait().expect("its end");
    let mut server = Server::start(&mut program());
    server.initialize(Some(gone.id()));
    let id = gone.id();
    let (code, log) = server.gone();
    assert_eq!(code, Some(1));
    assert!(log.contains("the client's process is not running") && log.contains(&id.to_string()), "{log}");
    assert_eq!(log.lines().count(), 1, "{log}");
}

/// Four files are enough for the program's start, and not for the runtime.
#[test]
fn an_exit_without_a_runtime_says_so() {
    let program = program();
    let output = Command::new("sh")
        .args(["-c", "ulimit -n 4; exec \"$0\" --stdio"])
        .arg(program.get_program())
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    let log = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{log}");
    assert!(log.contains("its runtime does not start") && log.lines().count() == 1, "{log}");
}

#[test]
fn unread_log_lines_do_not_delay_the_exit() {
    for kind in KINDS {
        let (stderr, reader) = broken(kind);
        let mut server = Server::start_with(&mut program(), stderr);
        server.initialize(None);
        server.notify("exit", Value::Null);
        assert_eq!(server.gone().0, Some(1), "{kind}");
        drop(reader);
    }
}

//! The built program over real pipes, and its command line.

use std::io::{Read, Write};
use std::process::{Child, Command, Output, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};

/// A test that waits this long has failed, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Within what the program is gone when its client is: a second, and room for a busy machine.
const GONE: Duration = Duration::from_secs(4);

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_http-status-lsp"));
    command.env_remove("HTTP_STATUS_LSP_LOG");
    command
}

fn start() -> Child {
    program()
        .arg("--stdio")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

fn send(child: &mut Child, body: &str) {
    let stdin = child.stdin.as_mut().expect("a pipe");
    stdin.write_all(message(body).as_bytes()).and_then(|()| stdin.flush()).expect("it reads");
}

/// Reads one message from the program.
fn receive(child: &mut Child) -> String {
    let stdout = child.stdout.as_mut().expect("a pipe");
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stdout.read_exact(&mut byte).expect("an answer");
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).expect("a header");
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
    let mut body = vec![0; length.parse().expect("a number")];
    stdout.read_exact(&mut body).expect("a body");
    String::from_utf8(body).expect("text")
}

/// The exit code and what was said on stderr, of a program that is gone in time. Its standard input stays open in the meantime.
#[track_caller]
fn end(mut child: Child) -> (Option<i32>, String) {
    let stdin = child.stdin.take();
    let start = Instant::now();
    let mut stderr = child.stderr.take().expect("a pipe");
    let (sender, receiver) = mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let code = child.wait().expect("it ends").code();
        let took = start.elapsed();
        let mut said = String::new();
        stderr.read_to_string(&mut said).expect("text");
        let _ = sender.send((code, said, took));
    });
    let (code, said, took) = receiver.recv_timeout(PATIENCE).expect("the program ends though its input stays open");
    waiter.join().expect("joined");
    drop(stdin);
    assert!(took < GONE, "the program took {took:?} to end");
    (code, said)
}

const INITIALIZE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
const SHUTDOWN: &str = r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#;
const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

#[test]
fn exit_after_shutdown_is_0_and_nothing_is_said() {
    let mut child = start();
    send(&mut child, INITIALIZE);
    assert!(receive(&mut child).contains("\"hoverProvider\":true"));
    send(&mut child, SHUTDOWN);
    assert!(receive(&mut child).contains("\"result\":null"));
    send(&mut child, EXIT);
    assert_eq!(end(child), (Some(0), String::new()));
}

#[test]
fn exit_without_shutdown_is_1() {
    let mut child = start();
    send(&mut child, INITIALIZE);
    receive(&mut child);
    send(&mut child, EXIT);
    assert_eq!(end(child).0, Some(1));
}

/// Threads that read documents do not delay the end of the process.
#[test]
fn long_work_does_not_delay_the_exit() {
    let cache = tempfile::tempdir().expect("a folder");
    let options = r#"{"documentLinks":{"enable":true}}"#;
    let initialize = INITIALIZE.replace("{}", &format!("{{}},\"initializationOptions\":{options}"));
    let text = "const width = 200; // a line without a status\\n".repeat(100_000);
    for (farewell, code) in
        [(format!("{}{}", message(SHUTDOWN), message(EXIT)), 0), (message(EXIT), 1), (String::new(), 1)]
    {
        let mut child = program()
            .env("XDG_CACHE_HOME", cache.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        send(&mut child, &initialize);
        receive(&mut child);
        let mut messages = String::new();
        for number in 0..4 {
            let uri = format!("file:///{number}.js");
            messages += &message(&format!(
                r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{uri}","languageId":"javascript","version":1,"text":"{text}"}}}}}}"#
            ));
            for id in 0..10 {
                messages += &message(&format!(
                    r#"{{"jsonrpc":"2.0","id":1{number}{id},"method":"textDocument/documentLink","params":{{"textDocument":{{"uri":"{uri}"}}}}}}"#
                ));
            }
        }
        // The answer to a later request shows that they have started.
        messages += &message(r#"{"jsonrpc":"2.0","id":99,"method":"noSuchRequest"}"#);
        let stdin = child.stdin.as_mut().expect("a pipe");
        stdin.write_all(messages.as_bytes()).expect("it reads");
        while !receive(&mut child).contains("\"id\":99") {}
        child.stdin.as_mut().expect("a pipe").write_all(farewell.as_bytes()).expect("it reads");
        if farewell.is_empty() {
            drop(child.stdin.take());
        }
        assert_eq!(end(child).0, Some(code), "{farewell}");
    }
}

#[test]
fn the_end_of_the_input_ends_the_program() {
    let mut child = start();
    send(&mut child, INITIALIZE);
    receive(&mut child);
    drop(child.stdin.take());
    assert_eq!(end(child).0, Some(1));
}

fn message(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Editors built on libuv (VS Code, Neovim) connect servers by local sockets.
#[cfg(unix)]
#[test]
fn sockets_work_as_well_as_pipes() {
    use std::os::fd::OwnedFd;
    use std::os::unix::net::UnixStream;

    let (ours, theirs) = UnixStream::pair().expect("a pair");
    ours.set_read_timeout(Some(PATIENCE)).expect("a limit");
    let duplicate = theirs.try_clone().expect("a duplicate");
    let mut child = program()
        .stdin(Stdio::from(OwnedFd::from(theirs)))
        .stdout(Stdio::from(OwnedFd::from(duplicate)))
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    for body in [INITIALIZE, SHUTDOWN, EXIT] {
        (&ours).write_all(message(body).as_bytes()).expect("it reads");
    }
    let mut said = String::new();
    (&ours).read_to_string(&mut said).expect("the answers");
    assert_eq!(said.matches("Content-Length: ").count(), 2, "{said}");
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}

#[test]
fn files_work_as_well_as_pipes() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) = (folder.path().join("input"), folder.path().join("output"));
    std::fs::write(&input, [INITIALIZE, SHUTDOWN, EXIT].map(message).concat()).expect("written");
    let status = program()
        .stdin(std::fs::File::open(&input).expect("a file"))
        .stdout(std::fs::File::create(&output).expect("a file"))
        .status()
        .expect("it runs");
    let said = std::fs::read_to_string(&output).expect("the answers");
    assert_eq!(said.matches("Content-Length: ").count(), 2, "{said}");
    assert_eq!(status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn the_death_of_the_client_ends_the_program() {
    let mut client = Command::new("sleep").arg("1000").spawn().expect("a process");
    let mut child = start();
    send(
        &mut child,
        &INITIALIZE.replace("{\"capabilities\"", &format!("{{\"processId\":{},\"capabilities\"", client.id())),
    );
    receive(&mut child);
    client.kill().and_then(|()| client.wait()).expect("dead");
    assert_eq!(end(child).0, Some(1));
}

fn run(arguments: &[&str]) -> Output {
    program().args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("it runs")
}

#[track_caller]
fn check_refused(arguments: &[&str], expected: Expect) {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    assert!(output.stdout.is_empty());
    expected.assert_eq(&String::from_utf8_lossy(&output.stderr));
}

#[test]
fn hover_prints_the_card_of_a_real_line() {
    let output = run(&["hover", "tests/samples/server.go:12"]);
    let card = String::from_utf8(output.stdout).expect("text");
    assert_eq!(output.status.code(), Some(0));
    assert!(
        card.starts_with("401 Unauthorized\n4xx Client Error · RFC 9110 §15.5.2 · `http.StatusUnauthorized`\n"),
        "{card}"
    );
    for part in [
        "Common causes\n",
        "How to fix\n  1. ",
        "WWW-Authenticate: ",
        "Example\n    HTTP/1.1 401 Unauthorized\n",
        "Which one\n  - 401 Unauthorized: ",
    ] {
        assert!(card.contains(part), "{part} in {card}");
    }
    let with_column = run(&["hover", "tests/samples/server.go:12:45"]);
    assert_eq!(String::from_utf8_lossy(&with_column.stdout), card);
}

#[test]
fn hover_prints_the_card_of_a_line_once_for_each_status() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a.js");
    std::fs::write(&file, format!("const statuses = [{}];\n", "404, 500, ".repeat(1000))).expect("written");
    let output = run(&["hover", &format!("{}:1", file.display())]);
    let text = String::from_utf8(output.stdout).expect("text");
    let cards = ["404 Not Found\n4xx", "500 Internal Server Error\n5xx"];
    assert_eq!(cards.map(|card| text.matches(card).count()), [1, 1], "{} bytes", text.len());
}

#[test]
fn hover_why_shows_the_evidence() {
    let output = run(&["hover", "--why", "tests/samples/server.go:12:45"]);
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(text.starts_with("StatusUnauthorized 401 (name of net/http), certain"), "{text}");
}

#[test]
fn errors_are_one_line() {
    check_refused(
        &["hover", "tests/samples/server.go:9"],
        expect![[r#"
        http-status-lsp: tests/samples/server.go:9: no status there
    "#]],
    );
    check_refused(
        &["hover", "tests/samples/server.go:999"],
        expect![[r#"
        http-status-lsp: tests/samples/server.go: there is no line 999; the last is 25
    "#]],
    );
    check_refused(
        &["hover", "tests/samples/server.go:1:99"],
        expect![[r#"
        http-status-lsp: tests/samples/server.go: line 1 has no column 99
    "#]],
    );
    check_refused(
        &["hover", "no-such-file.go:1"],
        expect![[r#"
        http-status-lsp: no-such-file.go: No such file or directory (os error 2)
    "#]],
    );
    check_refused(
        &["hover", "server.go"],
        expect![[r#"
        http-status-lsp: server.go: a place is FILE:LINE or FILE:LINE:COLUMN, counted from 1
    "#]],
    );
    check_refused(
        &["hover", "--why", "tests/samples/server.go:2"],
        expect![[r#"
        http-status-lsp: tests/samples/server.go:2: no status there: no three-digit number, no name and no phrase of a status stands on the line
    "#]],
    );
    check_refused(
        &["explain", "xyzzy"],
        expect![[r#"
        http-status-lsp: xyzzy: no status has this code or name, and no card has these words; `list` shows all statuses
    "#]],
    );
    check_refused(
        &["list", "6xx"],
        expect![[r#"
        http-status-lsp: 6xx: the classes are 1xx to 5xx
    "#]],
    );
    assert_eq!(run(&["no-such-command"]).status.code(), Some(2));
    let misspelled = String::from_utf8(run(&["hovr", "x:1"]).stderr).expect("text");
    assert!(misspelled.contains("a similar subcommand exists: 'hover'"), "{misspelled}");
}

#[test]
fn explain_list_and_version_answer() {
    let text = |arguments: &[&str]| String::from_utf8(run(arguments).stdout).expect("text");
    assert!(text(&["explain", "Not Found"]).starts_with("404 Not Found\n"));
    assert!(text(&["explain", ":unprocessable_entity"]).starts_with("422 Unprocessable Content\n"));
    assert!(text(&["list", "1xx"]).starts_with("100 Continue: "));
    assert_eq!(text(&["--version"]), concat!("http-status-lsp ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn pages_are_written_to_the_given_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run(&["pages", &folder.path().join("new").to_string_lossy()]);
    assert_eq!(output.status.code(), Some(0));
    assert!(folder.path().join("new/index.md").is_file());
}

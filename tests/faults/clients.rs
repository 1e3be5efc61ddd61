//! Clients that stop reading, stop in the middle, or die.

use std::os::fd::AsFd as _;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::server::{Server, framed, hover_at, program};

const URI: &str = "file:///a.js";

/// The bytes that may wait in the program for a client that does not read: the pipes' buffers, the messages that wait for their handlers,
/// and what the decoder has read ahead.
const WAITING: usize = 2 << 20;
/// The memory that these bytes may take, in KiB.
const MEMORY: u64 = 32 << 10;

/// A server to which hovers were sent until it read no more, and none of whose answers were read.
fn stuffed() -> Server {
    let mut server = Server::ready(&mut program());
    server.open(URI, "res.status(404)");
    // Pages that are written meanwhile would be counted as memory of the answers.
    server.hover(URI).expect("a card");
    let before = server.memory();
    let hover =
        |id| framed(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": hover_at(URI) }));
    let mut id = 1_000_000;
    let mut rest = hover(id);
    let length = rest.len();
    let input = server.input.take().expect("a pipe");
    rustix::fs::fcntl_setfl(&input, rustix::fs::OFlags::NONBLOCK).expect("a pipe that does not block");
    let mut written = 0;
    let mut last = Instant::now();
    // It reads no more when nothing has gone for a while; it answers a hover in milliseconds.
    while last.elapsed() < Duration::from_secs(1) {
        match rustix::io::write(input.as_fd(), &rest) {
            Ok(count) => {
                written += count;
                rest.drain(..count);
                last = Instant::now();
                if rest.is_empty() {
                    id += 1;
                    rest = hover(id);
                }
            }
            Err(rustix::io::Errno::AGAIN) => std::thread::sleep(Duration::from_millis(5)),
            Err(error) => panic!("{error}"),
        }
        assert!(written < WAITING, "it reads on and on: {written} bytes");
    }
    server.input = Some(input);
    assert!(written > length * 100, "{written}");
    assert!(server.memory() < before + MEMORY, "{before} KiB became {} KiB", server.memory());
    server
}

#[test]
fn a_client_that_never_reads_and_is_gone_ends_the_program() {
    let mut server = stuffed();
    drop((server.input.take(), server.output.take()));
    assert_eq!(server.gone().0, Some(1));
}

#[test]
fn a_client_that_never_reads_and_closes_the_input_ends_the_program() {
    let mut server = stuffed();
    let output = server.output.take();
    drop(server.input.take());
    assert_eq!(server.gone().0, Some(1));
    drop(output);
}

#[test]
fn a_client_that_reads_late_gets_all_answers() {
    let mut server = stuffed();
    let mut answers = 0;
    // The input stays open: a client that may still read is not given up.
    while answers < 100 {
        assert!(server.receive()["result"].is_object());
        answers += 1;
    }
    drop((server.input.take(), server.output.take()));
    assert_eq!(server.gone().0, Some(1));
}

#[test]
fn a_slow_reader_gets_all_answers_before_the_exit() {
    let mut server = Server::ready(&mut program());
    server.open(URI, "res.status(404)");
    // More than fits into the pipe of the answers.
    for id in 0..60 {
        let params = hover_at(URI);
        server.raw(&framed(
            &json!({ "jsonrpc": "2.0", "id": 100 + id, "method": "textDocument/hover", "params": params }),
        ));
    }
    drop(server.input.take());
    for id in 0..60 {
        // A pause that is shorter than what a client that no longer reads gets.
        std::thread::sleep(Duration::from_millis(10));
        assert_eq!(server.receive()["id"], 100 + id);
    }
    assert_eq!(server.gone().0, Some(1));
}

#[test]
fn an_output_that_is_closed_ends_the_program() {
    let mut server = Server::ready(&mut program());
    server.open(URI, "res.status(404)");
    drop(server.output.take());
    server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": 9, "method": "textDocument/hover", "params": hover_at(URI) })));
    assert_eq!(server.gone().0, Some(1));
}

#[test]
fn a_partial_message_is_waited_for_and_a_closed_input_ends_the_program() {
    for part in [
        "Content-",
        "Content-Length: 10\r\n\r\n",
        "Content-Length: 10\r\n\r\n{\"a",
        "Content-Length: 1000000000\r\n\r\n{",
    ] {
        let mut server = Server::ready(&mut program());
        let before = server.memory();
        server.raw(part.as_bytes());
        let place = hover_at(URI);
        let hover = framed(&json!({ "jsonrpc": "2.0", "id": 9, "method": "textDocument/hover", "params": place }));
        // What comes next is taken for the rest.
        server.raw(&hover);
        assert!(server.memory() < before + MEMORY, "{part}: what is announced is not allocated");
        drop(server.input.take());
        assert_eq!(server.gone().0, Some(1), "{part}");
    }
}

/// The client is another process; this one holds the pipes open.
#[test]
fn the_death_of_the_client_is_noticed_while_others_hold_its_pipes() {
    for is_reaped in [true, false] {
        let mut client = Command::new("sleep").arg("1000").spawn().expect("a process");
        let mut server = Server::start(&mut program());
        server.initialize(Some(client.id()));
        client.kill().expect("killed");
        if is_reaped {
            client.wait().expect("dead");
        }
        // Without that its parent, this process, never asks how it ended, and it stays as a zombie.
        assert_eq!(server.gone().0, Some(1), "reaped: {is_reaped}");
        client.wait().expect("dead");
    }
}

/// The same for a client that had stopped reading.
#[test]
fn the_death_of_a_client_that_never_read_is_noticed() {
    let mut client = Command::new("sleep").arg("1000").spawn().expect("a process");
    let mut server = Server::start(&mut program());
    server.initialize(Some(client.id()));
    server.open(URI, "res.status(404)");
    // More answers than the pipe holds.
    for id in 100..200 {
        let params = hover_at(URI);
        server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": params })));
    }
    client.kill().and_then(|()| client.wait()).expect("dead");
    assert_eq!(server.gone().0, Some(1));
}

#[test]
fn exit_ends_the_program_at_once_with_unread_answers() {
    let mut server = Server::ready(&mut program());
    server.open(URI, "res.status(404)");
    // More answers than the pipe holds, so that the farewell cannot be written either.
    for id in 100..140 {
        let params = hover_at(URI);
        server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": id, "method": "textDocument/hover", "params": params })));
    }
    // It is full when no more comes into it.
    let held = || rustix::io::ioctl_fionread(server.output.as_ref().expect("a pipe")).expect("a number");
    let start = Instant::now();
    let mut last = (held(), Instant::now());
    while last.0 < 20_000 || last.1.elapsed() < Duration::from_millis(500) {
        assert!(start.elapsed() < Duration::from_secs(60), "the pipe is never full, but holds {}", held());
        if held() != last.0 {
            last = (held(), Instant::now());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
    server.raw(&framed(&json!({ "jsonrpc": "2.0", "id": 10, "method": "shutdown" })));
    server.notify("exit", Value::Null);
    assert_eq!(server.gone().0, Some(0));
}

//! What large and many documents cost, and that it is given back.

use serde_json::json;

use crate::server::{Server, program};

/// As in `src/server/state.rs` and the README, in bytes.
const DOCUMENT_LIMIT: usize = 128 << 20;

#[test]
fn a_document_over_the_limit_is_answered_empty_and_its_memory_comes_back() {
    let mut server = Server::ready(&mut program());
    let before = server.memory();
    let line = "res.status(404); // a line of some length that is there to fill the file\\n";
    let text = line.repeat(DOCUMENT_LIMIT / (line.len() - 1) + 1);
    // Written by hand: as a JSON value it would be held several times here.
    let head = r#"{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///large.js","languageId":"javascript","version":1,"text":""#;
    server.raw(format!("Content-Length: {}\r\n\r\n{head}{text}\"}}}}}}", head.len() + text.len() + 4).as_bytes());
    drop(text);
    assert_eq!(server.hover("file:///large.js"), None);
    // It is not lost for good: a change of the whole text is small enough again.
    server.open("file:///small.js", "res.status(404)");
    assert!(server.hover("file:///small.js").is_some());
    let open = server.memory();
    server.close("file:///large.js");
    assert!(server.hover("file:///small.js").is_some());
    let after = server.memory();
    assert!(after < before + (32 << 10), "{before} KiB, {open} KiB while it was open, {after} KiB after");
    assert!(server.end().contains("over the limit"));
}

/// The allocator keeps what was given back to it, within limits; so it is looked at whether that is used again.
#[test]
fn memory_of_a_large_document_is_used_again_when_it_is_closed() {
    let mut server = Server::ready(&mut program());
    server.open("file:///small.js", "res.status(404)");
    assert!(server.hover("file:///small.js").is_some());
    let before = server.memory();
    let text = "res.status(404);\n".repeat(1_000_000);
    let mut settled = 0;
    for round in 0..8 {
        let uri = format!("file:///large-{round}.js");
        server.open(&uri, &text);
        assert!(server.hover(&uri).is_some());
        let open = server.memory() - before;
        assert!(open * 1024 < 3 * text.len() as u64, "{open} KiB for {} bytes", text.len());
        // In the first rounds the allocator learns what sizes there are. A document that stays would add its own size each time.
        if round < 3 {
            settled = open.max(settled);
        }
        assert!(open < settled + (8 << 10), "{settled} KiB at first, {open} KiB in round {round}");
        server.close(&uri);
    }
    server.end();
}

/// The most that a small document may cost, in KiB.
const PER_DOCUMENT: u64 = 6;

#[test]
fn ten_thousand_documents_are_no_burden_and_are_given_back() {
    const DOCUMENTS: u64 = 10_000;
    let mut server = Server::ready(&mut program());
    let uri = |number: u64| format!("file:///folder/of/some/project/file-{number}.js");
    let text = "res.status(404);\n".repeat(10);
    server.open(&uri(0), &text);
    server.hover(&uri(0)).expect("a card");
    let before = server.memory();
    let mut first = None;
    for _ in 0..3 {
        for number in 0..DOCUMENTS {
            server.open(&uri(number), &text);
        }
        for number in (0..DOCUMENTS).step_by(997) {
            assert!(server.hover(&uri(number)).is_some(), "{number}");
        }
        let open = server.memory() - before;
        assert!(open < DOCUMENTS * PER_DOCUMENT, "{open} KiB for {DOCUMENTS} documents");
        // What is given back is used again: the second and third time take no more.
        let first = *first.get_or_insert(open);
        assert!(open < first + first / 4 + 2048, "{first} KiB at first, {open} KiB now");
        for number in 0..DOCUMENTS {
            server.close(&uri(number));
        }
        assert_eq!(server.hover(&uri(1)), None);
    }
    server.end();
}

#[test]
fn a_thousand_changes_are_taken_at_once() {
    let mut server = Server::ready(&mut program());
    server.open("file:///a.js", "res.status(404)");
    server.hover("file:///a.js").expect("a card");
    let before = server.memory();
    let junk = "x".repeat(10_000);
    for number in 0..3000 {
        let settings =
            json!({ "hover": { "enable": number % 2 == 1 }, "exclude": { "languages": [junk, number.to_string()] } });
        server.notify("workspace/didChangeConfiguration", json!({ "settings": { "httpStatus": settings } }));
    }
    assert!(server.hover("file:///a.js").is_some(), "the last ones hold");
    assert!(server.memory() < before + (16 << 10), "{before} KiB became {} KiB", server.memory());
    assert_eq!(server.end(), "");
}

//! The memory for large and many documents, and that it is returned.

use std::time::Duration;

use serde_json::json;

use crate::server::{Server, links_of, program, program_in};

/// As in `src/server/content.rs` and the README, in bytes.
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

/// As in `src/features/links.rs` and the README.
const MOST_LINKS: usize = 10_000;
/// The memory that the links of a document may take, in KiB: some 2 MB of JSON and the structs that it is made from.
const LINKS: u64 = 24 << 10;

#[test]
fn links_of_a_log_take_little_memory() {
    let cache = tempfile::tempdir().expect("a folder");
    let mut server = Server::ready(&mut program_in(cache.path()));
    server.enable_links();
    server.open("file:///small.js", "res.status(404)");
    server.hover("file:///small.js").expect("a card");
    let line = "127.0.0.1 - - [10/Oct/2025:13:55:36 +0000] \"GET /index.html HTTP/1.1\" 404 2326\n";
    for (name, text) in [("log", line.repeat(60_000)), ("array", "404, ".repeat(200_000))] {
        let uri = format!("file:///{name}.js");
        server.open(&uri, &text);
        server.hover(&uri);
        let document = json!({ "textDocument": { "uri": uri } });
        let (open, opened) = (server.memory(), server.peak_memory());
        let links = server.request("textDocument/documentLink", document);
        assert_eq!(links.as_array().map(Vec::len), Some(MOST_LINKS), "{name}");
        let peak = server.peak_memory();
        assert!(peak < opened.max(open + LINKS), "{name}: {open} KiB became {peak} KiB");
        server.close(&uri);
    }
    server.end();
}

#[test]
fn unread_links_take_little_memory() {
    const REQUESTS: u64 = 200;
    let cache = tempfile::tempdir().expect("a folder");
    let mut server = Server::ready(&mut program_in(cache.path()));
    server.enable_links();
    let uri = "file:///a.js";
    server.open(uri, &"res.status(404);\n".repeat(MOST_LINKS));
    server.hover(uri).expect("a card");
    server.request("textDocument/documentLink", json!({ "textDocument": { "uri": uri } }));
    let before = server.memory();
    let requests: Vec<u8> = (0..REQUESTS).flat_map(|id| links_of(1000 + id, uri)).collect();
    server.raw(&requests);
    // Nothing is read: it works until as much waits as may.
    server.settle(Duration::from_secs(1));
    let at_once = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let after = server.memory();
    assert!(after < before + (at_once + 1) * LINKS, "{before} KiB became {after} KiB");
    // What waits is canceled, and each request is answered once.
    for id in 0..REQUESTS {
        server.notify("$/cancelRequest", json!({ "id": 1000 + id }));
    }
    let mut answered = vec![false; REQUESTS as usize];
    for _ in 0..REQUESTS {
        let answer = server.receive();
        let id = answer["id"].as_u64().expect("an id") - 1000;
        assert!(!std::mem::replace(&mut answered[id as usize], true), "{id}");
        assert!(answer["result"].is_array() || answer["error"]["code"] == -32800, "{id}");
    }
    server.end();
}

/// The unused members of a message, as many small values: 3 MB of JSON, whose values would take 250 MB.
fn many_values() -> String {
    format!("[{}0]", "{\"\":0},".repeat(400_000))
}

fn framed(body: &str) -> Vec<u8> {
    format!("Content-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

#[test]
fn unused_members_take_no_memory() {
    // The bytes of the longest message, once more while they are gathered, and what the allocator keeps.
    const MOST: u64 = 48 << 10;
    let many = many_values();
    let message = |rest: &str| framed(&format!(r#"{{"jsonrpc":"2.0",{}}}"#, rest.replace("MANY", &many)));
    let document = r#""uri":"file:///a.js","languageId":"javascript","version":1,"text":"res.status(404)""#;
    let messages = [
        r#""id":"a","method":"initialize","params":{"capabilities":{"x":MANY,"general":MANY,"window":MANY},"processId":MANY}"#,
        &format!(r#""method":"textDocument/didOpen","params":{{"x":MANY,"textDocument":{{{document},"x":MANY}}}}"#),
        &format!(r#""method":"textDocument/didOpen","params":[{{"textDocument":{{{document}}},"x":MANY}}]"#),
        r#""method":"textDocument/didOpen","params":{"textDocument":{"uri":MANY,"languageId":MANY,"version":MANY,"text":MANY}}"#,
        r#""method":"textDocument/didOpen","params":MANY"#,
        r#""method":"textDocument/didClose","params":{"textDocument":{"uri":"file:///b.js"},"x":MANY}"#,
        r#""method":"textDocument/didChange","params":{"textDocument":{"uri":"file:///b.js"},"contentChanges":[],"x":MANY}"#,
        r#""id":"a","method":"textDocument/hover","params":{"textDocument":MANY,"position":MANY,"x":MANY}"#,
        r#""id":"a","method":"textDocument/completion","params":{"context":{"triggerKind":MANY,"x":MANY}}"#,
        r#""id":"a","method":"completionItem/resolve","params":{"label":"404","x":MANY}"#,
        r#""method":"workspace/didChangeWorkspaceFolders","params":{"event":{"added":[{"x":MANY}],"removed":MANY}}"#,
        r#""method":"$/cancelRequest","params":{"id":MANY,"x":MANY}"#,
        r#""method":"initialized","params":MANY"#,
        r#""method":"$/setTrace","params":MANY"#,
        r#""method":"no/such","params":{"x":MANY}"#,
        r#""id":"a","method":"no/such","params":MANY"#,
        r#""id":"a","method":MANY"#,
        r#""id":MANY,"method":"textDocument/hover","params":{}"#,
        r#""id":"a","id":"a","method":"x","params":MANY"#,
        r#""id":"a","method":"x","unknown":MANY"#,
        r#""id":"a","result":MANY"#,
        r#""id":1000,"error":{"code":1,"message":"x","data":MANY}"#,
        r#""id":1000,"error":MANY"#,
    ];
    let bodies = messages.into_iter().map(message).chain([framed(&many)]);
    let mut server = Server::start(&mut program());
    let mut before = None;
    for (number, bytes) in bodies.enumerate() {
        server.raw(&bytes);
        if number == 0 {
            server.notify("initialized", json!({}));
        }
        server.open("file:///small.js", "res.status(404)");
        assert!(server.hover("file:///small.js").is_some(), "{number}");
        let (now, peak) = (server.memory(), server.peak_memory());
        let before = *before.get_or_insert(now);
        assert!(now < before + (32 << 10), "message {number}: {before} KiB became {now} KiB");
        assert!(peak < before + MOST, "message {number}: {peak} KiB at most");
    }
    assert!(server.hover("file:///a.js").is_some());
    server.end();
}

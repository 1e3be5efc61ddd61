//! Bytes that are no messages cost one answer, and the next message is understood.

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";

fn framed(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

async fn ready() -> Client {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    client
}

/// Sends the bytes to a server, and a hover right behind them: it is answered, after these errors and nothing else.
#[track_caller]
fn check(bytes: impl AsRef<[u8]>, errors: &[i64]) -> impl Future<Output = ()> {
    let place = std::panic::Location::caller();
    let bytes = bytes.as_ref().to_owned();
    async move {
        let mut client = ready().await;
        client.raw(&bytes).await;
        let id = client.ask("textDocument/hover", at(URI, 0, 12)).await;
        for error in errors {
            let answer = client.next_message().await;
            assert_eq!((&answer["error"]["code"], &answer["id"]), (&json!(error), &Value::Null), "{place}: {answer}");
        }
        let answer = client.next_message().await;
        assert!(answer["id"] == id && answer["result"].is_object(), "{place}: {answer}");
        client.end().await;
    }
}

#[tokio::test]
async fn malformed_headers_cost_one_answer() {
    let body = json!({ "jsonrpc": "2.0", "method": "$/setTrace", "params": { "value": "off" } }).to_string();
    let length = body.len();
    for (bytes, errors) in [
        (format!("Content-Type: x\r\n\r\n{body}"), &[-32700][..]),
        (format!("{body}\r\n\r\n"), &[-32700]),
        ("Content-Length: -17\r\n\r\n".to_owned(), &[-32700]),
        ("Content-Length: 184467440737095516160\r\n\r\n".to_owned(), &[-32700]),
        ("Content-Length: 0x20\r\n\r\n".to_owned(), &[-32700]),
        ("Content-Length:\r\n\r\n".to_owned(), &[-32700]),
        ("\0\u{1}\u{2}junk\r\n\r\njunk\r\n\r\n".to_owned(), &[-32700]),
        // These are understood.
        (format!("content-LENGTH: {length}\r\n\r\n{body}"), &[]),
        (format!("Content-Length: 1\r\nContent-Length: {length}\r\n\r\n{body}"), &[]),
        (format!("Content-Length: {length}\n\n{body}"), &[]),
        (format!("junk without a line break{}", framed(&body)), &[]),
        (format!("junk with one\n{}", framed(&body)), &[]),
        (format!("{}\n\r\n", framed(&body)), &[]),
        (format!("Content-Type: application/vscode-jsonrpc; charset=utf-8\r\n{}", framed(&body)), &[]),
        (format!("Content-Type: application/vscode-jsonrpc; charset=latin-1\r\n{}", framed(&body)), &[]),
        (format!("Content-Type: application/vscode-jsonrpc\r\nA: b\r\nC: d\r\n{}", framed(&body)), &[]),
        ("Content-Length: 0\r\n\r\n".to_owned(), &[]),
        (framed(" \r\n"), &[]),
    ] {
        check(bytes, errors).await;
    }
}

/// The commonest fault: the length in characters and not in bytes, so that the end of the body stands before the next header.
#[tokio::test]
async fn a_length_that_is_too_short_costs_one_answer() {
    let body = json!({ "jsonrpc": "2.0", "method": "$/x", "params": "ééééé" }).to_string();
    check(format!("Content-Length: {}\r\n\r\n{body}", body.chars().count()), &[-32700]).await;
}

#[tokio::test]
async fn malformed_json_costs_one_answer() {
    for body in ["{", "}", "nil", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"shutdown\"", "\"", "\u{feff}{", "{}{}"] {
        check(framed(body), &[-32700]).await;
    }
    // JSON of any depth, and no message.
    check(framed(&("[".repeat(10_000) + &"]".repeat(10_000))), &[-32600]).await;
    check(framed(&"[".repeat(10_000)), &[-32700]).await;
    // Three of them cost three.
    check([framed("{"), framed("["), framed("")].concat(), &[-32700, -32700]).await;
}

#[tokio::test]
async fn json_that_is_not_a_message_costs_one_answer() {
    let shutdown = r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#;
    for body in [
        "{}",
        "null",
        "42",
        "\"shutdown\"",
        "[]",
        &format!("[{shutdown},{shutdown}]"),
        r#"{"jsonrpc":"3.0","method":"exit"}"#,
        r#"{"method":"exit"}"#,
        r#"{"jsonrpc":"2.0","method":{"exit":1}}"#,
    ] {
        check(framed(body), &[-32600]).await;
    }
    // Neither a request nor an answer to one of ours, but of the right shape.
    check(framed(r#"{"jsonrpc":"2.0"}"#), &[]).await;
    check(framed(r#"{"jsonrpc":"2.0","id":4711,"result":"unasked"}"#), &[]).await;
    check(framed(r#"{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"unasked"}}"#), &[]).await;
}

#[tokio::test]
async fn a_refused_request_is_answered_under_its_id() {
    let mut client = ready().await;
    client.raw(framed(r#"{"jsonrpc":"2.0","id":"seven","method":7}"#).as_bytes()).await;
    let answer = client.next_message().await;
    assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!("seven"), &json!(-32600)));
    client.end().await;
}

/// JavaScript's strings may hold half of a surrogate pair, and its JSON then does; `é` as one byte is Latin-1.
#[tokio::test]
async fn invalid_unicode_is_replaced() {
    let mut client = ready().await;
    let open = |text: &str| {
        let message = json!({ "jsonrpc": "2.0", "method": "textDocument/didOpen", "params": {
            "textDocument": { "uri": "file:///b.js", "languageId": "javascript", "version": 1, "text": "TEXT" } } });
        message.to_string().replace("TEXT", text)
    };
    for text in [r"'\ud83d'; res.status(503);", r"'\ude00'; res.status(503);", r"'\u0000'; res.status(503);"] {
        client.raw(framed(&open(text)).as_bytes()).await;
        let hover = client.hover("file:///b.js", 0, 17).await;
        let range = json!({ "start": { "line": 0, "character": 16 }, "end": { "line": 0, "character": 19 } });
        assert_eq!(hover["range"], range, "{text}");
    }
    let body = open("'?'; res.status(503);").into_bytes();
    let body: Vec<u8> = body.into_iter().map(|byte| if byte == b'?' { 0xe9 } else { byte }).collect();
    client.raw(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes()).await;
    client.raw(&body).await;
    assert!(client.hover("file:///b.js", 0, 17).await.is_object());
    client.end().await;
}

#[tokio::test]
async fn messages_in_pieces_are_put_together() {
    let mut client = ready().await;
    let body =
        json!({ "jsonrpc": "2.0", "id": 77, "method": "textDocument/hover", "params": at(URI, 0, 12) }).to_string();
    for byte in framed(&body).as_bytes() {
        client.raw(&[*byte]).await;
        tokio::task::yield_now().await;
    }
    assert!(client.answer(77).await["result"].is_object());
    client.end().await;
}

#[tokio::test]
async fn the_input_may_end_inside_a_message() {
    for bytes in
        ["Content-Len", "Content-Length: 100\r\n", "Content-Length: 100\r\n\r\n", "Content-Length: 100\r\n\r\n{\"js"]
    {
        let mut client = ready().await;
        client.raw(bytes.as_bytes()).await;
        client.hang_up().await;
        assert_eq!(client.exit_code().await, 1, "{bytes}");
    }
}

//! Requests that read whole documents: they do not delay others, and each is answered once.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::Client;
use crate::client::{at, usual_capabilities};

/// As in `src/features/links.rs` and the README.
const MOST_LINKS: usize = 10_000;
/// As `MAX_REQUESTS` in `src/server/long_work.rs`.
const MAX_REQUESTS: usize = 4096;

const LINE: &str = "if (res.status === 404) { retry() }\n";
const SMALL: &str = "file:///small.js";

fn uri(number: usize) -> String {
    format!("file:///document-{number}.js")
}

fn framed(message: &Value) -> String {
    let body = message.to_string();
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

fn request(id: usize, method: &str, params: &Value) -> String {
    framed(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
}

fn notification(method: &str, params: &Value) -> String {
    framed(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
}

fn links_of(id: usize, uri: &str) -> String {
    request(id, "textDocument/documentLink", &json!({ "textDocument": { "uri": uri } }))
}

fn cancel(id: usize) -> String {
    notification("$/cancelRequest", &json!({ "id": id }))
}

/// Insertion of a text at the start of a document, or all of it.
fn change(uri: &str, is_whole: bool, text: &str) -> String {
    let start = json!({ "line": 0, "character": 0 });
    let change = if is_whole {
        json!({ "text": text })
    } else {
        json!({ "range": { "start": start, "end": start }, "text": text })
    };
    let document = json!({ "uri": uri, "version": 2 });
    notification("textDocument/didChange", &json!({ "textDocument": document, "contentChanges": [change] }))
}

fn close(uri: &str) -> String {
    notification("textDocument/didClose", &json!({ "textDocument": { "uri": uri } }))
}

async fn with_documents(count: usize, text: &str) -> Client {
    let mut client = Client::ready_with(usual_capabilities(), json!({ "documentLinks": { "enable": true } })).await;
    client.open(SMALL, "javascript", LINE).await;
    for number in 0..count {
        client.open(&uri(number), "javascript", text).await;
    }
    // All of this has been handled when there is an answer.
    client.hover(SMALL, 0, 20).await;
    client
}

/// The result of a request: the code of its error, or 0.
fn outcome(answer: &Value) -> i64 {
    assert_ne!(answer.get("error").is_some(), answer.get("result").is_some(), "{answer}");
    answer["error"]["code"].as_i64().unwrap_or(0)
}

/// The outcomes of so many requests, by their ids. One that is answered twice fails the test, be it by `Client::end`.
async fn outcomes(client: &mut Client, count: usize) -> HashMap<usize, i64> {
    let mut found = HashMap::new();
    while found.len() < count {
        let answer = client.next_message().await;
        let id = answer["id"].as_u64().and_then(|id| usize::try_from(id).ok()).expect("an id");
        assert_eq!(found.insert(id, outcome(&answer)), None, "{id} is answered twice");
    }
    found
}

/// Sends it all at once with a hover behind it, whose answer must come before any of the others'.
async fn send_before_hover(client: &mut Client, messages: &str) {
    const HOVER: usize = 999_999;
    let hover = request(HOVER, "textDocument/hover", &at(SMALL, 0, 20));
    client.raw(format!("{messages}{hover}").as_bytes()).await;
    let answer = client.next_message().await;
    assert_eq!(answer["id"], HOVER, "{answer}");
    assert!(answer["result"].is_object(), "{answer}");
}

const FIRST_ID: usize = 1000;

fn ids(count: usize) -> std::ops::Range<usize> {
    FIRST_ID..FIRST_ID + count
}

fn requests(count: usize, documents: usize) -> String {
    ids(count).map(|id| links_of(id, &uri(id % documents))).collect()
}

#[tokio::test]
async fn canceled_requests_delay_no_others() {
    // The last one would be read in no time.
    let large = LINE.repeat(2_000);
    for (text, documents, count) in [(large.as_str(), 64, 64), (&large, 64, 500), (LINE, 4, 500)] {
        let mut client = with_documents(documents, text).await;
        let messages = requests(count, documents) + &ids(count).map(cancel).collect::<String>();
        send_before_hover(&mut client, &messages).await;
        for (id, code) in outcomes(&mut client, count).await {
            assert_eq!(code, -32800, "{id}");
        }
        client.end().await;
    }
}

#[tokio::test]
async fn waiting_requests_delay_no_notification() {
    const DOCUMENTS: usize = 4;
    const REQUESTS: usize = 300;
    let text = LINE.repeat(2_000);
    for is_closed in [false, true] {
        let mut client = with_documents(DOCUMENTS, &text).await;
        let end = |number| if is_closed { close(&uri(number)) } else { change(&uri(number), false, "\n") };
        let messages = requests(REQUESTS, DOCUMENTS) + &(0..DOCUMENTS).map(end).collect::<String>();
        send_before_hover(&mut client, &messages).await;
        for (id, code) in outcomes(&mut client, REQUESTS).await {
            assert_eq!(code, -32801, "{id}");
        }
        for number in 0..DOCUMENTS {
            client.raw(change(&uri(number), true, LINE).as_bytes()).await;
            let document = json!({ "textDocument": { "uri": uri(number) } });
            let links = client.request("textDocument/documentLink", document).await;
            assert_eq!(links.as_array().map(Vec::len), (!is_closed).then_some(1));
        }
        client.end().await;
    }
}

#[tokio::test]
async fn waiting_requests_are_answered() {
    let mut client = with_documents(3, &LINE.repeat(30)).await;
    send_before_hover(&mut client, &requests(50, 3)).await;
    let found = outcomes(&mut client, 50).await;
    assert!(ids(50).all(|id| found[&id] == 0), "{found:?}");
    client.end().await;
}

/// A thousand requests between changes, closings and openings of their documents.
#[tokio::test]
async fn every_request_is_answered_once() {
    const DOCUMENTS: usize = 4;
    const REQUESTS: usize = 1000;
    let text = LINE.repeat(300);
    let mut client = with_documents(DOCUMENTS, &text).await;
    let mut lines = [300; DOCUMENTS];
    for (step, id) in ids(REQUESTS).enumerate() {
        let number = step % DOCUMENTS;
        let uri = uri(number);
        client.raw(links_of(id, &uri).as_bytes()).await;
        if step % 5 == 0 {
            client.raw(change(&uri, false, LINE).as_bytes()).await;
            lines[number] += 1;
        }
        if step % 31 == 0 {
            client.raw(cancel(id).as_bytes()).await;
        }
        if step % 47 == 0 {
            client.raw(close(&uri).as_bytes()).await;
            client.open(&uri, "javascript", &text).await;
            lines[number] = 300;
        }
    }
    for (id, code) in outcomes(&mut client, REQUESTS).await {
        assert!([0, -32800, -32801].contains(&code), "{id}: {code}");
    }
    for (number, lines) in lines.into_iter().enumerate() {
        let document = json!({ "textDocument": { "uri": uri(number) } });
        let links = client.request("textDocument/documentLink", document).await;
        assert_eq!(links.as_array().map(Vec::len), Some(lines));
        assert_eq!(links[lines - 1]["range"]["start"], json!({ "line": lines - 1, "character": 19 }));
    }
    client.end().await;
}

#[tokio::test]
async fn the_first_ten_thousand_statuses_are_links() {
    let mut client = with_documents(1, &LINE.repeat(MOST_LINKS + 100)).await;
    let document = json!({ "textDocument": { "uri": uri(0) } });
    let links = client.request("textDocument/documentLink", document).await;
    let links = links.as_array().expect("links");
    assert_eq!(links.len(), MOST_LINKS);
    for (line, link) in links.iter().enumerate() {
        let (start, end) = (json!({ "line": line, "character": 19 }), json!({ "line": line, "character": 22 }));
        assert_eq!(link["range"], json!({ "start": start, "end": end }));
        assert_eq!(link["tooltip"], "404 Not Found");
        let target = link["target"].as_str().expect("an address");
        assert!(target.starts_with("file:///") && target.ends_with("/404.md"), "{target}");
        assert_eq!(link.as_object().map(serde_json::Map::len), Some(3), "{link}");
    }
    client.end().await;
}

#[tokio::test]
async fn requests_over_the_limit_are_refused() {
    let mut client = with_documents(1, &LINE.repeat(2_000)).await;
    let count = MAX_REQUESTS + 50;
    let messages: String = ids(count).map(|id| links_of(id, &uri(0))).collect();
    client.raw(messages.as_bytes()).await;
    let refused = outcomes(&mut client, 50).await;
    assert!(refused.iter().all(|(id, code)| *code == -32803 && *id >= FIRST_ID + MAX_REQUESTS), "{refused:?}");
    send_before_hover(&mut client, &ids(MAX_REQUESTS).map(cancel).collect::<String>()).await;
    for (id, code) in outcomes(&mut client, MAX_REQUESTS).await {
        assert!([0, -32800].contains(&code), "{id}: {code}");
    }
    client.end().await;
}

/// Who has closed its end waits for no links; `MAX_REQUESTS` of them would keep the process.
#[tokio::test]
async fn the_end_of_the_input_stops_them() {
    let mut client = with_documents(1, &LINE.repeat(20_000)).await;
    client.raw((0..20).map(|id| links_of(id + FIRST_ID, &uri(0))).collect::<String>().as_bytes()).await;
    client.hang_up().await;
    for (id, code) in outcomes(&mut client, 20).await {
        assert_eq!(code, -32803, "{id}");
    }
    assert_eq!(client.exit_code().await, 1);
}

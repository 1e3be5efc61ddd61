//! Messages take effect in the order in which they came.

use serde_json::json;

use crate::Client;
use crate::client::{at, usual_capabilities};

/// 5,000 edits, a hover after each tenth: it must see all edits before it and none after.
#[tokio::test]
async fn a_hover_sees_the_edits_before_it() {
    const EDITS: i64 = 5000;
    let codes = [200, 301, 404, 503];
    let mut client = Client::ready().await;
    let uri = "file:///order.js";
    client.open(uri, "javascript", "res.status(200);\n").await;
    let mut asked = Vec::new();
    for edit in 0..EDITS {
        let code = codes[usize::try_from(edit).expect("positive") % codes.len()];
        let range = json!({ "start": { "line": 0, "character": 11 }, "end": { "line": 0, "character": 14 } });
        let changes = json!([{ "range": range, "text": code.to_string() }]);
        client
            .notify(
                "textDocument/didChange",
                json!({ "textDocument": { "uri": uri, "version": edit + 2 }, "contentChanges": changes }),
            )
            .await;
        if edit % 10 == 0 {
            let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 12 } });
            asked.push((client.ask("textDocument/hover", place).await, code));
        }
        // As many answers as the pipe holds may wait; more would stop the server and then this test.
        if asked.len() >= 40 {
            read(&mut client, &mut asked).await;
        }
    }
    read(&mut client, &mut asked).await;
    client.end().await;
}

async fn read(client: &mut Client, asked: &mut Vec<(i64, i32)>) {
    for (id, code) in asked.drain(..) {
        let answer = client.answer(id).await;
        let card = answer["result"]["contents"]["value"].as_str().unwrap_or_default().to_owned();
        assert!(card.starts_with(&format!("## {code} ")), "{code}: {answer}");
    }
}

/// Reading a large document for its links takes long. Others are answered meanwhile, and it ends once it is of no use.
#[tokio::test]
async fn links_of_a_large_document_delay_no_other_request() {
    const LINE: &str = "if (res.status === 404) { retry() }\n";
    let (large, small) = ("file:///large.js", "file:///small.js");
    let mut client = Client::ready_with(usual_capabilities(), json!({ "documentLinks": { "enable": true } })).await;
    client.open(small, "javascript", LINE).await;
    let of_large = json!({ "textDocument": { "uri": large } });

    client.open(large, "javascript", &LINE.repeat(2_000)).await;
    let links = client.request("textDocument/documentLink", of_large.clone()).await;
    assert_eq!(links.as_array().map(Vec::len), Some(2_000));
    client.notify("textDocument/didClose", of_large.clone()).await;

    for (end, code) in
        [("textDocument/didChange", -32801), ("textDocument/didClose", -32801), ("$/cancelRequest", -32800)]
    {
        client.open(large, "javascript", &LINE.repeat(20_000)).await;
        let links = client.ask("textDocument/documentLink", of_large.clone()).await;
        let hover = client.ask("textDocument/hover", at(small, 0, 20)).await;
        assert_eq!(client.next_message().await["id"], hover);
        let document = json!({ "uri": large, "version": 2 });
        client
            .notify(end, json!({ "textDocument": document, "contentChanges": [{ "text": LINE }], "id": links }))
            .await;
        assert_eq!(client.answer(links).await["error"]["code"], code, "{end}");
    }
    // The input ends while a document is read.
    client.open(large, "javascript", &LINE.repeat(20_000)).await;
    let links = client.ask("textDocument/documentLink", of_large).await;
    client.hang_up().await;
    assert_eq!(client.answer(links).await["error"]["code"], -32803);
    assert_eq!(client.exit_code().await, 1);
}

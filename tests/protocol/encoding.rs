//! Positions in each encoding, behind characters of each width.

use serde_json::{Value, json};

use crate::Client;

#[tokio::test]
async fn columns_count_what_was_negotiated() {
    let line = "const s = \"é𐐀❤\"; res.status(404);\n";
    for (encoding, column) in [("utf-8", 34), ("utf-16", 29), ("utf-32", 28)] {
        let mut client =
            Client::ready_with(json!({ "general": { "positionEncodings": [encoding] } }), Value::Null).await;
        client.open("file:///a.js", "javascript", line).await;
        for inside in [column, column + 1, column + 3] {
            let hover = client.hover("file:///a.js", 0, inside).await;
            assert_eq!(
                hover["range"],
                json!({ "start": { "line": 0, "character": column }, "end": { "line": 0, "character": column + 3 } }),
                "{encoding}"
            );
        }
        assert_eq!(client.hover("file:///a.js", 0, column - 2).await, Value::Null, "{encoding}");
        client.end().await;
    }
}

#[tokio::test]
async fn edits_count_what_was_negotiated() {
    for (encoding, inside) in [("utf-8", 27), ("utf-16", 24), ("utf-32", 23)] {
        let mut client =
            Client::ready_with(json!({ "general": { "positionEncodings": [encoding] } }), Value::Null).await;
        client.open("file:///a.js", "javascript", "/*é𐐀*/ x;\r\n").await;
        let end = json!({ "line": 0, "character": 99 });
        let change = json!([{ "range": { "start": end, "end": end }, "text": " res.status(503)" }]);
        client
            .notify(
                "textDocument/didChange",
                json!({ "textDocument": { "uri": "file:///a.js", "version": 2 }, "contentChanges": change }),
            )
            .await;
        assert_eq!(client.hover("file:///a.js", 0, 99).await, Value::Null, "the end of the line is the bracket");
        let hover = client.hover("file:///a.js", 0, inside).await;
        assert!(
            hover["contents"]["value"].as_str().is_some_and(|card| card.starts_with("503 ")),
            "{encoding}: {hover}"
        );
        client.end().await;
    }
}

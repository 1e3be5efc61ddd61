//! Clients that do not keep to the rules cost at most one answer each.

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";

async fn is_well(client: &mut Client) {
    client.open("file:///well.js", "javascript", LINE).await;
    assert!(client.hover("file:///well.js", 0, 12).await.is_object());
}

async fn change(client: &mut Client, version: i64, changes: Value) {
    let params = json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": changes });
    client.notify("textDocument/didChange", params).await;
}

#[tokio::test]
async fn positions_out_of_range_are_clamped() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    for (line, character) in [(0, 9999), (9999, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(client.hover(URI, line, character).await, Value::Null);
        let completion = client.request("textDocument/completion", at(URI, line, character)).await;
        assert_eq!(completion, Value::Null);
    }
    client.end().await;
}

#[tokio::test]
async fn unknown_documents_get_null() {
    let mut client = Client::ready().await;
    for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
        assert_eq!(client.request(method, at("file:///never-opened.js", 0, 0)).await, Value::Null, "{method}");
    }
    change(&mut client, 2, json!([{ "text": "x" }])).await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    is_well(&mut client).await;
    client.end().await;
}

#[tokio::test]
async fn an_inverted_edit_silences_the_document_until_it_comes_whole() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    let range = json!({ "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 1 } });
    change(&mut client, 2, json!([{ "range": range, "text": "x" }])).await;
    assert_eq!(client.hover(URI, 0, 12).await, Value::Null);
    change(&mut client, 3, json!([{ "text": LINE }])).await;
    assert!(client.hover(URI, 0, 12).await.is_object());
    client.end().await;
}

#[tokio::test]
async fn odd_histories_are_lived_with() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", "let x;\n").await;
    client.open(URI, "javascript", LINE).await;
    change(&mut client, -7, json!([])).await;
    assert!(client.hover(URI, 0, 12).await.is_object());
    change(&mut client, 1, json!([{ "text": "" }, { "text": "res.status(500)" }])).await;
    assert!(client.hover(URI, 0, 12).await.is_object());
    client.end().await;
}

#[tokio::test]
async fn addresses_that_are_none_are_understood() {
    let mut client = Client::ready().await;
    for uri in
        ["file:///a b/[id].js", "file:///é{x}.js", "untitled:Untitled-1", "vscode-notebook-cell:/x.ipynb#ch0000001"]
    {
        client.open(uri, "javascript", LINE).await;
        assert!(client.hover(uri, 0, 12).await.is_object(), "{uri}");
    }
    client.end().await;
}

#[tokio::test]
async fn unknown_methods_and_wrong_types_are_refused_one_by_one() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    for (method, params, code) in [
        ("textDocument/noSuchThing", json!({}), -32601),
        ("textDocument/hover", json!({ "textDocument": 3 }), -32602),
        ("textDocument/hover", json!([1, 2]), -32602),
        ("textDocument/hover", Value::Null, -32602),
    ] {
        let id = client.ask(method, params).await;
        assert_eq!(client.answer(id).await["error"]["code"], code, "{method}");
    }
    client.notify("textDocument/noSuchNotification", json!({})).await;
    client.notify("$/setTrace", json!({ "value": "verbose" })).await;
    is_well(&mut client).await;
    client.end().await;
}

#[tokio::test]
async fn a_file_of_one_huge_line_is_no_burden() {
    let mut client = Client::ready().await;
    let text = format!("{}res.status(404);{}", "a=1;".repeat(500_000), "b=2;".repeat(500_000));
    client.open(URI, "javascript", &text).await;
    assert!(client.hover(URI, 0, 2_000_012).await.is_object());
    client.end().await;
}

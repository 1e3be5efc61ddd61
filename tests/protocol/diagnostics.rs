//! Diagnostics: pushed and pulled.

use serde_json::{Value, json};

use crate::client::{Client, usual_capabilities};

const URI: &str = "file:///home/a.js";
const FAULT: &str = "res.status(204).json(x)\n";

fn pushing() -> Value {
    let mut capabilities = usual_capabilities();
    capabilities["textDocument"]["publishDiagnostics"] =
        json!({ "tagSupport": { "valueSet": [1, 2] }, "codeDescriptionSupport": true });
    capabilities
}

fn pulling() -> Value {
    let mut capabilities = pushing();
    capabilities["textDocument"]["diagnostic"] = json!({ "dynamicRegistration": true });
    capabilities["workspace"] = json!({ "diagnostics": { "refreshSupport": true } });
    capabilities
}

async fn change(client: &mut Client, version: i32, text: &str) {
    let document = json!({ "uri": URI, "version": version });
    client
        .notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }))
        .await;
}

async fn pull(client: &mut Client, known: Option<&str>) -> Value {
    let mut params = json!({ "textDocument": { "uri": URI } });
    if let Some(known) = known {
        params["previousResultId"] = known.into();
    }
    client.request("textDocument/diagnostic", params).await
}

fn codes(items: &Value) -> Vec<&str> {
    items.as_array().expect("a list").iter().filter_map(|item| item["code"].as_str()).collect()
}

#[tokio::test]
async fn findings_are_pushed_with_their_version_and_cleared_on_close() {
    let mut client = Client::ready_with(pushing(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!((pushed["uri"].as_str(), pushed["version"].as_i64()), (Some(URI), Some(1)));
    let [item] = pushed["diagnostics"].as_array().expect("a list").as_slice() else { panic!("{pushed}") };
    assert_eq!(
        item["range"],
        json!({ "start": { "line": 0, "character": 11 }, "end": { "line": 0, "character": 14 } })
    );
    assert_eq!(
        (&item["severity"], &item["code"], &item["source"]),
        (&json!(1 + 1), &json!("body-not-allowed"), &json!("http-status"))
    );
    let href = item["codeDescription"]["href"].as_str().expect("a link");
    assert!(href.starts_with("file:") && href.ends_with("/rule-body-not-allowed.md"), "{href}");

    change(&mut client, 2, "res.status(200).json(x)\n").await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!((codes(&pushed["diagnostics"]), pushed["version"].as_i64()), (Vec::new(), Some(2)));
    change(&mut client, 3, FAULT).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!(codes(&pushed["diagnostics"]), ["body-not-allowed"]);
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    let cleared = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!((cleared["uri"].as_str(), codes(&cleared["diagnostics"])), (Some(URI), Vec::new()));
    client.end().await;
}

/// Only the last of several texts is reported.
#[tokio::test]
async fn nothing_is_pushed_for_a_text_that_has_moved_on() {
    let mut client = Client::ready_with(pushing(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    for version in 2..20 {
        change(&mut client, version, FAULT).await;
    }
    change(&mut client, 20, &FAULT.repeat(2)).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!((codes(&pushed["diagnostics"]).len(), pushed["version"].as_i64()), (2, Some(20)));
    client.end().await;
}

/// `end` fails on a message that was not read.
#[tokio::test]
async fn a_document_without_findings_needs_no_push() {
    let mut client = Client::ready_with(pushing(), Value::Null).await;
    client.open(URI, "javascript", "res.status(200).json(x)\n").await;
    change(&mut client, 2, "res.status(201).json(x)\n").await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    client.end().await;
}

#[tokio::test]
async fn findings_are_pulled_and_not_pushed() {
    let mut client = Client::ready_with(pulling(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    let full = pull(&mut client, None).await;
    assert_eq!((full["kind"].as_str(), codes(&full["items"])), (Some("full"), vec!["body-not-allowed"]));
    let id = full["resultId"].as_str().expect("an id").to_owned();
    assert_eq!(pull(&mut client, Some(&id)).await, json!({ "kind": "unchanged", "resultId": id }));
    change(&mut client, 2, "res.status(200).json(x)\n").await;
    let empty = pull(&mut client, Some(&id)).await;
    assert_eq!((empty["kind"].as_str(), codes(&empty["items"])), (Some("full"), Vec::new()));
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    let closed = pull(&mut client, None).await;
    assert_eq!(codes(&closed["items"]), [""; 0]);
    client.end().await;
}

#[tokio::test]
async fn pulled_and_pushed_agree() {
    let text = "res.status(204).json(x)\nif (res.status <= 300) {}\nres.status(352).end()\n";
    let mut pushed = Client::ready_with(pushing(), Value::Null).await;
    pushed.open(URI, "javascript", text).await;
    let of_push = pushed.expect("textDocument/publishDiagnostics").await["params"]["diagnostics"].clone();
    let mut pulled = Client::ready_with(pulling(), Value::Null).await;
    pulled.open(URI, "javascript", text).await;
    let of_pull = pull(&mut pulled, None).await["items"].clone();
    let without_links = |items: &Value| {
        let mut items = items.clone();
        items.as_array_mut().expect("a list").iter_mut().for_each(|item| item["codeDescription"] = Value::Null);
        items
    };
    assert_eq!(codes(&of_push), ["body-not-allowed", "range-edge", "unregistered-code"]);
    assert_eq!(without_links(&of_push), without_links(&of_pull));
    pushed.end().await;
    pulled.end().await;
}

/// A client that cannot refresh, such as an older Neovim, gets them pushed.
#[tokio::test]
async fn a_client_that_cannot_refresh_gets_them_pushed() {
    let mut capabilities = pulling();
    capabilities["workspace"] = json!({});
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    client.expect("textDocument/publishDiagnostics").await;
    client.end().await;
}

#[tokio::test]
async fn settings_hold_without_typing() {
    let mut client = Client::ready_with(pushing(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    client.expect("textDocument/publishDiagnostics").await;
    let set = |settings: Value| json!({ "settings": { "httpStatus": settings } });
    client.notify("workspace/didChangeConfiguration", set(json!({ "rules": { "body-not-allowed": "off" } }))).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!(codes(&pushed["diagnostics"]), [""; 0]);
    client.notify("workspace/didChangeConfiguration", set(json!({ "rules": { "body-not-allowed": "hint" } }))).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!(pushed["diagnostics"][0]["severity"], 4);
    client.notify("workspace/didChangeConfiguration", set(json!({ "diagnostics": { "enable": false } }))).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!(codes(&pushed["diagnostics"]), [""; 0]);
    client.end().await;

    let mut client = Client::ready_with(pulling(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    client.notify("workspace/didChangeConfiguration", set(json!({ "rules": { "body-not-allowed": "off" } }))).await;
    let refresh = client.expect("workspace/diagnostic/refresh").await;
    client.send(json!({ "jsonrpc": "2.0", "id": refresh["id"], "result": null })).await;
    assert_eq!(codes(&pull(&mut client, None).await["items"]), [""; 0]);
    client.end().await;
}

#[tokio::test]
async fn a_wrong_rule_is_named_and_the_others_hold() {
    let options = json!({ "rules": { "body-not-alowed": "off", "range-edge": "off" } });
    let mut client = Client::ready_with(pushing(), options).await;
    let shown = client.expect("window/showMessage").await;
    let message = shown["params"]["message"].as_str().expect("a text");
    assert!(message.contains("\"body-not-alowed\" is not a rule"), "{message}");
    client.open(URI, "javascript", "res.status(204).json(x)\nif (res.status <= 300) {}\n").await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"].clone();
    assert_eq!(codes(&pushed["diagnostics"]), ["body-not-allowed"]);
    client.end().await;
}

#[tokio::test]
async fn the_last_of_many_says_how_many_more_there_are() {
    let mut client = Client::ready_with(pushing(), Value::Null).await;
    client.open(URI, "javascript", &FAULT.repeat(250)).await;
    let pushed = client.expect("textDocument/publishDiagnostics").await["params"]["diagnostics"].clone();
    let items = pushed.as_array().expect("a list");
    let last = items.last().and_then(|item| item["message"].as_str()).expect("a message");
    assert!(items.len() == 200 && last.ends_with("The file has 50 more findings."), "{}: {last}", items.len());
    client.end().await;
}

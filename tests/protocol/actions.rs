//! Code actions.

use serde_json::{Value, json};

use crate::client::{Client, usual_capabilities};

const URI: &str = "file:///home/a.js";
const FAULT: &str = "res.status(204).json(x)\n";

fn with_actions() -> Value {
    let mut capabilities = usual_capabilities();
    capabilities["textDocument"]["codeAction"] = json!({
        "codeActionLiteralSupport": { "codeActionKind": { "valueSet": ["", "quickfix", "refactor", "source"] } },
        "isPreferredSupport": true,
    });
    capabilities
}

/// The actions on a line, from its start to its end.
async fn ask(client: &mut Client, uri: &str, line: u32, only: Option<Value>) -> Value {
    let range = json!({ "start": { "line": line, "character": 0 }, "end": { "line": line, "character": 200 } });
    let mut context = json!({ "diagnostics": [] });
    if let Some(only) = only {
        context["only"] = only;
    }
    let params = json!({ "textDocument": { "uri": uri }, "range": range, "context": context });
    client.request("textDocument/codeAction", params).await
}

fn titles(actions: &Value) -> Vec<&str> {
    actions.as_array().expect("a list").iter().filter_map(|action| action["title"].as_str()).collect()
}

#[tokio::test]
async fn an_action_has_its_finding_and_its_edit() {
    let mut client = Client::ready_with(with_actions(), Value::Null).await;
    client.open(URI, "javascript", FAULT).await;
    let found = ask(&mut client, URI, 0, Some(json!(["quickfix"]))).await;
    let ignore = found.as_array().and_then(|found| found.last()).expect("an action");
    assert_eq!(
        (&ignore["title"], &ignore["kind"], &ignore["isPreferred"]),
        (&json!("Ignore body-not-allowed on this line"), &json!("quickfix"), &Value::Null)
    );
    let end = json!({ "line": 0, "character": 23 });
    let new_text = " // http-status: ignore[body-not-allowed]";
    assert_eq!(
        ignore["edit"],
        json!({ "changes": { URI: [{ "range": { "start": end, "end": end }, "newText": new_text }] } })
    );
    assert_eq!(ignore["diagnostics"][0]["code"], "body-not-allowed");
    // No other kind is wanted.
    assert_eq!(ask(&mut client, URI, 0, Some(json!(["source"]))).await, json!([]));
    assert_eq!(ask(&mut client, "file:///home/closed.js", 0, None).await, Value::Null);
    client.end().await;
}

#[tokio::test]
async fn edits_are_of_the_newest_text_and_have_its_version() {
    let mut capabilities = with_actions();
    capabilities["workspace"] = json!({ "workspaceEdit": { "documentChanges": true } });
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    let uri = "file:///home/a%20b.yaml";
    client.open(uri, "yaml", "openapi: 3.0.0\n").await;
    let text =
        "# é\nopenapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          description: fine\n";
    let document = json!({ "uri": uri, "version": 7 });
    client
        .notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": [{ "text": text }] }))
        .await;
    let found = ask(&mut client, uri, 6, None).await;
    let fix = found.as_array().and_then(|found| found.first()).expect("an action");
    assert_eq!((&fix["kind"], &fix["isPreferred"]), (&json!("quickfix"), &json!(true)));
    let changes = &fix["edit"]["documentChanges"];
    assert_eq!(changes[0]["textDocument"], json!({ "uri": uri, "version": 7 }));
    let edit = &changes[0]["edits"][0];
    assert_eq!((&edit["range"]["start"], &edit["newText"]), (&json!({ "line": 6, "character": 8 }), &json!("'200'")));
    assert!(titles(&found).contains(&"Fix all safe HTTP status problems"), "{found}");
    let all = ask(&mut client, uri, 0, Some(json!(["source.fixAll"]))).await;
    assert_eq!(titles(&all), ["Fix all safe HTTP status problems"]);
    client.end().await;
}

/// Without diagnostics there is nothing to mend.
#[tokio::test]
async fn settings_of_diagnostics_hold() {
    let options = json!({ "diagnostics": { "enable": false } });
    let mut client = Client::ready_with(with_actions(), options).await;
    client.open(URI, "javascript", FAULT).await;
    assert_eq!(ask(&mut client, URI, 0, Some(json!(["quickfix", "source"]))).await, json!([]));
    client.end().await;
    let options = json!({ "rules": { "body-not-allowed": "off" } });
    let mut client = Client::ready_with(with_actions(), options).await;
    client.open(URI, "javascript", FAULT).await;
    assert_eq!(ask(&mut client, URI, 0, Some(json!(["quickfix"]))).await, json!([]));
    client.end().await;
}

/// Clients that know commands alone could not use what the server has.
#[tokio::test]
async fn actions_are_for_clients_that_take_them() {
    let provider = |answer: &Value| answer.pointer("/capabilities/codeActionProvider").cloned();
    let mut client = Client::new();
    let answer = client.request("initialize", json!({ "capabilities": with_actions() })).await;
    assert_eq!(
        provider(&answer),
        Some(json!({ "codeActionKinds": ["quickfix", "refactor.rewrite.httpStatus", "source.fixAll.httpStatus"] }))
    );
    client.end().await;
    let mut client = Client::new();
    let answer = client.request("initialize", json!({ "capabilities": usual_capabilities() })).await;
    assert_eq!(provider(&answer), None);
    client.end().await;
}

//! Of each message only the members that are used are read. All others may be of any type, or missing.

use serde_json::{Value, json};

use crate::Client;
use crate::client::{at, usual_capabilities};

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";

fn odd_values() -> [Value; 10] {
    [
        Value::Null,
        json!(true),
        json!(-1),
        json!(0.5),
        json!(1e12),
        json!(""),
        json!("text"),
        json!([1]),
        json!({}),
        json!({ "kind": "x", "triggerKind": "x", "isRetrigger": 3 }),
    ]
}

async fn ready() -> Client {
    let options = json!({ "documentLinks": { "enable": true } });
    let mut client = Client::ready_with(usual_capabilities(), options).await;
    client.open(URI, "javascript", &format!("{LINE}res.status(4")).await;
    client
}

/// A place in that document where the method has an answer.
fn place(method: &str) -> Value {
    at(URI, u32::from(method == "textDocument/completion"), 12)
}

/// The parameters with each odd value in each member that no handler uses.
fn with_odd_members(params: &Value, names: &[&str]) -> Vec<Value> {
    let mut all = Vec::new();
    for name in names {
        for value in odd_values() {
            let mut params = params.clone();
            params[*name] = value.clone();
            if let Some(document) = params.get_mut("textDocument") {
                document["version"] = value.clone();
                document["unknown"] = value;
            }
            all.push(params);
        }
    }
    all
}

#[tokio::test]
async fn unused_members_of_requests_may_be_odd() {
    let mut client = ready().await;
    let unused = ["workDoneToken", "partialResultToken", "context", "range", "unknown"];
    for method in ["hover", "completion", "definition", "documentLink"] {
        let method = format!("textDocument/{method}");
        for params in with_odd_members(&place(&method), &unused) {
            assert!(!client.request(&method, params.clone()).await.is_null(), "{method} {params}");
            let by_position = client.request(&method, json!([params])).await;
            assert!(!by_position.is_null(), "{method} [{params}]");
        }
    }
    client.end().await;
}

/// Without a reason that is known, completion was asked for by hand (LSP 3.17, `CompletionParams.context`).
#[tokio::test]
async fn completion_has_a_reason_that_is_known_or_none() {
    let mut client = ready().await;
    let mut place = place("textDocument/completion");
    let expected = client.request("textDocument/completion", place.clone()).await;
    assert!(!expected.is_null());
    for kind in odd_values().into_iter().chain([json!(0), json!(1), json!(1.0), json!(4), json!(99)]) {
        for character in odd_values() {
            place["context"] = json!({ "triggerKind": kind, "triggerCharacter": character });
            let found = client.request("textDocument/completion", place.clone()).await;
            assert_eq!(found, expected, "{place}");
        }
    }
    client.end().await;
}

#[tokio::test]
async fn unused_members_of_documents_may_be_odd() {
    let mut client = ready().await;
    let uri = "file:///b.js";
    let document_only = json!({ "textDocument": { "uri": uri } });
    for value in odd_values() {
        for name in ["languageId", "version", "unknown"] {
            let mut document = json!({ "uri": uri, "languageId": "javascript", "version": 1, "text": LINE });
            document[name] = value.clone();
            client.notify("textDocument/didOpen", json!({ "textDocument": document, "unknown": value })).await;
            assert!(client.hover(uri, 0, 12).await.is_object(), "{document}");
            for params in with_odd_members(&document_only, &["text", "reason", "unknown"]) {
                client.notify("textDocument/didSave", params).await;
            }
            assert!(client.hover(uri, 0, 12).await.is_object());
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri, "version": value } })).await;
            assert_eq!(client.hover(uri, 0, 12).await, Value::Null);
        }
    }
    for missing in ["languageId", "version"] {
        let mut document = json!({ "uri": uri, "languageId": "javascript", "version": 1, "text": LINE });
        document.as_object_mut().expect("an object").remove(missing);
        client.notify("textDocument/didOpen", json!([{ "textDocument": document }])).await;
        assert!(client.hover(uri, 0, 12).await.is_object(), "{document}");
        client.notify("textDocument/didClose", json!([document_only])).await;
        assert_eq!(client.hover(uri, 0, 12).await, Value::Null);
    }
    client.end().await;
}

/// Whole numbers with a fraction of 0 are read. Whatever is not a `uinteger` is refused with an error.
#[tokio::test]
async fn positions_are_read_or_refused() {
    let mut client = ready().await;
    let with = |position: Value| json!({ "textDocument": { "uri": URI }, "position": position });
    for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
        let line = f64::from(u8::from(method == "textDocument/completion"));
        let place = with(json!({ "line": line, "character": 12.0, "unknown": [] }));
        assert!(!client.request(method, place.clone()).await.is_null(), "{method} {place}");
    }
    let good = || json!(0);
    for odd in odd_values().into_iter().chain([json!(1e300), json!(u64::MAX)]) {
        for position in [
            odd.clone(),
            json!({ "line": odd, "character": good() }),
            json!({ "line": good(), "character": odd }),
            json!({ "line": good() }),
        ] {
            for method in ["hover", "completion", "definition"] {
                let id = client.ask(&format!("textDocument/{method}"), with(position.clone())).await;
                assert_eq!(client.answer(id).await["error"]["code"], -32602, "{method} {position}");
            }
        }
    }
    client.end().await;
}

#[tokio::test]
async fn unused_members_of_items_may_be_odd() {
    let mut client = ready().await;
    let good = json!({ "label": "404", "data": 404 });
    let members = [
        "kind",
        "tags",
        "detail",
        "documentation",
        "deprecated",
        "preselect",
        "sortText",
        "filterText",
        "insertText",
        "insertTextFormat",
        "insertTextMode",
        "textEdit",
        "textEditText",
        "additionalTextEdits",
        "commitCharacters",
        "command",
        "labelDetails",
        "unknown",
    ];
    for item in with_odd_members(&good, &members) {
        let resolved = client.request("completionItem/resolve", item.clone()).await;
        assert!(resolved["documentation"]["value"].is_string(), "{item}");
        assert_eq!((&resolved["label"], &resolved["data"]), (&good["label"], &good["data"]), "{item}");
    }
    for label in odd_values() {
        let resolved = client.request("completionItem/resolve", json!({ "label": label, "data": 404 })).await;
        assert!(resolved["documentation"]["value"].is_string(), "{label}");
    }
    client.end().await;
}

/// A notification without settings means that they have changed.
#[tokio::test]
async fn changed_settings_may_be_missing() {
    for params in [Value::Null, json!({}), json!({ "settings": null }), json!([{}]), json!({ "unknown": 3 })] {
        let mut client = Client::new();
        let mut capabilities = usual_capabilities();
        capabilities["workspace"] = json!({ "configuration": true });
        client.request("initialize", json!({ "capabilities": capabilities })).await;
        client.notify("initialized", json!({})).await;
        let question = client.expect("workspace/configuration").await;
        client
            .send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [{ "hover": { "enable": false } }] }))
            .await;
        client.notify("workspace/didChangeConfiguration", params).await;
        client.expect("workspace/configuration").await;
        client.end().await;
    }
}

//! Documents and folders are served whatever their URIs look like, in every message that bears one.

use serde_json::{Value, json};

use crate::Client;
use crate::client::{at, usual_capabilities};

const LINE: &str = "res.status(404);\n";
const OTHER: &str = "res.status(500);\n";

/// Strict URIs, URIs that are not encoded, paths, and texts that are neither.
const FORMS: [&str; 34] = [
    "file:///w/a.js",
    "file:///w/a%20b.js",
    "file:///c%3A/w/a.js",
    "file:///C:/w/a.js",
    "file://server/share/a.js",
    "untitled:Untitled-1",
    "vscode-notebook-cell:/x.ipynb#ch0000001",
    "http://[::1]/a.js",
    "http://user@[2001:db8::7]:8080/a.js?x=y#z",
    "https://[v7.a:b]/a.js",
    "jdt://contents/rt.jar/java.lang/String.class?=x/%5C/a=/",
    "file:///w/b c/[id].{x}.js",
    "file:///w/é🦀.js",
    "file:///w/%zz%.js",
    "file:///w/a#b#c.js",
    "file:///w/a|b<c>\"d\"`^\\.js",
    "http://[::1]/b c.js",
    "http://[::1/a.js",
    "http://host:port/a.js",
    "file://C:\\w\\a.js",
    "a.js",
    "w/a b.js",
    "./a.js",
    "../a.js",
    "/tmp/a.js",
    "/tmp/a b#c?.js",
    "//server/share/a.js",
    "//server/share/a b.js",
    "\\\\server\\a.js",
    "\\\\server\\a b.js",
    "C:\\x y",
    "C:\\x\\[y].js",
    "",
    " ",
];

async fn ready() -> Client {
    let options = json!({ "documentLinks": { "enable": true } });
    Client::ready_with(usual_capabilities(), options).await
}

#[tokio::test]
async fn every_message_takes_every_uri() {
    for uri in FORMS {
        let mut client = ready().await;
        let document = json!({ "textDocument": { "uri": uri } });
        client.open(uri, "javascript", &format!("{LINE}res.status(4")).await;
        assert!(client.hover(uri, 0, 12).await.is_object(), "{uri}");
        assert!(!client.request("textDocument/definition", at(uri, 0, 12)).await.is_null(), "{uri}");
        assert!(!client.request("textDocument/completion", at(uri, 1, 12)).await.is_null(), "{uri}");
        let links = client.request("textDocument/documentLink", document.clone()).await;
        assert_eq!(links.as_array().map(Vec::len), Some(1), "{uri}");

        let range = json!({ "start": { "line": 0, "character": 11 }, "end": { "line": 0, "character": 14 } });
        let changes = json!([{ "range": range, "text": "500" }]);
        let changed = json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": changes });
        client.notify("textDocument/didChange", changed).await;
        let card = client.hover(uri, 0, 12).await;
        assert!(card["contents"]["value"].as_str().is_some_and(|card| card.starts_with("## 500 ")), "{uri}: {card}");

        client.notify("textDocument/didSave", document.clone()).await;
        client.notify("textDocument/didClose", document.clone()).await;
        assert_eq!(client.hover(uri, 0, 12).await, Value::Null, "{uri} is closed");
        client.end().await;
    }
}

/// All of them at once, each with a text that tells it from its neighbors.
#[tokio::test]
async fn each_uri_is_a_document_of_its_own() {
    let mut client = ready().await;
    let text = |number: usize| format!("{}{LINE}", "\n".repeat(number));
    // This path and this URI are one file.
    assert!(FORMS.contains(&"//server/share/a.js") && FORMS.contains(&"file://server/share/a.js"));
    let forms: Vec<&str> = FORMS.into_iter().filter(|form| *form != "//server/share/a.js").collect();
    for (number, uri) in forms.iter().enumerate() {
        client.open(uri, "javascript", &text(number)).await;
    }
    for (number, uri) in forms.iter().enumerate() {
        let line = u32::try_from(number).expect("few");
        assert!(client.hover(uri, line, 12).await.is_object(), "{uri}");
        assert_eq!(client.hover(uri, line + 1, 12).await, Value::Null, "{uri}");
    }
    for uri in &forms {
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
    }
    for (number, uri) in forms.iter().enumerate() {
        assert_eq!(client.hover(uri, u32::try_from(number).expect("few"), 12).await, Value::Null, "{uri}");
    }
    client.end().await;
}

/// A client that encodes the URI in some messages alone means the same document.
#[tokio::test]
async fn an_encoded_uri_is_the_same_document() {
    let mut client = ready().await;
    client.open("file:///w/b c.js", "javascript", LINE).await;
    assert!(client.hover("file:///w/b%20c.js", 0, 12).await.is_object());
    client.open("file:///w/b%20c.js", "javascript", OTHER).await;
    let card = client.hover("file:///w/b c.js", 0, 12).await;
    assert!(card["contents"]["value"].as_str().is_some_and(|card| card.starts_with("## 500 ")), "{card}");
    client.end().await;
}

/// The scopes that the next question names. It is answered with the defaults.
async fn scopes(client: &mut Client) -> Vec<String> {
    let question = client.expect("workspace/configuration").await;
    let items = question["params"]["items"].as_array().expect("items").clone();
    let answer = vec![Value::Null; items.len()];
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": answer })).await;
    items.iter().filter_map(|item| item.get("scopeUri")?.as_str().map(str::to_owned)).collect()
}

/// Answers questions until these scopes were named, and no others.
async fn check_scopes(client: &mut Client, expected: &[&str]) {
    let mut missing: Vec<&str> = expected.to_vec();
    while !missing.is_empty() {
        for scope in scopes(client).await {
            let at = missing.iter().position(|address| scope == *address);
            missing.remove(at.unwrap_or_else(|| panic!("{scope} of {missing:?}")));
        }
    }
}

async fn ready_for_questions(folders: Value) -> Client {
    let mut client = Client::new();
    let mut capabilities = usual_capabilities();
    capabilities["workspace"] = json!({ "configuration": true, "workspaceFolders": true });
    client.request("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders })).await;
    client.notify("initialized", json!({})).await;
    client
}

/// A question names a document by its URI, encoded, or by the client's text where that was not a URI.
#[tokio::test]
async fn questions_name_documents_as_the_client_does() {
    let mut client = ready_for_questions(Value::Null).await;
    for uri in FORMS {
        client.open(uri, "javascript", LINE).await;
        let expected = match uri {
            "file:///w/b c/[id].{x}.js" => "file:///w/b%20c/%5Bid%5D.%7Bx%7D.js",
            "file:///w/é🦀.js" => "file:///w/%C3%A9%F0%9F%A6%80.js",
            "file:///w/%zz%.js" => "file:///w/%25zz%25.js",
            "file:///w/a#b#c.js" => "file:///w/a#b%23c.js",
            "file:///w/a|b<c>\"d\"`^\\.js" => "file:///w/a%7Cb%3Cc%3E%22d%22%60%5E%5C.js",
            "http://[::1]/b c.js" => "http://[::1]/b%20c.js",
            other => other,
        };
        check_scopes(&mut client, &[expected]).await;
    }
    client.end().await;
}

/// Folders, too, and none of them costs the others. One without a place has no documents.
#[tokio::test]
async fn folders_of_every_form_come_and_go() {
    let folders = json!([
        { "uri": "file:///w/my project", "name": "a" }, { "uri": "C:\\x y" }, { "uri": "" }, { "uri": "relative", "name": null },
        { "uri": "http://[::1]/w", "name": 7 }, { "uri": null, "name": "x" }, null, "file:///w", [], { "uri": "/tmp/w" },
    ]);
    let named = ["file:///w/my%20project", "C:\\x y", "http://[::1]/w", "/tmp/w"];
    let mut client = ready_for_questions(folders.clone()).await;
    check_scopes(&mut client, &named).await;
    let change = |added: &Value, removed: &Value| json!({ "event": { "added": added, "removed": removed } });
    client.notify("workspace/didChangeWorkspaceFolders", change(&json!([]), &folders)).await;
    client.notify("workspace/didChangeWorkspaceFolders", change(&folders, &Value::Null)).await;
    check_scopes(&mut client, &named).await;
    for odd in [Value::Null, json!({}), json!({ "event": 3 }), json!({ "event": { "added": "x" } }), json!([])] {
        client.notify("workspace/didChangeWorkspaceFolders", odd).await;
    }
    client.open("/tmp/project/a.js", "javascript", LINE).await;
    assert!(client.hover("/tmp/project/a.js", 0, 12).await.is_object());
    // One question is under way, and no other before it is answered.
    client.expect("workspace/configuration").await;
    client.end().await;
}

//! Results that depend on `.http-status.toml`: two folders with different files at once, on a real disk.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const TEA: &str = r#"
[status.477]
name = "Tea Break"
summary = "The kitchen has its tea."
fixes = ["Come back at four."]
runbook = "https://wiki.example/tea"

[status.429]
note = "Each key may send 100 requests a minute."
"#;
const COFFEE: &str = "[status.477]\nname = \"Coffee Break\"\nsummary = \"The machine is cleaned.\"\n";
const LINE: &str = "res.status(477).end();\nres.status(429).end();\nres.status(4);\n";

fn uri(folder: &Path, file: &str) -> String {
    format!("file://{}", folder.join(file).display())
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().expect("a folder")).expect("created");
    fs::write(path, text).expect("written");
}

/// A client with the folders `tea`, `coffee` and `none`, and in each an open document.
async fn ready(is_watching: bool) -> (Client, tempfile::TempDir, [String; 3]) {
    let root = tempfile::tempdir().expect("a folder");
    write(root.path(), "tea/.http-status.toml", TEA);
    write(root.path(), "coffee/.http-status.toml", COFFEE);
    write(root.path(), "none/x", "");
    let mut client = Client::new();
    let folder = |name: &str| json!({ "uri": uri(root.path(), name), "name": name });
    let folders = ["tea", "coffee", "none"].map(folder);
    let documents = ["tea/src/a.js", "coffee/a.js", "none/a.js"].map(|file| uri(root.path(), file));
    let capabilities = json!({
        "textDocument": { "completion": { "completionItem": { "resolveSupport": { "properties": ["documentation"] } } } },
        "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": is_watching } },
    });
    let options = json!({ "documentLinks": { "enable": true } });
    let params = json!({ "capabilities": capabilities, "workspaceFolders": folders, "initializationOptions": options });
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    for document in &documents {
        client.open(document, "javascript", LINE).await;
    }
    (client, root, documents)
}

async fn hover(client: &mut Client, uri: &str, line: u32) -> String {
    let found = client.hover(uri, line, 12).await;
    found["contents"]["value"].as_str().or(found["contents"].as_str()).unwrap_or_default().to_owned()
}

/// Asks until the card begins so. Until the files are read, the catalog alone is known.
async fn shows(client: &mut Client, uri: &str, line: u32, expected: &str) -> String {
    let start = std::time::Instant::now();
    loop {
        let card = hover(client, uri, line).await;
        if card.contains(expected) {
            return card;
        }
        assert!(start.elapsed().as_secs() < 30, "{expected}: {card}");
    }
}

async fn status_of(client: &mut Client, params: Value, code: u64) -> Value {
    let answer = client.request("httpStatus/statuses", params).await;
    let statuses = answer["statuses"].as_array().expect("a list").clone();
    statuses.into_iter().find(|status| status["code"] == code).unwrap_or_default()
}

#[tokio::test]
async fn two_folders_have_different_statuses_at_once() {
    let (mut client, root, [tea, coffee, none]) = ready(false).await;
    let card = shows(&mut client, &tea, 0, "477 Tea Break").await;
    assert!(card.contains("The kitchen has its tea.") && card.contains("Come back at four."), "{card}");
    let card = shows(&mut client, &coffee, 0, "477 Coffee Break").await;
    assert!(card.contains("The machine is cleaned.") && !card.contains("tea"), "{card}");
    assert!(hover(&mut client, &none, 0).await.contains("477 (unregistered)"));
    shows(&mut client, &tea, 1, "Each key may send 100 requests a minute.").await;
    assert!(!hover(&mut client, &coffee, 1).await.contains("Each key"));

    for (document, name) in [(&tea, Some("Tea Break")), (&coffee, Some("Coffee Break")), (&none, None)] {
        // Completion, and the card of an item.
        let found = client.request("textDocument/completion", at(document, 2, 12)).await;
        let items = found["items"].as_array().or(found.as_array()).cloned().unwrap_or_default();
        let item = items.into_iter().find(|item| item["label"] == "477");
        assert_eq!(item.as_ref().and_then(|item| item["detail"].as_str()), name);
        if let (Some(item), Some(name)) = (item, name) {
            let resolved = client.request("completionItem/resolve", item).await;
            assert!(resolved["documentation"].to_string().contains(name), "{resolved}");
        }
        // The look-up.
        let params = json!({ "textDocument": { "uri": document } });
        let status = status_of(&mut client, params.clone(), 477).await;
        assert_eq!(status["name"].as_str(), name);
        let registered = status_of(&mut client, params.clone(), 429).await;
        assert!(registered["page"].is_string() && registered["definition"].is_null(), "{registered}");
        // Links and definitions lead to the line that defines the status.
        let links = client.request("textDocument/documentLink", params).await;
        let title = name.map_or_else(|| "477 (unregistered)".to_owned(), |name| format!("477 {name}"));
        assert_eq!(links[0]["tooltip"], title.as_str());
        let definition = client.request("textDocument/definition", at(document, 0, 12)).await;
        if name.is_some() {
            let file = document.replace("/src", "").replace("a.js", ".http-status.toml");
            assert_eq!((&links[0]["target"], &definition["uri"]), (&json!(file), &json!(file)));
            let line = if document == &tea { 1 } else { 0 };
            assert_eq!(definition["range"]["start"]["line"], line);
            // The look-up leads there too, in place of a page.
            assert_eq!((&status["page"], &status["definition"]), (&Value::Null, &definition));
        } else {
            assert!(definition["uri"].as_str().is_some_and(|page| page.ends_with("/index.md")), "{definition}");
        }
        assert!(links[1]["target"].as_str().is_some_and(|page| page.ends_with("/429.md")), "{links}");
    }
    // Without a document, the first folder speaks.
    assert_eq!(status_of(&mut client, json!({}), 477).await["name"], "Tea Break");
    drop(root);
    client.end().await;
}

#[tokio::test]
async fn a_changed_file_holds_when_the_client_tells_of_it() {
    let (mut client, root, [tea, coffee, _]) = ready(true).await;
    let registration = client.expect("client/registerCapability").await;
    let watchers = registration["params"]["registrations"][0]["registerOptions"]["watchers"].to_string();
    assert!(watchers.contains("**/.http-status.toml"), "{watchers}");
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "result": null })).await;
    shows(&mut client, &tea, 0, "477 Tea Break").await;
    let tell = |file: &str| json!({ "changes": [{ "uri": uri(root.path(), file), "type": 2 }] });
    write(root.path(), "tea/.http-status.toml", "[status.477]\nname = \"Tea Time\"\n");
    client.notify("workspace/didChangeWatchedFiles", tell("tea/.http-status.toml")).await;
    shows(&mut client, &tea, 0, "477 Tea Time").await;
    // A file that is no TOML changes nothing, and what is wrong in one file changes nothing in others.
    write(root.path(), "tea/.http-status.toml", "[status.477\nname = \"Broken\"\n");
    client.notify("workspace/didChangeWatchedFiles", tell("tea/.http-status.toml")).await;
    write(root.path(), "coffee/.http-status.toml", "wrong = 1\n[status.477]\nname = \"Cocoa\"\n");
    client.notify("workspace/didChangeWatchedFiles", tell("coffee/.http-status.toml")).await;
    shows(&mut client, &coffee, 0, "477 Cocoa").await;
    assert!(hover(&mut client, &tea, 0).await.contains("477 Tea Time"));
    fs::remove_file(root.path().join("tea/.http-status.toml")).expect("it is there");
    client.notify("workspace/didChangeWatchedFiles", tell("tea/.http-status.toml")).await;
    shows(&mut client, &tea, 0, "477 (unregistered)").await;
    client.end().await;
}

#[tokio::test]
async fn without_watching_a_changed_file_holds_after_a_save() {
    let (mut client, root, [tea, ..]) = ready(false).await;
    shows(&mut client, &tea, 0, "477 Tea Break").await;
    write(root.path(), "tea/src/.http-status.toml", "[status.477]\nname = \"Nearer\"\n");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": tea } })).await;
    shows(&mut client, &tea, 0, "477 Nearer").await;
    client.end().await;
}

#[tokio::test]
async fn a_file_above_the_watched_folder_holds_after_a_save() {
    let (mut client, root, [.., none]) = ready(true).await;
    let registration = client.expect("client/registerCapability").await;
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "result": null })).await;
    shows(&mut client, &none, 0, "477 (unregistered)").await;
    let save = json!({ "textDocument": { "uri": none } });
    // The folder was opened alone, and its repository begins above it.
    write(root.path(), ".git", "gitdir: elsewhere");
    write(root.path(), ".http-status.toml", "[status.477]\nname = \"Above\"\n");
    client.notify("textDocument/didSave", save.clone()).await;
    shows(&mut client, &none, 0, "477 Above").await;
    fs::remove_file(root.path().join(".http-status.toml")).expect("it is there");
    client.notify("textDocument/didSave", save).await;
    shows(&mut client, &none, 0, "477 (unregistered)").await;
    client.end().await;
}

#[tokio::test]
async fn rules_follow_the_file_and_it_wins_over_settings() {
    let root = tempfile::tempdir().expect("a folder");
    let file = "a.js";
    write(root.path(), file, "");
    let mut client = Client::new();
    let params = json!({
        "capabilities": { "textDocument": { "publishDiagnostics": {} } },
        "workspaceFolders": [{ "uri": uri(root.path(), ""), "name": "folder" }],
        "initializationOptions": { "rules": { "body-not-allowed": "information" } },
    });
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    let document = uri(root.path(), file);
    client.open(&document, "javascript", "res.status(204).json(x)\nres.status(477).end()\n").await;
    let mut pushed = Vec::new();
    for (text, expected) in [
        (None, json!([["body-not-allowed", 3], ["unregistered-code", 3]])),
        (
            Some("[rules]\nbody-not-allowed = \"hint\"\n[status.477]\nname = \"Tea Break\"\n"),
            json!([["body-not-allowed", 4]]),
        ),
        (Some("[rules]\nbody-not-allowed = \"off\"\n"), json!([["unregistered-code", 3]])),
        (Some("allowed-codes = [477]\n"), json!([["body-not-allowed", 3]])),
        (Some("exclude = [\"*.js\"]\n"), json!([])),
        (Some("exclude = [\"*.ts\"]\n"), json!([["body-not-allowed", 3], ["unregistered-code", 3]])),
    ] {
        if let Some(text) = text {
            write(root.path(), ".http-status.toml", text);
            client.notify("textDocument/didSave", json!({ "textDocument": { "uri": document } })).await;
        }
        // Nothing else is pushed in between but what holds already.
        loop {
            let params = client.expect("textDocument/publishDiagnostics").await["params"].clone();
            let items = params["diagnostics"].as_array().expect("a list").iter();
            let found = Value::from(items.map(|item| json!([item["code"], item["severity"]])).collect::<Vec<_>>());
            if found == expected {
                pushed.push(found);
                break;
            }
            assert_eq!(Some(&found), pushed.last(), "{text:?}");
        }
    }
    client.end().await;
}

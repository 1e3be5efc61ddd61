//! Results that depend on the manifests of a workspace, on a real disk, and the time at which a change of them is read.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const RACK_2: &str = "GEM\n  specs:\n    rack (2.2.8)\n\nDEPENDENCIES\n  rack\n";
const RACK_3: &str = "GEM\n  specs:\n    rack (3.1.10)\n\nDEPENDENCIES\n  rack\n";
const LINE: &str = "head :unproc\n";

fn uri(folder: &Path, file: &str) -> String {
    format!("file://{}", folder.join(file).display())
}

/// A folder with these files, and a client that has it open.
async fn ready(files: &[(&str, &str)], is_watching: bool) -> (Client, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    for (path, text) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, text).expect("written");
    }
    let mut client = Client::new();
    let folders = json!([{ "uri": uri(folder.path(), ""), "name": "folder" }]);
    let capabilities = json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": is_watching } } });
    client.request("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders })).await;
    client.notify("initialized", json!({})).await;
    (client, folder)
}

async fn labels(client: &mut Client, uri: &str, line: u32, character: u32) -> Vec<String> {
    let found = client.request("textDocument/completion", at(uri, line, character)).await;
    let items = found["items"].as_array().or(found.as_array()).cloned().unwrap_or_default();
    items.iter().map(|item| item["label"].as_str().expect("a label").to_owned()).collect()
}

/// Asks until these are the names of 422 in the list. What it was before may still be offered while the manifests are read.
async fn offers(client: &mut Client, uri: &str, expected: &[&str]) {
    let start = std::time::Instant::now();
    loop {
        let mut labels = labels(client, uri, 0, 12).await;
        labels.retain(|label| label.starts_with("unproc"));
        if labels == expected {
            return;
        }
        assert!(start.elapsed().as_secs() < 30, "{labels:?}");
    }
}

#[tokio::test]
async fn a_changed_lock_file_changes_the_offer_when_the_client_tells_of_it() {
    let (mut client, folder) = ready(&[("Gemfile.lock", RACK_2)], true).await;
    let registration = client.expect("client/registerCapability").await;
    let registered = &registration["params"]["registrations"][0];
    assert_eq!(registered["method"], "workspace/didChangeWatchedFiles");
    let globs = registered["registerOptions"]["watchers"].to_string();
    assert!(
        globs.contains("Gemfile.lock")
            && globs.contains("package.json")
            && globs.contains("**/*.{gemspec,cabal,csproj"),
        "{globs}"
    );
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "result": null })).await;
    let document = uri(folder.path(), "app/x.rb");
    client.open(&document, "ruby", LINE).await;
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    fs::write(folder.path().join("Gemfile.lock"), RACK_3).expect("written");
    let change = json!({ "uri": uri(folder.path(), "Gemfile.lock"), "type": 2 });
    client.notify("workspace/didChangeWatchedFiles", json!({ "changes": [change, { "uri": 3 }, null] })).await;
    offers(&mut client, &document, &["unprocessable_content", "unprocessable_entity"]).await;
    client.end().await;
}

#[tokio::test]
async fn without_watching_a_change_is_seen_after_a_save_or_a_request() {
    let (mut client, folder) = ready(&[("Gemfile.lock", RACK_2)], false).await;
    let document = uri(folder.path(), "app/x.rb");
    client.open(&document, "ruby", LINE).await;
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    fs::write(folder.path().join("Gemfile.lock"), RACK_3).expect("written");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": document } })).await;
    offers(&mut client, &document, &["unprocessable_content", "unprocessable_entity"]).await;
    fs::write(folder.path().join("Gemfile.lock"), RACK_2).expect("written");
    // Requests alone lead to a look, once it is due.
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    client.end().await;
}

#[tokio::test]
async fn a_document_outside_of_the_workspace_has_the_project_of_its_repository() {
    let (mut client, folder) = ready(&[], false).await;
    let other = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(other.path().join(".git")).expect("created");
    fs::write(other.path().join("Gemfile.lock"), RACK_2).expect("written");
    let document = uri(other.path(), "x.rb");
    client.open(&document, "ruby", LINE).await;
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    drop(folder);
    client.end().await;
}

#[tokio::test]
async fn other_folders_have_other_projects() {
    let (mut client, folder) = ready(&[("a/Gemfile.lock", RACK_2), ("b/Gemfile.lock", RACK_3)], false).await;
    let (in_a, in_b) = (uri(folder.path(), "a/x.rb"), uri(folder.path(), "b/x.rb"));
    client.open(&in_a, "ruby", LINE).await;
    client.open(&in_b, "ruby", LINE).await;
    offers(&mut client, &in_b, &["unprocessable_content", "unprocessable_entity"]).await;
    offers(&mut client, &in_a, &["unprocessable_entity"]).await;
    let folders = |uri: String| json!([{ "uri": uri, "name": "x" }]);
    let event = json!({ "added": [], "removed": folders(uri(folder.path(), "")) });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event })).await;
    offers(&mut client, &in_a, &["unprocessable_entity", "unprocessable_content"]).await;
    client.end().await;
}

#[tokio::test]
async fn a_client_that_refuses_to_watch_is_no_trouble() {
    let (mut client, folder) = ready(&[("Gemfile.lock", RACK_2)], true).await;
    let registration = client.expect("client/registerCapability").await;
    let error = json!({ "code": -32601, "message": "no" });
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "error": error })).await;
    let document = uri(folder.path(), "x.rb");
    client.open(&document, "ruby", LINE).await;
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    fs::write(folder.path().join("Gemfile.lock"), RACK_3).expect("written");
    client.notify("textDocument/didSave", json!({ "textDocument": { "uri": document } })).await;
    offers(&mut client, &document, &["unprocessable_content", "unprocessable_entity"]).await;
    client.end().await;
}

#[tokio::test]
async fn clients_without_a_list_of_folders_have_a_root() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("Gemfile.lock"), RACK_2).expect("written");
    let mut client = Client::new();
    let params = json!({ "capabilities": {}, "workspaceFolders": Value::Null, "rootUri": uri(folder.path(), "") });
    client.request("initialize", params).await;
    client.notify("initialized", json!({})).await;
    let document = uri(folder.path(), "x.rb");
    client.open(&document, "ruby", LINE).await;
    offers(&mut client, &document, &["unprocessable_entity"]).await;
    client.end().await;
}

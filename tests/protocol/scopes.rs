//! Settings for each folder and each document, of a client that can be asked for them.

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::{Value, json};

use crate::Client;

const LINE: &str = "res.status(404);\n";
const A: &str = "file:///w/a";
const B: &str = "file:///w/b";
const IN_A: &str = "file:///w/a/x.js";
const IN_B: &str = "file:///w/b/x.js";
/// The question without a scope.
const GLOBAL: &str = "";

/// A client that can be asked for its settings, with these folders.
async fn ready(folders: &[&str]) -> Client {
    let mut client = Client::new();
    let folders: Vec<Value> = folders.iter().map(|uri| json!({ "uri": uri, "name": "folder" })).collect();
    let capabilities = json!({ "workspace": { "configuration": true, "workspaceFolders": true } });
    client.request("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders })).await;
    client.notify("initialized", json!({})).await;
    client
}

/// The same, with a document open in each of two folders, before anything is answered.
async fn with_documents() -> Client {
    let mut client = ready(&[A, B]).await;
    for uri in [IN_A, IN_B] {
        client.open(uri, "javascript", LINE).await;
    }
    client
}

/// A question of the server, and what it is about.
async fn question(client: &mut Client) -> (Value, Vec<String>) {
    let question = client.expect("workspace/configuration").await;
    let items = question["params"]["items"].as_array().expect("items").clone();
    assert!(items.iter().all(|item| item["section"] == "httpStatus"), "{items:?}");
    let scopes = items.iter().map(|item| item["scopeUri"].as_str().unwrap_or(GLOBAL).to_owned()).collect();
    (question["id"].clone(), scopes)
}

async fn reply(client: &mut Client, id: Value, values: Value) {
    client.send(json!({ "jsonrpc": "2.0", "id": id, "result": values })).await;
}

/// Answers questions until each of these scopes was asked about, and none of them twice.
async fn answer_all(client: &mut Client, expected: &[&str], answer: impl Fn(&str) -> Value) {
    let mut left: BTreeSet<&str> = expected.iter().copied().collect();
    while !left.is_empty() {
        let (id, scopes) = question(client).await;
        for scope in &scopes {
            assert!(left.remove(scope.as_str()), "{scope} of {scopes:?}");
        }
        reply(client, id, scopes.iter().map(|scope| answer(scope)).collect()).await;
    }
}

fn hover(is_on: bool) -> Value {
    json!({ "hover": { "enable": is_on } })
}

/// Hover is off for one scope, and nothing is said of the others.
fn off_for(off: &str) -> impl Fn(&str) -> Value {
    move |scope| if scope == off { hover(false) } else { Value::Null }
}

async fn shows(client: &mut Client, uri: &str) -> bool {
    client.hover(uri, 0, 12).await != Value::Null
}

/// Waits until hovers in these two documents are answered so. An answer of the client is taken over when its turn comes.
async fn wait_for(client: &mut Client, expected: (bool, bool)) {
    let settle = async {
        while (shows(client, IN_A).await, shows(client, IN_B).await) != expected {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), settle).await.expect("the settings are taken over");
}

#[tokio::test]
async fn a_folder_has_settings_of_its_own() {
    let mut client = with_documents().await;
    answer_all(&mut client, &[GLOBAL, A, B, IN_A, IN_B], off_for(A)).await;
    wait_for(&mut client, (false, true)).await;
    client.end().await;
}

/// VS Code merges the settings of a language into the answer for a document.
#[tokio::test]
async fn a_document_has_settings_of_its_own() {
    let mut client = with_documents().await;
    let answer = |scope: &str| match scope {
        GLOBAL | A => hover(false),
        IN_A => hover(true),
        _ => Value::Null,
    };
    answer_all(&mut client, &[GLOBAL, A, B, IN_A, IN_B], answer).await;
    wait_for(&mut client, (true, false)).await;
    // With its document, the answer goes: opened anew, it may be of another language.
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": IN_A } })).await;
    client.open(IN_A, "javascript", LINE).await;
    assert!(!shows(&mut client, IN_A).await);
    answer_all(&mut client, &[IN_A], |_| hover(true)).await;
    wait_for(&mut client, (true, false)).await;
    client.end().await;
}

#[tokio::test]
async fn folders_come_and_go() {
    let mut client = ready(&[B]).await;
    answer_all(&mut client, &[GLOBAL, B], off_for(B)).await;
    for uri in [IN_A, IN_B] {
        client.open(uri, "javascript", LINE).await;
    }
    answer_all(&mut client, &[IN_A, IN_B], |_| Value::Null).await;
    wait_for(&mut client, (true, false)).await;

    let folders = |added: &[&str], removed: &[&str]| {
        let list = |uris: &[&str]| uris.iter().map(|uri| json!({ "uri": uri, "name": "x" })).collect::<Vec<_>>();
        json!({ "event": { "added": list(added), "removed": list(removed) } })
    };
    client.notify("workspace/didChangeWorkspaceFolders", folders(&[A, A], &[])).await;
    answer_all(&mut client, &[GLOBAL, A, B, IN_A, IN_B], off_for(A)).await;
    wait_for(&mut client, (false, true)).await;
    client.notify("workspace/didChangeWorkspaceFolders", folders(&[], &[A, "file:///unknown"])).await;
    answer_all(&mut client, &[GLOBAL, B, IN_A, IN_B], |_| Value::Null).await;
    wait_for(&mut client, (true, true)).await;
    client.end().await;
}

#[tokio::test]
async fn scopes_are_asked_about_again_when_settings_change() {
    let mut client = with_documents().await;
    let scopes = [GLOBAL, A, B, IN_A, IN_B];
    answer_all(&mut client, &scopes, off_for(A)).await;
    wait_for(&mut client, (false, true)).await;
    // Without settings, and with those that hold where nothing else does.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    answer_all(&mut client, &scopes, off_for(IN_B)).await;
    wait_for(&mut client, (true, false)).await;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "httpStatus": hover(false) } })).await;
    assert!(!shows(&mut client, IN_A).await);
    answer_all(&mut client, &scopes, |scope| if scope == B { hover(true) } else { Value::Null }).await;
    wait_for(&mut client, (false, true)).await;
    client.end().await;
}

#[tokio::test]
async fn a_scope_without_an_answer_has_the_settings_around_it() {
    let mut client = ready(&[A, B]).await;
    for values in [json!([hover(false)]), json!([hover(false), null, {}, { "httpStatus": null }])] {
        let (id, scopes) = question(&mut client).await;
        assert_eq!(scopes, [GLOBAL, A, B]);
        reply(&mut client, id, values).await;
        for uri in [IN_A, IN_B] {
            client.open(uri, "javascript", LINE).await;
        }
        answer_all(&mut client, &[IN_A, IN_B], |_| Value::Null).await;
        wait_for(&mut client, (false, false)).await;
        for uri in [IN_A, IN_B] {
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
        }
        client.notify("workspace/didChangeConfiguration", json!({ "settings": {} })).await;
    }
    // More answers than questions.
    let (id, _) = question(&mut client).await;
    reply(&mut client, id, json!([null, null, null, hover(false), 7])).await;
    for uri in [IN_A, IN_B] {
        client.open(uri, "javascript", LINE).await;
    }
    answer_all(&mut client, &[IN_A, IN_B], |_| Value::Null).await;
    wait_for(&mut client, (true, true)).await;
    client.end().await;
}

#[tokio::test]
async fn an_error_costs_the_scopes_and_not_the_settings() {
    let mut client = ready(&[A, B]).await;
    for refusal in [json!({ "error": { "code": -32602, "message": "no scopes" } }), json!({ "result": null })] {
        let (id, scopes) = question(&mut client).await;
        assert_eq!(scopes, [GLOBAL, A, B]);
        let mut answer = json!({ "jsonrpc": "2.0", "id": id });
        answer.as_object_mut().expect("an object").extend(refusal.as_object().expect("an object").clone());
        client.send(answer).await;
        let (id, scopes) = question(&mut client).await;
        assert_eq!(scopes, [GLOBAL]);
        reply(&mut client, id, json!([hover(false)])).await;
        // They are not asked about until something changes.
        for uri in [IN_A, IN_B] {
            client.open(uri, "javascript", LINE).await;
        }
        wait_for(&mut client, (false, false)).await;
        for uri in [IN_A, IN_B] {
            client.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } })).await;
        }
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    }
    let (id, scopes) = question(&mut client).await;
    assert_eq!(scopes.len(), 3);
    reply(&mut client, id, json!([])).await;
    client.end().await;
}

/// The answer to the first question comes after the client changed its mind, and the second question's must win.
#[tokio::test]
async fn an_old_answer_does_not_undo_a_new_one() {
    let mut client = with_documents().await;
    let (first, _) = question(&mut client).await;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    assert!(shows(&mut client, IN_A).await);
    reply(&mut client, first, json!([hover(false), hover(false), hover(false), hover(false), hover(false)])).await;
    let (second, scopes) = question(&mut client).await;
    assert_eq!(scopes, [GLOBAL, A, B, IN_A, IN_B]);
    for _ in 0..20 {
        assert!(shows(&mut client, IN_A).await && shows(&mut client, IN_B).await);
        tokio::task::yield_now().await;
    }
    reply(&mut client, second, json!([null, null, null, null, hover(false)])).await;
    wait_for(&mut client, (true, false)).await;
    client.end().await;
}

#[tokio::test]
async fn documents_that_open_during_a_question_share_the_next() {
    let mut client = ready(&[]).await;
    let (first, scopes) = question(&mut client).await;
    assert_eq!(scopes, [GLOBAL]);
    let opened: Vec<String> = (0..300).map(|number| format!("{A}/{number:03}.js")).collect();
    for uri in &opened {
        client.open(uri, "javascript", LINE).await;
    }
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": opened[0] } })).await;
    assert!(shows(&mut client, &opened[1]).await);
    reply(&mut client, first, json!([null])).await;
    for (first, last) in [(1, 256), (257, 299)] {
        let (id, scopes) = question(&mut client).await;
        assert_eq!(scopes, opened[first..=last]);
        reply(&mut client, id, scopes.iter().map(|_| hover(false)).collect()).await;
    }
    let settle = async { while shows(&mut client, &opened[299]).await {} };
    tokio::time::timeout(Duration::from_secs(30), settle).await.expect("the settings are taken over");
    assert!(!shows(&mut client, &opened[1]).await);
    client.end().await;
}

#[tokio::test]
async fn a_client_that_never_answers_is_asked_once() {
    let mut client = with_documents().await;
    question(&mut client).await;
    for round in 0..50 {
        client.open(&format!("{A}/{round}.js"), "javascript", LINE).await;
        client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
        // What it tells unasked holds.
        let is_on = round % 2 == 0;
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "httpStatus": hover(is_on) } })).await;
        assert_eq!(shows(&mut client, IN_A).await, is_on);
    }
    // This checks that nothing else came.
    client.end().await;
}

#[tokio::test]
async fn a_client_without_configuration_requests_is_not_asked() {
    let mut client = Client::new();
    let folders = json!([{ "uri": A, "name": "a" }]);
    client.request("initialize", json!({ "capabilities": {}, "workspaceFolders": folders })).await;
    client.notify("initialized", json!({})).await;
    client.open(IN_A, "javascript", LINE).await;
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": folders, "removed": [] } })).await;
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "httpStatus": hover(false) } })).await;
    assert!(!shows(&mut client, IN_A).await);
    client.end().await;
}

#[tokio::test]
async fn a_wrong_value_is_named_once_for_all_scopes() {
    let mut client = with_documents().await;
    let wrong = |scope: &str| if scope == IN_B { hover(true) } else { json!({ "hover": { "enable": "no" } }) };
    answer_all(&mut client, &[GLOBAL, A, B, IN_A, IN_B], wrong).await;
    let message = client.expect("window/showMessage").await;
    assert_eq!(
        message["params"]["message"],
        "httpStatus.hover.enable: \"no\" is not true or false; the default true holds."
    );
    wait_for(&mut client, (true, true)).await;
    client.end().await;
}

/// A folder with an invalid URI must not end the session.
#[tokio::test]
async fn folders_with_invalid_uris_are_accepted() {
    let mut client = ready(&["file:///a b", "", "relative"]).await;
    client.open("file:///a b/x.js", "javascript", LINE).await;
    answer_all(&mut client, &[GLOBAL, "file:///a%20b", "file:///a%20b/x.js"], off_for("file:///a%20b")).await;
    let settle = async { while shows(&mut client, "file:///a b/x.js").await {} };
    tokio::time::timeout(Duration::from_secs(30), settle).await.expect("the settings are taken over");
    client.end().await;
}

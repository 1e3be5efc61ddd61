//! From `initialize` to the end.

use expect_test::expect;
use serde_json::{Value, json};

use crate::Client;
use crate::client::usual_capabilities;

#[tokio::test]
async fn initialize_tells_what_the_server_can_do() {
    let mut client = Client::new();
    let result = client.request("initialize", json!({ "capabilities": usual_capabilities() })).await;
    let capabilities = serde_json::to_string_pretty(&result["capabilities"]).expect("JSON");
    expect![[r#"
        {
          "completionProvider": {
            "resolveProvider": true,
            "triggerCharacters": [
              "(",
              ".",
              ":",
              "=",
              " ",
              "'",
              "\"",
              "1",
              "2",
              "3",
              "4",
              "5"
            ]
          },
          "definitionProvider": true,
          "documentLinkProvider": {
            "resolveProvider": false
          },
          "hoverProvider": true,
          "positionEncoding": "utf-16",
          "textDocumentSync": {
            "change": 2,
            "openClose": true
          },
          "workspace": {
            "workspaceFolders": {
              "changeNotifications": true,
              "supported": true
            }
          }
        }"#]]
    .assert_eq(&capabilities);
    assert_eq!(result["serverInfo"]["name"], "http-status-lsp");
    client.notify("initialized", json!({})).await;
    client.end().await;
}

#[tokio::test]
async fn exit_without_shutdown_is_1() {
    let mut client = Client::ready().await;
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 1);
}

#[tokio::test]
async fn exit_before_initialize_is_1() {
    let mut client = Client::new();
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 1);
}

#[tokio::test]
async fn the_end_of_the_input_is_an_end() {
    let mut client = Client::ready().await;
    client.hang_up().await;
    assert_eq!(client.exit_code().await, 1);

    let mut client = Client::ready().await;
    client.request("shutdown", Value::Null).await;
    client.hang_up().await;
    assert_eq!(client.exit_code().await, 0);
}

#[tokio::test]
async fn requests_before_initialize_and_after_shutdown_are_refused() {
    let mut client = Client::new();
    let hover = json!({ "textDocument": { "uri": "file:///a.js" }, "position": { "line": 0, "character": 0 } });
    let id = client.ask("textDocument/hover", hover.clone()).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32002);
    client.request("initialize", json!({ "capabilities": {} })).await;
    client.request("shutdown", Value::Null).await;
    let id = client.ask("textDocument/hover", hover).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32600);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 0);
}

/// Emacs' lsp-mode gives an empty object to a request without parameters.
#[tokio::test]
async fn shutdown_may_have_parameters() {
    for params in [serde_json::json!({}), serde_json::json!([])] {
        let mut client = Client::ready().await;
        assert_eq!(client.request("shutdown", params.clone()).await, Value::Null);
        client.notify("exit", params).await;
        assert_eq!(client.exit_code().await, 0);
    }
}

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
            "openClose": true,
            "save": true
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

/// Only a `shutdown` that succeeds shuts the server down.
#[tokio::test]
async fn a_shutdown_that_was_refused_does_not_count() {
    // Before `initialize`.
    let mut client = Client::new();
    let id = client.ask("shutdown", Value::Null).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32002);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 1);

    // As a notification, or with an id that JSON-RPC does not allow. The server serves on.
    for message in [
        json!({ "jsonrpc": "2.0", "method": "shutdown" }),
        json!({ "jsonrpc": "2.0", "method": "shutdown", "id": [1] }),
    ] {
        for ends_by_exit in [true, false] {
            let mut client = Client::ready().await;
            client.send(message.clone()).await;
            if message.get("id").is_some() {
                assert_eq!(client.next_message().await["error"]["code"], -32600);
            }
            client.open("file:///a.js", "javascript", "res.status(404)").await;
            assert!(client.hover("file:///a.js", 0, 12).await.is_object());
            if ends_by_exit {
                client.notify("exit", Value::Null).await;
            } else {
                client.hang_up().await;
            }
            assert_eq!(client.exit_code().await, 1);
        }
    }

    // A second one is refused, and the first holds.
    let mut client = Client::ready().await;
    client.request("shutdown", Value::Null).await;
    let id = client.ask("shutdown", Value::Null).await;
    assert_eq!(client.answer(id).await["error"]["code"], -32600);
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 0);
}

/// `exit` may stand right behind it.
#[tokio::test]
async fn an_exit_in_the_same_write_sees_the_shutdown() {
    let framed = |message: Value| {
        let body = message.to_string();
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    let mut client = Client::ready().await;
    let shutdown = framed(json!({ "jsonrpc": "2.0", "id": "end", "method": "shutdown" }));
    let exit = framed(json!({ "jsonrpc": "2.0", "method": "exit" }));
    client.raw((shutdown + &exit).as_bytes()).await;
    assert_eq!(client.next_message().await["id"], "end");
    assert_eq!(client.exit_code().await, 0);
}

/// Before `initialize` and after `shutdown` a method without a handler is refused like any other (LSP 3.17, "Initialize Request" and
/// "Shutdown Request").
#[tokio::test]
async fn all_methods_are_refused_alike_before_and_after_a_session() {
    let methods = ["textDocument/hover", "no/such", "", "$/no/such", "textDocument/references", "httpStatus/statuses"];
    let mut client = Client::new();
    for code in [-32002, -32601, -32600] {
        for method in methods {
            if code == -32601 && matches!(method, "textDocument/hover" | "httpStatus/statuses") {
                continue;
            }
            let id = client.ask(method, json!({})).await;
            assert_eq!(client.answer(id).await["error"]["code"], code, "{method}");
            client.notify(method, json!({})).await;
        }
        match code {
            -32002 => _ = client.request("initialize", json!({})).await,
            -32601 => _ = client.request("shutdown", Value::Null).await,
            _ => {}
        }
    }
    client.notify("exit", Value::Null).await;
    assert_eq!(client.exit_code().await, 0);
}

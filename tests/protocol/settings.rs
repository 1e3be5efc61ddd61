//! Settings on each of their ways.

use serde_json::{Value, json};

use crate::Client;
use crate::client::usual_capabilities;

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";

async fn hovers(client: &mut Client) -> bool {
    client.hover(URI, 0, 12).await != Value::Null
}

#[tokio::test]
async fn initialization_options_hold_from_the_start() {
    let mut client = Client::ready_with(usual_capabilities(), json!({ "hover": { "enable": false } })).await;
    client.open(URI, "javascript", LINE).await;
    assert!(!hovers(&mut client).await);
    client.end().await;
}

#[tokio::test]
async fn changed_settings_hold_at_once() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    for wanted in [false, true] {
        let settings = json!({ "settings": { "httpStatus": { "hover": { "enable": wanted } } } });
        client.notify("workspace/didChangeConfiguration", settings).await;
        assert_eq!(hovers(&mut client).await, wanted);
    }
    client.end().await;
}

#[tokio::test]
async fn a_wrong_value_is_named_once() {
    let mut client = Client::ready_with(usual_capabilities(), json!({ "hover": { "enable": "no" } })).await;
    let message = client.expect("window/showMessage").await;
    assert_eq!(
        message["params"]["message"],
        "httpStatus.hover.enable: \"no\" is not true or false; the default true holds."
    );
    client.open(URI, "javascript", LINE).await;
    assert!(hovers(&mut client).await);
    client.end().await;
}

#[tokio::test]
async fn a_group_that_is_not_an_object_is_named_once() {
    let mut client = Client::ready_with(usual_capabilities(), json!({ "hover": 5 })).await;
    let message = client.expect("window/showMessage").await;
    assert_eq!(message["params"]["message"], "httpStatus.hover: 5 is not an object of settings; the defaults hold.");
    client.open(URI, "javascript", LINE).await;
    assert!(hovers(&mut client).await);
    // The same again is not named again; `end` looks for messages that nobody read.
    let settings = json!({ "settings": { "httpStatus": { "hover": 5 } } });
    client.notify("workspace/didChangeConfiguration", settings).await;
    assert!(hovers(&mut client).await);
    client.end().await;
}

#[tokio::test]
async fn a_client_that_can_be_asked_is_asked() {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"] =
        json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    let registration = client.expect("client/registerCapability").await;
    assert_eq!(registration["params"]["registrations"][0]["method"], "workspace/didChangeConfiguration");
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "result": null })).await;
    let question = client.expect("workspace/configuration").await;
    assert_eq!(question["params"]["items"], json!([{ "section": "httpStatus" }]));
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [{ "exclude": { "languages": ["javascript"] } }] })).await;
    client.open(URI, "javascript", LINE).await;
    let question = client.expect("workspace/configuration").await;
    assert_eq!(question["params"]["items"], json!([{ "scopeUri": URI, "section": "httpStatus" }]));
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [null] })).await;
    while hovers(&mut client).await {
        tokio::task::yield_now().await;
    }
    // An empty notification means: ask again.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    let question = client.expect("workspace/configuration").await;
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [null, null] })).await;
    while !hovers(&mut client).await {
        tokio::task::yield_now().await;
    }
    client.end().await;
}

/// An answer may be read together with what comes after it.
#[tokio::test]
async fn an_answer_does_not_undo_what_was_told_since_the_question() {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"] = json!({ "configuration": true });
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    client.open(URI, "javascript", LINE).await;
    let question = client.expect("workspace/configuration").await;
    let settings = json!({ "settings": { "httpStatus": { "hover": { "enable": false } } } });
    client.notify("workspace/didChangeConfiguration", settings).await;
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [{ "hover": { "enable": true } }] })).await;
    for _ in 0..20 {
        assert!(!hovers(&mut client).await);
        tokio::task::yield_now().await;
    }
    // What was told holds until the client answers to a question that came after it.
    let question = client.expect("workspace/configuration").await;
    client
        .send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [null, { "hover": { "enable": true } }] }))
        .await;
    while !hovers(&mut client).await {
        tokio::task::yield_now().await;
    }
    client.end().await;
}

/// Hostile or broken settings cost at most one message, of a size that people can read.
#[tokio::test]
async fn invalid_settings_cause_at_most_one_message() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    let deep = |levels: usize| (0..levels).fold(json!(true), |inner, _| json!({ "hover": inner, "httpStatus": [1] }));
    let everything = |value: Value| {
        json!({ "hover": { "enable": value }, "completion": value, "definition.enable": value, "documentLinks": { "enable": value },
                "pages": { "enable": value }, "exclude": { "languages": value } })
    };
    for (settings, problems) in [
        (json!({ "httpStatus": deep(60) }), 0),
        (everything(json!("x".repeat(10_000_000))), 6),
        (everything(json!("y".repeat(10_000_000))), 6),
        (everything(json!({ "a": { "b": [] } })), 5),
        (everything(json!([1, 2])), 6),
        (json!([everything(json!(1))]), 1),
        (json!("é".repeat(1_000_000)), 1),
        (json!({ "httpStatus": 3 }), 1),
        (json!({ "exclude": { "languages": (0..200_000).map(|number| number.to_string()).collect::<Vec<_>>() } }), 0),
        (json!({ "": { "": "" }, "hover.enable.": false, ".": 1, "hover": [false], "\0": null }), 1),
    ] {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": settings })).await;
        if problems > 0 {
            let message = client.expect("window/showMessage").await;
            let text = message["params"]["message"].as_str().expect("text");
            let lines: Vec<&str> = text.lines().collect();
            assert_eq!(lines.len(), if problems == 1 { 1 } else { 1 + problems }, "{text:.600}");
            for line in &lines {
                assert!(line.starts_with("httpStatus") && line.contains("hold"), "{text:.600}");
                assert!(line.chars().count() < if problems == 1 { 500 } else { 200 }, "{text:.600}");
            }
        }
        assert!(hovers(&mut client).await);
    }
    client.end().await;
}

/// Clients send all settings with each change of any.
#[tokio::test]
async fn a_wrong_value_that_comes_again_is_not_named_again() {
    let mut client = Client::ready_with(usual_capabilities(), json!({ "hover": { "enable": "no" } })).await;
    client.expect("window/showMessage").await;
    client.open(URI, "javascript", LINE).await;
    let mut change = async |settings: Value, messages: usize| {
        client.notify("workspace/didChangeConfiguration", json!({ "settings": { "httpStatus": settings } })).await;
        for _ in 0..messages {
            client.expect("window/showMessage").await;
        }
        assert!(hovers(&mut client).await);
    };
    change(json!({ "hover": { "enable": "no" } }), 0).await;
    change(json!({ "hover": { "enable": "no" }, "pages": { "enable": true } }), 0).await;
    change(json!({ "hover": { "enable": "no" }, "pages": { "enable": 1 } }), 1).await;
    // Mended, and wrong once more.
    change(json!({}), 0).await;
    change(json!({ "hover": { "enable": "no" } }), 1).await;
    client.end().await;
}

#[tokio::test]
async fn all_wrong_values_are_named_in_one_message() {
    let options = json!({ "hover": { "enable": "no" }, "completion": { "constants": "some" }, "pages": 3 });
    let mut client = Client::ready_with(usual_capabilities(), options).await;
    let message = client.expect("window/showMessage").await;
    assert_eq!(
        message["params"]["message"],
        "httpStatus: 3 settings are wrong, the defaults hold.\n\
         httpStatus.pages: 3 is not an object of settings; the defaults hold.\n\
         httpStatus.hover.enable: \"no\" is not true or false; the default true holds.\n\
         httpStatus.completion.constants: \"some\" is not \"auto\", \"always\" or \"never\"; the default \"auto\" holds."
    );
    client.end().await;
}

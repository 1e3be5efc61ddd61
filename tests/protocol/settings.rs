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
async fn a_client_that_can_be_asked_is_asked() {
    let mut capabilities = usual_capabilities();
    capabilities["workspace"] =
        json!({ "configuration": true, "didChangeConfiguration": { "dynamicRegistration": true } });
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    client.open(URI, "javascript", LINE).await;
    let registration = client.expect("client/registerCapability").await;
    assert_eq!(registration["params"]["registrations"][0]["method"], "workspace/didChangeConfiguration");
    client.send(json!({ "jsonrpc": "2.0", "id": registration["id"], "result": null })).await;
    let question = client.expect("workspace/configuration").await;
    assert_eq!(question["params"]["items"], json!([{ "section": "httpStatus" }]));
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [{ "exclude": { "languages": ["javascript"] } }] })).await;
    while hovers(&mut client).await {
        tokio::task::yield_now().await;
    }
    // An empty notification means: ask again.
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null })).await;
    let question = client.expect("workspace/configuration").await;
    client.send(json!({ "jsonrpc": "2.0", "id": question["id"], "result": [null] })).await;
    while !hovers(&mut client).await {
        tokio::task::yield_now().await;
    }
    client.end().await;
}

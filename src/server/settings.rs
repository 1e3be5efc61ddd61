//! Settings as the client sends them, or as it is asked for them.

use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::{ConfigurationItem, Registration};
use tracing::warn;

use super::capabilities::ClientFacts;

/// The section of the client's settings.
pub(super) const NAMESPACE: &str = "httpStatus";

/// Names each wrong setting to the user.
pub(super) async fn report(client: &Client, problems: Vec<String>) {
    for problem in problems {
        client.show_message(super::WRONG_SETTING, problem).await;
    }
}

/// Asks the client to tell when settings change, where it only does so on request.
pub(super) fn follow(client: &Client, facts: ClientFacts) {
    if !facts.registers_configuration {
        return;
    }
    let client = client.clone();
    tokio::spawn(async move {
        let registration = Registration {
            id: "http-status-settings".to_owned(),
            method: "workspace/didChangeConfiguration".to_owned(),
            register_options: Some(json!({ "section": NAMESPACE })),
        };
        if let Err(error) = client.register_capability(vec![registration]).await {
            warn!(%error, "the client does not tell of changed settings");
        }
    });
}

/// Asks the client for its settings and hands them to `apply`, which answers what is wrong with them. It runs on its own,
/// so no handler waits for the client.
pub(super) fn pull(client: &Client, apply: impl FnOnce(Value) -> Vec<String> + Send + 'static) {
    let client = client.clone();
    tokio::spawn(async move {
        let items = vec![ConfigurationItem { scope_uri: None, section: Some(NAMESPACE.to_owned()) }];
        match client.configuration(items).await {
            Ok(mut values) => report(&client, apply(values.pop().unwrap_or(Value::Null))).await,
            Err(error) => warn!(%error, "the client does not tell its settings"),
        }
    });
}

/// Whether a notification carries no settings of ours.
pub(super) fn is_empty(settings: &Value) -> bool {
    match settings {
        Value::Null => true,
        Value::Object(map) => map.is_empty() || map.get(NAMESPACE).is_some_and(Value::is_null),
        _ => false,
    }
}

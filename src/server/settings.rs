//! Settings as the client sends them, or as it is asked for them.

use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::{ConfigurationItem, Registration};
use tracing::warn;

use super::capabilities::ClientFacts;

/// The section of the client's settings.
pub(super) const NAMESPACE: &str = "httpStatus";

/// A message is for people (characters); a wrong value may be of any size.
const MESSAGE_LIMIT: usize = 400;

/// The problem, with its middle left out if it is long: the setting's name stands at the start, what is wanted at the end.
pub(super) fn shortened(problem: String) -> String {
    let Some((head, _)) = problem.char_indices().nth(MESSAGE_LIMIT / 2) else { return problem };
    let Some((tail, _)) = problem.char_indices().rev().nth(MESSAGE_LIMIT / 2) else { return problem };
    if head >= tail { problem } else { format!("{} … {}", &problem[..head], &problem[tail..]) }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_problems_lose_their_middle() {
        for length in [0, 10, MESSAGE_LIMIT, MESSAGE_LIMIT + 1, MESSAGE_LIMIT + 2] {
            let problem = "é".repeat(length);
            assert!(shortened(problem.clone()).chars().count() <= MESSAGE_LIMIT + 4, "{length}");
            assert!(length > MESSAGE_LIMIT || shortened(problem.clone()) == problem, "{length}");
        }
        let short = shortened(format!("httpStatus.x: {} is not a list", "é".repeat(10_000_000)));
        assert!(short.starts_with("httpStatus.x: é") && short.ends_with("é is not a list"), "{short}");
        assert!(short.chars().count() < MESSAGE_LIMIT + 10);
    }
}

//! Asks the client for its settings and reports wrong ones.

use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::request::Request;
use tower_lsp::ls_types::{MessageType, Registration};

use super::capabilities::ClientFacts;
use super::problems::{self, NAMESPACE};
use super::rpc::ClientUris;
use super::rpc::logging::warn_once;
use super::scopes::Scope;
use super::state::SharedSession;

/// Shows reports of wrong settings to the user, in one message.
pub(super) async fn report(client: &Client, reports: Vec<String>) {
    if let Some(message) = problems::message(reports) {
        client.show_message(MessageType::WARNING, message).await;
    }
}

/// Registers for `workspace/didChangeConfiguration`, where the client sends it only to servers that do.
pub(super) fn register(client: &Client, facts: ClientFacts) {
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
            warn_once!(%error, "the client does not tell of changed settings");
        }
    });
}

/// Asks the client for the settings that are due, unless a request for settings is open. It runs as a task, since no handler may await
/// the client. `renew` is called when settings of open documents have changed.
pub(super) fn ask(
    client: &Client,
    session: &SharedSession,
    client_uris: &ClientUris,
    renew: impl Fn() + Send + 'static,
) {
    if !session.lock().scopes().begin_question() {
        return;
    }
    let (client, session, client_uris) = (client.clone(), session.clone(), client_uris.clone());
    tokio::spawn(async move {
        // Messages that were received together may open more documents, which then share the request.
        tokio::task::yield_now().await;
        loop {
            let question = session.lock().scopes().question();
            if question.is_empty() {
                break;
            }
            let items: Vec<Value> = question.iter().map(|scope| item(scope, &client_uris)).collect();
            let answer = client.send_request::<Configuration>(json!({ "items": items })).await;
            let (reports, has_changed) = {
                let mut session = session.lock();
                let before = session.settings_in_use();
                match answer {
                    Ok(values) => session.scopes().answer(question, values),
                    Err(error) => {
                        warn_once!(%error, "the client does not tell its settings");
                        session.scopes().refuse(&question);
                    }
                }
                (session.scopes().take_problems(), session.settings_in_use() != before)
            };
            if has_changed {
                renew();
            }
            report(&client, reports).await;
        }
    });
}

/// `workspace/configuration` with URIs as the client spells them. The protocol's types would accept only valid URIs.
enum Configuration {}

impl Request for Configuration {
    type Params = Value;
    type Result = Vec<Value>;
    const METHOD: &'static str = "workspace/configuration";
}

/// A `ConfigurationItem` (LSP 3.17).
fn item(scope: &Scope, client_uris: &ClientUris) -> Value {
    match scope {
        Scope::Global => json!({ "section": NAMESPACE }),
        Scope::Folder(uri) | Scope::Document(uri) => {
            json!({ "scopeUri": client_uris.original(uri), "section": NAMESPACE })
        }
    }
}

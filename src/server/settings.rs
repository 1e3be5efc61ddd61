//! Settings as the client sends them, or as it is asked for them.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use tower_lsp::Client;
use tower_lsp::ls_types::Registration;
use tower_lsp::ls_types::request::Request;

use super::capabilities::ClientFacts;
use super::lenient::Spellings;
use super::lock;
use super::scopes::Scope;
use super::state::Session;
use super::warnings::warn_once;

/// The section of the client's settings.
pub(super) const NAMESPACE: &str = "httpStatus";

/// A message is for people (characters); a wrong value may be of any size.
const MESSAGE_LIMIT: usize = 400;

/// Where several are wrong, each has so much of it, and no more than so many are listed.
const LINE_LIMIT: usize = 160;
const LINES: usize = 8;

/// The problem, short enough for a message of its own.
pub(super) fn shortened(problem: String) -> String {
    within(MESSAGE_LIMIT, problem)
}

/// The problem, with its middle left out if it is long: the setting's name stands at the start, what is wanted at the end.
fn within(limit: usize, problem: String) -> String {
    let Some((head, _)) = problem.char_indices().nth(limit / 2) else { return problem };
    let Some((tail, _)) = problem.char_indices().rev().nth(limit / 2) else { return problem };
    if head >= tail { problem } else { format!("{} … {}", &problem[..head], &problem[tail..]) }
}

/// Names wrong settings to the user, in one message.
pub(super) async fn report(client: &Client, problems: Vec<String>) {
    if let Some(message) = message(problems) {
        client.show_message(super::WRONG_SETTING, message).await;
    }
}

fn message(mut problems: Vec<String>) -> Option<String> {
    if problems.len() <= 1 {
        return problems.pop();
    }
    let more = problems.len().saturating_sub(LINES);
    let mut lines = vec![format!("{NAMESPACE}: {} settings are wrong, the defaults hold.", problems.len())];
    lines.extend(problems.into_iter().take(LINES).map(|problem| within(LINE_LIMIT, problem)));
    if more > 0 {
        lines.push(format!("And {more} more."));
    }
    Some(lines.join("\n"))
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
            warn_once!(%error, "the client does not tell of changed settings");
        }
    });
}

/// Asks the client for settings, as long as some are due, unless it is being asked. This runs on its own, so no handler waits for
/// the client.
pub(super) fn ask(client: &Client, session: &Arc<Mutex<Session>>, spellings: &Spellings) {
    if !lock(session).scopes().begin_question() {
        return;
    }
    let (client, session, spellings) = (client.clone(), Arc::clone(session), spellings.clone());
    tokio::spawn(async move {
        // What has been read by now may hold more documents that are opened; they share the question.
        tokio::task::yield_now().await;
        loop {
            let question = lock(&session).scopes().question();
            if question.is_empty() {
                break;
            }
            let items: Vec<Value> = question.iter().map(|scope| item(scope, &spellings)).collect();
            let answer = client.send_request::<Configuration>(json!({ "items": items })).await;
            let problems = {
                let mut session = lock(&session);
                match answer {
                    Ok(values) => session.scopes().answer(question, values),
                    Err(error) => {
                        warn_once!(%error, "the client does not tell its settings");
                        session.scopes().refuse(&question);
                    }
                }
                session.scopes().take_problems()
            };
            report(&client, problems).await;
        }
    });
}

/// `workspace/configuration` with scopes as the client spells them. The protocol's types would take strict URIs alone.
enum Configuration {}

impl Request for Configuration {
    type Params = Value;
    type Result = Vec<Value>;
    const METHOD: &'static str = "workspace/configuration";
}

fn item(scope: &Scope, spellings: &Spellings) -> Value {
    match scope {
        Scope::Global => json!({ "section": NAMESPACE }),
        Scope::Folder(address) | Scope::Document(address) => {
            json!({ "scopeUri": spellings.of(address), "section": NAMESPACE })
        }
    }
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

    #[test]
    fn one_message_lists_all_problems() {
        let problems = |count: usize| (0..count).map(|number| format!("httpStatus.{number}: wrong.")).collect();
        assert_eq!(message(problems(0)), None);
        assert_eq!(message(problems(1)).as_deref(), Some("httpStatus.0: wrong."));
        assert_eq!(
            message(problems(2)).as_deref(),
            Some("httpStatus: 2 settings are wrong, the defaults hold.\nhttpStatus.0: wrong.\nhttpStatus.1: wrong.")
        );
        let many = message(problems(100)).expect("a message");
        assert_eq!((many.lines().count(), many.lines().last()), (LINES + 2, Some("And 92 more.")));
        let long = message(vec!["é".repeat(MESSAGE_LIMIT); 100]).expect("a message");
        assert!(long.chars().count() < (LINES + 1) * (LINE_LIMIT + 10));
    }
}

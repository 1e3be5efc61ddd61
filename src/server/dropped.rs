//! What of a message has no effect, at the level `debug`: whoever looks for a lost edit or setting finds it there.

use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::ls_types::{
    CancelParams, DidChangeConfigurationParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, InitializedParams,
};
use tracing::{Level, debug, enabled};

use super::changes;
pub(super) use super::warnings::shortened;

/// How many members of one message are listed, and how deep they are looked for.
pub(super) const LISTED: usize = 20;
const DEPTH: usize = 8;

/// A message that has no effect.
pub(super) fn log(method: &str, reason: &str) {
    debug!(method = shortened(method), reason = shortened(reason), "a notification is dropped");
}

/// Whether what is dropped is logged, which takes a copy of each message.
pub(super) fn is_logged() -> bool {
    enabled!(Level::DEBUG)
}

/// A message that has no handler, with its answer, if it has one.
pub(super) fn log_unhandled(method: &str, answer: Option<&Response>) {
    match answer {
        Some(answer) => log_refusal(method, answer),
        None => log(method, "it is not a notification"),
    }
}

/// Members of a message that are not used, as JSON pointers (RFC 6901). They are not read.
pub(super) fn log_unused(method: &str, members: &[String]) {
    debug!(method = shortened(method), members = members.join(", "), "members are not used");
}

/// Logs the members of a message that do not reach its handler.
pub(super) fn log_losses(came: &Request, handled: &Request) {
    let mut members = Vec::new();
    differences(came.params(), handled.params(), &mut String::new(), &mut members);
    if !members.is_empty() {
        let members = members.join(", ");
        debug!(method = shortened(came.method()), members, "members are ignored or replaced");
    }
    if handled.id().is_none()
        && let Some(reason) = reason(handled)
    {
        log(came.method(), &reason);
    }
}

/// An error that a request is answered with.
pub(super) fn log_refusal(method: &str, answer: &Response) {
    if let Some(error) = answer.error() {
        debug!(
            method = shortened(method),
            code = error.code.code(),
            reason = shortened(&error.message),
            "a request is refused"
        );
    }
}

/// Why a notification has no effect, if it has none.
fn reason(request: &Request) -> Option<String> {
    let params = request.params();
    match request.method() {
        "initialized" => unread::<InitializedParams>(params),
        "textDocument/didOpen" => unread::<DidOpenTextDocumentParams>(params),
        "textDocument/didSave" => unread::<DidSaveTextDocumentParams>(params),
        "textDocument/didClose" => unread::<DidCloseTextDocumentParams>(params),
        "workspace/didChangeConfiguration" => unread::<DidChangeConfigurationParams>(params),
        "workspace/didChangeWorkspaceFolders" => unread::<DidChangeWorkspaceFoldersParams>(params),
        "$/cancelRequest" => unread::<CancelParams>(params),
        // Read, and logged, by its handler.
        changes::METHOD | "exit" => None,
        _ => Some("there is no handler for it".to_owned()),
    }
}

/// The copy is read by code that the handlers need anyway.
fn unread<T: DeserializeOwned>(params: Option<&Value>) -> Option<String> {
    let Some(params) = params else { return Some("it has no params".to_owned()) };
    serde_json::from_value::<T>(params.clone()).err().map(|error| error.to_string())
}

/// Lists where two values differ, as JSON pointers (RFC 6901).
fn differences(before: Option<&Value>, after: Option<&Value>, at: &mut String, found: &mut Vec<String>) {
    let is_absent = |value: Option<&Value>| value.is_none_or(Value::is_null);
    if before == after || (is_absent(before) && is_absent(after)) || found.len() >= LISTED {
        return;
    }
    let length = at.len();
    let mut step = |key: &str, before: Option<&Value>, after: Option<&Value>| {
        at.push('/');
        at.push_str(shortened(key));
        differences(before, after, at, found);
        at.truncate(length);
    };
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) if length < DEPTH * 16 => {
            for (key, value) in before {
                step(key, Some(value), after.get(key));
            }
            for key in after.keys().filter(|key| !before.contains_key(*key)) {
                step(key, None, after.get(key));
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if before.len() == after.len() => {
            for (index, pair) in before.iter().zip(after).enumerate() {
                step(&index.to_string(), Some(pair.0), Some(pair.1));
            }
        }
        _ => found.push(if at.is_empty() { "all".to_owned() } else { at.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_members_that_differ_are_listed() {
        let listed = |before: Value, after: Value| {
            let mut found = Vec::new();
            differences(Some(&before), Some(&after), &mut String::new(), &mut found);
            found
        };
        assert_eq!(listed(json!({ "a": [1, { "b": 2 }] }), json!({ "a": [1, { "b": 2 }] })), [""; 0]);
        let before = json!({ "a": [1, { "b": 2, "c": 3 }], "d": "x", "e": [1] });
        let after = json!({ "a": [1, { "b": null }], "d": "x", "e": [], "f": 0 });
        assert_eq!(listed(before, after), ["/a/1/b", "/a/1/c", "/e", "/f"]);
        assert_eq!(listed(json!([]), json!({})), ["all"]);
        assert_eq!(listed(json!({ "a": null }), json!({})), [""; 0]);
        let many: Vec<usize> = (0..1000).collect();
        assert_eq!(listed(json!(many), json!(vec![-1; 1000])).len(), LISTED);
    }

    #[test]
    fn notifications_that_cannot_be_read_have_a_reason() {
        let reason = |method: &'static str, params: Value| reason(&Request::build(method).params(params).finish());
        let document = |uri: Value| json!({ "textDocument": { "uri": uri, "version": 1, "text": "" } });
        let told = reason("textDocument/didOpen", document(json!("file:///a.js"))).expect("a reason");
        assert!(told.contains("languageId"), "{told}");
        for method in ["textDocument/didOpen", "textDocument/didClose", "textDocument/didSave"] {
            assert!(reason(method, document(json!(5))).is_some(), "{method}");
        }
        assert_eq!(reason("textDocument/didClose", document(json!("file:///a.js"))), None);
        assert_eq!(reason("initialized", json!({})), None);
        assert!(reason("textDocument/noSuchThing", json!({})).is_some());
    }
}

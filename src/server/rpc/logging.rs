//! Log entries of the transport: warnings once per process, and at `debug` every part of a message that has no effect.
//!
//! A user who looks for a lost edit or an ignored setting finds it at `debug`. Text from the client is shortened before it is logged.

use serde::de::DeserializeOwned;
use serde_json::Value;
use tower_lsp::jsonrpc::{Request, Response};
use tower_lsp::ls_types::{
    CancelParams, DidChangeConfigurationParams, DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams,
    DidOpenTextDocumentParams, DidSaveTextDocumentParams, InitializedParams,
};
use tracing::{Level, debug, enabled};

/// The longest text of the client in a log line, in bytes.
pub(crate) const TEXT_LIMIT: usize = 300;
/// How many members of one message are listed.
pub(super) const LISTED_MEMBERS: usize = 20;
/// How long a JSON pointer may be (bytes) before the members below it are no longer compared.
const POINTER_LIMIT: usize = 128;

/// Warns the first time that the process reaches this line, and logs at `debug` from then on.
macro_rules! warn_once {
    ($($line:tt)+) => {{
        static IS_LOGGED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        if IS_LOGGED.swap(true, std::sync::atomic::Ordering::Relaxed) {
            tracing::debug!($($line)+);
        } else {
            tracing::warn!($($line)+);
        }
    }};
}
pub(crate) use warn_once;

/// The start of a text of the client, [`TEXT_LIMIT`] bytes at most.
pub(crate) fn shortened(text: &str) -> &str {
    &text[..text.floor_char_boundary(TEXT_LIMIT)]
}

/// Logs a notification that has no effect.
pub(crate) fn log_dropped(method: &str, reason: &str) {
    debug!(method = shortened(method), reason = shortened(reason), "a notification is dropped");
}

/// Whether the level `debug` is logged. Only then is each message copied, to compare it with what the handler gets.
pub(super) fn is_debug_enabled() -> bool {
    enabled!(Level::DEBUG)
}

/// Logs a message that no handler gets, with its response, if it has one.
pub(super) fn log_unhandled(method: &str, response: Option<&Response>) {
    match response {
        Some(response) => log_error(method, response),
        None => log_dropped(method, "it is not a notification"),
    }
}

/// Logs the unused members of a message, as JSON pointers (RFC 6901). Their values are not read.
pub(super) fn log_unused_members(method: &str, members: &[String]) {
    debug!(method = shortened(method), members = members.join(", "), "members are not used");
}

/// Logs the members in which the request that the handler gets differs from the received one.
pub(super) fn log_changed_members(received: &Request, handled: &Request) {
    let mut members = Vec::new();
    differences(received.params(), handled.params(), &mut String::new(), &mut members);
    if !members.is_empty() {
        let members = members.join(", ");
        debug!(method = shortened(received.method()), members, "members are ignored or replaced");
    }
    if handled.id().is_none()
        && let Some(reason) = drop_reason(handled)
    {
        log_dropped(received.method(), &reason);
    }
}

/// Logs the error with which a request is answered, if it is one.
pub(super) fn log_error(method: &str, response: &Response) {
    if let Some(error) = response.error() {
        debug!(
            method = shortened(method),
            code = error.code.code(),
            reason = shortened(&error.message),
            "a request is refused"
        );
    }
}

/// Why a notification has no effect, if it has none.
fn drop_reason(request: &Request) -> Option<String> {
    let params = request.params();
    match request.method() {
        "initialized" => type_error::<InitializedParams>(params),
        "textDocument/didOpen" => type_error::<DidOpenTextDocumentParams>(params),
        "textDocument/didSave" => type_error::<DidSaveTextDocumentParams>(params),
        "textDocument/didClose" => type_error::<DidCloseTextDocumentParams>(params),
        "workspace/didChangeConfiguration" => type_error::<DidChangeConfigurationParams>(params),
        "workspace/didChangeWorkspaceFolders" => type_error::<DidChangeWorkspaceFoldersParams>(params),
        "$/cancelRequest" => type_error::<CancelParams>(params),
        // The handler of `textDocument/didChange` reads the JSON and logs its faults itself.
        "textDocument/didChange" | "exit" => None,
        _ => Some("there is no handler for it".to_owned()),
    }
}

/// Why the parameters are not of the type. The deserializers are compiled in for the handlers anyway.
fn type_error<T: DeserializeOwned>(params: Option<&Value>) -> Option<String> {
    let Some(params) = params else { return Some("it has no params".to_owned()) };
    serde_json::from_value::<T>(params.clone()).err().map(|error| error.to_string())
}

/// Lists the places in which two values differ, as JSON pointers (RFC 6901). `null` equals an absent member.
fn differences(before: Option<&Value>, after: Option<&Value>, pointer: &mut String, found: &mut Vec<String>) {
    let is_absent = |value: Option<&Value>| value.is_none_or(Value::is_null);
    if before == after || (is_absent(before) && is_absent(after)) || found.len() >= LISTED_MEMBERS {
        return;
    }
    let length = pointer.len();
    let mut compare = |key: &str, before: Option<&Value>, after: Option<&Value>| {
        pointer.push('/');
        pointer.push_str(shortened(key));
        differences(before, after, pointer, found);
        pointer.truncate(length);
    };
    match (before, after) {
        (Some(Value::Object(before)), Some(Value::Object(after))) if length < POINTER_LIMIT => {
            for (key, value) in before {
                compare(key, Some(value), after.get(key));
            }
            for key in after.keys().filter(|key| !before.contains_key(*key)) {
                compare(key, None, after.get(key));
            }
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                compare(&index.to_string(), Some(before), Some(after));
            }
        }
        _ => found.push(if pointer.is_empty() { "all".to_owned() } else { pointer.clone() }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn differing_members_are_listed() {
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
        assert_eq!(listed(json!(many), json!(vec![-1; 1000])).len(), LISTED_MEMBERS);
    }

    #[test]
    fn invalid_notifications_have_a_reason() {
        let reason = |method: &'static str, params: Value| drop_reason(&Request::build(method).params(params).finish());
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

    #[test]
    fn long_texts_are_cut_at_a_character() {
        assert_eq!(shortened("file:///é"), "file:///é");
        assert!(shortened(&"é".repeat(10_000_000)).len() <= TEXT_LIMIT);
        assert!(shortened(&format!("x{}", "é".repeat(TEXT_LIMIT))).ends_with('é'));
    }
}

//! Rebuilds each message from the members that its handler uses, for compatibility with clients that send invalid ones.
//!
//! The protocol's types refuse a whole message for one member of a wrong type, used or not. Here such a member counts as absent where
//! it has a default. A required one, such as a position, stays as it is, so the types refuse the message and name the member.

use serde::Deserialize as _;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::ls_types::CompletionItem;

use super::{message, methods};

mod folders;
mod initialize;
mod integer;
mod uris;

pub(crate) use uris::ClientUris;

/// What becomes of a received request or notification.
#[derive(Debug)]
pub(super) enum Normalized {
    /// Its handler is called with this.
    Call(Request),
    /// No handler is called. This is the response, if there is one.
    Respond(Option<Response>),
}

/// The request as the protocol's types accept it. Records how the client spells the URIs of documents and folders.
pub(super) fn normalize(request: Request, client_uris: &ClientUris) -> Normalized {
    let (method, id, params) = request.into_parts();
    let id = match id {
        // Some clients write absent members as `null`.
        Some(Id::Null) if methods::is_notification(&method) => None,
        // A response with this id would mean that the request could not be read (JSON-RPC 2.0, section 5).
        Some(Id::Null) => return Normalized::Respond(Some(Response::from_error(Id::Null, Error::invalid_request()))),
        // tower-lsp would shut down without a response.
        None if method == "shutdown" => return Normalized::Respond(None),
        id => id,
    };
    let params = normalized_params(&method, params, client_uris);
    Normalized::Call(message::request(method, id, params))
}

/// The members of the parameters that the method's handler uses.
fn normalized_params(method: &str, params: Option<Value>, client_uris: &ClientUris) -> Option<Value> {
    let mut params = match method {
        // Emacs' lsp-mode sends an empty object with `shutdown`.
        methods::STATUSES | "shutdown" | "exit" => return None,
        "initialize" | "initialized" | "workspace/didChangeConfiguration" => params.unwrap_or_default(),
        _ => params?,
    };
    // Parameters by position hold the only one in a list (JSON-RPC 2.0, section 4.2).
    if let Value::Array(list) = &mut params
        && let [Value::Object(_)] = &list[..]
    {
        params = list.remove(0);
    }
    Some(match method {
        "initialize" => initialize::normalized_params(params, client_uris),
        "initialized" => json!({}),
        "textDocument/didOpen" => {
            let mut document = params.get_mut("textDocument").map(Value::take).unwrap_or_default();
            if document.get("text").is_some_and(Value::is_string)
                && let Some(uri) = uri_string(&document)
            {
                client_uris.record(uri);
            }
            let language = document.get("languageId").and_then(Value::as_str).unwrap_or_default().to_owned();
            let text = taken(&mut document, "text");
            let members = [uri(&document), Some(("languageId", language.into())), version_or_0(&document), text];
            // `json!` would copy the text, and the freed original would leave a gap that the allocator cannot return.
            object([Some(("textDocument", object(members)))])
        }
        "textDocument/didChange" => {
            let document = params.get("textDocument").unwrap_or(&Value::Null);
            let version = version(document).map(|version| ("version", version.into()));
            let document = object([uri(document), version]);
            object([Some(("textDocument", document)), taken(&mut params, "contentChanges")])
        }
        "textDocument/didClose" => {
            if let Some(uri) = params.get("textDocument").and_then(uri_string) {
                client_uris.forget(uri);
            }
            object([document(&params)])
        }
        "textDocument/didSave" | "textDocument/documentLink" => object([document(&params)]),
        "textDocument/hover" | "textDocument/definition" => object([document(&params), position(&params)]),
        "textDocument/completion" => object([document(&params), position(&params), context(&params)]),
        "completionItem/resolve" => completion_item(params),
        "workspace/didChangeConfiguration" => {
            object([Some(taken(&mut params, "settings").unwrap_or(("settings", Value::Null)))])
        }
        "workspace/didChangeWorkspaceFolders" => {
            let mut list =
                |pointer| folders::from_json(params.pointer_mut(pointer).map(Value::take).unwrap_or_default());
            let (removed, added) = (list("/event/removed"), list("/event/added"));
            folders::forget(&removed, client_uris);
            folders::record(&added, client_uris);
            json!({ "event": { "removed": folders::to_json(removed), "added": folders::to_json(added) } })
        }
        _ => params,
    })
}

type Member = (&'static str, Value);

fn object<const COUNT: usize>(members: [Option<Member>; COUNT]) -> Value {
    members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Moves a member out, as it may be of any size.
fn taken(params: &mut Value, name: &'static str) -> Option<Member> {
    params.get_mut(name).map(|value| (name, value.take()))
}

fn document(params: &Value) -> Option<Member> {
    Some(("textDocument", object([uri(params.get("textDocument")?)])))
}

fn uri_string(document: &Value) -> Option<&str> {
    document.get("uri").and_then(Value::as_str)
}

fn uri(document: &Value) -> Option<Member> {
    let uri = document.get("uri")?;
    Some(("uri", uri.as_str().map_or_else(|| uri.clone(), |uri| uris::to_strict(uri).into())))
}

/// The version, or 0 for a document without a valid one. It is used for the log alone.
fn version_or_0(document: &Value) -> Option<Member> {
    Some(("version", version(document).unwrap_or_default().into()))
}

/// The version, if it is an `integer` (LSP 3.17).
fn version(document: &Value) -> Option<i32> {
    document.get("version").and_then(integer::from_json).and_then(|version| i32::try_from(version).ok())
}

/// The position. Anything but a `uinteger` stays as it is and is refused (LSP 3.17, "Position").
fn position(params: &Value) -> Option<Member> {
    let position = params.get("position")?;
    let coordinate = |name: &'static str| {
        let number = position.get(name)?;
        Some((name, integer::from_json(number).map_or_else(|| number.clone(), Value::from)))
    };
    Some(("position", object([coordinate("line"), coordinate("character")])))
}

/// What triggered the completion; nothing for anything but a `CompletionTriggerKind` of LSP 3.17.
fn context(params: &Value) -> Option<Member> {
    let kind = params.pointer("/context/triggerKind").and_then(integer::from_json);
    let kind = kind.filter(|kind| (1..=3).contains(kind))?;
    Some(("context", json!({ "triggerKind": kind })))
}

/// The item without the members that have a wrong type. The label may be absent if `data` holds the code.
fn completion_item(item: Value) -> Value {
    let is_valid = |item: &Value| CompletionItem::deserialize(item).is_ok();
    if is_valid(&item) {
        return item;
    }
    let Value::Object(members) = item else { return item };
    let is_kept = |(name, value): &(String, Value)| {
        let mut alone = json!({ "label": "" });
        alone[name] = value.clone();
        name == "label" || is_valid(&alone)
    };
    let mut item: Value = members.into_iter().filter(is_kept).collect();
    // The handler needs the code alone.
    if item.get("data").is_some_and(Value::is_u64) && !item["label"].is_string() {
        item["label"] = "".into();
    }
    item
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(method: &'static str, params: Value) -> Value {
        match normalize(Request::build(method).params(params).id(1).finish(), &ClientUris::default()) {
            Normalized::Call(request) => request.into_parts().2.unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_used_members_are_kept() {
        let unused = json!({ "uri": "a b:c", "x": 1 });
        let position = json!({ "line": 3.0, "character": 2, "x": [] });
        let strict = json!({ "uri": "file:a%20b:c" });
        let at = json!({ "textDocument": unused, "position": position, "workDoneToken": {}, "context": { "triggerKind": 9 } });
        let expected = json!({ "textDocument": strict, "position": { "line": 3, "character": 2 } });
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion"] {
            assert_eq!(normalized(method, at.clone()), expected, "{method}");
            assert_eq!(normalized(method, json!([at])), expected, "{method}");
        }
        for method in ["textDocument/didClose", "textDocument/didSave", "textDocument/documentLink"] {
            assert_eq!(normalized(method, at.clone()), json!({ "textDocument": strict }), "{method}");
        }
    }

    #[test]
    fn members_of_any_size_are_moved() {
        let text = "x".repeat(1000);
        let change = json!([{ "text": text }]);
        let params =
            json!({ "textDocument": { "uri": "a:b", "text": text }, "contentChanges": change, "settings": text });
        for (method, text) in [
            ("textDocument/didOpen", "/textDocument/text"),
            ("textDocument/didChange", "/contentChanges/0/text"),
            ("workspace/didChangeConfiguration", "/settings"),
        ] {
            let params = params.clone();
            let place = |params: &Value| params.pointer(text).and_then(Value::as_str).map(str::as_ptr);
            let before = place(&params);
            assert!(before.is_some());
            assert_eq!(place(&normalized(method, params)), before, "{method}");
        }
    }

    #[test]
    fn members_without_a_default_are_kept() {
        let at = json!({ "textDocument": { "uri": 3 }, "position": { "line": -1, "character": 0.5 } });
        assert_eq!(normalized("textDocument/hover", at.clone()), at);
        assert_eq!(normalized("textDocument/hover", json!({})), json!({}));
        let document = json!({ "textDocument": { "languageId": "", "version": 0 } });
        for params in [json!(7), json!([1, 2]), json!({ "textDocument": 3 })] {
            assert_eq!(normalized("textDocument/didOpen", params), document);
        }
    }

    #[test]
    fn invalid_versions_become_0() {
        let version = |document: Value| {
            let params = json!({ "textDocument": document });
            normalized("textDocument/didOpen", params)["textDocument"]["version"].clone()
        };
        assert_eq!(version(json!({ "uri": "a:b", "version": -7 })), -7);
        assert_eq!(version(json!({ "uri": "a:b", "version": 7.0 })), 7);
        assert_eq!(version(json!({ "uri": "a b" })), 0);
        for none in [json!(null), json!("7"), json!(7.5), json!(1_u64 << 40), json!([])] {
            assert_eq!(version(json!({ "uri": "a:b", "version": none })), 0);
        }
    }

    #[test]
    fn invalid_folders_are_left_out() {
        let folders =
            json!([{ "uri": "file:///a b", "name": "x" }, { "uri": "file:///c" }, { "uri": 3 }, { "uri": "" }, null]);
        let valid = json!([{ "uri": "file:///a%20b", "name": "x" }, { "uri": "file:///c", "name": "" }]);
        let initialize = |folders: Value| normalized("initialize", json!({ "workspaceFolders": folders }));
        assert_eq!(initialize(folders.clone())["workspaceFolders"], valid);
        for none in [json!(null), json!(3), json!({})] {
            assert_eq!(initialize(none), json!({ "capabilities": {} }));
        }
        let event = json!({ "event": { "added": folders, "removed": null } });
        assert_eq!(
            normalized("workspace/didChangeWorkspaceFolders", event),
            json!({ "event": { "added": valid, "removed": [] } })
        );
    }

    #[test]
    fn items_lose_invalid_members() {
        let good = json!({ "label": "404", "kind": 12, "data": 404, "unknown": {} });
        assert_eq!(normalized("completionItem/resolve", good.clone()), good);
        let odd = json!({ "label": "404", "kind": "Value", "tags": 3, "textEdit": [], "detail": "x", "data": 404 });
        assert_eq!(normalized("completionItem/resolve", odd), json!({ "label": "404", "detail": "x", "data": 404 }));
        assert_eq!(normalized("completionItem/resolve", json!({ "data": 404 })), json!({ "label": "", "data": 404 }));
        for none in [json!({}), json!({ "label": 7 }), json!(7), json!([])] {
            assert_eq!(normalized("completionItem/resolve", none.clone()), none);
        }
    }

    #[test]
    fn requests_without_an_id_are_not_handled() {
        let outcome = |method: &'static str| {
            let params = json!({});
            normalize(Request::build(method).params(params).id(Id::Null).finish(), &ClientUris::default())
        };
        for method in ["textDocument/hover", "shutdown", "initialize", "x"] {
            let Normalized::Respond(Some(answer)) = outcome(method) else { panic!("{method}") };
            assert_eq!((answer.id(), answer.error()), (&Id::Null, Some(&Error::invalid_request())));
        }
        for method in ["exit", "textDocument/didOpen", "$/cancelRequest"] {
            assert!(matches!(outcome(method), Normalized::Call(request) if request.id().is_none()), "{method}");
        }
        let shutdown = normalize(Request::build("shutdown").finish(), &ClientUris::default());
        assert!(matches!(shutdown, Normalized::Respond(None)));
    }

    #[test]
    fn parameters_of_other_methods_are_kept() {
        for params in [json!(null), json!([1]), json!({ "textDocument": 3 })] {
            assert_eq!(normalized("x", params.clone()), params);
        }
    }
}

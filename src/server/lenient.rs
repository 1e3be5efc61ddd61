//! Rebuilds each message from the members that its handler uses. The protocol's types refuse a whole message for one member that they
//! cannot read, used or not. A member of the wrong type counts as absent where there is a default. A required one, such as a position, stays
//! as it is, and the types refuse it by name.

use serde::Deserialize as _;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::ls_types::CompletionItem;

use super::{changes, message};

mod addresses;
mod folders;
mod initialize;

pub(super) use addresses::Spellings;

/// The request of our own for all statuses. It takes no parameters.
pub(super) const STATUSES: &str = "httpStatus/statuses";

/// What is done with a request or a notification.
#[derive(Debug)]
pub(super) enum Mended {
    /// It is handled.
    Call(Request),
    /// It is not handled, and has this answer, if any.
    Answered(Option<Response>),
}

/// The request as the protocol's types take it. Notes the client's spelling of documents and folders.
pub(super) fn mended(request: Request, spellings: &Spellings) -> Mended {
    let (method, id, params) = request.into_parts();
    let id = match id {
        // Some clients write the members that they leave out as `null`.
        Some(Id::Null) if is_notification(&method) => None,
        // In an answer, this id means that the request could not be read (JSON-RPC 2.0, section 5).
        Some(Id::Null) => return Mended::Answered(Some(Response::from_error(Id::Null, Error::invalid_request()))),
        // The library would shut down without an answer.
        None if method == "shutdown" => return Mended::Answered(None),
        id => id,
    };
    let params = used(&method, params, spellings);
    let is_change = method == "textDocument/didChange";
    Mended::Call(if is_change { changes::renamed(id, params) } else { message::request(method, id, params) })
}

/// Whether requests of this method have a handler.
pub(super) fn is_served(method: &str) -> bool {
    matches!(
        method,
        STATUSES
            | "initialize"
            | "shutdown"
            | "completionItem/resolve"
            | "textDocument/completion"
            | "textDocument/definition"
            | "textDocument/documentLink"
            | "textDocument/hover"
    )
}

fn is_notification(method: &str) -> bool {
    matches!(
        method,
        "initialized"
            | "exit"
            | "$/cancelRequest"
            | "$/setTrace"
            | "$/progress"
            | "window/workDoneProgress/cancel"
            | "notebookDocument/didOpen"
            | "notebookDocument/didChange"
            | "notebookDocument/didSave"
            | "notebookDocument/didClose"
            | "textDocument/didOpen"
            | "textDocument/didChange"
            | "textDocument/willSave"
            | "textDocument/didSave"
            | "textDocument/didClose"
            | "workspace/didChangeConfiguration"
            | "workspace/didChangeWatchedFiles"
            | "workspace/didChangeWorkspaceFolders"
            | "workspace/didCreateFiles"
            | "workspace/didRenameFiles"
            | "workspace/didDeleteFiles"
    )
}

/// The members of the parameters that the method's handler uses.
fn used(method: &str, params: Option<Value>, spellings: &Spellings) -> Option<Value> {
    let mut params = match method {
        // Emacs' lsp-mode gives an empty object to `shutdown`.
        STATUSES | "shutdown" | "exit" => return None,
        "initialize" | "initialized" | "workspace/didChangeConfiguration" => params.unwrap_or_default(),
        _ => params?,
    };
    // By position, the only parameter is the first (JSON-RPC 2.0, section 4.2).
    if let Value::Array(list) = &mut params
        && let [Value::Object(_)] = &list[..]
    {
        params = list.remove(0);
    }
    Some(match method {
        "initialize" => initialize::used(params, spellings),
        "initialized" => json!({}),
        "textDocument/didOpen" => {
            let mut document = params.get_mut("textDocument").map(Value::take).unwrap_or_default();
            if document.get("text").is_some_and(Value::is_string) {
                note(&document, Spellings::note, spellings);
            }
            let language = document.get("languageId").and_then(Value::as_str).unwrap_or_default().to_owned();
            let text = taken(&mut document, "text");
            let members = [uri(&document), Some(("languageId", language.into())), version(&document), text];
            // The macro `json!` would copy the text. The copy, made once the text is a value, would leave a gap that is not given back.
            object([Some(("textDocument", object(members)))])
        }
        "textDocument/didChange" => {
            let document = params.get("textDocument").unwrap_or(&Value::Null);
            let version = readable_version(document).map(|version| ("version", version.into()));
            let document = object([uri(document), version]);
            object([Some(("textDocument", document)), taken(&mut params, "contentChanges")])
        }
        "textDocument/didClose" => {
            note(params.get("textDocument").unwrap_or(&Value::Null), Spellings::forget, spellings);
            object([document(&params)])
        }
        "textDocument/didSave" | "textDocument/documentLink" => object([document(&params)]),
        "textDocument/hover" | "textDocument/definition" => object([document(&params), position(&params)]),
        "textDocument/completion" => object([document(&params), position(&params), context(&params)]),
        "completionItem/resolve" => item(params),
        "workspace/didChangeConfiguration" => {
            object([Some(taken(&mut params, "settings").unwrap_or(("settings", Value::Null)))])
        }
        "workspace/didChangeWorkspaceFolders" => {
            let mut list = |pointer| folders::valid(params.pointer_mut(pointer).map(Value::take).unwrap_or_default());
            let (removed, added) = (list("/event/removed"), list("/event/added"));
            folders::forget(&removed, spellings);
            folders::note(&added, spellings);
            json!({ "event": { "removed": folders::strict(removed), "added": folders::strict(added) } })
        }
        _ => params,
    })
}

type Member = (&'static str, Value);

fn object<const COUNT: usize>(members: [Option<Member>; COUNT]) -> Value {
    members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// A member that is moved, as it may be of any size.
fn taken(params: &mut Value, name: &'static str) -> Option<Member> {
    params.get_mut(name).map(|value| (name, value.take()))
}

fn note(document: &Value, what: fn(&Spellings, &str), spellings: &Spellings) {
    if let Some(address) = document.get("uri").and_then(Value::as_str) {
        what(spellings, address);
    }
}

fn document(params: &Value) -> Option<Member> {
    Some(("textDocument", object([uri(params.get("textDocument")?)])))
}

fn uri(document: &Value) -> Option<Member> {
    let uri = document.get("uri")?;
    Some(("uri", uri.as_str().map_or_else(|| uri.clone(), |uri| addresses::strict(uri).into())))
}

/// The version, which is read for the log alone (LSP 3.17, `integer`). A document without one has the version 0.
fn version(document: &Value) -> Option<Member> {
    Some(("version", readable_version(document).unwrap_or_default().into()))
}

fn readable_version(document: &Value) -> Option<i32> {
    document.get("version").and_then(integer).and_then(|version| i32::try_from(version).ok())
}

/// The position. Anything but a `uinteger` stays as it is and is refused, as numbers below 0 have no meaning (LSP 3.17, "Position").
fn position(params: &Value) -> Option<Member> {
    let position = params.get("position")?;
    let part = |name: &'static str| {
        let number = position.get(name)?;
        Some((name, integer(number).map_or_else(|| number.clone(), Value::from)))
    };
    Some(("position", object([part("line"), part("character")])))
}

/// Why completion was asked for; nothing where it is not one of the reasons of LSP 3.17 (`CompletionTriggerKind`).
fn context(params: &Value) -> Option<Member> {
    let kind = params.pointer("/context/triggerKind").and_then(integer).filter(|kind| (1..=3).contains(kind))?;
    Some(("context", json!({ "triggerKind": kind })))
}

/// The item without the members that have a wrong type. Without a label it is served where its code is known.
fn item(item: Value) -> Value {
    let is_readable = |item: &Value| CompletionItem::deserialize(item).is_ok();
    if is_readable(&item) {
        return item;
    }
    let Value::Object(members) = item else { return item };
    let is_kept = |(name, value): &(String, Value)| {
        let mut alone = json!({ "label": "" });
        alone[name] = value.clone();
        name == "label" || is_readable(&alone)
    };
    let mut item: Value = members.into_iter().filter(is_kept).collect();
    // The answer is about the code in `data`.
    if item.get("data").is_some_and(Value::is_u64) && !item["label"].is_string() {
        item["label"] = "".into();
    }
    item
}

/// A whole number. Languages with one kind of numbers write `3` as `3.0`.
fn integer(value: &Value) -> Option<i64> {
    /// All whole numbers up to here are numbers of 64 bits with a fraction, too.
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let of_float = |number: &f64| number.fract() == 0.0 && number.abs() <= EXACT;
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and fits")]
    value.as_i64().or_else(|| value.as_f64().filter(of_float).map(|number| number as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(method: &'static str, params: Value) -> Value {
        match mended(Request::build(method).params(params).id(1).finish(), &Spellings::default()) {
            Mended::Call(request) => request.into_parts().2.unwrap_or_default(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn only_used_members_pass() {
        let unused = json!({ "uri": "a b:c", "x": 1 });
        let position = json!({ "line": 3.0, "character": 2, "x": [] });
        let strict = json!({ "uri": "file:a%20b:c" });
        let at = json!({ "textDocument": unused, "position": position, "workDoneToken": {}, "context": { "triggerKind": 9 } });
        let expected = json!({ "textDocument": strict, "position": { "line": 3, "character": 2 } });
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion"] {
            assert_eq!(through(method, at.clone()), expected, "{method}");
            assert_eq!(through(method, json!([at])), expected, "{method}");
        }
        for method in ["textDocument/didClose", "textDocument/didSave", "textDocument/documentLink"] {
            assert_eq!(through(method, at.clone()), json!({ "textDocument": strict }), "{method}");
        }
    }

    /// What may be of any size is moved.
    #[test]
    fn texts_are_not_copied() {
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
            assert_eq!(place(&through(method, params)), before, "{method}");
        }
    }

    #[test]
    fn what_has_no_default_stays_to_be_refused() {
        let at = json!({ "textDocument": { "uri": 3 }, "position": { "line": -1, "character": 0.5 } });
        assert_eq!(through("textDocument/hover", at.clone()), at);
        assert_eq!(through("textDocument/hover", json!({})), json!({}));
        let document = json!({ "textDocument": { "languageId": "", "version": 0 } });
        for params in [json!(7), json!([1, 2]), json!({ "textDocument": 3 })] {
            assert_eq!(through("textDocument/didOpen", params), document);
        }
    }

    #[test]
    fn unreadable_versions_become_0() {
        let version = |document: Value| {
            let params = json!({ "textDocument": document });
            through("textDocument/didOpen", params)["textDocument"]["version"].clone()
        };
        assert_eq!(version(json!({ "uri": "a:b", "version": -7 })), -7);
        assert_eq!(version(json!({ "uri": "a:b", "version": 7.0 })), 7);
        assert_eq!(version(json!({ "uri": "a b" })), 0);
        for none in [json!(null), json!("7"), json!(7.5), json!(1_u64 << 40), json!([])] {
            assert_eq!(version(json!({ "uri": "a:b", "version": none })), 0);
        }
    }

    #[test]
    fn folders_become_valid_or_are_left_out() {
        let folders =
            json!([{ "uri": "file:///a b", "name": "x" }, { "uri": "file:///c" }, { "uri": 3 }, { "uri": "" }, null]);
        let valid = json!([{ "uri": "file:///a%20b", "name": "x" }, { "uri": "file:///c", "name": "" }]);
        let initialize = |folders: Value| through("initialize", json!({ "workspaceFolders": folders }));
        assert_eq!(initialize(folders.clone())["workspaceFolders"], valid);
        for none in [json!(null), json!(3), json!({})] {
            assert_eq!(initialize(none), json!({ "capabilities": {} }));
        }
        let event = json!({ "event": { "added": folders, "removed": null } });
        assert_eq!(
            through("workspace/didChangeWorkspaceFolders", event),
            json!({ "event": { "added": valid, "removed": [] } })
        );
    }

    #[test]
    fn items_lose_what_cannot_be_read() {
        let good = json!({ "label": "404", "kind": 12, "data": 404, "unknown": {} });
        assert_eq!(through("completionItem/resolve", good.clone()), good);
        let odd = json!({ "label": "404", "kind": "Value", "tags": 3, "textEdit": [], "detail": "x", "data": 404 });
        assert_eq!(through("completionItem/resolve", odd), json!({ "label": "404", "detail": "x", "data": 404 }));
        assert_eq!(through("completionItem/resolve", json!({ "data": 404 })), json!({ "label": "", "data": 404 }));
        for none in [json!({}), json!({ "label": 7 }), json!(7), json!([])] {
            assert_eq!(through("completionItem/resolve", none.clone()), none);
        }
    }

    #[test]
    fn requests_without_an_id_are_not_handled() {
        let outcome = |method: &'static str| {
            let params = json!({});
            mended(Request::build(method).params(params).id(Id::Null).finish(), &Spellings::default())
        };
        for method in ["textDocument/hover", "shutdown", "initialize", "x"] {
            let Mended::Answered(Some(answer)) = outcome(method) else { panic!("{method}") };
            assert_eq!((answer.id(), answer.error()), (&Id::Null, Some(&Error::invalid_request())));
        }
        for method in ["exit", "textDocument/didOpen", "$/cancelRequest"] {
            assert!(matches!(outcome(method), Mended::Call(request) if request.id().is_none()), "{method}");
        }
        let shutdown = mended(Request::build("shutdown").finish(), &Spellings::default());
        assert!(matches!(shutdown, Mended::Answered(None)));
    }

    #[test]
    fn other_messages_pass() {
        for params in [json!(null), json!([1]), json!({ "textDocument": 3 })] {
            assert_eq!(through("x", params.clone()), params);
        }
    }
}

//! Rebuilds each message from the members that its handler uses, for compatibility with clients that send invalid ones.
//!
//! The protocol's types refuse a whole message for one member of a wrong type, used or not. Here such a member counts as absent where
//! it has a default. A required one, such as a position, stays as it is, so the types refuse the message and name the member.

use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::methods::Params;
use super::{message, methods};

mod folders;
mod initialize;
mod integer;
pub(super) mod parameters;
pub(super) mod uris;

pub(crate) use uris::ClientUris;

/// The treatment of a received request or notification.
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
    let (params, make_valid) = match methods::find(method).map(|method| &method.params) {
        // Emacs' lsp-mode sends an empty object with `shutdown`.
        Some(Params::Dropped) => return None,
        Some(Params::Required(_, make_valid)) => (params?, *make_valid),
        Some(Params::Optional(_, make_valid)) => (params.unwrap_or_default(), *make_valid),
        None => return params,
    };
    Some(make_valid(by_name(params), client_uris))
}

/// Parameters by position hold the only one in a list (JSON-RPC 2.0, section 4.2).
fn by_name(mut params: Value) -> Value {
    match &mut params {
        Value::Array(list) if matches!(list[..], [Value::Object(_)]) => list.remove(0),
        _ => params,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

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

//! Answers that are JSON before they reach the message loop.
//!
//! tower-lsp turns each answer into a tree of JSON values on the thread that carries the messages. For each link that takes 4 kB and 6 µs.
//! Long lists are written where they are found instead, as text of some 200 bytes a link. The text passes tower-lsp in an object of one
//! member, and the loop puts it into the message as it is.

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Request, Response};

use super::{ids, message};

/// The protocol's name for the request for links, whose answer can be long.
const DOCUMENT_LINK: &str = "textDocument/documentLink";
/// The same inside of the server. The library's own handler of that request answers with the protocol's types only.
pub(super) const LINKS: &str = "httpStatus/documentLink";

/// The result of a request, as JSON.
#[derive(Debug, Serialize)]
pub(super) struct Prepared {
    /// No other answer has a member of this name.
    #[serde(rename = "\0json")]
    json: String,
}

impl Prepared {
    /// A JSON array. Nothing if one of the items cannot be written.
    pub(super) fn list<T: Serialize>(items: impl IntoIterator<Item = T>) -> Option<Self> {
        let mut json = vec![b'['];
        for item in items {
            if json.len() > 1 {
                json.push(b',');
            }
            serde_json::to_writer(&mut json, &item).ok()?;
        }
        json.push(b']');
        Some(Self { json: String::from_utf8(json).ok()? })
    }

    /// What has become of one on its way through tower-lsp.
    fn within(result: &Value) -> Option<&str> {
        match result {
            Value::Object(members) if members.len() == 1 => members.get("\0json")?.as_str(),
            _ => None,
        }
    }
}

/// The request under the name that its handler has, and the id by which it can be canceled.
pub(super) fn routed(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let method = if method == DOCUMENT_LINK { LINKS.into() } else { method };
    message::request(method, id.map(|id| ids::key(&id)), params)
}

/// Appends an answer (JSON-RPC 2.0, section 5).
pub(super) fn push_response(out: &mut Vec<u8>, response: Response) -> serde_json::Result<()> {
    let prepared = response.result().and_then(Prepared::within);
    let id = match response.id() {
        Id::String(id) => ids::json(id),
        Id::Number(_) | Id::Null => None,
    };
    if prepared.is_none() && id.is_none() {
        return serde_json::to_writer(out, &response);
    }
    out.extend_from_slice(br#"{"jsonrpc":"2.0","#);
    match (prepared, response.result(), response.error()) {
        (Some(result), ..) => out.extend_from_slice([r#""result":"#, result].concat().as_bytes()),
        (None, _, Some(error)) => {
            out.extend_from_slice(br#""error":"#);
            serde_json::to_writer(&mut *out, error)?;
        }
        (None, result, None) => {
            out.extend_from_slice(br#""result":"#);
            serde_json::to_writer(&mut *out, &result)?;
        }
    }
    out.extend_from_slice(br#","id":"#);
    match id {
        Some(json) => out.extend_from_slice(json.as_bytes()),
        None => serde_json::to_writer(&mut *out, response.id())?,
    }
    out.push(b'}');
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use tower_lsp::jsonrpc::Id;

    use super::*;

    #[test]
    fn a_prepared_answer_is_the_same_as_any_other() {
        let items = [json!({ "a": "\"\u{0}é🦀" }), json!([]), json!("text")];
        for count in 0..=items.len() {
            let prepared = Prepared::list(&items[..count]).expect("JSON");
            let passed = serde_json::to_value(Some(prepared)).expect("a value");
            for id in [Id::from(-7), Id::from("a\"b"), Id::Null] {
                let mut out = b"before".to_vec();
                push_response(&mut out, Response::from_ok(id.clone(), passed.clone())).expect("JSON");
                let expected = Response::from_ok(id, json!(items[..count]));
                let expected = serde_json::to_string(&expected).expect("JSON");
                assert_eq!(String::from_utf8(out).expect("text"), format!("before{expected}"));
            }
        }
    }

    #[test]
    fn a_request_for_links_is_given_its_handlers_name() {
        let request = Request::build(DOCUMENT_LINK).id(7).params(json!({ "a": 1 })).finish();
        let (method, id, params) = routed(request).into_parts();
        assert_eq!((&*method, id, params), (LINKS, Some(7.into()), Some(json!({ "a": 1 }))));
        assert_eq!(routed(Request::build("x").finish()).method(), "x");
        let written = ids::of_json("2.0").expect("an id");
        assert_eq!(routed(Request::build("x").id(written).finish()).id(), Some(&2.into()));
    }
}

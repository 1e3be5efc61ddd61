//! Results that are JSON text before they reach the message loop.
//!
//! tower-lsp builds a tree of JSON values from each result, on the thread of the message loop. For each link that takes 4 kB and 6 µs.
//! Long lists are therefore serialized where they are made, into some 200 bytes a link. The text passes tower-lsp as an object with one
//! member, and is copied into the message as it is.

use serde::Serialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Response};

use super::ids;

/// The name of the member. No other result has one of this name.
const MEMBER: &str = "\0json";

/// The result of a request, as JSON text.
#[derive(Debug, Serialize)]
pub(crate) struct RawResult {
    #[serde(rename = "\0json")]
    json: String,
}

impl RawResult {
    /// A JSON array of the items. Nothing if one of them cannot be serialized.
    pub(crate) fn array<T: Serialize>(items: impl IntoIterator<Item = T>) -> Option<Self> {
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

    /// The text in a result that tower-lsp has serialized; nothing for other results.
    fn json_in(result: &Value) -> Option<&str> {
        match result {
            Value::Object(members) if members.len() == 1 => members.get(MEMBER)?.as_str(),
            _ => None,
        }
    }
}

/// Appends a response (JSON-RPC 2.0, section 5).
///
/// # Errors
/// Where it cannot be serialized.
pub(super) fn write_response(out: &mut Vec<u8>, response: Response) -> serde_json::Result<()> {
    let raw_result = response.result().and_then(RawResult::json_in);
    let verbatim_id = match response.id() {
        Id::String(id) => ids::verbatim_json(id),
        Id::Number(_) | Id::Null => None,
    };
    if raw_result.is_none() && verbatim_id.is_none() {
        return serde_json::to_writer(out, &response);
    }
    out.extend_from_slice(br#"{"jsonrpc":"2.0","#);
    match (raw_result, response.result(), response.error()) {
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
    match verbatim_id {
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
    fn a_raw_result_is_written_like_any_other() {
        let items = [json!({ "a": "\"\u{0}é🦀" }), json!([]), json!("text")];
        for count in 0..=items.len() {
            let raw = RawResult::array(&items[..count]).expect("JSON");
            let passed = serde_json::to_value(Some(raw)).expect("a value");
            for id in [Id::from(-7), Id::from("a\"b"), Id::Null] {
                let mut out = b"before".to_vec();
                write_response(&mut out, Response::from_ok(id.clone(), passed.clone())).expect("JSON");
                let expected = Response::from_ok(id, json!(items[..count]));
                let expected = serde_json::to_string(&expected).expect("JSON");
                assert_eq!(String::from_utf8(out).expect("text"), format!("before{expected}"));
            }
        }
    }
}

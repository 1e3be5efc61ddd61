//! Answers as JSON. Most of an answer is text, of which `serde_json` looks at each byte by itself: for a card that would take longer than
//! all else that a hover does.

use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Response};

use super::ids;

/// Appends an answer (JSON-RPC 2.0, section 5).
pub(super) fn push_response(out: &mut Vec<u8>, response: Response) -> serde_json::Result<()> {
    let (id, outcome) = response.into_parts();
    out.extend_from_slice(br#"{"jsonrpc":"2.0","#);
    match outcome {
        Ok(result) => {
            out.extend_from_slice(br#""result":"#);
            push(out, &result)?;
        }
        Err(error) => {
            out.extend_from_slice(br#""error":"#);
            serde_json::to_writer(&mut *out, &error)?;
        }
    }
    out.extend_from_slice(br#","id":"#);
    match &id {
        Id::String(id) => match ids::json(id) {
            Some(json) => out.extend_from_slice(json.as_bytes()),
            None => push_text(out, id),
        },
        id => serde_json::to_writer(&mut *out, id)?,
    }
    out.push(b'}');
    Ok(())
}

fn push(out: &mut Vec<u8>, value: &Value) -> serde_json::Result<()> {
    match value {
        Value::String(text) => push_text(out, text),
        Value::Array(values) => {
            out.push(b'[');
            for (index, value) in values.iter().enumerate() {
                push_comma(out, index);
                push(out, value)?;
            }
            out.push(b']');
        }
        Value::Object(members) => {
            out.push(b'{');
            for (index, (name, value)) in members.iter().enumerate() {
                push_comma(out, index);
                push_text(out, name);
                out.push(b':');
                push(out, value)?;
            }
            out.push(b'}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => serde_json::to_writer(out, value)?,
    }
    Ok(())
}

fn push_comma(out: &mut Vec<u8>, index: usize) {
    if index > 0 {
        out.push(b',');
    }
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    json_escape_simd::escape_into(text, out);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;
    use tower_lsp::jsonrpc::Error;

    use super::*;

    #[track_caller]
    fn check(response: Response) {
        let mut out = b"before".to_vec();
        let expected = serde_json::to_string(&response).expect("JSON");
        push_response(&mut out, response).expect("JSON");
        assert_eq!(String::from_utf8(out).expect("text"), format!("before{expected}"));
    }

    #[test]
    fn answers_are_written_as_serde_json_writes_them() {
        let value = json!({ "a": [1, -2, 0.5, 1e300, u64::MAX, true, null, {}, [], ""], "b": { "\"": "\\" }, "": "\u{2028}🦀" });
        for id in [Id::Null, Id::from(-7), Id::from("a\"b")] {
            check(Response::from_ok(id.clone(), value.clone()));
            check(Response::from_ok(id.clone(), Value::Null));
            check(Response::from_error(id.clone(), Error::method_not_found()));
            let with_data = Error { data: Some(json!(["x", 1])), ..Error::parse_error() };
            check(Response::from_error(id, with_data));
        }
    }

    proptest! {
        #[test]
        fn texts_are_escaped_as_serde_json_escapes_them(
            before in "[a-z\"\\\\\\n]{0,70}",
            text in "\\PC*[\u{0}-\u{2f}\\\\\u{7f}-\u{85}é\u{2028}🦀]{0,80}",
        ) {
            check(Response::from_ok(Id::from(1), json!([before, text])));
        }
    }
}

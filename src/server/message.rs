//! Reads the body of a message.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::ids;
use super::warnings::warn_once;

/// A message of the client's.
#[derive(Debug)]
pub(super) enum Message {
    /// A request or a notification.
    Request(Request),
    /// The answer to a request of ours.
    Response(Response),
    /// None of these, with the answer that JSON-RPC has for it.
    Refused(Response),
}

impl Message {
    /// Reads a body.
    pub(super) fn of(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        // A byte order mark is not JSON, but may be ignored (RFC 8259, section 8.1).
        let text = text.trim_start_matches('\u{feff}');
        if let Some(message) = Self::well_formed(text) {
            return message;
        }
        let mended = without_half_pairs(text);
        if let Some(message) = mended.as_deref().and_then(Self::well_formed) {
            return message;
        }
        let text = mended.as_deref().unwrap_or(text);
        // The elements of an array would be taken for members.
        if text.trim_start().starts_with('{')
            && let Ok(parts) = serde_json::from_str::<Parts<'_>>(text)
        {
            return parts.message();
        }
        let Ok(value) = serde_json::from_str::<Value>(text) else {
            warn_once!(bytes = body.len(), "a message is not JSON");
            return Self::refusal(Error::parse_error());
        };
        warn_once!(bytes = body.len(), "a message is JSON but not JSON-RPC");
        // A member that comes twice, or no object at all. An answer to an answer would be taken for one to a request of the client's.
        let has = |name| value.get(name).is_some();
        if !has("method") && (has("result") || has("error")) {
            return Self::Response(Response::from_error(Id::Null, Error::invalid_request()));
        }
        let id = value.get("id").and_then(ids::of_value);
        Self::Refused(Response::from_error(id.unwrap_or(Id::Null), Error::invalid_request()))
    }

    /// The refusal of bytes that cannot be read, so that nothing is known of them.
    pub(super) fn refusal(error: Error) -> Self {
        Self::Refused(Response::from_error(Id::Null, error))
    }

    /// A request or a notification that the library's type can read.
    fn well_formed(text: &str) -> Option<Self> {
        let request = serde_json::from_str::<Request>(text).ok()?;
        // An answer reads as a request without a method.
        if request.method().is_empty() {
            return None;
        }
        let (method, id, params) = request.into_parts();
        Some(Self::Request(self::request(method, id.map(ids::held), params)))
    }
}

/// The members of a message as JSON, which may be nested to any depth.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow, default, deserialize_with = "present")]
    jsonrpc: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    id: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    method: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    params: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    result: Option<&'a RawValue>,
    #[serde(borrow, default, deserialize_with = "present")]
    error: Option<&'a RawValue>,
}

/// A member that is there, `null` among them.
fn present<'de: 'a, 'a, D: Deserializer<'de>>(deserializer: D) -> Result<Option<&'a RawValue>, D::Error> {
    <&RawValue>::deserialize(deserializer).map(Some)
}

impl Parts<'_> {
    fn message(&self) -> Message {
        let has_version = self.jsonrpc.and_then(read::<String>).is_some_and(|version| version == "2.0");
        let has_outcome = self.result.is_some() || self.error.is_some();
        let is_bare = self.params.is_none() && (self.id.is_some() || has_version);
        match self.method {
            Some(method) if !has_outcome || method.get() != "null" => {
                let method = read::<String>(method).filter(|_| has_version);
                self.request(method).unwrap_or_else(|error| self.refused(error))
            }
            None if !has_outcome && !is_bare => self.refused(Error::invalid_request()),
            _ => Message::Response(self.response()),
        }
    }

    fn request(&self, method: Option<String>) -> Result<Message, Error> {
        let method = method.ok_or_else(Error::invalid_request)?;
        let id = self.id.map(|id| ids::of_json(id.get()).ok_or_else(Error::invalid_request)).transpose()?;
        let params = match self.params {
            // No session is refused for a member that is not used, and those that are stand no deeper.
            Some(params) if method == "initialize" => Some(readable(params, 8)),
            Some(params) => Some(read(params).ok_or_else(Error::parse_error)?),
            None => None,
        };
        Ok(Message::Request(request(method, id, params)))
    }

    /// Refuses the message, under its id if JSON-RPC allows that.
    fn refused(&self, error: Error) -> Message {
        warn_once!(%error, "a message is JSON but not JSON-RPC");
        let id = self.id.and_then(|id| ids::of_json(id.get()));
        Message::Refused(Response::from_error(id.unwrap_or(Id::Null), error))
    }

    /// Reads an answer in any form, so that our request does not stay open forever.
    fn response(&self) -> Response {
        let id = self.id.and_then(read::<Value>).as_ref().and_then(ids::of_ours).unwrap_or(Id::Null);
        if let Some(error) = self.error.filter(|error| error.get() != "null") {
            return Response::from_error(
                id,
                read::<Value>(error).as_ref().map_or_else(Error::internal_error, error_of),
            );
        }
        match self.result {
            Some(result) => Response::from_parts(id, read(result).ok_or_else(Error::parse_error)),
            // JavaScript leaves out the result where it is undefined.
            None => Response::from_ok(id, Value::Null),
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(json: &RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

/// The value, with `null` for members that cannot be read, at most so many levels below it: those nested too deeply, numbers out of range.
fn readable(json: &RawValue, levels: usize) -> Value {
    read(json).unwrap_or_else(|| match serde_json::from_str::<BTreeMap<String, &RawValue>>(json.get()) {
        Ok(members) if levels > 0 => {
            members.into_iter().map(|(name, member)| (name, readable(member, levels - 1))).collect()
        }
        _ => Value::Null,
    })
}

/// The error as far as it can be read.
fn error_of(error: &Value) -> Error {
    let code = error.get("code").and_then(Value::as_i64).map_or(ErrorCode::InternalError, ErrorCode::from);
    let message = error.get("message").and_then(Value::as_str).unwrap_or(code.description()).to_owned();
    Error { code, message: message.into(), data: error.get("data").cloned() }
}

/// A request as the library can hold it.
fn request(method: impl Into<Cow<'static, str>>, id: Option<Id>, params: Option<Value>) -> Request {
    let method = method.into();
    let mut params = params;
    if method == "$/cancelRequest"
        && let Some(id) = params.as_mut().and_then(|params| params.get_mut("id"))
        && let Some(held) = ids::of_value(id)
    {
        *id = serde_json::to_value(held).unwrap_or_default();
    }
    let mut builder = Request::build(method);
    if let Some(id) = id {
        builder = builder.id(id);
    }
    if let Some(params) = params {
        builder = builder.params(params);
    }
    builder.finish()
}

/// The JSON with U+FFFD for each half of a surrogate pair (RFC 8259, section 8.2); nothing if there is none.
fn without_half_pairs(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut mended = String::new();
    let mut copied = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        at += found;
        match unit(at) {
            Some(0xD800..=0xDBFF) if matches!(unit(at + 6), Some(0xDC00..=0xDFFF)) => at += 12,
            Some(0xD800..=0xDFFF) => {
                mended.push_str(&text[copied..at]);
                mended.push_str("\\ufffd");
                at += 6;
                copied = at;
            }
            // The character behind it may be another backslash.
            _ => at = text.len().min(at + 2),
        }
    }
    mended.push_str(&text[copied..]);
    (copied > 0).then_some(mended)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_bears_the_id_of_its_request() {
        let id = |body: &str| match Message::of(body.as_bytes()) {
            Message::Refused(response) => response.id().clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(id(r#"{"jsonrpc":"2.0","method":7,"id":7}"#), 7.into());
        assert_eq!(id(r#"{"method":"x","id":"seven"}"#), "seven".into());
        assert_eq!(id(r#"{"method":"x","id":[7]}"#), Id::Null);
        assert_eq!(id(r#"{"jsonrpc":"2.0","params":{},"id":7}"#), 7.into());
        assert_eq!(id(r#"{"jsonrpc":"1.0","method":"x","id":7}"#), 7.into());
        assert_eq!(id(r#"{"method":"x","method":"y","id":7}"#), 7.into());
        let deep =
            format!(r#"{{"jsonrpc":"2.0","method":"x","params":{}{},"id":7}}"#, "[".repeat(999), "]".repeat(999));
        assert_eq!(id(&deep), 7.into());
        assert_eq!(id(r#"{"jsonrpc":"2.0","method":"x","params":1e999,"id":7}"#), 7.into());
        assert_eq!(id(r#"{"jsonrpc":"2.0","method":"x","params":["\ud800",1e999],"id":7}"#), 7.into());
    }

    #[test]
    fn ids_come_back_as_they_were_written() {
        let written = |body: &str| {
            let Message::Request(request) = Message::of(body.as_bytes()) else { panic!("{body}") };
            let mut out = Vec::new();
            let id = request.id().cloned().expect("an id");
            super::super::prepared::push_response(&mut out, Response::from_ok(id, Value::Null)).expect("JSON");
            String::from_utf8(out).expect("text")
        };
        for id in [
            "7",
            "-7",
            "1.5",
            "2.0",
            "1e3",
            "-0",
            "2147483648",
            "9223372036854775808",
            "18446744073709551617",
            "\"x\"",
            "\"\\u00007\"",
            "null",
        ] {
            let expected = format!(r#"{{"jsonrpc":"2.0","result":null,"id":{id}}}"#);
            assert_eq!(written(&format!(r#"{{"jsonrpc":"2.0","method":"x","id":{id}}}"#)), expected);
        }
    }

    #[test]
    fn a_request_is_cancelled_by_any_id() {
        let request = |body: String| match Message::of(body.as_bytes()) {
            Message::Request(request) => request,
            other => panic!("{other:?}"),
        };
        for id in ["7", "1.5", "2.0", "5000000000", "9223372036854775808", "\"x\"", "\"\\u00007\""] {
            let asked = request(format!(r#"{{"jsonrpc":"2.0","method":"x","id":{id}}}"#));
            let cancel = format!(r#"{{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{"id":{id}}}}}"#);
            let (_, _, params) = request(cancel).into_parts();
            let cancelled = Id::deserialize(&params.expect("parameters")["id"]).expect("an id");
            assert_eq!(Some(&cancelled), asked.id());
        }
    }

    #[test]
    fn answers_are_read_however_they_are_written() {
        let answer = |body: &str| match Message::of(body.as_bytes()) {
            Message::Response(response) => response.into_parts(),
            other => panic!("{other:?}"),
        };
        assert_eq!(answer(r#"{"jsonrpc":"2.0","id":5,"result":1,"error":null}"#), (5.into(), Ok(1.into())));
        assert_eq!(answer(r#"{"id":5.0,"result":1}"#), (5.into(), Ok(1.into())));
        assert_eq!(answer(r#"{"jsonrpc":"2.0","id":5}"#), (5.into(), Ok(Value::Null)));
        assert_eq!(answer(r#"{"jsonrpc":"2.0","id":5,"error":{}}"#), (5.into(), Err(Error::internal_error())));
        assert_eq!(
            answer(r#"{"jsonrpc":"2.0","method":null,"params":null,"id":5,"result":1}"#),
            (5.into(), Ok(1.into()))
        );
        assert_eq!(answer(r#"{"id":5,"id":5,"result":1}"#), (Id::Null, Err(Error::invalid_request())));
        assert_eq!(answer(r#"{"jsonrpc":"2.0","error":"no"}"#), (Id::Null, Err(Error::internal_error())));
        let (_, outcome) =
            answer(r#"{"jsonrpc":"2.0","id":5,"result":null,"error":{"code":-1,"message":"no","stack":[]}}"#);
        assert_eq!(outcome.map_err(|error| (error.code.code(), error.message)), Err((-1, "no".into())));
        let deep = format!(r#"{{"jsonrpc":"2.0","id":5,"result":{}{}}}"#, "[".repeat(999), "]".repeat(999));
        assert_eq!(answer(&deep), (5.into(), Err(Error::parse_error())));
    }

    #[test]
    fn messages_are_read_whole() {
        let written = |body: &str| match Message::of(body.as_bytes()) {
            Message::Request(request) => serde_json::to_string(&request),
            Message::Response(response) | Message::Refused(response) => serde_json::to_string(&response),
        };
        for body in [
            r#"{"jsonrpc":"2.0","method":"a","params":{"n":[1,-2.5,null,true],"text":"é🦀\n\\\\ud800"},"id":1}"#,
            r#"{"jsonrpc":"2.0","method":"a","params":null,"id":"one"}"#,
            r#"{"jsonrpc":"2.0","method":"a","id":null}"#,
            r#"{"jsonrpc":"2.0","method":"a"}"#,
            r#"{"jsonrpc":"2.0","method":""}"#,
            "\u{feff}{\"jsonrpc\":\"2.0\",\"method\":\"a\"}",
            r#"{"jsonrpc":"2.0","result":null,"id":1}"#,
            r#"{"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":1}"#,
        ] {
            assert_eq!(written(body).ok().as_deref(), Some(body.trim_start_matches('\u{feff}')));
        }
        // Fields that the protocol does not have are passed over.
        let odd = r#"{"id":"one","method":"a","jsonrpc":"2.0","unknown":{"x":1}}"#;
        assert_eq!(written(odd).ok().as_deref(), Some(r#"{"jsonrpc":"2.0","method":"a","id":"one"}"#));
    }

    #[test]
    fn text_that_is_no_unicode_is_mended() {
        let text = |body: &[u8]| match Message::of(body) {
            Message::Request(request) => request.params().and_then(Value::as_str).map(str::to_owned),
            other => panic!("{other:?}"),
        };
        let escaped = |inner: &str| text(format!(r#"{{"jsonrpc":"2.0","method":"x","params":"{inner}"}}"#).as_bytes());
        assert_eq!(escaped(r"a\ud83d").as_deref(), Some("a\u{fffd}"));
        assert_eq!(escaped(r"\ude00\ud83d\ude00\ud83d\ud83d!").as_deref(), Some("\u{fffd}😀\u{fffd}\u{fffd}!"));
        assert_eq!(escaped(r"\\ud83d \ud83dx").as_deref(), Some("\\ud83d \u{fffd}x"));
        assert_eq!(
            text(b"{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":\"\xff\xe9t\xe9\"}").as_deref(),
            Some("\u{fffd}\u{fffd}t\u{fffd}")
        );
    }
}

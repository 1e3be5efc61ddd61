//! Reads the body of a message.

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::ids;
use super::warnings::warn_once;

mod broken;
mod mending;
mod params;

use params::Reading;

/// A message of the client's.
#[derive(Debug)]
pub(super) enum Message {
    /// A request or a notification, with the members of its parameters that are used.
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
        if let Ok(message) = Self::read(text, Reading::Strict) {
            return message;
        }
        let mended = mending::mended(text);
        if let Some(mended) = &mended
            && let Ok(message) = Self::read(mended, Reading::Strict)
        {
            return message;
        }
        let text = mended.as_deref().unwrap_or(text);
        Self::read(text, Reading::Lenient).unwrap_or_else(|refused| {
            if refused.error.code != ErrorCode::ParseError {
                warn_once!(bytes = body.len(), "a message is JSON but not JSON-RPC");
                return Self::Refused(Response::from_error(refused.id, refused.error));
            }
            warn_once!(bytes = body.len(), "a message is not JSON");
            if let Some((method, params)) = broken::change(text) {
                return Self::Request(request(method, None, Some(params)));
            }
            Self::Refused(Response::from_error(refused.id, refused.error))
        })
    }

    /// The refusal of bytes that cannot be read, so that nothing is known of them.
    pub(super) fn refusal(error: Error) -> Self {
        Self::Refused(Response::from_error(Id::Null, error))
    }

    fn read(text: &str, reading: Reading) -> Result<Self, Refused> {
        match serde_json::from_str::<Parts<'_>>(text) {
            Ok(parts) => parts.message(reading),
            Err(_) => {
                let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
                let error = if is_json { Error::invalid_request() } else { Error::parse_error() };
                Err(Refused { id: Id::Null, error })
            }
        }
    }
}

/// Why a message cannot be handled, and its id, where JSON-RPC allows an answer under it.
#[derive(Debug)]
struct Refused {
    id: Id,
    error: Error,
}

/// The members of a message as JSON, which may be nested to any depth.
#[derive(Default)]
struct Parts<'a> {
    jsonrpc: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
    result: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
    /// Whether one of them comes twice.
    is_ambiguous: bool,
}

/// The name of a member.
#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum Name {
    Jsonrpc,
    Id,
    Method,
    Params,
    Result,
    Error,
    #[serde(other)]
    Unknown,
}

impl<'de: 'a, 'a> Deserialize<'de> for Parts<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // The elements of an array are not taken for members.
        deserializer.deserialize_map(Parts::default())
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Parts<'a> {
    type Value = Self;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a message")
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<Self, A::Error> {
        while let Some(name) = map.next_key()? {
            let member = match name {
                Name::Jsonrpc => &mut self.jsonrpc,
                Name::Id => &mut self.id,
                Name::Method => &mut self.method,
                Name::Params => &mut self.params,
                Name::Result => &mut self.result,
                Name::Error => &mut self.error,
                Name::Unknown => {
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
            };
            self.is_ambiguous |= member.replace(map.next_value()?).is_some();
        }
        Ok(self)
    }
}

impl Parts<'_> {
    fn message(&self, reading: Reading) -> Result<Message, Refused> {
        let has_version = self.jsonrpc.and_then(read::<String>).is_some_and(|version| version == "2.0");
        let has_outcome = self.result.is_some() || self.error.is_some();
        let is_bare = self.params.is_none() && (self.id.is_some() || has_version);
        if self.is_ambiguous {
            // An answer to an answer would be taken for one to a request of the client's.
            let is_answer = self.method.is_none() && has_outcome;
            let answer = Response::from_error(Id::Null, Error::invalid_request());
            return if is_answer { Ok(Message::Response(answer)) } else { Err(self.refused(Error::invalid_request())) };
        }
        match self.method {
            Some(method) if !has_outcome || method.get() != "null" => {
                let method = read::<String>(method).filter(|_| has_version);
                self.request(method, reading).map_err(|error| self.refused(error))
            }
            None if !has_outcome && !is_bare => Err(self.refused(Error::invalid_request())),
            _ => self.response(reading).map(Message::Response),
        }
    }

    fn request(&self, method: Option<String>, reading: Reading) -> Result<Message, Error> {
        let method = method.ok_or_else(Error::invalid_request)?;
        let id = self.id.map(|id| ids::of_json(id.get()).ok_or_else(Error::invalid_request)).transpose()?;
        let params = self.params.map(|params| params::read(&method, params, reading)).transpose();
        let params = params.map_err(|_| Error::parse_error())?.flatten();
        Ok(Message::Request(request(method, id, params)))
    }

    /// The refusal of the message, under its id if JSON-RPC allows that.
    fn refused(&self, error: Error) -> Refused {
        let id = self.id.and_then(|id| ids::of_json(id.get()));
        Refused { id: id.unwrap_or(Id::Null), error }
    }

    /// Reads an answer in any form, so that our request does not stay open forever.
    fn response(&self, reading: Reading) -> Result<Response, Refused> {
        let id = self.id.and_then(|id| ids::of_ours(id.get())).unwrap_or(Id::Null);
        if let Some(error) = self.error.filter(|error| error.get() != "null") {
            return Ok(Response::from_error(id, error_of(&params::error(error))));
        }
        // JavaScript omits a result that is undefined. An answer whose id is not ours has no request waiting for it.
        let Some(result) = self.result.filter(|_| id != Id::Null) else {
            return Ok(Response::from_ok(id, Value::Null));
        };
        match (read(result), reading) {
            (Some(result), _) => Ok(Response::from_ok(id, result)),
            (None, Reading::Strict) => Err(self.refused(Error::parse_error())),
            (None, Reading::Lenient) => Ok(Response::from_error(id, Error::parse_error())),
        }
    }
}

fn read<T: for<'de> Deserialize<'de>>(json: &RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

/// The error as far as it can be read. Its data is not used.
fn error_of(error: &Value) -> Error {
    let code = error.get("code").and_then(Value::as_i64).map_or(ErrorCode::InternalError, ErrorCode::from);
    let message = error.get("message").and_then(Value::as_str).unwrap_or(code.description()).to_owned();
    Error { code, message: message.into(), data: None }
}

/// A request of these parts; the library builds one step by step.
pub(super) fn request(method: impl Into<Cow<'static, str>>, id: Option<Id>, params: Option<Value>) -> Request {
    let mut builder = Request::build(method);
    if let Some(id) = id {
        builder = builder.id(id);
    }
    if let Some(params) = params {
        builder = builder.params(params);
    }
    builder.finish()
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
    }

    #[test]
    fn what_is_not_used_is_not_read() {
        let params = |body: &str| match Message::of(body.as_bytes()) {
            Message::Request(request) => request.into_parts().2,
            other => panic!("{other:?}"),
        };
        let deep = format!("{}{}", "[".repeat(999), "]".repeat(999));
        for odd in [&deep, "1e999", r#"["\ud800",1e999]"#, r#"{"\ud800":"\u0000"}"#, "{}"] {
            let message = |method: &str, params: &str| {
                format!(r#"{{"jsonrpc":"2.0","method":"{method}","params":{params},"id":7,"x":{odd}}}"#)
            };
            assert_eq!(params(&message("x", odd)), None, "{odd}");
            assert_eq!(params(&message("shutdown", odd)), None, "{odd}");
            let document = format!(r#"{{"x":{odd},"textDocument":{{"uri":"a:b","x":{odd}}}}}"#);
            let expected = Some(serde_json::json!({ "textDocument": { "uri": "a:b" } }));
            assert_eq!(params(&message("textDocument/documentLink", &document)), expected, "{odd}");
            assert_eq!(params(&message("textDocument/documentLink", &format!("[{document}]"))), expected, "{odd}");
        }
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
    fn a_request_is_canceled_by_any_id() {
        let request = |body: String| match Message::of(body.as_bytes()) {
            Message::Request(request) => request,
            other => panic!("{other:?}"),
        };
        for (id, other) in [
            ("7", "7.0"),
            ("1.5", "15e-1"),
            ("2.0", "2"),
            ("5000000000", "5e9"),
            ("9223372036854775808", "9223372036854775808.0"),
            ("10000000000000000000000000", "1e25"),
            ("\"x\"", "\"\\u0078\""),
            ("\"\\u00007\"", "\"\\u00007\""),
            ("\"\\ud800\"", "\"\\ud800\""),
        ] {
            for (asked, cancels) in [(id, id), (id, other), (other, id)] {
                let asked = request(format!(r#"{{"jsonrpc":"2.0","method":"x","id":{asked}}}"#));
                for params in [format!(r#"{{"id":{cancels}}}"#), format!(r#"[{{"x":1,"id":{cancels}}}]"#)] {
                    let cancel = format!(r#"{{"jsonrpc":"2.0","method":"$/cancelRequest","params":{params}}}"#);
                    let (_, _, params) = request(cancel).into_parts();
                    let canceled = Id::deserialize(&params.expect("parameters")["id"]).expect("an id");
                    assert_eq!(Some(canceled), asked.id().map(ids::key), "{id} {cancels}");
                }
            }
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
        assert_eq!(answer(r#"{"id":5,"result":["\ud800"]}"#), (5.into(), Ok(serde_json::json!(["\u{fffd}"]))));
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
            r#"{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":{"n":[1,-2.5,null,true],"text":"é🦀\n\\\\ud800"}},"id":1}"#,
            r#"{"jsonrpc":"2.0","method":"textDocument/hover","params":null,"id":"one"}"#,
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
            Message::Request(request) => {
                request.params().and_then(|params| params["settings"].as_str()).map(str::to_owned)
            }
            other => panic!("{other:?}"),
        };
        const HEAD: &str = r#"{"jsonrpc":"2.0","method":"workspace/didChangeConfiguration","params":{"settings":""#;
        let escaped = |inner: &str| text(format!(r#"{HEAD}{inner}"}}}}"#).as_bytes());
        assert_eq!(escaped(r"a\ud83d").as_deref(), Some("a\u{fffd}"));
        assert_eq!(escaped(r"\ude00\ud83d\ude00\ud83d\ud83d!").as_deref(), Some("\u{fffd}😀\u{fffd}\u{fffd}!"));
        assert_eq!(escaped(r"\\ud83d \ud83dx").as_deref(), Some("\\ud83d \u{fffd}x"));
        assert_eq!(
            text(&[HEAD.as_bytes(), b"\xff\xe9t\xe9\"}}"].concat()).as_deref(),
            Some("\u{fffd}\u{fffd}t\u{fffd}")
        );
    }
}

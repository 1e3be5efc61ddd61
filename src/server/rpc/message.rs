//! Parses the body of a message (JSON-RPC 2.0, sections 4 and 5).

use std::borrow::Cow;
use std::fmt;

use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

use super::ids;
use super::logging::warn_once;

mod params;
mod repair;
mod salvage;

use params::Decoding;

/// A message from the client.
#[derive(Debug)]
pub(super) enum Message {
    /// A request or a notification, with the used members of its parameters.
    Request(Request),
    /// The response to a request of this server.
    Response(Response),
    /// Neither, with the error response that JSON-RPC has for it.
    Invalid(Response),
}

impl Message {
    /// Parses a body. It is parsed once if it is valid; invalid Unicode, control characters in strings and values that cannot be held
    /// each cost another pass.
    pub(super) fn parse(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        // A byte order mark is not JSON, but may be ignored (RFC 8259, section 8.1).
        let text = text.trim_start_matches('\u{feff}');
        if let Ok(message) = Self::decode(text, Decoding::Strict) {
            return message;
        }
        let repaired = repair::repaired(text);
        if let Some(repaired) = &repaired
            && let Ok(message) = Self::decode(repaired, Decoding::Strict)
        {
            return message;
        }
        let text = repaired.as_deref().unwrap_or(text);
        Self::decode(text, Decoding::Lossy).unwrap_or_else(|failure| {
            if failure.error.code != ErrorCode::ParseError {
                warn_once!(bytes = body.len(), "a message is JSON but not JSON-RPC");
                return Self::Invalid(Response::from_error(failure.id, failure.error));
            }
            warn_once!(bytes = body.len(), "a message is not JSON");
            if let Some((method, params)) = salvage::did_change(text) {
                return Self::Request(request(method, None, Some(params)));
            }
            Self::Invalid(Response::from_error(failure.id, failure.error))
        })
    }

    /// The error response for bytes in which no id can be found.
    pub(super) fn without_id(error: Error) -> Self {
        Self::Invalid(Response::from_error(Id::Null, error))
    }

    fn decode(text: &str, decoding: Decoding) -> Result<Self, Failure> {
        match serde_json::from_str::<Envelope<'_>>(text) {
            Ok(envelope) => envelope.message(decoding),
            Err(_) => {
                let is_json = serde_json::from_str::<IgnoredAny>(text).is_ok();
                let error = if is_json { Error::invalid_request() } else { Error::parse_error() };
                Err(Failure { id: Id::Null, error })
            }
        }
    }
}

/// A request of these parts; tower-lsp's builder takes them one by one.
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

/// Why a message cannot be decoded, with its id where there is one.
#[derive(Debug)]
struct Failure {
    id: Id,
    error: Error,
}

/// The members of a message as JSON text, so that their nesting costs no stack.
#[derive(Default)]
struct Envelope<'a> {
    jsonrpc: Option<&'a RawValue>,
    id: Option<&'a RawValue>,
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
    result: Option<&'a RawValue>,
    error: Option<&'a RawValue>,
    /// Whether one of them occurs twice.
    has_duplicate: bool,
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

impl<'de: 'a, 'a> Deserialize<'de> for Envelope<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // A derived implementation would accept an array of the members' values too.
        deserializer.deserialize_map(Envelope::default())
    }
}

impl<'de: 'a, 'a> Visitor<'de> for Envelope<'a> {
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
            self.has_duplicate |= member.replace(map.next_value()?).is_some();
        }
        Ok(self)
    }
}

impl Envelope<'_> {
    fn message(&self, decoding: Decoding) -> Result<Message, Failure> {
        let has_version = self.jsonrpc.and_then(parsed::<String>).is_some_and(|version| version == "2.0");
        let has_outcome = self.result.is_some() || self.error.is_some();
        // A response whose result was omitted still has its id or version, and no parameters.
        let may_be_response = self.params.is_none() && (self.id.is_some() || has_version);
        if self.has_duplicate {
            // Clients would take a response to their response for one to a request of theirs.
            let is_response = self.method.is_none() && has_outcome;
            let response = Response::from_error(Id::Null, Error::invalid_request());
            return if is_response {
                Ok(Message::Response(response))
            } else {
                Err(self.failure(Error::invalid_request()))
            };
        }
        match self.method {
            Some(method) if !has_outcome || method.get() != "null" => {
                let method = parsed::<String>(method).filter(|_| has_version);
                self.request(method, decoding).map_err(|error| self.failure(error))
            }
            None if !has_outcome && !may_be_response => Err(self.failure(Error::invalid_request())),
            _ => self.response(decoding).map(Message::Response),
        }
    }

    fn request(&self, method: Option<String>, decoding: Decoding) -> Result<Message, Error> {
        let method = method.ok_or_else(Error::invalid_request)?;
        let id = self.id.map(|id| ids::parse(id.get()).ok_or_else(Error::invalid_request)).transpose()?;
        let params = self.params.map(|params| params::parse(&method, params, decoding)).transpose();
        let params = params.map_err(|_| Error::parse_error())?.flatten();
        Ok(Message::Request(request(method, id, params)))
    }

    /// The error for this message, with its id if JSON-RPC allows that id.
    fn failure(&self, error: Error) -> Failure {
        let id = self.id.and_then(|id| ids::parse(id.get()));
        Failure { id: id.unwrap_or(Id::Null), error }
    }

    /// Accepts any form of response, since the request of this server would stay open otherwise.
    fn response(&self, decoding: Decoding) -> Result<Response, Failure> {
        let id = self.id.and_then(|id| ids::parse_own(id.get())).unwrap_or(Id::Null);
        if let Some(error) = self.error.filter(|error| error.get() != "null") {
            return Ok(Response::from_error(id, error_from_json(&params::error_object(error))));
        }
        // JavaScript omits a result that is undefined. No request waits for an id that is not this server's.
        let Some(result) = self.result.filter(|_| id != Id::Null) else {
            return Ok(Response::from_ok(id, Value::Null));
        };
        match (parsed(result), decoding) {
            (Some(result), _) => Ok(Response::from_ok(id, result)),
            (None, Decoding::Strict) => Err(self.failure(Error::parse_error())),
            (None, Decoding::Lossy) => Ok(Response::from_error(id, Error::parse_error())),
        }
    }
}

fn parsed<T: for<'de> Deserialize<'de>>(json: &RawValue) -> Option<T> {
    serde_json::from_str(json.get()).ok()
}

/// The error with defaults for invalid members. Its `data` is not used.
fn error_from_json(error: &Value) -> Error {
    let code = error.get("code").and_then(Value::as_i64).map_or(ErrorCode::InternalError, ErrorCode::from);
    let message = error.get("message").and_then(Value::as_str).unwrap_or(code.description()).to_owned();
    Error { code, message: message.into(), data: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_has_the_id_of_its_request() {
        let id = |body: &str| match Message::parse(body.as_bytes()) {
            Message::Invalid(response) => response.id().clone(),
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
    fn unused_members_are_not_parsed() {
        let params = |body: &str| match Message::parse(body.as_bytes()) {
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
    fn ids_are_returned_as_they_were_written() {
        let written = |body: &str| {
            let Message::Request(request) = Message::parse(body.as_bytes()) else { panic!("{body}") };
            let mut out = Vec::new();
            let id = request.id().cloned().expect("an id");
            super::super::raw_result::write_response(&mut out, Response::from_ok(id, Value::Null)).expect("JSON");
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
    fn a_request_is_canceled_by_any_form_of_its_id() {
        let request = |body: String| match Message::parse(body.as_bytes()) {
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
                    assert_eq!(Some(canceled), asked.id().map(ids::canonical), "{id} {cancels}");
                }
            }
        }
    }

    #[test]
    fn any_form_of_response_is_accepted() {
        let response = |body: &str| match Message::parse(body.as_bytes()) {
            Message::Response(response) => response.into_parts(),
            other => panic!("{other:?}"),
        };
        assert_eq!(response(r#"{"jsonrpc":"2.0","id":5,"result":1,"error":null}"#), (5.into(), Ok(1.into())));
        assert_eq!(response(r#"{"id":5.0,"result":1}"#), (5.into(), Ok(1.into())));
        assert_eq!(response(r#"{"jsonrpc":"2.0","id":5}"#), (5.into(), Ok(Value::Null)));
        assert_eq!(response(r#"{"jsonrpc":"2.0","id":5,"error":{}}"#), (5.into(), Err(Error::internal_error())));
        assert_eq!(
            response(r#"{"jsonrpc":"2.0","method":null,"params":null,"id":5,"result":1}"#),
            (5.into(), Ok(1.into()))
        );
        assert_eq!(response(r#"{"id":5,"id":5,"result":1}"#), (Id::Null, Err(Error::invalid_request())));
        assert_eq!(response(r#"{"jsonrpc":"2.0","error":"no"}"#), (Id::Null, Err(Error::internal_error())));
        let (_, outcome) =
            response(r#"{"jsonrpc":"2.0","id":5,"result":null,"error":{"code":-1,"message":"no","stack":[]}}"#);
        assert_eq!(outcome.map_err(|error| (error.code.code(), error.message)), Err((-1, "no".into())));
        assert_eq!(response(r#"{"id":5,"result":["\ud800"]}"#), (5.into(), Ok(serde_json::json!(["\u{fffd}"]))));
        let deep = format!(r#"{{"jsonrpc":"2.0","id":5,"result":{}{}}}"#, "[".repeat(999), "]".repeat(999));
        assert_eq!(response(&deep), (5.into(), Err(Error::parse_error())));
    }

    #[test]
    fn all_members_are_kept() {
        let written = |body: &str| match Message::parse(body.as_bytes()) {
            Message::Request(request) => serde_json::to_string(&request),
            Message::Response(response) | Message::Invalid(response) => serde_json::to_string(&response),
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
        // Members that JSON-RPC does not have are skipped.
        let odd = r#"{"id":"one","method":"a","jsonrpc":"2.0","unknown":{"x":1}}"#;
        assert_eq!(written(odd).ok().as_deref(), Some(r#"{"jsonrpc":"2.0","method":"a","id":"one"}"#));
    }

    #[test]
    fn invalid_unicode_is_replaced() {
        let text = |body: &[u8]| match Message::parse(body) {
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

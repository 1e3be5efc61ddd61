//! What the body of a message is.

use serde::Deserialize;
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

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
    /// What a body is.
    pub(super) fn of(body: &[u8]) -> Self {
        let text = String::from_utf8_lossy(body);
        if let Some(message) = Self::parse(&text) {
            return message;
        }
        if let Some(message) = without_half_pairs(&text).and_then(|mended| Self::parse(&mended)) {
            return message;
        }
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            warn_once!(bytes = body.len(), "a message is not JSON");
            return Self::refusal(Error::parse_error());
        };
        warn_once!(bytes = body.len(), "a message is JSON but not JSON-RPC");
        // An answer to an answer would be taken for one to a request of the client's.
        let is_request = value.get("method").is_some();
        let id = value.get("id").filter(|_| is_request).and_then(|id| Id::deserialize(id).ok());
        Self::Refused(Response::from_error(id.unwrap_or(Id::Null), Error::invalid_request()))
    }

    /// What stands for bytes that are none, and of which nothing is known.
    pub(super) fn refusal(error: Error) -> Self {
        Self::Refused(Response::from_error(Id::Null, error))
    }

    fn parse(text: &str) -> Option<Self> {
        let request = serde_json::from_str::<Request>(text).ok();
        // An answer reads as a request without a method.
        match request {
            Some(request) if !request.method().is_empty() => Some(Self::Request(request)),
            request => match serde_json::from_str(text) {
                Ok(response) => Some(Self::Response(response)),
                Err(_) => request.map(Self::Request),
            },
        }
    }
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
        assert_eq!(id(r#"{"id":7,"result":1}"#), Id::Null);
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
            r#"{"jsonrpc":"2.0","result":null,"id":1}"#,
            r#"{"jsonrpc":"2.0","error":{"code":-1,"message":"no"},"id":1}"#,
        ] {
            assert_eq!(written(body).ok().as_deref(), Some(body));
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

//! Whether the body of a message is one, and what stands for it if it is not.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tracing::warn;

/// The method of the request that stands for a message that was none. Its parameter is the code of the error.
pub(super) const REFUSED: &str = "$/http-status-lsp/refused";

/// The message, if it is one that tower-lsp reads; else the one that stands for it.
pub(super) fn judged(body: &[u8]) -> Cow<'_, str> {
    let text = String::from_utf8_lossy(body);
    if is_message(&text) {
        return text;
    }
    if let Some(mended) = without_half_pairs(&text).filter(|mended| is_message(mended)) {
        return mended.into();
    }
    let Ok(value) = serde_json::from_str::<Value>(&text) else {
        warn!(bytes = body.len(), "a message is no JSON");
        return refusal(&Error::parse_error(), &Id::Null).into();
    };
    warn!(bytes = body.len(), "JSON that is no message");
    // An answer to an answer would be taken for one to a request of the client's.
    let is_request = value.get("method").is_some();
    let id = value.get("id").filter(|_| is_request).and_then(|id| Id::deserialize(id).ok());
    refusal(&Error::invalid_request(), &id.unwrap_or(Id::Null)).into()
}

pub(super) fn refusal(error: &Error, id: &Id) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": REFUSED, "params": error.code.code() }).to_string()
}

/// The answer to the request that stands for a message that was none.
pub(super) fn refused(request: Request) -> Response {
    let (_, id, code) = request.into_parts();
    let is_json = code.and_then(|code| code.as_i64()) == Some(Error::invalid_request().code.code());
    let error = if is_json { Error::invalid_request() } else { Error::parse_error() };
    Response::from_error(id.unwrap_or(Id::Null), error)
}

/// Whether tower-lsp takes that for a message. Requests and notifications are read without keeping anything, and all else, which
/// is seldom and small, as tower-lsp itself would.
fn is_message(text: &str) -> bool {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Envelope<'a> {
        #[serde(borrow)]
        jsonrpc: Cow<'a, str>,
        #[serde(borrow, rename = "method")]
        _method: Cow<'a, str>,
        #[serde(default, rename = "params")]
        _params: Option<Valid>,
        #[serde(default, rename = "id")]
        _id: Option<Id>,
    }
    serde_json::from_str::<Envelope<'_>>(text).is_ok_and(|envelope| envelope.jsonrpc == "2.0")
        || serde_json::from_str::<Response>(text).is_ok()
        || serde_json::from_str::<Request>(text).is_ok()
}

/// Any JSON whose strings and numbers can be read. `IgnoredAny` would not look at them.
struct Valid;

impl<'de> Deserialize<'de> for Valid {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Self)
    }
}

impl<'de> Visitor<'de> for Valid {
    type Value = Self;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_u64<E>(self, _: u64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_str<E>(self, _: &str) -> Result<Self, E> {
        Ok(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self, A::Error> {
        while list.next_element::<Self>()?.is_some() {}
        Ok(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self, A::Error> {
        while map.next_entry::<Self, Self>()?.is_some() {}
        Ok(self)
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
        let id = |body: &str| {
            let refusal: Value = serde_json::from_str(&judged(body.as_bytes())).expect("JSON");
            refusal["id"].clone()
        };
        assert_eq!(id(r#"{"jsonrpc":"2.0","method":7,"id":7}"#), 7);
        assert_eq!(id(r#"{"method":"x","id":"seven"}"#), "seven");
        assert_eq!(id(r#"{"method":"x","id":[7]}"#), Value::Null);
        assert_eq!(id(r#"{"id":7,"result":1}"#), Value::Null);
    }

    #[test]
    fn every_message_of_tower_lsp_passes_unchanged() {
        for body in [
            r#"{"jsonrpc":"2.0","id":1,"method":"a","params":{"text":"é\ud83e\udd80\n\\ud800","n":[1,-2.5,null,true]}}"#,
            r#"{"id":"one","method":"a","jsonrpc":"2.0","unknown":{"x":1}}"#,
            r#"{"jsonrpc":"2.0","id":null,"method":"a"}"#,
            r#"{"jsonrpc":"2.0","id":1,"result":null}"#,
            r#"{"jsonrpc":"2.0","id":1,"error":{"code":-1,"message":"no"}}"#,
            r#"{"jsonrpc":"2.0"}"#,
        ] {
            assert_eq!(judged(body.as_bytes()), body);
        }
    }

    #[test]
    fn text_that_is_no_unicode_is_mended() {
        let text = |body: &[u8]| {
            let message: Value = serde_json::from_str(&judged(body)).expect("JSON");
            message["params"].as_str().unwrap_or_else(|| panic!("{message}")).to_owned()
        };
        let escaped = |inner: &str| text(format!(r#"{{"jsonrpc":"2.0","method":"x","params":"{inner}"}}"#).as_bytes());
        assert_eq!(escaped(r"a\ud83d"), "a\u{fffd}");
        assert_eq!(escaped(r"\ude00\ud83d\ude00\ud83d\ud83d!"), "\u{fffd}😀\u{fffd}\u{fffd}!");
        assert_eq!(escaped(r"\\ud83d \ud83dx"), "\\ud83d \u{fffd}x");
        assert_eq!(
            text(b"{\"jsonrpc\":\"2.0\",\"method\":\"x\",\"params\":\"\xff\xe9t\xe9\"}"),
            "\u{fffd}\u{fffd}t\u{fffd}"
        );
    }
}

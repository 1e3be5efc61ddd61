//! A change whose JSON is broken. What stands before the fault tells which document is no longer known.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Value, json};

const CHANGE: &str = "textDocument/didChange";

/// The parameters of a change that cannot be read, if the text is one up to the fault in its JSON.
pub(super) fn change(text: &str) -> Option<(&'static str, Value)> {
    let mut found = Found::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // The fault.
    let _ = Members { level: Level::Message, found: &mut found }.deserialize(&mut deserializer);
    let uri = found.uri.filter(|_| found.method.as_deref() == Some(CHANGE))?;
    // No more lines can have come than there are escapes and line breaks. They stand for the changes, which are not a list then.
    let lines = text.bytes().filter(|byte| matches!(byte, b'\\' | b'\n' | b'\r')).count();
    Some((CHANGE, json!({ "textDocument": { "uri": uri }, "contentChanges": "\n".repeat(lines) })))
}

/// What was found before the fault.
#[derive(Default)]
struct Found {
    method: Option<String>,
    uri: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Message,
    Params,
    Document,
}

/// Reads the members of an object up to the URI.
struct Members<'f> {
    level: Level,
    found: &'f mut Found,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match (self.level, name.as_str()) {
                (Level::Message, "method") => self.found.method = Some(map.next_value()?),
                (Level::Message, "params") => {
                    map.next_value_seed(Members { level: Level::Params, found: &mut *self.found })?;
                }
                (Level::Params, "textDocument") => {
                    map.next_value_seed(Members { level: Level::Document, found: &mut *self.found })?;
                }
                (Level::Document, "uri") => self.found.uri = Some(map.next_value()?),
                _ => _ = map.next_value::<IgnoredAny>()?,
            }
        }
        Ok(())
    }
}

//! Salvages the document's URI from a change whose JSON is broken, so that the server knows which document is out of sync.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::{Value, json};

const DID_CHANGE: &str = "textDocument/didChange";

/// The method and parameters of an invalid change, if the text is a change with a URI up to the fault in its JSON.
pub(super) fn did_change(text: &str) -> Option<(&'static str, Value)> {
    let mut found = Found::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // Ends with an error at the fault. What came before it has been stored by then.
    let _ = Members { level: Level::Message, found: &mut found }.deserialize(&mut deserializer);
    let uri = found.uri.filter(|_| found.method.as_deref() == Some(DID_CHANGE))?;
    // Each added line needs an escape or a line break, so their number is an upper bound. In place of the list of changes, a string
    // with that many lines tells it to the handler.
    let lines = text.bytes().filter(|byte| matches!(byte, b'\\' | b'\n' | b'\r')).count();
    Some((DID_CHANGE, json!({ "textDocument": { "uri": uri }, "contentChanges": "\n".repeat(lines) })))
}

/// The members found before the fault.
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

/// Stores the members of an object as they are parsed.
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

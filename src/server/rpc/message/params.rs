//! Parses the used members of the parameters, and no others.
//!
//! An unused member is skipped in the text and never becomes a value. It costs no memory, and its nesting does not count. Values that
//! are freed at once would leave gaps between later allocations, which the allocator cannot return to the system.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::server::rpc::projection::{self, Projection};
use crate::server::rpc::{ids, logging, methods};

/// How many levels of a value that cannot be held are decoded one by one.
const LOSSY_LEVELS: usize = 8;

/// The treatment of a value that cannot be held: it is nested too deeply, or has a number out of range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Decoding {
    /// It is an error.
    Strict,
    /// It becomes `null`.
    Lossy,
}

/// The used members of the parameters; nothing if the method uses none.
///
/// # Errors
/// Where a used member cannot be held and the decoding is strict.
pub(super) fn parse(method: &str, params: &RawValue, decoding: Decoding) -> serde_json::Result<Option<Value>> {
    let Some(projection) = methods::find(method).and_then(|method| method.params.used()) else { return Ok(None) };
    let mut unused = logging::is_debug_enabled().then(Vec::new);
    let mut cursor = Cursor { decoding, pointer: String::new(), unused: unused.as_mut() };
    let value = project(by_name(params), projection, &mut cursor)?;
    if let Some(unused) = unused.filter(|unused| !unused.is_empty()) {
        logging::log_unused_members(method, &unused);
    }
    Ok(Some(value))
}

/// The used members of the error in a response.
pub(super) fn error_object(json: &RawValue) -> Value {
    let mut cursor = Cursor { decoding: Decoding::Lossy, pointer: String::new(), unused: None };
    Projector { projection: &projection::ERROR, cursor: &mut cursor }.lossily(json)
}

/// Parameters by position hold the only one in a list (JSON-RPC 2.0, section 4.2).
fn by_name(params: &RawValue) -> &str {
    let json = params.get();
    if !json.starts_with('[') {
        return json;
    }
    match serde_json::from_str::<(&RawValue,)>(json) {
        Ok((only,)) if only.get().starts_with('{') => only.get(),
        _ => json,
    }
}

fn project(json: &str, projection: &'static Projection, cursor: &mut Cursor<'_>) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Projector { projection, cursor }.deserialize(&mut deserializer)
}

/// The value, with `null` for each part within `levels` levels that cannot be held.
fn lossy(json: &RawValue, levels: usize) -> Value {
    let json = json.get();
    if let Ok(value) = serde_json::from_str(json) {
        return value;
    }
    let inner = |value: &RawValue| if levels > 0 { lossy(value, levels - 1) } else { Value::Null };
    if json.starts_with('[') {
        let values = serde_json::from_str::<Vec<&RawValue>>(json).unwrap_or_default();
        return values.into_iter().map(inner).collect();
    }
    match serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
        Ok(members) => members.into_iter().map(|(name, member)| (name, inner(member))).collect(),
        Err(_) => Value::Null,
    }
}

/// The position in the parameters.
struct Cursor<'c> {
    decoding: Decoding,
    /// A JSON pointer (RFC 6901), kept only if there is a list of unused members.
    pointer: String,
    unused: Option<&'c mut Vec<String>>,
}

/// Deserializes the used part of a value.
struct Projector<'p, 'c> {
    projection: &'static Projection,
    cursor: &'p mut Cursor<'c>,
}

impl<'de> DeserializeSeed<'de> for Projector<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.cursor.decoding == Decoding::Lossy {
            return <&RawValue>::deserialize(deserializer).map(|json| self.lossily(json));
        }
        match self.projection {
            Projection::Whole => Value::deserialize(deserializer),
            Projection::Id => {
                let id = ids::parse(<&RawValue>::deserialize(deserializer)?.get());
                id.as_ref().map(ids::canonical_json).ok_or_else(|| D::Error::custom("not an id"))
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl Projector<'_, '_> {
    fn lossily(self, json: &RawValue) -> Value {
        match (self.projection, json.get().as_bytes().first()) {
            (Projection::Whole, _) => lossy(json, LOSSY_LEVELS),
            (Projection::Id, _) => ids::parse(json.get()).as_ref().map(ids::canonical_json).unwrap_or_default(),
            (Projection::Members(_), Some(b'{')) | (Projection::Each(_), Some(b'[')) => {
                serde_json::Deserializer::from_str(json.get()).deserialize_any(self).unwrap_or_default()
            }
            (_, Some(b'{' | b'[')) | (Projection::Members(_) | Projection::Each(_), _) => Value::Null,
            (Projection::Scalar, _) => serde_json::from_str(json.get()).unwrap_or_default(),
        }
    }

    fn scalar(&self, value: impl Into<Value>) -> Value {
        if matches!(self.projection, Projection::Scalar) { value.into() } else { Value::Null }
    }
}

/// A value of another type than the projection's becomes `null`. Later that counts as absent, or the handler's types reject it.
impl<'de> Visitor<'de> for Projector<'_, '_> {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("any JSON")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(if matches!(self.projection, Projection::Scalar) { value.into() } else { Value::Null })
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let Projection::Each(projection) = self.projection else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Projector { projection, cursor: self.cursor })? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Projection::Members(members) = *self.projection else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut object = serde_json::Map::new();
        let length = self.cursor.pointer.len();
        while let Some(found) = map.next_key_seed(MemberLookup { members, cursor: self.cursor })? {
            let Some((name, projection)) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.cursor.enter(name);
            let value = map.next_value_seed(Projector { projection, cursor: self.cursor })?;
            self.cursor.pointer.truncate(length);
            object.insert((*name).to_owned(), value);
        }
        Ok(object.into())
    }
}

impl Cursor<'_> {
    fn enter(&mut self, name: &str) {
        if self.unused.is_some() {
            self.pointer.push('/');
            self.pointer.push_str(name);
        }
    }

    fn list_unused(&mut self, name: &str) {
        if let Some(unused) = self.unused.as_mut().filter(|unused| unused.len() < logging::LISTED_MEMBERS) {
            unused.push(format!("{}/{}", self.pointer, logging::shortened(name)));
        }
    }
}

/// Deserializes a member's name and looks it up among the used ones.
struct MemberLookup<'p, 'c> {
    members: &'static [(&'static str, Projection)],
    cursor: &'p mut Cursor<'c>,
}

impl<'de> DeserializeSeed<'de> for MemberLookup<'_, '_> {
    type Value = Option<&'static (&'static str, Projection)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for MemberLookup<'_, '_> {
    type Value = Option<&'static (&'static str, Projection)>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let found = self.members.iter().find(|(used, _)| *used == name);
        if found.is_none() {
            self.cursor.list_unused(name);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse_as(method: &str, params: &str, decoding: Decoding) -> Option<Value> {
        let params: &RawValue = serde_json::from_str(params).expect("JSON");
        parse(method, params, decoding).ok().flatten()
    }

    #[test]
    fn only_used_members_are_parsed() {
        let params = json!({
            "textDocument": { "uri": "a:b", "version": [1], "x": {} },
            "position": { "line": 3.0, "character": {}, "x": 1 },
            "context": { "triggerKind": 1, "triggerCharacter": "." },
            "x": [1],
        });
        let used = json!({
            "textDocument": { "uri": "a:b" },
            "position": { "line": 3.0, "character": null },
            "context": { "triggerKind": 1 },
        });
        for decoding in [Decoding::Strict, Decoding::Lossy] {
            for params in [params.clone(), json!([params])] {
                assert_eq!(parse_as("textDocument/completion", &params.to_string(), decoding).as_ref(), Some(&used));
                assert_eq!(parse_as("x", &params.to_string(), decoding), None);
            }
            for odd in ["null", "7", "true", "\"text\"", "[]", "[1,2]", "[{},{}]", "[[{}]]", "[7]"] {
                assert_eq!(parse_as("textDocument/hover", odd, decoding), Some(Value::Null), "{odd}");
                let params = format!(r#"{{"textDocument":{odd},"position":{odd}}}"#);
                let expected = json!({ "textDocument": null, "position": null });
                assert_eq!(parse_as("textDocument/hover", &params, decoding), Some(expected), "{odd}");
            }
        }
        // The last one counts, as in a JSON value.
        let twice = r#"{"textDocument":{"uri":"a:b"},"textDocument":{"uri":"c:d"}}"#;
        let last = json!({ "textDocument": { "uri": "c:d" } });
        assert_eq!(parse_as("textDocument/didSave", twice, Decoding::Strict), Some(last));
    }

    #[test]
    fn values_that_cannot_be_held_become_null() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let change = |odd: &str| format!(r#"{{"text":"x","rangeLength":{odd}}}"#);
        for odd in [deep.as_str(), "1e999"] {
            let params = format!(r#"{{"textDocument":{{"uri":"a:b"}},"contentChanges":[{},{odd}]}}"#, change(odd));
            assert_eq!(parse_as("textDocument/didChange", &params, Decoding::Strict), None);
            let read = parse_as("textDocument/didChange", &params, Decoding::Lossy).expect("parameters");
            assert_eq!(read["textDocument"], json!({ "uri": "a:b" }));
            assert_eq!(read["contentChanges"][0]["text"], "x");
            let params = format!(r#"{{"textDocument":{{"uri":"a:b"}},"position":{{"line":{odd},"character":1}}}}"#);
            let read = parse_as("textDocument/hover", &params, Decoding::Lossy).expect("parameters");
            assert_eq!(read["position"], json!({ "line": null, "character": 1 }));
        }
    }

    #[test]
    fn unused_members_are_listed_by_name() {
        let mut unused = Vec::new();
        let mut cursor = Cursor { decoding: Decoding::Strict, pointer: String::new(), unused: Some(&mut unused) };
        let folders = json!([{ "uri": "a:b", "name": "x", "y": {} }]);
        let many: serde_json::Map<_, _> = (0..1000).map(|number| (number.to_string(), json!([]))).collect();
        let params = json!({ "event": { "added": folders, "x": [1] }, "z": {} });
        let projection = methods::find("workspace/didChangeWorkspaceFolders").and_then(|method| method.params.used());
        let projection = projection.expect("parameters");
        project(&params.to_string(), projection, &mut cursor).expect("a value");
        assert_eq!(unused, ["/event/added/y", "/event/x", "/z"]);
        let mut cursor = Cursor { decoding: Decoding::Strict, pointer: String::new(), unused: Some(&mut unused) };
        project(&Value::from(many).to_string(), projection, &mut cursor).expect("a value");
        assert_eq!(unused.len(), logging::LISTED_MEMBERS);
    }
}

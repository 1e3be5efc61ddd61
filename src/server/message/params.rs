//! Reads the members of the parameters that the server uses, and no others.
//!
//! A member that is not used costs neither memory nor depth: it is skipped in the text and never becomes a value. Values that are freed
//! leave gaps below what is allocated after them, and the allocator cannot give these back.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize as _;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::server::used::{self, Used};
use crate::server::{dropped, ids};

/// How deep members are looked for in a value that cannot be read as a whole.
const LEVELS: usize = 8;

/// How much the JSON may be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Strict,
    /// What cannot be held, because it is nested too deeply or a number is out of range, is `null`.
    Lenient,
}

/// The used members of the parameters; nothing if the method uses none.
///
/// # Errors
/// Where something that is used cannot be held.
pub(super) fn read(method: &str, params: &RawValue, reading: Reading) -> serde_json::Result<Option<Value>> {
    let Some(used) = used::of(method) else { return Ok(None) };
    let mut unused = dropped::is_logged().then(Vec::new);
    let mut place = Place { reading, at: String::new(), unused: unused.as_mut() };
    let value = of_json(by_name(params), used, &mut place)?;
    if let Some(unused) = unused.filter(|unused| !unused.is_empty()) {
        dropped::log_unused(method, &unused);
    }
    Ok(Some(value))
}

/// What is used of the error in an answer.
pub(super) fn error(json: &RawValue) -> Value {
    let mut place = Place { reading: Reading::Lenient, at: String::new(), unused: None };
    Part { used: &used::ERROR, place: &mut place }.leniently(json)
}

/// The value, with `null` for what cannot be held, at most so many levels below it: what is nested too deeply, numbers out of range.
fn readable(json: &RawValue, levels: usize) -> Value {
    let json = json.get();
    if let Ok(value) = serde_json::from_str(json) {
        return value;
    }
    let inner = |value: &RawValue| if levels > 0 { readable(value, levels - 1) } else { Value::Null };
    if json.starts_with('[') {
        let values = serde_json::from_str::<Vec<&RawValue>>(json).unwrap_or_default();
        return values.into_iter().map(inner).collect();
    }
    match serde_json::from_str::<BTreeMap<String, &RawValue>>(json) {
        Ok(members) => members.into_iter().map(|(name, member)| (name, inner(member))).collect(),
        Err(_) => Value::Null,
    }
}

/// By position, the only parameter is the first (JSON-RPC 2.0, section 4.2).
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

fn of_json(json: &str, used: &'static Used, place: &mut Place<'_>) -> serde_json::Result<Value> {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    Part { used, place }.deserialize(&mut deserializer)
}

/// Where the reading is.
struct Place<'p> {
    reading: Reading,
    /// The way to there, as a JSON pointer (RFC 6901). Kept only if there is a list of what is not used.
    at: String,
    unused: Option<&'p mut Vec<String>>,
}

/// A value of which some is used.
struct Part<'p, 'l> {
    used: &'static Used,
    place: &'p mut Place<'l>,
}

impl<'de> DeserializeSeed<'de> for Part<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        if self.place.reading == Reading::Lenient {
            return <&RawValue>::deserialize(deserializer).map(|json| self.leniently(json));
        }
        match self.used {
            Used::Whole => Value::deserialize(deserializer),
            Used::Id => {
                let id = ids::of_json(<&RawValue>::deserialize(deserializer)?.get());
                id.as_ref().map(ids::value).ok_or_else(|| D::Error::custom("not an id"))
            }
            _ => deserializer.deserialize_any(self),
        }
    }
}

impl Part<'_, '_> {
    fn leniently(self, json: &RawValue) -> Value {
        match (self.used, json.get().as_bytes().first()) {
            (Used::Whole, _) => readable(json, LEVELS),
            (Used::Id, _) => ids::of_json(json.get()).as_ref().map(ids::value).unwrap_or_default(),
            (Used::Members(_), Some(b'{')) | (Used::Each(_), Some(b'[')) => {
                serde_json::Deserializer::from_str(json.get()).deserialize_any(self).unwrap_or_default()
            }
            (_, Some(b'{' | b'[')) | (Used::Members(_) | Used::Each(_), _) => Value::Null,
            (Used::Scalar, _) => serde_json::from_str(json.get()).unwrap_or_default(),
        }
    }

    /// The scalar, where one is used.
    fn scalar(&self, value: impl Into<Value>) -> Value {
        if matches!(self.used, Used::Scalar) { value.into() } else { Value::Null }
    }
}

/// A value of another type than is used becomes `null`, which counts as absent or is refused.
impl<'de> Visitor<'de> for Part<'_, '_> {
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
        Ok(if matches!(self.used, Used::Scalar) { value.into() } else { Value::Null })
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(self.scalar(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let Used::Each(used) = self.used else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut values = Vec::new();
        while let Some(value) = list.next_element_seed(Part { used, place: self.place })? {
            values.push(value);
        }
        Ok(values.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let Used::Members(members) = *self.used else {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut object = serde_json::Map::new();
        let length = self.place.at.len();
        while let Some(found) = map.next_key_seed(Name { members, place: self.place })? {
            let Some((name, used)) = found else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            self.place.enter(name);
            let value = map.next_value_seed(Part { used, place: self.place })?;
            self.place.at.truncate(length);
            object.insert((*name).to_owned(), value);
        }
        Ok(object.into())
    }
}

impl Place<'_> {
    fn enter(&mut self, name: &str) {
        if self.unused.is_some() {
            self.at.push('/');
            self.at.push_str(name);
        }
    }

    fn pass_over(&mut self, name: &str) {
        if let Some(unused) = self.unused.as_mut().filter(|unused| unused.len() < dropped::LISTED) {
            unused.push(format!("{}/{}", self.at, dropped::shortened(name)));
        }
    }
}

/// The name of a member, which is looked up among those that are used.
struct Name<'p, 'l> {
    members: &'static [(&'static str, Used)],
    place: &'p mut Place<'l>,
}

impl<'de> DeserializeSeed<'de> for Name<'_, '_> {
    type Value = Option<&'static (&'static str, Used)>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_, '_> {
    type Value = Option<&'static (&'static str, Used)>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the name of a member")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        let found = self.members.iter().find(|(used, _)| *used == name);
        if found.is_none() {
            self.place.pass_over(name);
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read_as(method: &str, params: &str, reading: Reading) -> Option<Value> {
        let params: &RawValue = serde_json::from_str(params).expect("JSON");
        read(method, params, reading).ok().flatten()
    }

    #[test]
    fn only_used_members_are_read() {
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
        for reading in [Reading::Strict, Reading::Lenient] {
            for params in [params.clone(), json!([params])] {
                assert_eq!(read_as("textDocument/completion", &params.to_string(), reading).as_ref(), Some(&used));
                assert_eq!(read_as("x", &params.to_string(), reading), None);
            }
            for odd in ["null", "7", "true", "\"text\"", "[]", "[1,2]", "[{},{}]", "[[{}]]", "[7]"] {
                assert_eq!(read_as("textDocument/hover", odd, reading), Some(Value::Null), "{odd}");
                let params = format!(r#"{{"textDocument":{odd},"position":{odd}}}"#);
                let expected = json!({ "textDocument": null, "position": null });
                assert_eq!(read_as("textDocument/hover", &params, reading), Some(expected), "{odd}");
            }
        }
        // The last one counts, as in a JSON value.
        let twice = r#"{"textDocument":{"uri":"a:b"},"textDocument":{"uri":"c:d"}}"#;
        let last = json!({ "textDocument": { "uri": "c:d" } });
        assert_eq!(read_as("textDocument/didSave", twice, Reading::Strict), Some(last));
    }

    #[test]
    fn what_cannot_be_held_counts_as_null() {
        let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
        let change = |odd: &str| format!(r#"{{"text":"x","rangeLength":{odd}}}"#);
        for odd in [deep.as_str(), "1e999"] {
            let params = format!(r#"{{"textDocument":{{"uri":"a:b"}},"contentChanges":[{},{odd}]}}"#, change(odd));
            assert_eq!(read_as("textDocument/didChange", &params, Reading::Strict), None);
            let read = read_as("textDocument/didChange", &params, Reading::Lenient).expect("parameters");
            assert_eq!(read["textDocument"], json!({ "uri": "a:b" }));
            assert_eq!(read["contentChanges"][0]["text"], "x");
            let params = format!(r#"{{"textDocument":{{"uri":"a:b"}},"position":{{"line":{odd},"character":1}}}}"#);
            let read = read_as("textDocument/hover", &params, Reading::Lenient).expect("parameters");
            assert_eq!(read["position"], json!({ "line": null, "character": 1 }));
        }
    }

    #[test]
    fn unused_members_are_listed_by_name() {
        let mut unused = Vec::new();
        let mut place = Place { reading: Reading::Strict, at: String::new(), unused: Some(&mut unused) };
        let folders = json!([{ "uri": "a:b", "name": "x", "y": {} }]);
        let many: serde_json::Map<_, _> = (0..1000).map(|number| (number.to_string(), json!([]))).collect();
        let params = json!({ "event": { "added": folders, "x": [1] }, "z": {} });
        let used = used::of("workspace/didChangeWorkspaceFolders").expect("parameters");
        of_json(&params.to_string(), used, &mut place).expect("a value");
        assert_eq!(unused, ["/event/added/y", "/event/x", "/z"]);
        let mut place = Place { reading: Reading::Strict, at: String::new(), unused: Some(&mut unused) };
        of_json(&Value::from(many).to_string(), used, &mut place).expect("a value");
        assert_eq!(unused.len(), dropped::LISTED);
    }
}

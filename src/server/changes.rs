//! Reads `textDocument/didChange` from its JSON.
//!
//! The protocol's types refuse a whole notification for one wrong member, and nobody learns that an edit is lost: every position behind
//! it would be wrong. So the notification goes to a method that takes any JSON, and here each of its changes is read on its own.

use serde_json::Value;
use tower_lsp::jsonrpc::{Id, Request};

use crate::text::{Change, Position};

use super::message;

/// Takes the parameters of `textDocument/didChange` as they came. Not for clients.
pub(super) const METHOD: &str = "httpStatus/didChange";

/// The changes of a document.
#[derive(Debug)]
pub(super) struct DocumentChange {
    pub(super) uri: String,
    /// Nothing where the client leaves it out or sends another type.
    pub(super) version: Option<i32>,
    pub(super) changes: Vec<ContentChange>,
}

/// One change of the text.
#[derive(Debug)]
pub(super) enum ContentChange {
    Readable(Change),
    Unreadable {
        /// What is wrong with it.
        reason: &'static str,
        /// The most lines that it can have added.
        lines: u32,
    },
}

/// The notification under the name by which it is handled here.
pub(super) fn renamed(id: Option<Id>, params: Option<Value>) -> Request {
    message::request(METHOD, id, Some(params.unwrap_or_default()))
}

/// Reads the parameters.
///
/// # Errors
/// What is wrong with them, where they do not tell which document has changed.
pub(super) fn read(mut params: Value) -> Result<DocumentChange, &'static str> {
    let document = params.get("textDocument").ok_or("textDocument is missing")?;
    let uri = document.get("uri").and_then(Value::as_str).ok_or("textDocument.uri is not a string")?.to_owned();
    let version = document.get("version").and_then(Value::as_i64).and_then(|version| i32::try_from(version).ok());
    let changes = match params.get_mut("contentChanges").map(Value::take) {
        Some(Value::Array(changes)) => changes.into_iter().map(content_change).collect(),
        other => vec![unreadable("contentChanges is not a list", &other.unwrap_or_default())],
    };
    Ok(DocumentChange { uri, version, changes })
}

fn content_change(mut change: Value) -> ContentChange {
    // Clients write a member that is not there as `null`, too.
    let range = match change.get("range").filter(|range| !range.is_null()).map(range).transpose() {
        Ok(range) => range,
        Err(reason) => return unreadable(reason, &change),
    };
    match change.get_mut("text") {
        Some(Value::String(text)) => ContentChange::Readable(Change { range, text: std::mem::take(text) }),
        _ => unreadable("text is not a string", &change),
    }
}

fn range(range: &Value) -> Result<std::ops::Range<Position>, &'static str> {
    let start = range.get("start").and_then(|start| position(start, |_| None));
    // What is beyond all that can be counted is beyond the text, and an end there means the end of the text.
    let end = range.get("end").and_then(|end| position(end, |large| large.then_some(u32::MAX)));
    match (start, end) {
        (Some(start), Some(end)) => Ok(start..end),
        (None, _) => Err("range.start is not a position"),
        (_, None) => Err("range.end is not a position"),
    }
}

/// A position; `otherwise` has the number for one that does not fit, or nothing, and is told whether it is too large.
fn position(position: &Value, otherwise: impl Fn(bool) -> Option<u32>) -> Option<Position> {
    let number = |name: &str| {
        // Some languages have one type for all numbers and write 3 as 3.0.
        let number = position.get(name)?.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0)?;
        if number <= f64::from(u32::MAX) { Some(number as u32) } else { otherwise(true) }
    };
    Some(Position { line: number("line")?, column: number("character")? })
}

fn unreadable(reason: &'static str, change: &Value) -> ContentChange {
    let lines = match change.get("text") {
        Some(Value::String(text)) => line_breaks(text),
        _ => lines(change),
    };
    ContentChange::Unreadable { reason, lines }
}

/// The most lines in all strings of a value, whatever they are for.
fn lines(value: &Value) -> u32 {
    match value {
        Value::String(text) => line_breaks(text).saturating_add(1),
        Value::Array(values) => values.iter().map(lines).fold(0, u32::saturating_add),
        Value::Object(members) => members.values().map(lines).fold(0, u32::saturating_add),
        _ => 0,
    }
}

/// The line breaks in a text, CRLF counted twice.
fn line_breaks(text: &str) -> u32 {
    u32::try_from(memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(content: Value) -> Vec<ContentChange> {
        let params = json!({ "textDocument": { "uri": "a:b", "version": 2 }, "contentChanges": content });
        read(params).expect("a document").changes
    }

    #[track_caller]
    fn check_readable(content: Value, range: Option<[u32; 4]>) {
        let changes = changes(json!([content]));
        let [ContentChange::Readable(change)] = &changes[..] else { panic!("{changes:?}") };
        let found =
            change.range.as_ref().map(|range| [range.start.line, range.start.column, range.end.line, range.end.column]);
        assert_eq!((found, change.text.as_str()), (range, "x"));
    }

    #[track_caller]
    fn check_unreadable(content: Value, expected: u32) {
        let changes = changes(content.clone());
        let [ContentChange::Unreadable { lines, .. }] = &changes[..] else { panic!("{content}: {changes:?}") };
        assert_eq!(*lines, expected, "{content}");
    }

    #[test]
    fn what_can_be_read_is_read() {
        let place = |line: Value, character: Value| json!({ "line": line, "character": character });
        let range = |start: Value, end: Value| json!({ "range": { "start": start, "end": end }, "text": "x" });
        check_readable(json!({ "text": "x" }), None);
        check_readable(json!({ "text": "x", "range": null, "rangeLength": "many" }), None);
        let origin = place(json!(0), json!(0));
        check_readable(range(place(json!(1), json!(2)), place(json!(3.0), json!(4))), Some([1, 2, 3, 4]));
        for large in [json!(u32::MAX), json!(1_u64 << 53), json!(f64::MAX)] {
            check_readable(range(origin.clone(), place(large, json!(0))), Some([0, 0, u32::MAX, 0]));
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_from_an_edit() {
        for (wrong, lines) in [
            (json!(null), 0),
            (json!(5), 0),
            (json!(true), 0),
            (json!({ "0": {} }), 0),
            (json!("x"), 1),
            (json!([null]), 0),
            (json!([[]]), 0),
            (json!([{}]), 0),
            (json!([{ "text": 5 }]), 0),
            (json!([{ "text": null }]), 0),
            (json!(["x\n"]), 2),
            (json!([{ "text": ["a", "b", { "c": "d\ne" }] }]), 4),
        ] {
            check_unreadable(wrong, lines);
        }
        let origin = json!({ "line": 0, "character": 0 });
        for wrong in [json!(-1), json!(0.5), json!("0"), json!(null), json!([0]), json!(true)] {
            for [line, character] in [[&wrong, &json!(0)], [&json!(0), &wrong]] {
                let place = json!({ "line": line, "character": character });
                for range in [json!({ "start": place, "end": origin }), json!({ "start": origin, "end": place })] {
                    check_unreadable(json!([{ "range": range, "text": "x\r\n" }]), 2);
                }
            }
        }
        let beyond = json!({ "line": 1_u64 << 32, "character": 0 });
        for range in [
            json!(3),
            json!([]),
            json!("0:0"),
            json!({}),
            json!({ "start": origin }),
            json!({ "end": origin }),
            json!({ "start": { "line": 0 }, "end": origin }),
            json!({ "start": origin, "end": { "character": 0 } }),
            json!({ "start": beyond, "end": beyond }),
        ] {
            check_unreadable(json!([{ "range": range, "text": "" }]), 0);
        }
        check_unreadable(json!([{ "range": { "start": origin, "end": origin }, "newText": "a\nb\n" }]), 3);
    }

    #[test]
    fn a_change_of_no_document_is_an_error() {
        for params in [json!(null), json!([]), json!({ "textDocument": 3 }), json!({ "textDocument": { "uri": 5 } })] {
            assert!(read(params).is_err());
        }
        for version in [json!(null), json!("7"), json!(7.5), json!(1_u64 << 40), json!([])] {
            let read = read(json!({ "textDocument": { "uri": "a:b", "version": version } })).expect("a document");
            assert_eq!(read.version, None);
        }
    }
}

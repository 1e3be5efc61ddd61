//! Parses `textDocument/didChange` from its JSON.
//!
//! The protocol's types refuse a whole notification for one invalid member. The edit would be lost without a trace, and every later
//! position would be wrong. So its handler takes any JSON, and each change is parsed here by itself.

use serde_json::Value;

use crate::text::{Change, Position};

/// The changes of a document.
#[derive(Debug)]
pub(super) struct DocumentChange {
    pub(super) uri: String,
    /// Nothing where it is absent or not an `integer` (LSP 3.17).
    pub(super) version: Option<i32>,
    pub(super) changes: Vec<ContentChange>,
}

/// One change of the text (LSP 3.17, `TextDocumentContentChangeEvent`).
#[derive(Debug)]
pub(super) enum ContentChange {
    Valid(Change),
    Invalid {
        /// The fault, as a clause for the log.
        reason: &'static str,
        /// How many lines it can have added at most.
        max_lines: u32,
    },
}

/// Parses the parameters.
///
/// # Errors
/// The fault, where they do not say which document has changed.
pub(super) fn parse(mut params: Value) -> Result<DocumentChange, &'static str> {
    let document = params.get("textDocument").ok_or("textDocument is missing")?;
    let uri = document.get("uri").and_then(Value::as_str).ok_or("textDocument.uri is not a string")?.to_owned();
    let version = document.get("version").and_then(Value::as_i64).and_then(|version| i32::try_from(version).ok());
    let changes = match params.get_mut("contentChanges").map(Value::take) {
        Some(Value::Array(changes)) => changes.into_iter().map(content_change).collect(),
        other => vec![invalid("contentChanges is not a list", &other.unwrap_or_default())],
    };
    Ok(DocumentChange { uri, version, changes })
}

fn content_change(mut change: Value) -> ContentChange {
    // Some clients write absent members as `null`.
    let range = match change.get("range").filter(|range| !range.is_null()).map(range).transpose() {
        Ok(range) => range,
        Err(reason) => return invalid(reason, &change),
    };
    match change.get_mut("text") {
        Some(Value::String(text)) => ContentChange::Valid(Change { range, text: std::mem::take(text) }),
        _ => invalid("text is not a string", &change),
    }
}

fn range(range: &Value) -> Result<std::ops::Range<Position>, &'static str> {
    let start = range.get("start").and_then(|start| position(start, None));
    // An end over `u32::MAX` is after the end of any text, so it means that end. A start there is a fault.
    let end = range.get("end").and_then(|end| position(end, Some(u32::MAX)));
    match (start, end) {
        (Some(start), Some(end)) => Ok(start..end),
        (None, _) => Err("range.start is not a position"),
        (_, None) => Err("range.end is not a position"),
    }
}

/// A position. `overflow` is used for a number over `u32::MAX`; without it such a position is invalid.
fn position(position: &Value, overflow: Option<u32>) -> Option<Position> {
    let number = |name: &str| {
        // Clients in languages with one number type write `3` as `3.0`.
        let number = position.get(name)?.as_f64().filter(|number| *number >= 0.0 && number.fract() == 0.0)?;
        if number <= f64::from(u32::MAX) { Some(number as u32) } else { overflow }
    };
    Some(Position { line: number("line")?, column: number("character")? })
}

fn invalid(reason: &'static str, change: &Value) -> ContentChange {
    let max_lines = match change.get("text") {
        Some(Value::String(text)) => line_breaks(text),
        _ => lines(change),
    };
    ContentChange::Invalid { reason, max_lines }
}

/// The number of lines in all strings of a value, as any of them may be the text.
fn lines(value: &Value) -> u32 {
    match value {
        Value::String(text) => line_breaks(text).saturating_add(1),
        Value::Array(values) => values.iter().map(lines).fold(0, u32::saturating_add),
        Value::Object(members) => members.values().map(lines).fold(0, u32::saturating_add),
        _ => 0,
    }
}

/// The number of line breaks in a text. CRLF counts as two, since the upper bound may be too large.
fn line_breaks(text: &str) -> u32 {
    u32::try_from(memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn changes(content: Value) -> Vec<ContentChange> {
        let params = json!({ "textDocument": { "uri": "a:b", "version": 2 }, "contentChanges": content });
        parse(params).expect("a document").changes
    }

    #[track_caller]
    fn check_valid(content: Value, range: Option<[u32; 4]>) {
        let changes = changes(json!([content]));
        let [ContentChange::Valid(change)] = &changes[..] else { panic!("{changes:?}") };
        let found =
            change.range.as_ref().map(|range| [range.start.line, range.start.column, range.end.line, range.end.column]);
        assert_eq!((found, change.text.as_str()), (range, "x"));
    }

    #[track_caller]
    fn check_invalid(content: Value, expected: u32) {
        let changes = changes(content.clone());
        let [ContentChange::Invalid { max_lines, .. }] = &changes[..] else { panic!("{content}: {changes:?}") };
        assert_eq!(*max_lines, expected, "{content}");
    }

    #[test]
    fn valid_changes_are_parsed() {
        let place = |line: Value, character: Value| json!({ "line": line, "character": character });
        let range = |start: Value, end: Value| json!({ "range": { "start": start, "end": end }, "text": "x" });
        check_valid(json!({ "text": "x" }), None);
        check_valid(json!({ "text": "x", "range": null, "rangeLength": "many" }), None);
        let origin = place(json!(0), json!(0));
        check_valid(range(place(json!(1), json!(2)), place(json!(3.0), json!(4))), Some([1, 2, 3, 4]));
        for large in [json!(u32::MAX), json!(1_u64 << 53), json!(f64::MAX)] {
            check_valid(range(origin.clone(), place(large, json!(0))), Some([0, 0, u32::MAX, 0]));
        }
    }

    #[test]
    fn invalid_changes_are_bounded_in_lines() {
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
            check_invalid(wrong, lines);
        }
        let origin = json!({ "line": 0, "character": 0 });
        for wrong in [json!(-1), json!(0.5), json!("0"), json!(null), json!([0]), json!(true)] {
            for [line, character] in [[&wrong, &json!(0)], [&json!(0), &wrong]] {
                let place = json!({ "line": line, "character": character });
                for range in [json!({ "start": place, "end": origin }), json!({ "start": origin, "end": place })] {
                    check_invalid(json!([{ "range": range, "text": "x\r\n" }]), 2);
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
            check_invalid(json!([{ "range": range, "text": "" }]), 0);
        }
        check_invalid(json!([{ "range": { "start": origin, "end": origin }, "newText": "a\nb\n" }]), 3);
    }

    #[test]
    fn a_change_without_a_document_is_an_error() {
        for params in [json!(null), json!([]), json!({ "textDocument": 3 }), json!({ "textDocument": { "uri": 5 } })] {
            assert!(parse(params).is_err());
        }
        for version in [json!(null), json!("7"), json!(7.5), json!(1_u64 << 40), json!([])] {
            let change = parse(json!({ "textDocument": { "uri": "a:b", "version": version } })).expect("a document");
            assert_eq!(change.version, None);
        }
    }
}

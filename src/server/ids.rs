//! Ids of requests. JSON-RPC allows any number (2.0, section 4). The library holds integers of 64 bits, and of 32 bits for cancellation.
//! Any other number is held as text: its JSON behind a mark. The answer repeats that JSON.

use serde_json::Value;
use tower_lsp::jsonrpc::Id;

/// Stands before the JSON of an id. A text of the client's that starts with it is held as JSON too.
const MARK: char = '\0';

/// The id that is written as this JSON; nothing for values that cannot be one.
pub(super) fn of_json(json: &str) -> Option<Id> {
    match serde_json::from_str(json) {
        Ok(Value::Number(number)) => {
            Some(number.as_i64().map(Id::Number).filter(is_plain).unwrap_or_else(|| verbatim(json)))
        }
        // A number that is too large to be read is still an id.
        Err(_) if json.starts_with(|first: char| first == '-' || first.is_ascii_digit()) => Some(verbatim(json)),
        Ok(value) => of_value(&value),
        Err(_) => None,
    }
}

/// The id of this value; nothing for values that cannot be one.
pub(super) fn of_value(value: &Value) -> Option<Id> {
    match value {
        Value::Number(number) => {
            Some(number.as_i64().map(Id::Number).filter(is_plain).unwrap_or_else(|| verbatim(&number.to_string())))
        }
        Value::String(text) => Some(held(Id::String(text.clone()))),
        Value::Null => Some(Id::Null),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The id of a request of ours, which has a whole number.
pub(super) fn of_ours(value: &Value) -> Option<Id> {
    #[expect(clippy::cast_possible_truncation, reason = "it is whole and small")]
    let of_float = |number: f64| (number.fract() == 0.0 && number.abs() < 1e15).then_some(number as i64);
    value.as_i64().or_else(|| value.as_f64().and_then(of_float)).map(Id::Number)
}

/// Whether the library can hold the id as it is, and cancel its request.
fn is_plain(id: &Id) -> bool {
    match id {
        Id::Number(number) => i32::try_from(*number).is_ok(),
        Id::String(text) => !text.starts_with(MARK),
        Id::Null => true,
    }
}

/// An id of the client's in the form that the library can hold.
pub(super) fn held(id: Id) -> Id {
    match &id {
        _ if is_plain(&id) => id,
        Id::Number(number) => verbatim(&number.to_string()),
        Id::String(text) => verbatim(&Value::from(text.as_str()).to_string()),
        Id::Null => id,
    }
}

/// The JSON of an id that is held as such.
pub(super) fn json(id: &str) -> Option<&str> {
    id.strip_prefix(MARK)
}

fn verbatim(json: &str) -> Id {
    Id::String(format!("{MARK}{json}"))
}

//! One function for each shape of parameters: what a client sent, as the protocol's types accept it.
//!
//! Each gets the members that its row of `methods` projects. It drops what has a wrong type and a default, and keeps what is required.

use serde::Deserialize as _;
use serde_json::{Value, json};
use tower_lsp::ls_types::CompletionItem;

use super::uris::{self, ClientUris};
use super::{folders, integer};

pub(in crate::server::rpc) use super::initialize::normalized_params as initialize;

/// As they are.
pub(in crate::server::rpc) fn unchanged(params: Value, _: &ClientUris) -> Value {
    params
}

/// `InitializedParams`, which has no members.
pub(in crate::server::rpc) fn initialized(_: Value, _: &ClientUris) -> Value {
    json!({})
}

/// A document.
pub(in crate::server::rpc) fn document(params: Value, _: &ClientUris) -> Value {
    object([document_member(&params)])
}

/// A document, or none. A value without a URI counts as none.
pub(in crate::server::rpc) fn statuses(params: Value, _: &ClientUris) -> Value {
    let uri = params.get("textDocument").and_then(uri_string);
    uri.map_or_else(|| json!({}), |uri| json!({ "textDocument": { "uri": uris::to_strict(uri) } }))
}

/// A document and a position in it.
pub(in crate::server::rpc) fn document_and_position(params: Value, _: &ClientUris) -> Value {
    object([document_member(&params), position(&params)])
}

/// A document, a position in it, and a code.
pub(in crate::server::rpc) fn insertion(params: Value, _: &ClientUris) -> Value {
    let code = params.get("code").and_then(integer::from_json).map(|code| ("code", code.into()));
    object([document_member(&params), position(&params), code])
}

/// A document, and the name of the diagnostics that the client has, if it is one.
pub(in crate::server::rpc) fn pull(mut params: Value, _: &ClientUris) -> Value {
    let known = params.get("previousResultId").is_some_and(Value::is_string);
    let known = known.then(|| taken(&mut params, "previousResultId")).flatten();
    object([document_member(&params), known])
}

/// A document, a range of it, and the kinds that are asked for. A list with anything but strings counts as absent.
pub(in crate::server::rpc) fn code_action(mut params: Value, _: &ClientUris) -> Value {
    let range = params.get("range").map(|range| {
        let edge = |name: &'static str| range.get(name).and_then(coordinates).map(|edge| (name, edge));
        ("range", object([edge("start"), edge("end")]))
    });
    let only = params.get_mut("context").and_then(|context| taken(context, "only"));
    let is_list = |only: &Value| only.as_array().is_some_and(|only| only.iter().all(Value::is_string));
    let only = only.filter(|(_, only)| is_list(only));
    let context = object([Some(("diagnostics", json!([]))), only]);
    object([document_member(&params), range, Some(("context", context))])
}

/// A document, a position in it, and what triggered the completion.
pub(in crate::server::rpc) fn completion(params: Value, _: &ClientUris) -> Value {
    object([document_member(&params), position(&params), context(&params)])
}

/// Records how the client spells the URI.
pub(in crate::server::rpc) fn did_open(mut params: Value, client_uris: &ClientUris) -> Value {
    let mut document = params.get_mut("textDocument").map(Value::take).unwrap_or_default();
    if document.get("text").is_some_and(Value::is_string)
        && let Some(uri) = uri_string(&document)
    {
        client_uris.record(uri);
    }
    let language = document.get("languageId").and_then(Value::as_str).unwrap_or_default().to_owned();
    let text = taken(&mut document, "text");
    let members = [uri(&document), Some(("languageId", language.into())), version_or_0(&document), text];
    // `json!` would copy the text, and the freed original would leave a gap that the allocator cannot return.
    object([Some(("textDocument", object(members)))])
}

pub(in crate::server::rpc) fn did_change(mut params: Value, _: &ClientUris) -> Value {
    let document = params.get("textDocument").unwrap_or(&Value::Null);
    let version = version(document).map(|version| ("version", version.into()));
    let document = object([uri(document), version]);
    object([Some(("textDocument", document)), taken(&mut params, "contentChanges")])
}

/// Forgets how the client spells the URI.
pub(in crate::server::rpc) fn did_close(params: Value, client_uris: &ClientUris) -> Value {
    if let Some(uri) = params.get("textDocument").and_then(uri_string) {
        client_uris.forget(uri);
    }
    object([document_member(&params)])
}

pub(in crate::server::rpc) fn did_change_configuration(mut params: Value, _: &ClientUris) -> Value {
    object([Some(taken(&mut params, "settings").unwrap_or(("settings", Value::Null)))])
}

/// Records and forgets how the client spells the URIs of the folders.
pub(in crate::server::rpc) fn did_change_workspace_folders(mut params: Value, client_uris: &ClientUris) -> Value {
    let mut list = |pointer| folders::from_json(params.pointer_mut(pointer).map(Value::take).unwrap_or_default());
    let (removed, added) = (list("/event/removed"), list("/event/added"));
    folders::forget(&removed, client_uris);
    folders::record(&added, client_uris);
    json!({ "event": { "removed": folders::to_json(removed), "added": folders::to_json(added) } })
}

/// Files without a URI are left out. What has become of them is looked at anyway.
pub(in crate::server::rpc) fn did_change_watched_files(params: Value, _: &ClientUris) -> Value {
    let changes = params.get("changes").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let uris = changes.iter().filter_map(uri_string);
    let changes: Vec<Value> = uris.map(|uri| json!({ "uri": uris::to_strict(uri), "type": 2 })).collect();
    json!({ "changes": changes })
}

/// The item without the members that have a wrong type. The label may be absent if `data` holds the code.
pub(in crate::server::rpc) fn completion_item(item: Value, _: &ClientUris) -> Value {
    let is_valid = |item: &Value| CompletionItem::deserialize(item).is_ok();
    if is_valid(&item) {
        return item;
    }
    let Value::Object(members) = item else { return item };
    let is_kept = |(name, value): &(String, Value)| {
        let mut alone = json!({ "label": "" });
        alone[name] = value.clone();
        name == "label" || is_valid(&alone)
    };
    let mut item: Value = members.into_iter().filter(is_kept).collect();
    // The handler needs the code alone.
    if item.get("data").is_some_and(Value::is_u64) && !item["label"].is_string() {
        item["label"] = "".into();
    }
    item
}

type Member = (&'static str, Value);

fn object<const COUNT: usize>(members: [Option<Member>; COUNT]) -> Value {
    members.into_iter().flatten().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Moves a member out, as it may be of any size.
fn taken(params: &mut Value, name: &'static str) -> Option<Member> {
    params.get_mut(name).map(|value| (name, value.take()))
}

fn document_member(params: &Value) -> Option<Member> {
    Some(("textDocument", object([uri(params.get("textDocument")?)])))
}

fn uri_string(document: &Value) -> Option<&str> {
    document.get("uri").and_then(Value::as_str)
}

fn uri(document: &Value) -> Option<Member> {
    let uri = document.get("uri")?;
    Some(("uri", uri.as_str().map_or_else(|| uri.clone(), |uri| uris::to_strict(uri).into())))
}

/// The version, or 0 for a document without a valid one. It is used for the log alone.
fn version_or_0(document: &Value) -> Option<Member> {
    Some(("version", version(document).unwrap_or_default().into()))
}

/// The version, if it is an `integer` (LSP 3.17).
fn version(document: &Value) -> Option<i32> {
    document.get("version").and_then(integer::from_json).and_then(|version| i32::try_from(version).ok())
}

/// The position. Anything but a `uinteger` stays as it is and is refused (LSP 3.17, "Position").
fn position(params: &Value) -> Option<Member> {
    Some(("position", coordinates(params.get("position")?)?))
}

/// The line and the column of a position.
fn coordinates(position: &Value) -> Option<Value> {
    let coordinate = |name: &'static str| {
        let number = position.get(name)?;
        Some((name, integer::from_json(number).map_or_else(|| number.clone(), Value::from)))
    };
    Some(object([coordinate("line"), coordinate("character")]))
}

/// The trigger of the completion; nothing for anything but a `CompletionTriggerKind` of LSP 3.17.
fn context(params: &Value) -> Option<Member> {
    let kind = params.pointer("/context/triggerKind").and_then(integer::from_json);
    let kind = kind.filter(|kind| (1..=3).contains(kind))?;
    Some(("context", json!({ "triggerKind": kind })))
}

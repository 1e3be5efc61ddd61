//! The members of `initialize` that the server uses. No other member can make the server refuse the session.

use serde_json::{Value, json};

use super::uris::{self, ClientUris};
use super::{folders, integer};

/// The type of a member. A value of another type counts as absent, and an element of another type is left out of its list.
#[derive(Clone, Copy)]
enum MemberType {
    Flag,
    Strings,
    /// A list of the formats that LSP 3.17 has (`MarkupKind`).
    Formats,
    /// A list of the protocol's integers, which have 32 bits.
    Integers,
    /// An object whose presence has a meaning. Its members have rows below it.
    Object,
}

/// The capabilities that `capabilities.rs` reads.
const CAPABILITIES: [(&str, MemberType); 22] = [
    ("/general/positionEncodings", MemberType::Strings),
    ("/workspace/configuration", MemberType::Flag),
    ("/workspace/didChangeConfiguration/dynamicRegistration", MemberType::Flag),
    ("/workspace/didChangeWatchedFiles/dynamicRegistration", MemberType::Flag),
    ("/workspace/diagnostics/refreshSupport", MemberType::Flag),
    ("/workspace/workspaceEdit/documentChanges", MemberType::Flag),
    ("/textDocument/codeAction/codeActionLiteralSupport/codeActionKind/valueSet", MemberType::Strings),
    ("/textDocument/codeAction/isPreferredSupport", MemberType::Flag),
    ("/textDocument/diagnostic", MemberType::Object),
    ("/textDocument/publishDiagnostics", MemberType::Object),
    ("/textDocument/publishDiagnostics/tagSupport/valueSet", MemberType::Integers),
    ("/textDocument/publishDiagnostics/codeDescriptionSupport", MemberType::Flag),
    ("/textDocument/hover/contentFormat", MemberType::Formats),
    ("/textDocument/definition/linkSupport", MemberType::Flag),
    ("/textDocument/completion/completionItem/snippetSupport", MemberType::Flag),
    ("/textDocument/completion/completionItem/documentationFormat", MemberType::Formats),
    ("/textDocument/completion/completionItem/deprecatedSupport", MemberType::Flag),
    ("/textDocument/completion/completionItem/tagSupport/valueSet", MemberType::Integers),
    ("/textDocument/completion/completionItem/labelDetailsSupport", MemberType::Flag),
    ("/textDocument/completion/completionItem/insertTextModeSupport/valueSet", MemberType::Integers),
    ("/textDocument/completion/completionItem/resolveSupport/properties", MemberType::Strings),
    ("/textDocument/completion/completionItemKind/valueSet", MemberType::Integers),
];

/// The used members of the parameters, each of its type.
pub(in crate::server::rpc) fn normalized_params(mut params: Value, client_uris: &ClientUris) -> Value {
    let mut normalized = json!({ "capabilities": {} });
    for (pointer, member_type) in CAPABILITIES {
        let pointer = format!("/capabilities{pointer}");
        let found = match member_type {
            MemberType::Object => params.pointer(&pointer).filter(|value| value.is_object()).map(|_| json!({})),
            _ => params.pointer_mut(&pointer).and_then(|value| coerced(value.take(), member_type)),
        };
        if let Some(value) = found {
            set(&mut normalized, &pointer, value);
        }
    }
    if let Some(id) = params.get("processId").and_then(integer::from_json).and_then(|id| u32::try_from(id).ok()) {
        set(&mut normalized, "/processId", id.into());
    }
    if let Some(name) = params.pointer("/clientInfo/name").filter(|name| name.is_string()) {
        set(&mut normalized, "/clientInfo/name", name.clone());
    }
    if let Some(folders @ Value::Array(_)) = params.get_mut("workspaceFolders") {
        let folders = folders::from_json(folders.take());
        folders::record(&folders, client_uris);
        set(&mut normalized, "/workspaceFolders", folders::to_json(folders));
    }
    if let Some(root) = params.get("rootUri").and_then(Value::as_str).filter(|root| uris::is_absolute(root)) {
        set(&mut normalized, "/rootUri", uris::to_strict(root).into());
    }
    if let Some(options) = params.get_mut("initializationOptions") {
        set(&mut normalized, "/initializationOptions", options.take());
    }
    normalized
}

fn coerced(value: Value, member_type: MemberType) -> Option<Value> {
    let is_usable: fn(&Value) -> bool = match member_type {
        MemberType::Flag => return value.is_boolean().then_some(value),
        MemberType::Object => return value.is_object().then_some(value),
        MemberType::Strings => Value::is_string,
        MemberType::Formats => |value| matches!(value.as_str(), Some("markdown" | "plaintext")),
        MemberType::Integers => |value| integer::from_json(value).is_some_and(|value| i32::try_from(value).is_ok()),
    };
    let Value::Array(mut values) = value else { return None };
    values.retain(is_usable);
    if matches!(member_type, MemberType::Integers) {
        values = values.iter().filter_map(integer::from_json).map(Value::from).collect();
    }
    Some(values.into())
}

/// Sets the value at a JSON pointer, with the objects that lead to it.
fn set(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for name in pointer.split('/').skip(1) {
        place = &mut place[name];
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normalized(params: Value) -> Value {
        normalized_params(params, &ClientUris::default())
    }

    /// A member that the projection leaves out never gets here.
    #[test]
    fn each_capability_is_in_the_projection() {
        use crate::server::rpc::methods::find;
        use crate::server::rpc::projection::Projection;
        for (pointer, member_type) in CAPABILITIES {
            let mut place = find("initialize").and_then(|method| method.params.used()).expect("parameters");
            for name in ["capabilities"].into_iter().chain(pointer.split('/').skip(1)) {
                let Projection::Members(members) = place else { panic!("{pointer}: {place:?}") };
                place = members.iter().find(|member| member.0 == name).map(|member| &member.1).expect(pointer);
            }
            let is_list = matches!(place, Projection::Each(Projection::Scalar));
            let is_flag = matches!(place, Projection::Scalar);
            let is_right = match member_type {
                MemberType::Flag => is_flag,
                MemberType::Object => matches!(place, Projection::Members(_)),
                _ => is_list,
            };
            assert!(is_right, "{pointer}: {place:?}");
        }
    }

    #[test]
    fn a_member_of_another_type_counts_as_absent() {
        let nothing = json!({ "capabilities": {} });
        let objects = CAPABILITIES.iter().filter(|row| matches!(row.1, MemberType::Object));
        let objects: Vec<String> = objects.map(|row| format!("/capabilities{}", row.0)).collect();
        // The projection of a member with this `value`: objects whose presence has a meaning stay.
        let left = |pointer: &str, value: &Value| {
            let mut left = nothing.clone();
            for object in &objects {
                if pointer.starts_with(&format!("{object}/")) || pointer == object && value.is_object() {
                    set(&mut left, object, json!({}));
                }
            }
            left
        };
        let good = |member_type| match member_type {
            MemberType::Flag => json!(true),
            MemberType::Strings => json!(["utf-8"]),
            MemberType::Formats => json!(["markdown"]),
            MemberType::Integers => json!([1]),
            MemberType::Object => json!({}),
        };
        let has_values = |(_, member_type): &(&str, MemberType)| !matches!(member_type, MemberType::Object);
        for (pointer, member_type) in CAPABILITIES.into_iter().filter(has_values) {
            let pointer = format!("/capabilities{pointer}");
            let with = |value: Value| {
                let mut params = nothing.clone();
                set(&mut params, &pointer, value);
                params
            };
            assert_eq!(normalized(with(good(member_type))), with(good(member_type)), "{pointer}");
            for odd in [Value::Null, json!(0), json!(-1), json!("x"), json!({}), json!({ "x": 1 })] {
                assert_eq!(normalized(with(odd.clone())), left(&pointer, &odd), "{pointer} {odd}");
                // The objects that contain it may have any type too.
                for (at, _) in pointer.match_indices('/').skip(1) {
                    let mut params = with(good(member_type));
                    set(&mut params, &pointer[..at], odd.clone());
                    assert_eq!(normalized(params), left(&pointer[..at], &odd), "{pointer} {odd}");
                }
                if !matches!(member_type, MemberType::Flag | MemberType::Object) {
                    let list = json!([odd, [], good(member_type)[0]]);
                    let kept = normalized(with(list));
                    let kept = kept.pointer(&pointer).and_then(Value::as_array).and_then(|list| list.last());
                    assert_eq!(kept, Some(&good(member_type)[0]), "{pointer} {odd}");
                }
            }
        }
    }

    #[test]
    fn the_process_id_is_an_integer() {
        let process = |id: Value| normalized(json!({ "processId": id })).get("processId").cloned();
        assert_eq!(process(json!(7)), Some(json!(7)));
        assert_eq!(process(json!(7.0)), Some(json!(7)));
        for odd in [json!(-1), json!(7.5), json!("7"), json!(1e300), json!([7]), Value::Null] {
            assert_eq!(process(odd.clone()), None, "{odd}");
        }
    }

    #[test]
    fn no_other_member_is_kept() {
        let params = json!({
            "processId": null, "rootUri": "a b", "rootPath": 3, "locale": [], "trace": "loud", "workDoneToken": {},
            "clientInfo": { "name": "Neovim", "version": 0.11 },
            "initializationOptions": { "hover": 5 },
            "capabilities": { "textDocument": { "callHierarchy": [{}], "hover": { "dynamicRegistration": 3 } }, "window": 3 },
        });
        let expected = json!({
            "capabilities": {}, "clientInfo": { "name": "Neovim" }, "initializationOptions": { "hover": 5 },
        });
        assert_eq!(normalized(params), expected);
    }
}

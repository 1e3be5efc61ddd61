//! The members of `initialize` that the server uses. Nothing else of it is looked at, so nothing else can refuse the session.

use serde_json::{Value, json};

use super::{addresses::Spellings, folders, integer};

/// What a member has to be. One that is something else counts as absent.
#[derive(Clone, Copy)]
enum Kind {
    Flag,
    /// A list of texts. Elements of other types are left out.
    Texts,
    /// A list of formats (LSP 3.17, `MarkupKind`). Unknown ones are left out.
    Formats,
    /// A list of the protocol's integers. Elements of other types are left out.
    Integers,
}

/// The capabilities that `capabilities.rs` reads.
const CAPABILITIES: [(&str, Kind); 12] = [
    ("/general/positionEncodings", Kind::Texts),
    ("/workspace/configuration", Kind::Flag),
    ("/workspace/didChangeConfiguration/dynamicRegistration", Kind::Flag),
    ("/textDocument/hover/contentFormat", Kind::Formats),
    ("/textDocument/definition/linkSupport", Kind::Flag),
    ("/textDocument/completion/completionItem/snippetSupport", Kind::Flag),
    ("/textDocument/completion/completionItem/documentationFormat", Kind::Formats),
    ("/textDocument/completion/completionItem/deprecatedSupport", Kind::Flag),
    ("/textDocument/completion/completionItem/tagSupport/valueSet", Kind::Integers),
    ("/textDocument/completion/completionItem/labelDetailsSupport", Kind::Flag),
    ("/textDocument/completion/completionItem/resolveSupport/properties", Kind::Texts),
    ("/textDocument/completion/completionItemKind/valueSet", Kind::Integers),
];

/// The used members of the parameters, each of the type that the protocol gives it.
pub(super) fn used(mut params: Value, spellings: &Spellings) -> Value {
    let mut used = json!({ "capabilities": {} });
    for (pointer, kind) in CAPABILITIES {
        let pointer = format!("/capabilities{pointer}");
        if let Some(value) = params.pointer_mut(&pointer).and_then(|value| of_kind(value.take(), kind)) {
            put(&mut used, &pointer, value);
        }
    }
    if let Some(id) = params.get("processId").and_then(integer).and_then(|id| u32::try_from(id).ok()) {
        put(&mut used, "/processId", id.into());
    }
    if let Some(name) = params.pointer("/clientInfo/name").filter(|name| name.is_string()) {
        put(&mut used, "/clientInfo/name", name.clone());
    }
    if let Some(folders @ Value::Array(_)) = params.get_mut("workspaceFolders") {
        let folders = folders::valid(folders.take());
        folders::note(&folders, spellings);
        put(&mut used, "/workspaceFolders", folders::strict(folders));
    }
    if let Some(options) = params.get_mut("initializationOptions") {
        put(&mut used, "/initializationOptions", options.take());
    }
    used
}

fn of_kind(value: Value, kind: Kind) -> Option<Value> {
    let is_usable: fn(&Value) -> bool = match kind {
        Kind::Flag => return value.is_boolean().then_some(value),
        Kind::Texts => Value::is_string,
        Kind::Formats => |value| matches!(value.as_str(), Some("markdown" | "plaintext")),
        Kind::Integers => |value| integer(value).is_some_and(|value| i32::try_from(value).is_ok()),
    };
    let Value::Array(mut values) = value else { return None };
    values.retain(is_usable);
    if matches!(kind, Kind::Integers) {
        values = values.iter().filter_map(integer).map(Value::from).collect();
    }
    Some(values.into())
}

/// Sets the value there, with the objects that lead to it.
fn put(root: &mut Value, pointer: &str, value: Value) {
    let mut place = root;
    for name in pointer.split('/').skip(1) {
        place = &mut place[name];
    }
    *place = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(params: Value) -> Value {
        used(params, &Spellings::default())
    }

    /// What is not among the members that are read from a message never comes here.
    #[test]
    fn each_capability_is_read_from_the_message() {
        use crate::server::used::{Used, of};
        for (pointer, kind) in CAPABILITIES {
            let mut place = of("initialize").expect("parameters");
            for name in ["capabilities"].into_iter().chain(pointer.split('/').skip(1)) {
                let Used::Members(members) = place else { panic!("{pointer}: {place:?}") };
                place = members.iter().find(|member| member.0 == name).map(|member| &member.1).expect(pointer);
            }
            let is_list = matches!(place, Used::Each(Used::Scalar));
            let is_flag = matches!(place, Used::Scalar);
            assert!(if matches!(kind, Kind::Flag) { is_flag } else { is_list }, "{pointer}: {place:?}");
        }
    }

    #[test]
    fn a_member_of_another_type_counts_as_absent() {
        let nothing = json!({ "capabilities": {} });
        let good = |kind| match kind {
            Kind::Flag => json!(true),
            Kind::Texts => json!(["utf-8"]),
            Kind::Formats => json!(["markdown"]),
            Kind::Integers => json!([1]),
        };
        for (pointer, kind) in CAPABILITIES {
            let pointer = format!("/capabilities{pointer}");
            let with = |value: Value| {
                let mut params = nothing.clone();
                put(&mut params, &pointer, value);
                params
            };
            assert_eq!(through(with(good(kind))), with(good(kind)), "{pointer}");
            for odd in [Value::Null, json!(0), json!(-1), json!("x"), json!({}), json!({ "x": 1 })] {
                assert_eq!(through(with(odd.clone())), nothing, "{pointer} {odd}");
                // The objects that contain it may have any type too.
                for (at, _) in pointer.match_indices('/').skip(1) {
                    let mut params = with(good(kind));
                    put(&mut params, &pointer[..at], odd.clone());
                    assert_eq!(through(params), nothing, "{pointer} {odd}");
                }
                if !matches!(kind, Kind::Flag) {
                    let list = json!([odd, [], good(kind)[0]]);
                    let kept = through(with(list));
                    let kept = kept.pointer(&pointer).and_then(Value::as_array).and_then(|list| list.last());
                    assert_eq!(kept, Some(&good(kind)[0]), "{pointer} {odd}");
                }
            }
        }
    }

    #[test]
    fn the_process_is_a_whole_number() {
        let process = |id: Value| through(json!({ "processId": id })).get("processId").cloned();
        assert_eq!(process(json!(7)), Some(json!(7)));
        assert_eq!(process(json!(7.0)), Some(json!(7)));
        for odd in [json!(-1), json!(7.5), json!("7"), json!(1e300), json!([7]), Value::Null] {
            assert_eq!(process(odd.clone()), None, "{odd}");
        }
    }

    #[test]
    fn nothing_else_passes() {
        let params = json!({
            "processId": null, "rootUri": "a b", "rootPath": 3, "locale": [], "trace": "loud", "workDoneToken": {},
            "clientInfo": { "name": "Neovim", "version": 0.11 },
            "initializationOptions": { "hover": 5 },
            "capabilities": { "textDocument": { "callHierarchy": [{}], "hover": { "dynamicRegistration": 3 } }, "window": 3 },
        });
        let expected = json!({
            "capabilities": {}, "clientInfo": { "name": "Neovim" }, "initializationOptions": { "hover": 5 },
        });
        assert_eq!(through(params), expected);
    }
}

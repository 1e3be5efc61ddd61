//! Editors send addresses that are none (RFC 3986, section 2): with spaces, braces or letters beyond ASCII as they stand
//! in the file's name. The protocol's types refuse those, and the document would stay unknown; so they are encoded first.
//! They leave out the version of a document, which is read for the log alone, and the edit that comes with it would be lost. And they
//! give parameters to a request that takes none. The folders of a workspace are addresses too.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::Uri;

/// The request of our own for all statuses. It takes no parameters.
pub(super) const STATUSES: &str = "httpStatus/statuses";

/// The request as the protocol's types take it. Most pass through as they are.
pub(super) fn mended(request: Request) -> Request {
    match request.method() {
        // Emacs' lsp-mode gives an empty object to `shutdown`.
        STATUSES | "shutdown" | "exit" => without_params(request),
        "initialize" => with_valid_folders(request, &["/workspaceFolders"]),
        "workspace/didChangeWorkspaceFolders" => with_valid_folders(request, &["/event/added", "/event/removed"]),
        "textDocument/didOpen" => with_version(with_valid_uri(request)),
        "textDocument/didChange" => super::changes::renamed(with_valid_uri(request)),
        _ => with_valid_uri(request),
    }
}

/// The request with a version of its document that is a number of the protocol's (LSP 3.17, `integer`).
fn with_version(request: Request) -> Request {
    const VERSION: &str = "/textDocument/version";
    let is_number = |version: &Value| version.as_i64().is_some_and(|version| i32::try_from(version).is_ok());
    if request.params().is_none_or(|params| params.pointer(VERSION).is_some_and(is_number)) {
        return request;
    }
    with_params(request, |params| {
        if let Some(Value::Object(document)) = params.get_mut("textDocument") {
            document.insert("version".to_owned(), 0.into());
        }
    })
}

/// The request with the folders of these lists as the protocol's types take them. Folders without an address are left out.
fn with_valid_folders(request: Request, lists: &[&str]) -> Request {
    with_params(request, |params| {
        if let Some(Value::String(root)) = params.get_mut("rootUri") {
            *root = encoded(root);
        }
        for list in lists {
            match params.pointer_mut(list) {
                Some(Value::Array(folders)) => {
                    *folders = std::mem::take(folders).into_iter().filter_map(valid_folder).collect();
                }
                Some(other) => {
                    *other = if *list == "/workspaceFolders" { Value::Null } else { Value::Array(Vec::new()) }
                }
                None => {}
            }
        }
    })
}

/// The folder with a valid address and, whatever its name, with one.
fn valid_folder(folder: Value) -> Option<Value> {
    let uri = encoded(folder.get("uri")?.as_str()?);
    uri.parse::<Uri>().ok()?;
    Some(json!({ "uri": uri, "name": folder.get("name").and_then(Value::as_str).unwrap_or_default() }))
}

fn with_params(request: Request, change: impl FnOnce(&mut Value)) -> Request {
    let (method, id, params) = request.into_parts();
    let mut builder = Request::build(method);
    if let Some(id) = id {
        builder = builder.id(id);
    }
    if let Some(mut params) = params {
        change(&mut params);
        builder = builder.params(params);
    }
    builder.finish()
}

fn without_params(request: Request) -> Request {
    let (method, id, _) = request.into_parts();
    let builder = Request::build(method);
    match id {
        Some(id) => builder.id(id).finish(),
        None => builder.finish(),
    }
}

/// The request with the address of its document made valid.
fn with_valid_uri(request: Request) -> Request {
    let needs_work = request.params().and_then(document_uri).is_some_and(|uri| !is_valid(uri));
    if !needs_work {
        return request;
    }
    with_params(request, |params| {
        if let Some(Value::String(uri)) = params.pointer_mut("/textDocument/uri") {
            *uri = encoded(uri);
        }
    })
}

fn document_uri(params: &Value) -> Option<&str> {
    params.get("textDocument")?.get("uri")?.as_str()
}

fn is_valid(uri: &str) -> bool {
    let bytes = uri.as_bytes();
    (0..bytes.len()).all(|at| is_allowed(bytes, at))
}

/// Reserved and unreserved characters, and `%` before two digits. Brackets belong to hosts alone, which documents do not have.
fn is_allowed(bytes: &[u8], at: usize) -> bool {
    match bytes[at] {
        b'%' => bytes.get(at + 1..at + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit)),
        byte => byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'()*+,;=".contains(&byte),
    }
}

fn encoded(uri: &str) -> String {
    let bytes = uri.as_bytes();
    let mut out = String::with_capacity(uri.len() + 16);
    for (at, byte) in bytes.iter().enumerate() {
        if is_allowed(bytes, at) {
            out.push(char::from(*byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(uri: &str) -> String {
        let request = Request::build("textDocument/hover")
            .id(1)
            .params(json!({ "textDocument": { "uri": uri }, "position": 3 }))
            .finish();
        let (_, _, params) = with_valid_uri(request).into_parts();
        let params = params.expect("parameters");
        assert_eq!(params["position"], 3);
        document_uri(&params).expect("an address").to_owned()
    }

    #[test]
    fn addresses_that_are_none_become_valid() {
        assert_eq!(through("file:///a b/[id].{x}%zz/é.js"), "file:///a%20b/%5Bid%5D.%7Bx%7D%25zz/%C3%A9.js");
        assert_eq!(through("file:///c%3A/a%20b.js"), "file:///c%3A/a%20b.js");
        assert_eq!(through("untitled:Untitled-1"), "untitled:Untitled-1");
    }

    #[test]
    fn versions_that_are_none_become_0() {
        let version = |document: Value| {
            let params = json!({ "textDocument": document });
            let (_, _, params) = mended(Request::build("textDocument/didOpen").params(params).finish()).into_parts();
            params.expect("parameters")["textDocument"]["version"].clone()
        };
        assert_eq!(version(json!({ "uri": "a:b", "version": -7 })), -7);
        assert_eq!(version(json!({ "uri": "a b" })), 0);
        for none in [json!(null), json!("7"), json!(7.5), json!(1_u64 << 40), json!([])] {
            assert_eq!(version(json!({ "uri": "a:b", "version": none })), 0);
        }
    }

    #[test]
    fn folders_become_valid_or_are_left_out() {
        let through = |method: &'static str, params: Value| {
            mended(Request::build(method).params(params).finish()).into_parts().2.expect("parameters")
        };
        let folders =
            json!([{ "uri": "file:///a b", "name": "x" }, { "uri": "file:///c" }, { "uri": 3 }, { "uri": "" }, null]);
        let valid = json!([{ "uri": "file:///a%20b", "name": "x" }, { "uri": "file:///c", "name": "" }]);
        assert_eq!(
            through("initialize", json!({ "rootUri": "file:///a b", "workspaceFolders": folders })),
            json!({ "rootUri": "file:///a%20b", "workspaceFolders": valid })
        );
        for none in [json!(null), json!(3), json!({})] {
            assert_eq!(through("initialize", json!({ "workspaceFolders": none }))["workspaceFolders"], Value::Null);
        }
        assert_eq!(through("initialize", json!({ "capabilities": {} })), json!({ "capabilities": {} }));
        let event = json!({ "event": { "added": folders, "removed": null } });
        assert_eq!(
            through("workspace/didChangeWorkspaceFolders", event),
            json!({ "event": { "added": valid, "removed": [] } })
        );
    }

    #[test]
    fn other_messages_pass() {
        for params in [json!(null), json!([1]), json!({ "textDocument": 3 })] {
            let request = Request::build("x").params(params.clone()).finish();
            assert_eq!(with_valid_uri(request).into_parts().2, Some(params));
        }
    }
}

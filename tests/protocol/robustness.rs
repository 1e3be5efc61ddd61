//! Clients that do not keep to the rules cost at most one answer each.

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";

async fn is_well(client: &mut Client) {
    client.open("file:///well.js", "javascript", LINE).await;
    assert!(client.hover("file:///well.js", 0, 12).await.is_object());
}

async fn change(client: &mut Client, version: i64, changes: Value) {
    let params = json!({ "textDocument": { "uri": URI, "version": version }, "contentChanges": changes });
    client.notify("textDocument/didChange", params).await;
}

#[tokio::test]
async fn positions_out_of_range_are_clamped() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    for (line, character) in [(0, 9999), (9999, 0), (u32::MAX, u32::MAX)] {
        assert_eq!(client.hover(URI, line, character).await, Value::Null);
        let completion = client.request("textDocument/completion", at(URI, line, character)).await;
        assert_eq!(completion, Value::Null);
    }
    client.end().await;
}

#[tokio::test]
async fn unknown_documents_get_null() {
    let mut client = Client::ready().await;
    for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
        assert_eq!(client.request(method, at("file:///never-opened.js", 0, 0)).await, Value::Null, "{method}");
    }
    change(&mut client, 2, json!([{ "text": "x" }])).await;
    client.notify("textDocument/didClose", json!({ "textDocument": { "uri": URI } })).await;
    is_well(&mut client).await;
    client.end().await;
}

#[tokio::test]
async fn repeated_and_unmatched_notifications_are_accepted() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", "let x;\n").await;
    client.open(URI, "javascript", LINE).await;
    change(&mut client, -7, json!([])).await;
    assert!(client.hover(URI, 0, 12).await.is_object());
    change(&mut client, 1, json!([{ "text": "" }, { "text": "res.status(500)" }])).await;
    assert!(client.hover(URI, 0, 12).await.is_object());
    client.end().await;
}

#[tokio::test]
async fn strings_that_are_not_uris_are_accepted() {
    let mut client = Client::ready().await;
    for uri in
        ["file:///a b/[id].js", "file:///é{x}.js", "untitled:Untitled-1", "vscode-notebook-cell:/x.ipynb#ch0000001"]
    {
        client.open(uri, "javascript", LINE).await;
        assert!(client.hover(uri, 0, 12).await.is_object(), "{uri}");
    }
    client.end().await;
}

#[tokio::test]
async fn unknown_requests_are_refused_and_unknown_notifications_ignored() {
    let mut client = Client::ready().await;
    let references = json!({ "textDocument": { "uri": URI }, "position": { "line": 0, "character": 0 }, "context": { "includeDeclaration": true } });
    for (method, params) in [
        ("textDocument/noSuchThing", json!({})),
        ("", json!({})),
        ("no such\nname", json!([])),
        ("$/noSuchRequest", Value::Null),
        // The library knows these.
        ("workspace/symbol", json!({ "query": "" })),
        ("textDocument/references", references),
    ] {
        let id = client.ask(method, params).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32601, "{method}");
    }
    for method in ["textDocument/noSuchNotification", "textDocument/willSave", "$/setTrace", "$/noSuchThing", ""] {
        for params in [json!({}), json!([]), json!({ "value": "verbose" })] {
            client.notify(method, params).await;
        }
    }
    client.send(json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": 4711 } })).await;
    client.send(json!({ "jsonrpc": "2.0", "method": "$/cancelRequest", "params": { "id": null } })).await;
    client.send(json!({ "jsonrpc": "2.0", "method": "$/cancelRequest" })).await;
    is_well(&mut client).await;
    client.end().await;
}

/// Each method that is served, with parameters of wrong types. `initialize` has a test of its own, and `shutdown` and `exit` take none.
#[tokio::test]
async fn wrong_types_of_parameters_are_refused_one_by_one() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    let document = json!({ "uri": URI });
    let wrong = [
        Value::Null,
        json!({}),
        json!([1, 2]),
        json!("text"),
        json!(7),
        json!({ "textDocument": 3, "position": 4, "settings": 5, "contentChanges": 6, "label": 7 }),
        json!({ "textDocument": { "uri": 3 }, "position": { "line": 0, "character": 0 }, "contentChanges": [] }),
        json!({ "textDocument": document, "position": { "line": -1, "character": 0 }, "contentChanges": [{ "range": 3, "text": 3 }] }),
        json!({ "textDocument": document, "position": { "line": 0.5, "character": "0" }, "contentChanges": [{}] }),
        json!({ "textDocument": document, "position": { "line": 4294967296_u64, "character": 0 }, "contentChanges": null }),
    ];
    for method in ["textDocument/hover", "textDocument/completion", "textDocument/definition"] {
        for params in &wrong {
            let id = client.ask(method, params.clone()).await;
            assert_eq!(client.answer(id).await["error"]["code"], -32602, "{method} {params}");
        }
    }
    // The document is all that these two need.
    for params in &wrong[..7] {
        let id = client.ask("textDocument/documentLink", params.clone()).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32602, "{params}");
    }
    for params in &wrong[..5] {
        let id = client.ask("completionItem/resolve", params.clone()).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32602, "{params}");
    }
    for params in wrong {
        assert!(client.request("httpStatus/statuses", params.clone()).await.is_object(), "{params}");
        for method in ["didOpen", "didChange", "didSave", "didClose"] {
            let params = match method {
                // Of these, some are right.
                "didClose" | "didSave" if params["textDocument"]["uri"].is_string() => Value::Null,
                _ => params.clone(),
            };
            client.notify(&format!("textDocument/{method}"), params).await;
        }
        client.notify("initialized", params.clone()).await;
        client.notify("$/cancelRequest", params.clone()).await;
        // A change of this document that cannot be read puts it out of sync.
        let is_out_of_step = params["textDocument"]["uri"] == URI;
        assert_eq!(client.hover(URI, 0, 12).await.is_null(), is_out_of_step, "{params}");
        if is_out_of_step {
            client.open(URI, "javascript", LINE).await;
        }
        assert!(client.hover(URI, 0, 12).await.is_object());
    }
    client.end().await;
}

#[tokio::test]
async fn a_second_initialize_is_refused_and_changes_nothing() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    let options = json!({ "hover": { "enable": false } });
    for params in [json!({ "capabilities": {}, "initializationOptions": options }), json!({}), Value::Null] {
        let id = client.ask("initialize", params).await;
        assert_eq!(client.answer(id).await["error"]["code"], -32600);
    }
    assert!(client.hover(URI, 0, 12).await.is_object());
    client.end().await;
}

#[tokio::test]
async fn positions_inside_of_characters_mean_their_start() {
    // Two UTF-16 units or four bytes are one character; a status stands right behind.
    let text = "'🦀'; res.status(404); '\u{301}🦀🦀'\r\n🦀";
    for (encoding, edges) in [("utf-8", 1..5), ("utf-16", 1..3), ("utf-32", 1..2)] {
        let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
        let mut client = Client::ready_with(capabilities, Value::Null).await;
        for character in edges.clone() {
            client.open(URI, "javascript", text).await;
            for method in ["hover", "completion", "definition"] {
                let answer = client.request(&format!("textDocument/{method}"), at(URI, 0, character)).await;
                assert_eq!(answer, Value::Null, "{encoding} {character}");
            }
            // Whatever stands in the middle of the crab is put before it, and the rest stays whole.
            let place = json!({ "line": 0, "character": character });
            change(&mut client, 2, json!([{ "range": { "start": place, "end": place }, "text": "" }])).await;
            let hover = client.hover(URI, 0, edges.end + 15).await;
            let range = json!({ "line": 0, "character": edges.end + 14 });
            assert_eq!(hover["range"]["start"], range, "{encoding} {character}: {hover}");
            // The edges of a status tell whether a column is off by one.
            assert!(client.hover(URI, 0, edges.end + 17).await.is_object(), "{encoding} {character}");
            assert_eq!(client.hover(URI, 0, edges.end + 13).await, Value::Null, "{encoding} {character}");
        }
        client.end().await;
    }
}

#[tokio::test]
async fn invalid_ranges_are_accepted() {
    let mut client = Client::ready().await;
    let places = [(0, 0), (0, 5), (0, u32::MAX), (1, 0), (1, 1), (u32::MAX, 0), (u32::MAX, u32::MAX)];
    let lsp = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
    for start in places {
        for end in places {
            client.open(URI, "javascript", LINE).await;
            let range = json!({ "start": lsp(start), "end": lsp(end) });
            change(&mut client, 2, json!([{ "range": range, "text": "x" }, { "range": range, "text": "🦀" }])).await;
            client.hover(URI, 0, 12).await;
            change(&mut client, 3, json!([{ "text": LINE }])).await;
            assert!(client.hover(URI, 0, 12).await.is_object(), "{start:?} {end:?}");
        }
    }
    client.end().await;
}

#[tokio::test]
async fn closed_documents_are_forgotten() {
    let mut client = Client::ready().await;
    let closed = json!({ "textDocument": { "uri": URI } });
    for _ in 0..2 {
        client.open(URI, "javascript", LINE).await;
        assert!(client.hover(URI, 0, 12).await.is_object());
        for _ in 0..2 {
            client.notify("textDocument/didClose", closed.clone()).await;
            assert_eq!(client.hover(URI, 0, 12).await, Value::Null);
        }
        // An edit, even of everything, does not open it.
        change(&mut client, 9, json!([{ "text": LINE }])).await;
        client.notify("textDocument/didSave", closed.clone()).await;
        assert_eq!(client.hover(URI, 0, 12).await, Value::Null);
    }
    client.end().await;
}

#[tokio::test]
async fn versions_may_be_absent_or_invalid() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    for (version, is_taken) in
        [(json!(2), true), (json!(2), true), (json!(1), true), (json!(i32::MIN), true), (json!(i32::MAX), true)]
    {
        let changes = json!([{ "text": format!("// {version}\n{LINE}") }, { "text": LINE }]);
        let document = json!({ "uri": URI, "version": version });
        client.notify("textDocument/didChange", json!({ "textDocument": document, "contentChanges": changes })).await;
        assert_eq!(client.hover(URI, 0, 12).await.is_object(), is_taken, "{version}");
    }
    client.end().await;
}

/// An invalid version must not lose the edit, or the texts of client and server would differ.
#[tokio::test]
async fn an_edit_without_a_version_is_an_edit() {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", "let x = 1;\n").await;
    for version in [Some(Value::Null), None, Some(json!(9_999_999_999_u64)), Some(json!("3")), Some(json!(4.5))] {
        let mut document = json!({ "uri": URI });
        if let Some(version) = &version {
            document["version"] = version.clone();
        }
        for (text, is_status) in [(LINE, true), ("let x = 1;\n", false)] {
            let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
            client.notify("textDocument/didChange", params).await;
            assert_eq!(client.hover(URI, 0, 12).await.is_object(), is_status, "{version:?}");
        }
    }
    for version in [Value::Null, json!("1"), json!(9_999_999_999_u64)] {
        let document = json!({ "uri": "file:///b.js", "languageId": "javascript", "version": version, "text": LINE });
        client.notify("textDocument/didOpen", json!({ "textDocument": document })).await;
        assert!(client.hover("file:///b.js", 0, 12).await.is_object(), "{version}");
        client.notify("textDocument/didClose", json!({ "textDocument": { "uri": "file:///b.js" } })).await;
    }
    client.end().await;
}

#[tokio::test]
async fn text_may_be_anything() {
    let mut client = Client::ready().await;
    let junk: String = (0..4000_u32).filter_map(|number| char::from_u32(number * 277 % 0x11_0000)).collect();
    for text in ["\0\0\0\0", "\u{feff}", "\u{fffd}\u{fffe}\u{1b}[31m", &"\0res.status(404)\0".repeat(100), &junk] {
        for language in ["javascript", "plaintext", "", "\0", "no such language"] {
            client.open(URI, language, text).await;
            for (line, character) in [(0, 0), (0, 3), (0, 13), (2, 2)] {
                for method in ["hover", "completion", "definition"] {
                    client.request(&format!("textDocument/{method}"), at(URI, line, character)).await;
                }
            }
        }
    }
    is_well(&mut client).await;
    client.end().await;
}

#[tokio::test]
async fn a_file_of_one_huge_line_is_answered() {
    let mut client = Client::ready().await;
    let text = format!("{}res.status(404);{}", "a=1;".repeat(500_000), "b=2;".repeat(500_000));
    client.open(URI, "javascript", &text).await;
    assert!(client.hover(URI, 0, 2_000_012).await.is_object());
    client.end().await;
}

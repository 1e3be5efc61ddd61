//! The results of each feature, as the client receives them.

use serde_json::{Value, json};

use crate::Client;
use crate::client::at;

const GO: &str = "package main\n\nimport \"net/http\"\n\nfunc h(w http.ResponseWriter) {\n\tw.WriteHeader(http.StatusUnauthorized)\n\tw.WriteHeader(http.Status)\n\tw.WriteHeader(4)\n}\n";

const PYTHON: &str = "from fastapi import status\n\nraise HTTPException(status_code=status.HTTP_422)\n";

#[tokio::test]
async fn hover_answers_the_card_with_links_to_pages_that_exist() {
    let mut client = Client::ready().await;
    client.open("file:///a.go", "go", GO).await;
    let hover = client.hover("file:///a.go", 5, 25).await;
    assert_eq!(
        hover["range"],
        json!({ "start": { "line": 5, "character": 20 }, "end": { "line": 5, "character": 38 } })
    );
    let card = hover["contents"]["value"].as_str().expect("a card").to_owned();
    assert!(card.starts_with("## 401 Unauthorized\n"), "{card}");
    let link = card
        .split("[403 Forbidden](<file://")
        .nth(1)
        .and_then(|rest| rest.split('>').next())
        .expect("a link")
        .to_owned();
    // The pages are written behind the answer.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while !std::path::Path::new(&link).exists() && std::time::Instant::now() < deadline {
        client.hover("file:///a.go", 5, 25).await;
    }
    let page = std::fs::read_to_string(&link).expect("the page");
    assert!(page.starts_with("# 403 Forbidden\n"), "{page}");
    client.end().await;
}

#[tokio::test]
async fn hover_in_plain_text_has_no_markup() {
    let mut client = Client::ready_with(json!({}), Value::Null).await;
    client.open("file:///a.go", "go", GO).await;
    let hover = client.hover("file:///a.go", 5, 25).await;
    assert_eq!(hover["contents"]["kind"], "plaintext");
    let card = hover["contents"]["value"].as_str().expect("a card");
    assert!(card.starts_with("401 Unauthorized\n") && !card.contains('`') && !card.contains("]("), "{card}");
    client.end().await;
}

#[tokio::test]
async fn completion_offers_constants_and_numbers_and_resolves_them() {
    let mut client = Client::ready().await;
    client.open("file:///a.go", "go", GO).await;
    let items = client.request("textDocument/completion", at("file:///a.go", 6, 26)).await;
    let item = items
        .as_array()
        .expect("items")
        .iter()
        .find(|item| item["label"] == "StatusUnauthorized")
        .expect("the constant")
        .clone();
    assert_eq!(item["detail"], "401 net/http");
    assert_eq!(
        item["textEdit"]["range"],
        json!({ "start": { "line": 6, "character": 20 }, "end": { "line": 6, "character": 26 } })
    );
    let resolved = client.request("completionItem/resolve", item).await;
    assert!(
        resolved["documentation"]["value"].as_str().is_some_and(|card| card.starts_with("## 401 Unauthorized")),
        "{resolved}"
    );

    let items = client.request("textDocument/completion", at("file:///a.go", 7, 16)).await;
    // What the lines around use comes first, in the form that they use.
    let first = &items[0];
    assert_eq!(
        (&first["label"], &first["detail"], &first["sortText"]),
        (&json!("http.StatusUnauthorized"), &json!("401 net/http"), &json!("0000"))
    );
    // Both are found by the digits that were typed.
    assert_eq!((&first["filterText"], &items[1]["filterText"]), (&json!("401"), &json!("401")));
    assert_eq!((&items[1]["label"], &items[1]["detail"]), (&json!("401"), &json!("Unauthorized")));
    assert_eq!((&items[2]["label"], &items[3]["label"]), (&json!("http.StatusNotFound"), &json!("404")));
    assert_eq!(
        first["textEdit"]["range"],
        json!({ "start": { "line": 7, "character": 15 }, "end": { "line": 7, "character": 16 } })
    );
    client.end().await;
}

#[tokio::test]
async fn clients_that_can_show_it_get_the_name_beside_each_code() {
    for (support, expected) in [(true, json!({ "description": "Not Found" })), (false, Value::Null)] {
        let item = json!({ "completionItem": { "labelDetailsSupport": support } });
        let mut client = Client::ready_with(json!({ "textDocument": { "completion": item } }), Value::Null).await;
        client.open("file:///a.js", "javascript", "res.status(40)").await;
        let items = client.request("textDocument/completion", at("file:///a.js", 0, 13)).await;
        let item = items.as_array().expect("items").iter().find(|item| item["label"] == "404").expect("404");
        assert_eq!((&item["labelDetails"], &item["detail"]), (&expected, &json!("Not Found")));
        client.end().await;
    }
}

/// A client whose capabilities of completion are these, with Go's document open.
async fn completing(capabilities: Value) -> Client {
    let mut client = Client::ready_with(json!({ "textDocument": { "completion": capabilities } }), Value::Null).await;
    client.open("file:///a.go", "go", GO).await;
    client
}

async fn constants(client: &mut Client) -> Vec<Value> {
    let answer = client.request("textDocument/completion", at("file:///a.go", 6, 26)).await;
    answer.as_array().or(answer["items"].as_array()).expect("items").clone()
}

#[tokio::test]
async fn every_item_says_what_it_is_matched_by() {
    let mut client = completing(json!({})).await;
    let numbers = client.request("textDocument/completion", at("file:///a.go", 7, 16)).await;
    let numbers = numbers.as_array().expect("items").clone();
    for item in numbers.iter().chain(&constants(&mut client).await) {
        assert!(item["filterText"].as_str().is_some_and(|text| !text.is_empty()), "{item}");
    }
    client.end().await;
}

/// Neovim 0.11 lists two properties that it resolves, without documentation; ALE and Kate 22 list none and never resolve.
#[tokio::test]
async fn documentation_comes_at_once_where_it_is_never_resolved() {
    let of_neovim = json!({ "documentationFormat": ["markdown", "plaintext"], "resolveSupport": { "properties": ["additionalTextEdits", "command"] } });
    for (capabilities, kind, title) in [
        (json!({ "completionItem": of_neovim }), "markdown", "## 401 Unauthorized\n\n**"),
        (json!({ "completionItem": { "documentationFormat": ["plaintext"] } }), "plaintext", "401 Unauthorized\n"),
        (json!({}), "plaintext", "401 Unauthorized\n"),
    ] {
        let mut client = completing(capabilities).await;
        let items = client.request("textDocument/completion", at("file:///a.go", 7, 16)).await;
        let items = items.as_array().expect("items");
        assert!(items.len() > 70);
        for item in items {
            let documentation = &item["documentation"];
            assert_eq!(documentation["kind"], kind);
            let text = documentation["value"].as_str().expect("text");
            assert!(text.len() <= 600 && text.contains("1. "), "{text}");
        }
        let item = items.iter().find(|item| item["label"] == "401").expect("401").clone();
        let text = item["documentation"]["value"].as_str().expect("text").to_owned();
        assert!(text.starts_with(title), "{text}");
        // Asked for the item, the server answers the whole card all the same.
        let resolved = client.request("completionItem/resolve", item).await;
        assert!(resolved["documentation"]["value"].as_str().is_some_and(|card| card.len() > 2 * text.len()));
        client.end().await;
    }
    let resolving = json!({ "completionItem": { "resolveSupport": { "properties": ["documentation", "detail"] } } });
    let mut client = completing(resolving).await;
    assert!(constants(&mut client).await.iter().all(|item| item.get("documentation").is_none()));
    client.end().await;
}

#[tokio::test]
async fn kinds_and_marks_are_those_that_the_client_knows() {
    for (capabilities, kind, tags, flag) in [
        (json!({}), json!(6), Value::Null, Value::Null),
        (
            json!({ "completionItemKind": { "valueSet": [12, 21] }, "completionItem": { "tagSupport": { "valueSet": [1] } } }),
            json!(21),
            json!([1]),
            Value::Null,
        ),
        (
            json!({ "completionItemKind": { "valueSet": [12] }, "completionItem": { "deprecatedSupport": true } }),
            Value::Null,
            Value::Null,
            json!(true),
        ),
    ] {
        let mut client = completing(capabilities).await;
        client.open("file:///a.py", "python", PYTHON).await;
        let answer = client.request("textDocument/completion", at("file:///a.py", 2, 47)).await;
        let items = answer.as_array().or(answer["items"].as_array()).expect("items").clone();
        let of = |label: &str| {
            let found = items.iter().find(|item| item["label"].as_str().is_some_and(|text| text.ends_with(label)));
            found.unwrap_or_else(|| panic!("{label}: {items:?}")).clone()
        };
        let old = of("HTTP_422_UNPROCESSABLE_ENTITY");
        assert_eq!((&old["kind"], &old["tags"], &old["deprecated"]), (&kind, &tags, &flag));
        let new = of("HTTP_422_UNPROCESSABLE_CONTENT");
        assert_eq!((&new["kind"], &new["tags"], &new["deprecated"]), (&kind, &Value::Null, &Value::Null));
        client.end().await;
    }
}

#[tokio::test]
async fn names_are_left_out_where_the_setting_says_so() {
    let mut client = Client::ready().await;
    client.open("file:///a.go", "go", GO).await;
    assert!(!constants(&mut client).await.is_empty());
    let settings = json!({ "settings": { "completion": { "constants": "never" } } });
    client.notify("workspace/didChangeConfiguration", settings).await;
    let names = client.request("textDocument/completion", at("file:///a.go", 6, 26)).await;
    assert_eq!(names, Value::Null);
    let numbers = client.request("textDocument/completion", at("file:///a.go", 7, 16)).await;
    assert!(numbers.as_array().is_some_and(|items| items.iter().all(|item| item["kind"] == 12)));
    client.end().await;
}

#[tokio::test]
async fn completion_brings_the_import() {
    let mut client = Client::ready().await;
    let text = "# \u{1f600}\r\nimport os\r\n\r\nif r.status_code == HTTPStatus.NOT_F:\r\n    pass\r\n";
    client.open("file:///a.py", "python", text).await;
    let items = client.request("textDocument/completion", at("file:///a.py", 3, 36)).await;
    let items = items.get("items").unwrap_or(&items).as_array().expect("items");
    let item = items.iter().find(|item| item["label"] == "NOT_FOUND").expect("the constant");
    let end_of_line = json!({ "line": 1, "character": 9 });
    assert_eq!(
        item["additionalTextEdits"],
        json!([{ "range": { "start": end_of_line, "end": end_of_line }, "newText": "\r\nfrom http import HTTPStatus" }])
    );
    client.end().await;
}

#[tokio::test]
async fn completion_keeps_out_of_other_places() {
    let mut client = Client::ready().await;
    let text = "const width = 2;\nsetTimeout(f, 5);\nfoo.bar(\nlet port = 4;\n";
    client.open("file:///a.js", "javascript", text).await;
    for (line, character) in [(0, 15), (1, 15), (2, 8), (3, 12), (0, 0)] {
        let items = client.request("textDocument/completion", at("file:///a.js", line, character)).await;
        assert_eq!(items, Value::Null, "{line}:{character}");
    }
    client.end().await;
}

#[tokio::test]
async fn resolve_leaves_foreign_items_alone() {
    let mut client = Client::ready().await;
    for item in
        [json!({ "label": "x" }), json!({ "label": "x", "data": "404" }), json!({ "label": "x", "data": 70000 })]
    {
        assert_eq!(client.request("completionItem/resolve", item.clone()).await, item);
    }
    client.end().await;
}

#[tokio::test]
async fn definition_leads_to_a_page_that_exists() {
    let mut client = Client::ready().await;
    client.open("file:///a.go", "go", GO).await;
    // A name is the language's own server's, unless the setting says otherwise.
    let name = at("file:///a.go", 5, 25);
    assert_eq!(client.request("textDocument/definition", name.clone()).await, Value::Null);
    client.notify("workspace/didChangeConfiguration", json!({ "settings": { "definition": { "names": true } } })).await;
    let links = client.request("textDocument/definition", name).await;
    let target = links[0]["targetUri"].as_str().expect("a target");
    assert!(target.ends_with("/401.md"), "{target}");
    let path = target.strip_prefix("file://").expect("a file");
    assert!(std::fs::read_to_string(path).expect("the page").starts_with("# 401 Unauthorized\n"));
    assert!(path.starts_with(&*client.cache.path().to_string_lossy()));
    client.end().await;
}

#[tokio::test]
async fn document_links_are_off_until_they_are_wanted() {
    let mut client = Client::ready().await;
    client.open("file:///a.go", "go", GO).await;
    let params = json!({ "textDocument": { "uri": "file:///a.go" } });
    assert_eq!(client.request("textDocument/documentLink", params.clone()).await, Value::Null);
    client
        .notify("workspace/didChangeConfiguration", json!({ "settings": { "documentLinks": { "enable": true } } }))
        .await;
    let links = client.request("textDocument/documentLink", params).await;
    assert_eq!(links.as_array().map(Vec::len), Some(1));
    assert!(links[0]["target"].as_str().is_some_and(|target| target.ends_with("/401.md")));
    assert_eq!(links[0]["tooltip"], "401 Unauthorized");
    client.end().await;
}

#[tokio::test]
async fn all_statuses_come_with_pages_that_exist() {
    let mut client = Client::ready().await;
    for params in [Value::Null, json!({}), json!([1]), json!({ "unknown": true })] {
        let answer = client.request("httpStatus/statuses", params).await;
        let statuses = answer["statuses"].as_array().expect("a list");
        assert!(statuses.len() > 130 && statuses.is_sorted_by_key(|status| status["code"].as_u64()));
        let status = statuses.iter().find(|status| status["code"] == 422).expect("422");
        assert_eq!(status["name"], "Unprocessable Content");
        assert_eq!(status["owner"], "IANA registry");
        assert_eq!(status["isRegistered"], true);
        assert!(status["aliases"].as_array().expect("a list").contains(&json!("Unprocessable Entity")), "{status}");
        assert!(status["summary"].as_str().is_some_and(|text| text.ends_with('.') && !text.contains('`')), "{status}");
        assert_eq!(statuses.iter().find(|status| status["code"] == 499).expect("499")["isRegistered"], false);
        check_search_fields(statuses);
        let pages = statuses.iter().map(|status| &status["page"]).chain([&answer["index"]]);
        for page in pages {
            let path = page.as_str().and_then(|uri| uri.strip_prefix("file://")).expect("an address");
            assert!(std::path::Path::new(path).exists(), "{path}");
        }
    }
    client.end().await;
}

/// Checks the fields by which look-up commands search and sort.
fn check_search_fields(statuses: &[Value]) {
    let of = |code: u16| statuses.iter().find(|status| status["code"] == code).expect("a status");
    let texts = |value: &Value| -> Vec<String> {
        value.as_array().expect("a list").iter().map(|text| text.as_str().expect("text").to_owned()).collect()
    };
    let spellings = texts(&of(404)["spellings"]);
    for name in ["StatusNotFound", "NOT_FOUND", "HTTP_404_NOT_FOUND", "not_found", "NotFound"] {
        assert!(spellings.iter().any(|spelling| spelling == name), "{name}: {spellings:?}");
    }
    // The one library is common, and the other is not.
    let place = |name: &str| spellings.iter().position(|spelling| spelling == name);
    assert!(place("StatusNotFound") < place("ErrNotFound"), "{spellings:?}");
    assert_eq!(spellings[0], "NotFound");
    assert_eq!(texts(&of(401)["headers"])[..2], ["WWW-Authenticate", "Authorization"]);
    assert!(of(413)["text"].as_str().expect("text").contains("client_max_body_size"), "{}", of(413));
    for status in statuses {
        let mut spellings = texts(&status["spellings"]);
        let all = spellings.len();
        spellings.sort_unstable();
        spellings.dedup();
        assert_eq!(spellings.len(), all, "{status}");
        let text = status["text"].as_str().expect("text");
        assert!(text.ends_with('.') && !text.contains('`'), "{text}");
    }
    let mut common: Vec<&Value> = statuses.iter().collect();
    common.sort_by_key(|status| status["rank"].as_u64().expect("a rank"));
    let first: Vec<u64> = common.iter().take(4).map(|status| status["code"].as_u64().expect("a code")).collect();
    assert_eq!(first, [200, 404, 400, 500]);
    assert_eq!(common.first().expect("one")["rank"], 0);
}

#[tokio::test]
async fn statuses_have_no_pages_where_none_are_written() {
    let options = json!({ "pages": { "enable": false } });
    let mut client = Client::ready_with(json!({}), options).await;
    let answer = client.request("httpStatus/statuses", Value::Null).await;
    assert_eq!(answer["index"], Value::Null);
    assert!(answer["statuses"].as_array().expect("a list").iter().all(|status| status["page"].is_null()));
    assert_eq!(std::fs::read_dir(client.cache.path()).expect("the folder").count(), 0);
    client.end().await;
}

#[tokio::test]
async fn the_lines_of_a_status_come_as_edits_and_as_a_snippet() {
    let mut client = Client::ready().await;
    let text = "from fastapi import FastAPI\n\ndef read():\n    \n";
    client.open("file:///a.py", "python", text).await;
    let mut params = at("file:///a.py", 3, 4);
    params["code"] = json!(404);
    let edit = |start: [u32; 2], end: [u32; 2], text: &str| {
        let position = |[line, character]: [u32; 2]| json!({ "line": line, "character": character });
        json!({ "range": { "start": position(start), "end": position(end) }, "newText": text })
    };
    let answer = client.request("httpStatus/insertion", params.clone()).await;
    let line = "    raise HTTPException(status_code=404, detail=\"Not Found\")";
    assert_eq!(
        answer,
        json!({
            "line": edit([3, 0], [3, 4], line),
            "snippet": "    raise HTTPException(status_code=404, detail=\"${1:Not Found}\")$0",
            "imports": [edit([0, 27], [0, 27], ", HTTPException")],
            "missing": [],
            "library": "fastapi",
        })
    );
    // Not a status that this language has a line for, a document that is not open, and a number that is no code.
    params["code"] = json!(199);
    assert_eq!(client.request("httpStatus/insertion", params.clone()).await, Value::Null);
    let mut other = at("file:///b.py", 0, 0);
    other["code"] = json!(404.0);
    assert_eq!(client.request("httpStatus/insertion", other).await, Value::Null);
    for code in [json!(99), json!(1000), json!("404"), Value::Null] {
        params["code"] = code;
        let id = client.ask("httpStatus/insertion", params.clone()).await;
        let answer = client.answer(id).await;
        assert_eq!(answer["error"]["code"], -32602, "{answer}");
    }
    client.end().await;
}

/// The item for 404 at the start of a statement, in a client with these capabilities.
async fn sending(item: Value) -> Value {
    let capabilities = json!({ "textDocument": { "completion": { "completionItem": item } } });
    let mut client = Client::ready_with(capabilities, Value::Null).await;
    let text = "from fastapi import FastAPI\n\ndef f():\n\tif x:\n\t\tnotf\n";
    client.open("file:///a.py", "python", text).await;
    let answer = client.request("textDocument/completion", at("file:///a.py", 4, 6)).await;
    let items = answer.as_array().expect("items").clone();
    client.end().await;
    assert_eq!(items.len(), 1, "{items:?}");
    items[0].clone()
}

#[tokio::test]
async fn lines_that_send_a_status_come_with_and_without_snippets() {
    let end = json!({ "line": 0, "character": 27 });
    let plain = sending(json!({})).await;
    assert_eq!(plain["label"], "404 Not Found");
    assert_eq!(plain["filterText"], "NotFound");
    // Behind what other servers offer.
    assert_eq!(plain["sortText"], "~0000");
    assert_eq!(plain["insertTextFormat"], Value::Null);
    assert_eq!(
        plain["textEdit"],
        json!({
            "range": { "start": { "line": 4, "character": 2 }, "end": { "line": 4, "character": 6 } },
            "newText": "raise HTTPException(status_code=404, detail=\"Not Found\")",
        })
    );
    assert_eq!(
        plain["additionalTextEdits"],
        json!([{ "range": { "start": end, "end": end }, "newText": ", HTTPException" }])
    );
    let snippet = sending(json!({ "snippetSupport": true, "insertTextModeSupport": { "valueSet": [1, 2] } })).await;
    assert_eq!(snippet["insertTextFormat"], 2);
    assert_eq!(snippet["insertTextMode"], 2);
    assert_eq!(snippet["textEdit"]["newText"], "raise HTTPException(status_code=404, detail=\"${1:Not Found}\")$0");
}

#[tokio::test]
async fn lines_that_send_a_status_do_not_come_up_with_a_digit() {
    let mut client = Client::ready().await;
    client.open("file:///a.py", "python", "from fastapi import FastAPI\n\ndef f():\n    404\n").await;
    let mut asked = at("file:///a.py", 3, 7);
    assert_eq!(client.request("textDocument/completion", asked.clone()).await[0]["label"], "404 Not Found");
    asked["context"] = json!({ "triggerKind": 2, "triggerCharacter": "4" });
    assert_eq!(client.request("textDocument/completion", asked).await, Value::Null);
    client.end().await;
}

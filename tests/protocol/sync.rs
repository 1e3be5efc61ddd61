//! Text synchronization with unusual, invalid and unreadable edits: an answer is right or `null`.

use serde_json::{Value, json};

use crate::Client;

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";
const ENCODINGS: [&str; 3] = ["utf-8", "utf-16", "utf-32"];

async fn ready(encoding: &str) -> Client {
    let capabilities = json!({ "general": { "positionEncodings": [encoding] } });
    Client::ready_with(capabilities, Value::Null).await
}

async fn change(client: &mut Client, changes: Value) {
    let params = json!({ "textDocument": { "uri": URI, "version": 2 }, "contentChanges": changes });
    client.notify("textDocument/didChange", params).await;
}

fn part(start: (u32, u32), end: (u32, u32), text: &str) -> Value {
    let lsp = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
    json!({ "range": { "start": lsp(start), "end": lsp(end) }, "text": text })
}

/// Where the status is: the columns of the card's range in the first line.
async fn columns(client: &mut Client, at: u32) -> Option<(u64, u64)> {
    let hover = client.hover(URI, 0, at).await;
    let column = |end: &str| hover["range"][end]["character"].as_u64();
    Some((column("start")?, column("end")?))
}

/// Edits after which the server cannot know the text.
fn unreadable() -> Vec<Value> {
    let place = |line: Value, character: Value| json!({ "line": line, "character": character });
    let origin = || place(json!(0), json!(0));
    let range = |start: Value, end: Value| json!([{ "range": { "start": start, "end": end }, "text": "x" }]);
    let mut all = vec![json!(null), json!(5), json!("x"), json!(true), json!({}), json!({ "text": LINE })];
    for change in
        [json!(null), json!(5), json!("x"), json!([]), json!({}), json!({ "text": null }), json!({ "text": 5 })]
    {
        all.push(json!([change]));
    }
    for wrong in [json!(-1), json!(0.5), json!("0"), json!(null), json!([])] {
        for at in [place(wrong.clone(), json!(0)), place(json!(0), wrong)] {
            all.extend([range(at.clone(), origin()), range(origin(), at)]);
        }
    }
    for at in [json!({ "line": 0 }), json!({ "character": 0 }), json!({}), json!(null), json!([0, 0]), json!("0:0")] {
        all.extend([range(at.clone(), origin()), range(origin(), at)]);
    }
    for range in
        [json!(3), json!([]), json!("0:0"), json!({}), json!({ "start": origin() }), json!({ "end": origin() })]
    {
        all.push(json!([{ "range": range, "text": "x" }]));
    }
    all.push(json!([{ "range": { "start": origin(), "end": origin() } }]));
    // Beside changes that can be read.
    all.push(json!([part((0, 0), (0, 0), ""), { "text": 5 }, part((0, 0), (0, 0), "x")]));
    all.push(json!([{ "text": LINE }, 5]));
    all
}

/// Ways to send the whole text.
fn whole() -> Vec<Value> {
    let mut all =
        vec![json!([{ "text": LINE }]), json!([{ "range": null, "text": LINE }]), json!([5, { "text": LINE }])];
    for end in [(99_999, 0), (u32::MAX, 0), (u32::MAX, u32::MAX), (i32::MAX as u32, 0), (99_999, 99_999)] {
        all.push(json!([part((0, 0), end, LINE)]));
        all.push(json!([part(end, (0, 0), LINE)]));
        all.push(json!([part((0, 0), (0, 0), "let x;\n"), part((0, 0), end, LINE), part((1, 0), (1, 0), "// end")]));
    }
    let far = json!({ "line": 9_007_199_254_740_991_u64, "character": 0 });
    all.push(json!([{ "range": { "start": { "line": 0, "character": 0 }, "end": far }, "text": LINE }]));
    all
}

#[tokio::test]
async fn an_invalid_change_silences_its_document_until_it_is_sent_whole() {
    let mut client = Client::ready().await;
    let other = "file:///b.js";
    client.open(other, "javascript", LINE).await;
    let whole = whole();
    for (number, wrong) in unreadable().into_iter().enumerate() {
        client.open(URI, "javascript", LINE).await;
        assert!(client.hover(URI, 0, 12).await.is_object());
        change(&mut client, wrong.clone()).await;
        assert_eq!(client.hover(URI, 0, 12).await, Value::Null, "{wrong}");
        // An edit of a part says nothing of the rest.
        for edit in
            [part((0, 0), (0, 16), "res.status(404);"), part((0, 1), (99_999, 0), LINE), part((1, 0), (1, 0), LINE)]
        {
            change(&mut client, json!([edit])).await;
            assert_eq!(client.hover(URI, 0, 12).await, Value::Null, "{wrong} {edit}");
        }
        let whole = &whole[number % whole.len()];
        change(&mut client, whole.clone()).await;
        assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{wrong} {whole}");
        change(&mut client, json!([part((0, 0), (0, 0), "  ")])).await;
        assert_eq!(columns(&mut client, 14).await, Some((13, 16)), "{wrong} {whole}");
        assert!(client.hover(other, 0, 12).await.is_object());
    }
    client.end().await;
}

#[tokio::test]
async fn each_way_to_send_the_whole_text_is_taken_after_each_way_to_lose_it() {
    for encoding in ENCODINGS {
        let mut client = ready(encoding).await;
        for lost in [json!(5), json!([{ "range": 3, "text": "a\nb" }]), json!([{}]), json!([])] {
            for whole in whole() {
                client.open(URI, "javascript", "let x = '🦀';\n\n").await;
                change(&mut client, lost.clone()).await;
                change(&mut client, whole.clone()).await;
                assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{encoding} {lost} {whole}");
            }
        }
        client.end().await;
    }
}

/// The text that is lost had two lines, the second one empty.
#[tokio::test]
async fn a_range_is_whole_if_it_ends_after_the_bound_of_the_text() {
    let mut client = Client::ready().await;
    let wrong_range = |text: &str| json!([{ "range": 3, "text": text }]);
    for (lost, end, is_whole) in [
        (json!(5), (1, 0), false),
        (json!(5), (2, 0), true),
        (json!([{}]), (2, 0), true),
        (wrong_range("x"), (1, 99), false),
        (wrong_range("x"), (2, 0), true),
        (wrong_range("x\ny"), (2, 0), false),
        (wrong_range("x\ny"), (3, 0), true),
        (json!([{ "text": ["x", "y"] }]), (3, 0), false),
        (json!([{ "text": ["x", "y"] }]), (4, 0), true),
    ] {
        client.open(URI, "javascript", LINE).await;
        change(&mut client, lost.clone()).await;
        change(&mut client, json!([part((0, 0), end, LINE)])).await;
        assert_eq!(client.hover(URI, 0, 12).await.is_object(), is_whole, "{lost} {end:?}");
    }
    client.end().await;
}

#[tokio::test]
async fn the_ends_of_a_reversed_range_are_swapped() {
    for encoding in ENCODINGS {
        let mut client = ready(encoding).await;
        for (start, end) in [((0, 11), (0, 14)), ((0, 11), (0, 99)), ((0, 11), (1, 0)), ((0, 11), (9, 9))] {
            for (a, b) in [(start, end), (end, start)] {
                client.open(URI, "javascript", LINE).await;
                change(&mut client, json!([part(a, b, "503)")])).await;
                assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{encoding} {a:?} {b:?}");
                let card = client.hover(URI, 0, 12).await["contents"].to_string();
                assert!(card.contains("503"), "{encoding} {a:?} {b:?}: {card}");
            }
        }
        client.end().await;
    }
}

#[tokio::test]
async fn a_split_surrogate_pair_silences_its_document_until_it_is_sent_whole() {
    let text = "/*🦀😀*/ res.status(404);\n";
    for (start, end, new) in
        [(3, 3, "x"), (3, 4, ""), (2, 3, ""), (3, 5, ""), (5, 3, ""), (2, 5, "ab"), (0, 5, ""), (5, 99, "")]
    {
        for whole in
            [json!([{ "text": LINE }]), json!([part((0, 0), (1, 0), LINE)]), json!([part((9, 9), (0, 0), LINE)])]
        {
            let mut client = ready("utf-16").await;
            client.open(URI, "javascript", text).await;
            change(&mut client, json!([part((0, start), (0, end), new)])).await;
            for at in 0..24 {
                assert_eq!(client.hover(URI, 0, at).await, Value::Null, "{start} {end}");
            }
            change(&mut client, whole.clone()).await;
            assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{start} {end} {whole}");
            client.end().await;
        }
    }
    // Where columns count characters there is no middle of a pair.
    let mut client = ready("utf-32").await;
    client.open(URI, "javascript", text).await;
    change(&mut client, json!([part((0, 3), (0, 3), "x")])).await;
    assert_eq!(columns(&mut client, 20).await, Some((19, 22)));
    client.end().await;
}

/// Editors on JavaScript may send a pair in two edits, a half in each.
#[tokio::test]
async fn inserted_unpaired_surrogates_keep_the_columns() {
    let mut client = ready("utf-16").await;
    client.open(URI, "javascript", "/**/ res.status(404);\n").await;
    let escaped = |range: (u32, u32), half: &str| {
        let change = part((0, range.0), (0, range.1), "HALF").to_string().replace("HALF", half);
        let params = format!(r#"{{"textDocument":{{"uri":"{URI}","version":2}},"contentChanges":[{change}]}}"#);
        let body = format!(r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{params}}}"#);
        format!("Content-Length: {}\r\n\r\n{body}", body.len())
    };
    for (range, half, column) in
        [((2, 2), r"\ud83e", 17), ((3, 3), r"\udd80", 18), ((2, 3), r"\udd80", 18), ((2, 4), "", 16)]
    {
        client.raw(escaped(range, half).as_bytes()).await;
        assert_eq!(columns(&mut client, column + 1).await, Some((column.into(), (column + 3).into())), "{half}");
        assert_eq!(client.hover(URI, 0, column - 1).await, Value::Null, "{half}");
    }
    client.end().await;
}

/// Some clients write the control characters of a text as they are, which JSON does not allow (RFC 8259, section 7).
#[tokio::test]
async fn unescaped_control_characters_are_accepted() {
    let mut client = ready("utf-16").await;
    for character in ('\0'..' ').chain(['\u{7f}', '\u{85}', '\u{2028}']) {
        let text = format!("{character}\t\u{1}'é' && res.status(404) \\");
        let is_break = matches!(character, '\n' | '\r');
        let (line, column) = if is_break { (1, 21) } else { (0, 22) };
        let raw = |method: &str, params: String| {
            let body = format!("{{\n\t\"jsonrpc\": \"2.0\", \"method\": \"{method}\", \"params\": {params}}}");
            format!("Content-Length: {}\r\n\r\n{body}", body.len())
        };
        // A string as such a client writes it.
        let string = format!("\"{}\"", text.replace('\\', "\\\\"));
        let document = format!(r#"{{"uri":"{URI}","languageId":"javascript","version":1,"text":{string}}}"#);
        let change = format!(
            r#"{{"textDocument":{{"uri":"{URI}","version":2}},"contentChanges":[{{"text":"x"}},{{"text":{string}}}]}}"#
        );
        let messages = [
            raw("textDocument/didOpen", format!(r#"{{"textDocument":{document}}}"#)),
            raw("textDocument/didChange", change),
        ];
        for message in messages {
            client.raw(message.as_bytes()).await;
            let hover = client.hover(URI, line, column).await;
            let start = json!({ "line": line, "character": column - 1 });
            assert_eq!(hover["range"]["start"], start, "{character:?}");
            client.open(URI, "javascript", "let x;").await;
            assert_eq!(client.hover(URI, line, column).await, Value::Null);
        }
    }
    client.end().await;
}

/// Where the JSON is broken behind the URI, it is known which document has changed.
#[tokio::test]
async fn a_change_in_broken_json_silences_its_document_until_it_is_sent_whole() {
    let mut client = ready("utf-16").await;
    let head = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"version":2,"uri":"{URI}"}},"contentChanges":[{{"text":"#
    );
    for rest in ["", "\"", "\"x", r#""\q"}]}}"#, r#""x",}]}}"#, r#""x"}]}"#, "NaN}]}}", "'x'}]}}", r#""x"}]}}}"#] {
        let body = format!("{head}{rest}");
        client.open(URI, "javascript", LINE).await;
        assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{rest}");
        client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
        assert_eq!(columns(&mut client, 12).await, None, "{rest}");
        change(&mut client, json!([part((0, 0), (0, 0), "x")])).await;
        assert_eq!(columns(&mut client, 13).await, None, "{rest}");
        change(&mut client, json!([{ "text": LINE }])).await;
        assert_eq!(columns(&mut client, 12).await, Some((11, 14)), "{rest}");
    }
    client.end().await;
}

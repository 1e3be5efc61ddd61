//! JSON-RPC as clients have it: any id, any form of an answer, parameters by name or by position.

use std::time::Duration;

use serde_json::{Value, json};

use crate::Client;
use crate::client::{at, usual_capabilities};

const URI: &str = "file:///a.js";
const LINE: &str = "res.status(404);\n";
/// Longer than an answer takes to be taken on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// Ids as they are written, each of them a JSON value that JSON-RPC 2.0 allows (section 4).
const IDS: [&str; 16] = [
    "0",
    "-7",
    "2147483648",
    "-9223372036854775808",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "18446744073709551616",
    "123456789012345678901234567890",
    "1.5",
    "2.0",
    "1e3",
    "\"\"",
    "\"7\"",
    "\"\\u00007\"",
    "\"\u{e9}\\n\"",
];

async fn ready() -> Client {
    let mut client = Client::ready().await;
    client.open(URI, "javascript", LINE).await;
    client
}

fn framed(body: &str) -> String {
    format!("Content-Length: {}\r\n\r\n{body}", body.len())
}

/// Sends a body, and gives what is answered to it, as it is written. A hover behind it must be answered too.
async fn answers(client: &mut Client, body: &str) -> Vec<Value> {
    client.raw(framed(body).as_bytes()).await;
    let hover = client.ask("textDocument/hover", at(URI, 0, 12)).await;
    let mut answers = Vec::new();
    loop {
        let message = client.next_message().await;
        if message["id"] == hover && message["result"].is_object() {
            return answers;
        }
        answers.push(message);
    }
}

/// Whether these are the same id to a client that reads numbers as they are written.
fn is_id(answer: &str, id: &str) -> bool {
    answer.ends_with(&format!("\"id\":{id}}}"))
        || serde_json::from_str::<Value>(id)
            .is_ok_and(|id| id.is_string() && answer.ends_with(&format!("\"id\":{id}}}")))
}

#[tokio::test]
async fn an_answer_has_the_id_as_it_was_written() {
    let mut client = ready().await;
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    let hover = at(URI, 0, 12);
    for id in IDS {
        for (rest, expected) in [
            (format!(r#""method":"textDocument/hover","params":{hover}"#), "result"),
            (r#""method":"textDocument/hover","params":{}"#.to_owned(), "-32602"),
            (r#""method":"no/such""#.to_owned(), "-32601"),
            (r#""method":"$/no/such","params":{}"#.to_owned(), "-32601"),
            (r#""method":7"#.to_owned(), "-32600"),
            (r#""params":{}"#.to_owned(), "-32600"),
            (r#""method":"x","params":1e999"#.to_owned(), "-32601"),
            (format!(r#""method":"textDocument/hover","params":{{"x":{deep}}}"#), "-32602"),
            (format!(r#""method":"x","params":[{deep}]"#), "-32601"),
            (format!(r#""params":{deep},"method":"x","unknown":{deep}"#), "-32601"),
        ] {
            for body in
                [format!(r#"{{"jsonrpc":"2.0","id":{id},{rest}}}"#), format!(r#"{{{rest},"id":{id},"jsonrpc":"2.0"}}"#)]
            {
                client.raw(framed(&body).as_bytes()).await;
                let answer = client.next_body().await;
                assert!(answer.contains(expected) && is_id(&answer, id), "{body}: {answer}");
            }
        }
    }
    client.end().await;
}

#[tokio::test]
async fn a_request_of_any_id_can_be_cancelled() {
    let options = json!({ "documentLinks": { "enable": true } });
    let mut client = Client::ready_with(usual_capabilities(), options).await;
    client.open("file:///large.js", "javascript", &LINE.repeat(20_000)).await;
    for (id, other) in [
        ("7", "7.0"),
        ("\"7\"", "\"\\u0037\""),
        ("1.5", "15e-1"),
        ("2.0", "2"),
        ("5000000000", "5e9"),
        ("9223372036854775808", "9.223372036854775808e18"),
        ("10000000000000000000000000", "1e25"),
        ("\"\\u00007\"", "\"\\u00007\""),
    ] {
        for (asked, cancels) in [(id, id), (id, other), (other, id)] {
            let params = r#"{"textDocument":{"uri":"file:///large.js"}}"#;
            let ask =
                format!(r#"{{"jsonrpc":"2.0","id":{asked},"method":"textDocument/documentLink","params":{params}}}"#);
            let cancel = format!(r#"{{"jsonrpc":"2.0","method":"$/cancelRequest","params":{{"id":{cancels}}}}}"#);
            client.raw([framed(&ask), framed(&cancel)].concat().as_bytes()).await;
            let answer = client.next_body().await;
            assert!(answer.contains("-32800") && is_id(&answer, asked), "{asked} {cancels}: {answer}");
        }
    }
    client.end().await;
}

/// Without an id a message is a notification, and `null` cannot be told from that: a request of it is refused.
#[tokio::test]
async fn a_null_id_is_refused_or_counts_as_absent() {
    let mut client = ready().await;
    for method in ["textDocument/hover", "textDocument/completion", "httpStatus/statuses", "shutdown", "no/such", ""] {
        let body = json!({ "jsonrpc": "2.0", "id": null, "method": method, "params": at(URI, 0, 12) }).to_string();
        let answers = answers(&mut client, &body).await;
        assert_eq!(answers.len(), 1, "{method}: {answers:?}");
        assert_eq!((&answers[0]["id"], &answers[0]["error"]["code"]), (&Value::Null, &json!(-32600)), "{method}");
    }
    let document = json!({ "uri": "file:///b.js", "languageId": "javascript", "version": 1, "text": LINE });
    let open = json!({ "jsonrpc": "2.0", "id": null, "method": "textDocument/didOpen", "params": { "textDocument": document } });
    assert_eq!(answers(&mut client, &open.to_string()).await, [] as [Value; 0]);
    assert!(client.hover("file:///b.js", 0, 12).await.is_object());
    client.request("shutdown", Value::Null).await;
    client.send(json!({ "jsonrpc": "2.0", "id": null, "method": "exit", "params": null })).await;
    assert_eq!(client.exit_code().await, 0);
}

/// A message without a method is a response, or a malformed one.
#[tokio::test]
async fn responses_get_no_response() {
    let mut client = ready().await;
    let deep = format!("{}{}", "[".repeat(500), "]".repeat(500));
    for id in IDS.into_iter().chain(["null", "[]", "{}", "true"]) {
        for rest in [
            r#""error":{}"#,
            r#""error":null"#,
            r#""error":"no""#,
            r#""error":{"code":"x","message":3}"#,
            r#""error":{"code":1,"message":"x","stack":[]}"#,
            r#""result":null"#,
            r#""result":1,"error":null"#,
            r#""result":null,"error":{"code":1,"message":"x"}"#,
            r#""result":1e999"#,
            &format!(r#""result":{deep}"#),
            r#""unknown":1"#,
        ] {
            for version in [r#""jsonrpc":"2.0","#, r#""jsonrpc":"1.0","#, ""] {
                let body = format!(r#"{{{version}"id":{id},{rest}}}"#);
                assert_eq!(answers(&mut client, &body).await, [] as [Value; 0], "{body}");
            }
        }
    }
    for body in [
        r#"{"jsonrpc":"2.0"}"#,
        r#"{"error":{}}"#,
        r#"{"result":1}"#,
        r#"{"jsonrpc":"2.0","error":{"code":1,"message":"x"}}"#,
    ] {
        assert_eq!(answers(&mut client, body).await, [] as [Value; 0], "{body}");
    }
    client.end().await;
}

/// An answer to a question of ours ends it, however it is written: the next question comes after it.
#[tokio::test]
async fn any_form_of_response_is_accepted() {
    let off = json!([{ "hover": { "enable": false } }]);
    for (answer, is_taken) in [
        (json!({ "error": {} }), false),
        (json!({ "error": "no" }), false),
        (json!({ "error": { "code": 1, "message": "x", "stack": [] } }), false),
        (json!({ "result": off, "error": null }), true),
        (json!({ "result": null, "error": { "code": 1, "message": "x" } }), false),
        (json!({}), false),
    ] {
        for has_version in [true, false] {
            let mut client = Client::new();
            let capabilities = json!({ "workspace": { "configuration": true } });
            client.request("initialize", json!({ "capabilities": capabilities })).await;
            client.notify("initialized", json!({})).await;
            let question = client.expect("workspace/configuration").await;
            let mut message = answer.clone();
            message["id"] = json!(question["id"].as_f64().expect("a number"));
            if has_version {
                message["jsonrpc"] = "2.0".into();
            }
            client.send(message).await;
            client.open(URI, "javascript", LINE).await;
            let settle = async { while client.hover(URI, 0, 12).await.is_null() != is_taken {} };
            tokio::time::timeout(PATIENCE, settle).await.expect("the answer is taken");
            client.expect("workspace/configuration").await;
            client.end().await;
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_ignored() {
    let mut client = ready().await;
    let hover = json!({ "jsonrpc": "2.0", "id": "bom", "method": "textDocument/hover", "params": at(URI, 0, 12) });
    for body in [format!("\u{feff}{hover}"), format!("\u{feff}\r\n {hover}\n"), format!("\u{feff}\u{feff}{hover}")] {
        let answers = answers(&mut client, &body).await;
        assert!(answers.len() == 1 && answers[0]["id"] == "bom" && answers[0]["result"].is_object(), "{answers:?}");
    }
    // The mark may stand before the header, too.
    client.raw(format!("\u{feff}{}", framed(&hover.to_string())).as_bytes()).await;
    assert!(client.next_message().await["result"].is_object());
    client.end().await;
}

/// Other versions are refused under the id of the request, and so is a member that comes twice.
#[tokio::test]
async fn other_versions_are_refused_under_their_id() {
    let mut client = ready().await;
    let params = at(URI, 0, 12);
    for version in
        ["", r#""jsonrpc":"1.0","#, r#""jsonrpc":2.0,"#, r#""jsonrpc":null,"#, r#""jsonrpc":"2.0","jsonrpc":"2.0","#]
    {
        let body = format!(r#"{{{version}"id":41,"method":"textDocument/hover","params":{params}}}"#);
        let answers = answers(&mut client, &body).await;
        assert!(answers.len() == 1 && answers[0]["id"] == 41, "{body}: {answers:?}");
        assert_eq!(answers[0]["error"]["code"], -32600, "{body}");
    }
    client.end().await;
}

/// LSP has no batches: one is refused as a whole, and nothing of it is done.
#[tokio::test]
async fn a_batch_is_refused() {
    let mut client = ready().await;
    let shutdown = r#"{"jsonrpc":"2.0","id":1,"method":"shutdown"}"#;
    for body in
        [format!("[{shutdown}]"), format!("\u{feff} [{shutdown},{shutdown}]"), "[]".to_owned(), "[[]]".to_owned()]
    {
        let answers = answers(&mut client, &body).await;
        assert!(answers.len() == 1 && answers[0]["id"].is_null(), "{body}: {answers:?}");
        assert_eq!(answers[0]["error"]["code"], -32600, "{body}");
    }
    client.end().await;
}

/// While a request waits, its id is taken; after that it may be used again.
#[tokio::test]
async fn an_id_may_be_used_again() {
    let mut client = ready().await;
    for _ in 0..3 {
        client
            .send(json!({ "jsonrpc": "2.0", "id": "same", "method": "textDocument/hover", "params": at(URI, 0, 12) }))
            .await;
    }
    for _ in 0..3 {
        let answer = client.next_message().await;
        assert!(answer["id"] == "same" && answer["result"].is_object(), "{answer}");
    }
    client.end().await;
}

/// Whatever the parameters are, a request has one answer and a notification none.
#[tokio::test]
async fn parameters_may_be_anything() {
    let mut client = ready().await;
    let deep = (0..100).fold(json!([]), |inner, _| json!([inner]));
    let all = [
        Value::Null,
        json!([]),
        json!([[]]),
        json!([null]),
        json!([{}, {}]),
        json!({}),
        json!(true),
        json!(7),
        json!("x"),
        deep,
    ];
    let requests =
        ["hover", "completion", "definition", "documentLink", "references"].map(|name| format!("textDocument/{name}"));
    let others = ["completionItem/resolve", "httpStatus/statuses", "initialize", "$/x", "x"].map(str::to_owned);
    for method in requests.iter().chain(&others) {
        for params in &all {
            let body = json!({ "jsonrpc": "2.0", "id": "q", "method": method, "params": params });
            let mut found = answers(&mut client, &body.to_string()).await;
            // What waits for a thread is answered later.
            if found.is_empty() {
                found.push(client.next_message().await);
            }
            assert!(found.len() == 1 && found[0]["id"] == "q", "{body}: {found:?}");
            // The same as a notification: nobody waits for it.
            let body = json!({ "jsonrpc": "2.0", "method": method, "params": params });
            assert_eq!(answers(&mut client, &body.to_string()).await, [] as [Value; 0], "{body}");
        }
    }
    let notifications =
        ["didOpen", "didChange", "didSave", "didClose", "willSave"].map(|name| format!("textDocument/{name}"));
    let others =
        ["$/cancelRequest", "$/setTrace", "initialized", "workspace/didChangeWatchedFiles", "x"].map(str::to_owned);
    for method in notifications.iter().chain(&others) {
        for params in &all {
            let body = json!({ "jsonrpc": "2.0", "method": method, "params": params });
            assert_eq!(answers(&mut client, &body.to_string()).await, [] as [Value; 0], "{body}");
            // The same as a request: its sender waits.
            let body = json!({ "jsonrpc": "2.0", "id": "q", "method": method, "params": params });
            let found = answers(&mut client, &body.to_string()).await;
            assert!(found.len() == 1 && found[0]["error"].is_object(), "{body}: {found:?}");
        }
    }
    client.end().await;
}

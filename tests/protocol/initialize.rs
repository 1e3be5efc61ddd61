//! Nothing in `initialize` refuses a session: neither what LSP 3.17 allows nor members of any other type.

use http_status_lsp::server::{ExitCode, serve};
use serde_json::{Value, json};

use crate::Client;
use crate::client::usual_capabilities;

/// A value for each alternative of each member (LSP 3.17), made by `initialize/make_samples.py`.
const SAMPLES: &str = include_str!("initialize/samples.json");

const LINE: &str = "res.status(404);\n";

fn samples() -> Vec<Value> {
    let samples: Vec<Value> = serde_json::from_str(SAMPLES).expect("JSON");
    assert!(samples.len() > 360, "{}", samples.len());
    samples
}

/// Values of which each is wrong for most members.
fn odd_values() -> [Value; 14] {
    let deep = (0..60).fold(json!({}), |inner, _| json!({ "x": [inner] }));
    [
        Value::Null,
        json!(true),
        json!(0),
        json!(7),
        json!(-1),
        json!(0.5),
        json!(1e300),
        json!(""),
        json!("text"),
        json!([]),
        json!([null, 1, "x", {}]),
        json!({}),
        json!({ "x": 1, "valueSet": "x", "properties": null, "uri": 3, "name": [] }),
        deep,
    ]
}

/// The capabilities that a server answers to these parameters. It must serve a whole session.
async fn capabilities(params: &Value) -> Result<Value, String> {
    let messages = [
        json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }),
        json!({ "jsonrpc": "2.0", "method": "initialized", "params": {} }),
        json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }),
        json!({ "jsonrpc": "2.0", "method": "exit" }),
    ];
    let input: String = messages
        .iter()
        .map(Value::to_string)
        .map(|body| format!("Content-Length: {}\r\n\r\n{body}", body.len()))
        .collect();
    let mut output = Vec::new();
    let code = serve(input.as_bytes(), &mut output, None).await;
    let output = String::from_utf8(output).expect("text");
    let (_, first) = output.split_once("\r\n\r\n").ok_or("no answer")?;
    let mut answers = serde_json::Deserializer::from_str(first).into_iter::<Value>();
    let answer = answers.next().ok_or("no answer")?.map_err(|error| error.to_string())?;
    if code != ExitCode(0) {
        return Err(format!("{answer}, then {code:?}"));
    }
    answer.pointer("/result/capabilities").cloned().ok_or_else(|| answer.to_string())
}

#[track_caller]
fn check(refused: &[String], count: usize) {
    assert!(refused.is_empty(), "{} of {count} refused:\n{}", refused.len(), refused.join("\n"));
}

#[tokio::test]
async fn every_alternative_of_lsp_is_taken() {
    let mut refused = Vec::new();
    let samples = samples();
    for params in &samples {
        if let Err(error) = capabilities(params).await {
            refused.push(format!("{params}: {error}"));
        }
    }
    check(&refused, samples.len());
}

/// Each member of LSP 3.17 with each odd value, those that are used among them.
#[tokio::test]
async fn a_member_of_any_other_type_is_taken() {
    let mut members: Vec<(String, Value)> = Vec::new();
    for sample in samples() {
        let mut pointers = Vec::new();
        collect(&sample, "", &mut pointers);
        for pointer in pointers {
            if !members.iter().any(|(known, _)| *known == pointer) {
                members.push((pointer, sample.clone()));
            }
        }
    }
    assert!(members.len() > 220, "{}", members.len());
    let usual = capabilities(&json!({})).await.expect("a session");
    let mut refused = Vec::new();
    for (pointer, sample) in &members {
        for value in odd_values() {
            let mut params = sample.clone();
            *params.pointer_mut(pointer).expect("a member") = value.clone();
            // The id of a process that has ended ends the server.
            if pointer == "/processId" && value == 7 {
                continue;
            }
            match capabilities(&params).await {
                Ok(capabilities) if capabilities == usual => {}
                outcome => refused.push(format!("{pointer} {value}: {outcome:?}")),
            }
        }
    }
    check(&refused, members.len() * odd_values().len());
}

fn collect(value: &Value, path: &str, pointers: &mut Vec<String>) {
    if let Value::Object(members) = value {
        for (name, value) in members {
            let path = format!("{path}/{name}");
            collect(value, &path, pointers);
            pointers.push(path);
        }
    }
}

#[tokio::test]
async fn all_members_at_once_may_be_odd() {
    for value in odd_values() {
        let all = json!({
            "processId": -1, "clientInfo": value, "locale": value, "rootPath": value, "rootUri": value, "trace": value,
            "workspaceFolders": value, "workDoneToken": value, "initializationOptions": value, "capabilities": value,
        });
        assert_eq!(capabilities(&all).await.err(), None, "{all}");
        assert_eq!(capabilities(&json!({ "capabilities": all })).await.err(), None, "{value}");
        // Parameters of another type, or none, hold no capabilities.
        assert_eq!(capabilities(&value).await.err(), None, "{value}");
    }
}

/// The requests of clients, from records and from their sources.
#[tokio::test]
async fn records_of_clients_are_taken() {
    let folder = |uri: &str| json!([{ "uri": uri, "name": "project" }, { "uri": uri }]);
    let mut records = vec![
        // pytest-lsp's record of Neovim 0.9.1.
        json!({ "capabilities": { "textDocument": { "callHierarchy": [{ "dynamicRegistration": false }] } }, "processId": null }),
        json!({ "capabilities": { "textDocument": { "hover": { "contentFormat": ["html", "markdown"] } } } }),
        json!({ "capabilities": { "textDocument": { "foldingRange": { "rangeLimit": -1 }, "semanticTokens": { "requests": {} } } } }),
        json!({ "capabilities": { "textDocument": { "completion": { "completionItem": { "resolveSupport": {}, "tagSupport": true } } } } }),
        json!({ "capabilities": { "textDocument": { "completion": { "completionItem": { "resolveSupport": { "properties": null } } } } } }),
        json!({ "capabilities": { "workspace": { "workspaceEdit": { "resourceOperations": ["x"], "failureHandling": "x" } } } }),
        json!({ "capabilities": { "general": { "staleRequestSupport": {} } }, "trace": "loud", "clientInfo": {} }),
        json!({ "capabilities": null, "processId": 1.0, "rootUri": null }),
        json!({ "processId": -1, "rootUri": null, "capabilities": [] }),
        json!({ "workspaceFolders": [null, 3, {}, { "uri": null }, { "name": "x" }, []] }),
    ];
    // micro sends paths behind `file://` as they are, and Eclipse an empty URI for a project without a location.
    for uri in [
        "file:///home/me/my project",
        "file:///home/jürgen/x",
        "file:///w/[x]",
        "file:///w/%zz",
        "",
        "/tmp/x",
        "C:\\x y",
        "a b",
        "\\\\server\\x",
        "http://[::1]/x",
        "http://[",
        "#",
        "\0",
    ] {
        records.push(json!({ "rootUri": uri, "rootPath": uri, "workspaceFolders": folder(uri), "capabilities": {} }));
    }
    for params in records {
        assert_eq!(capabilities(&params).await.err(), None, "{params}");
        assert_eq!(capabilities(&json!([params])).await.err(), None, "by position: {params}");
    }
}

/// Used members have their effect beside odd ones.
#[tokio::test]
async fn used_members_are_read_among_odd_ones() {
    let mut client = Client::new();
    let params = json!({
        "processId": "x",
        "rootUri": "a b",
        "capabilities": {
            "general": { "positionEncodings": [7, null, "utf-8"], "staleRequestSupport": 3 },
            "textDocument": {
                "hover": { "contentFormat": ["html", 3, "markdown"], "dynamicRegistration": "no" },
                "completion": { "completionItem": { "resolveSupport": { "properties": [1, "documentation"] }, "preselectSupport": [] } },
                "synchronization": [],
            },
        },
        "initializationOptions": { "definition": { "enable": false } },
    });
    let result = client.request("initialize", params).await;
    assert_eq!(result["capabilities"]["positionEncoding"], "utf-8");
    client.notify("initialized", Value::Null).await;
    client.open("file:///a.js", "javascript", LINE).await;
    assert_eq!(client.hover("file:///a.js", 0, 12).await["contents"]["kind"], "markdown");
    let at = crate::client::at("file:///a.js", 0, 12);
    assert_eq!(client.request("textDocument/definition", at).await, Value::Null);
    client.end().await;
}

/// JSON that cannot be held, such as nesting of any depth, costs its member alone.
#[tokio::test]
async fn members_that_cannot_be_held_count_as_absent() {
    let deep = format!("{}{}", "[".repeat(5000), "]".repeat(5000));
    let objects = format!("{}1{}", r#"{"x":"#.repeat(5000), "}".repeat(5000));
    for odd in [deep.as_str(), &objects, "1e999", &format!("[{deep},1e999]"), r#"{"a":{"b":[-1e999]}}"#] {
        for name in [
            "/experimental",
            "/general/x",
            "/textDocument/hover/x",
            "/textDocument/completion/completionItem/tagSupport",
        ] {
            let mut params = json!({ "capabilities": { "general": { "positionEncodings": ["utf-8"] } } });
            let mut place = &mut params["capabilities"];
            for member in name.split('/').skip(1) {
                place = &mut place[member];
            }
            *place = "ODD".into();
            let params = params.to_string().replace("\"ODD\"", odd);
            let body = format!(r#"{{"jsonrpc":"2.0","id":"deep","method":"initialize","params":{params}}}"#);
            let mut client = Client::new();
            client.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes()).await;
            let answer = client.next_message().await;
            assert_eq!(answer["id"], "deep");
            assert_eq!(answer["result"]["capabilities"]["positionEncoding"], "utf-8", "{name}: {answer}");
            client.end().await;
        }
    }
}

/// `initialized` has no members, and some clients send it without parameters.
#[tokio::test]
async fn initialized_may_have_any_parameters() {
    for params in [Value::Null, json!({}), json!([]), json!(3), json!([{}])] {
        for has_params in [true, false] {
            let mut client = Client::new();
            let mut capabilities = usual_capabilities();
            capabilities["workspace"] = json!({ "configuration": true });
            client.request("initialize", json!({ "capabilities": capabilities })).await;
            let mut message = json!({ "jsonrpc": "2.0", "method": "initialized" });
            if has_params {
                message["params"] = params.clone();
            }
            client.send(message).await;
            client.expect("workspace/configuration").await;
            client.end().await;
        }
    }
}

//! Faults of completion that people and reviews reported, one by one.

use super::{items, libraries};

#[track_caller]
fn labels(language: &str, fixture: &str) -> Vec<String> {
    items("", language, fixture).into_iter().map(|item| item.label).collect()
}

#[track_caller]
fn begins_with(language: &str, fixture: &str, expected: &[&str]) {
    let labels = labels(language, fixture);
    assert!(labels.iter().take(expected.len()).eq(expected), "{fixture}: {:?}", &labels[..labels.len().min(8)]);
}

/// Where a hover works on the whole code, its beginning is completed.
#[test]
fn codes_are_offered_while_they_are_typed() {
    let key = |typed: &str| {
        format!(
            "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: OK\n        {typed}"
        )
    };
    for (language, fixture) in [
        ("yaml", key("'4$0':\n")),
        ("yaml", key("'4$0\n")),
        ("yaml", key("'$0'\n")),
        (
            "python",
            "from flask import jsonify\n\n@app.route('/')\ndef f():\n    return jsonify({'a': 1}), 4$0\n".to_owned(),
        ),
        ("elixir", "defmodule A do\n  def get(_), do: {:ok, 5$0, []}\nend\n".to_owned()),
        ("go", "// the handler answers with status want 2$0\n".to_owned()),
        ("javascript", "if ([301, 3$0, 303].includes(res.status)) {}".to_owned()),
    ] {
        assert!(!labels(language, &fixture).is_empty(), "{language}: {fixture}");
    }
}

#[test]
fn places_of_other_numbers_offer_nothing() {
    for (language, fixture) in [
        ("nginx", "server {\n    listen 4$043 ssl;\n}\n"),
        ("nginx", "server {\n    listen 4$0\n}\n"),
        ("markdown", "It listens on port 80 or 4$0"),
        ("c", "x = codes[5$012 / 8];"),
        ("c", "x = codes[5$0"),
        ("markdown", "a full 3$060 degree turn"),
        ("markdown", "a full 3$0"),
    ] {
        assert!(labels(language, fixture).is_empty(), "{fixture}: {:?}", labels(language, fixture));
    }
}

#[test]
fn a_qualifier_has_the_names_of_one_library() {
    for (language, fixture, library) in [
        ("java", "import org.springframework.http.HttpStatus;\nreturn HttpStatus.$0;", "Spring Framework"),
        ("java", "import org.eclipse.jetty.http.HttpStatus;\nreturn HttpStatus.$0;", "jetty"),
        ("java", "import org.apache.http.HttpStatus;\nreturn HttpStatus.$0;", "Apache HttpCore 4"),
        ("java", "import io.micronaut.http.HttpStatus;\nreturn HttpStatus.$0;", "Micronaut"),
        ("python", "from http import HTTPStatus\nx = HTTPStatus.N$0\n", "http (stdlib)"),
        (
            "python",
            "from rest_framework import status\nreturn Response(status=status.HTTP_404$0)\n",
            "djangorestframework",
        ),
        ("python", "from fastapi import status\nraise HTTPException(status.HTTP_404$0)\n", "fastapi"),
        ("rust", "use axum::{http::StatusCode, Json};\nfn f() -> StatusCode { StatusCode::N$0 }\n", "http"),
        ("kotlin", "import io.ktor.http.HttpStatusCode\nfun f() = call.respond(HttpStatusCode.N$0)\n", "Ktor"),
        ("go", "import \"net/http\"\nw.WriteHeader(http.Status$0)\n", "net/http"),
    ] {
        let found = libraries("", language, fixture);
        assert_eq!(found, [library], "{fixture}");
    }
}

#[test]
fn numbers_find_constants() {
    begins_with("go", "import \"net/http\"\nw.WriteHeader(404$0)", &["404", "http.StatusNotFound"]);
    begins_with("go", "import \"net/http\"\nx := http.429$0", &["StatusTooManyRequests"]);
    begins_with("java", "import org.springframework.http.HttpStatus;\nx = HttpStatus.409$0", &["CONFLICT"]);
    begins_with(
        "java",
        "import org.eclipse.jetty.http.HttpStatus;\nx = HttpStatus.42$0",
        &["UNPROCESSABLE_ENTITY_422"],
    );
    begins_with("ruby", "head :422$0", &["unprocessable_entity", "unprocessable_content"]);
    begins_with("razor", "@{\n    Response.StatusCode = (int)HttpStatusCode.Not$0\n}\n", &["NotFound"]);
}

/// `ReasonPhrases.UNAUTHORIZED` is a string, and no package is imported.
#[test]
fn no_string_is_offered_for_a_number() {
    let found = libraries("", "javascript", "res.status(unauth$0)");
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn codes_that_are_there_already_come_last() {
    let labels = labels("go", "switch code {\ncase 404:\n\treturn 1\ncase 4$0\n}");
    assert_eq!(labels.last().map(String::as_str), Some("404"), "{labels:?}");
    begins_with(
        "javascript",
        "switch (s) {\n  case 404: return 'a';\n  case 4$0: return \"Method failure\"\n}",
        &["424"],
    );
}

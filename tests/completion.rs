//! The items of completion, line by line: `$0` is the cursor; the expected list is in the order of the items.

use expect_test::{Expect, expect};
use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::features::completion::{Asked, Item, ItemKind, complete};

/// A list that the user asked for.
const ASKED: Asked = Asked { constants: true, is_typing: false };

/// All items at the cursor.
fn items(language: &str, fixture: &str, asked: Asked) -> Vec<Item> {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a known language");
    let reading = Reading::new(Preamble::of(&text), text, 0, language);
    complete(&reading.excerpt(), offset, asked).map_or_else(Vec::new, |completions| completions.items)
}

/// The labels of the first items, how many there are, and whose the constants are.
#[track_caller]
fn check(language: &str, fixture: &str, expected: Expect) {
    let items = items(language, fixture, ASKED);
    let first: Vec<&str> = items.iter().take(5).map(|item| item.label.as_str()).collect();
    let constants = items.iter().filter(|item| matches!(item.kind, ItemKind::Constant | ItemKind::Function));
    let owner = |item: &Item| {
        let (_, owner) = item.detail.split_once(' ')?;
        let remark = [", in all ", ", from ", ", before "].iter().find_map(|remark| owner.find(remark));
        Some(owner[..remark.unwrap_or(owner.len())].to_owned())
    };
    let mut owners: Vec<String> = constants.filter_map(owner).collect();
    owners.sort_unstable();
    owners.dedup();
    expected.assert_eq(&format!("{} of {}; {}", first.join(" "), items.len(), owners.join(", ")));
}

#[track_caller]
fn labels(language: &str, fixture: &str) -> Vec<String> {
    items(language, fixture, ASKED).into_iter().map(|item| item.label).collect()
}

#[test]
fn a_qualifier_offers_its_own_names() {
    check(
        "java",
        "import org.springframework.http.HttpStatus;\nreturn HttpStatus.$0;",
        expect!["OK NOT_FOUND BAD_REQUEST INTERNAL_SERVER_ERROR UNAUTHORIZED of 72; Spring Framework"],
    );
    check(
        "java",
        "import org.eclipse.jetty.http.HttpStatus;\nreturn HttpStatus.N$0;",
        expect!["NOT_FOUND_404 NO_CONTENT_204 NOT_MODIFIED_304 NOT_IMPLEMENTED_501 NOT_ACCEPTABLE_406 of 61; jetty"],
    );
    check(
        "python",
        "from http import HTTPStatus\nx = HTTPStatus.N$0\n",
        expect!["NOT_FOUND NO_CONTENT NOT_MODIFIED NOT_IMPLEMENTED NOT_ACCEPTABLE of 66; http (stdlib)"],
    );
    check(
        "python",
        "from rest_framework import status\nreturn Response(status=status.HTTP_404$0)\n",
        expect![
            "HTTP_404_NOT_FOUND HTTP_200_OK HTTP_400_BAD_REQUEST HTTP_500_INTERNAL_SERVER_ERROR HTTP_401_UNAUTHORIZED of 64; djangorestframework"
        ],
    );
    check(
        "python",
        "from fastapi import FastAPI, status\nraise HTTPException(status.HTTP_4$0)\n",
        expect![
            "HTTP_404_NOT_FOUND HTTP_400_BAD_REQUEST HTTP_401_UNAUTHORIZED HTTP_403_FORBIDDEN HTTP_409_CONFLICT of 67; fastapi"
        ],
    );
    check(
        "rust",
        "use axum::{http::StatusCode, Json};\nfn f() -> StatusCode { StatusCode::N$0 }\n",
        expect!["NOT_FOUND NO_CONTENT NOT_MODIFIED NOT_IMPLEMENTED NOT_ACCEPTABLE of 62; http"],
    );
    check(
        "kotlin",
        "import io.ktor.http.HttpStatusCode\nfun f() = call.respond(HttpStatusCode.N$0)\n",
        expect!["NotFound NoContent NotModified NotImplemented NotAcceptable of 54; Ktor"],
    );
    check(
        "razor",
        "@{\n    Response.StatusCode = (int)HttpStatusCode.Not$0\n}\n",
        expect!["NotFound NotModified NotImplemented NotAcceptable NotExtended of 67; System.Net"],
    );
    check(
        "typescript",
        "res.status(StatusCodes.$0)",
        expect!["OK NOT_FOUND BAD_REQUEST INTERNAL_SERVER_ERROR UNAUTHORIZED of 58; http-status-codes"],
    );
    check(
        "java",
        "return HttpStatus.$0;",
        expect!["OK NOT_FOUND BAD_REQUEST INTERNAL_SERVER_ERROR UNAUTHORIZED of 72; Spring Framework"],
    );
}

#[test]
fn an_import_may_give_a_qualifier_another_name() {
    check(
        "go",
        "import nethttp \"net/http\"\nw.WriteHeader(nethttp.Status$0)\n",
        expect![
            "StatusOK StatusNotFound StatusBadRequest StatusInternalServerError StatusUnauthorized of 62; net/http"
        ],
    );
    check(
        "typescript",
        "import { StatusCodes as S } from 'http-status-codes'\nres.status(S.$0)",
        expect!["OK NOT_FOUND BAD_REQUEST INTERNAL_SERVER_ERROR UNAUTHORIZED of 58; http-status-codes"],
    );
    check(
        "python",
        "from starlette import status as st\nreturn Response(status_code=st.$0)\n",
        expect![
            "HTTP_200_OK HTTP_404_NOT_FOUND HTTP_400_BAD_REQUEST HTTP_500_INTERNAL_SERVER_ERROR HTTP_401_UNAUTHORIZED of 67; starlette"
        ],
    );
    check(
        "haskell",
        "import qualified Network.HTTP.Types as HTTP\nx = responseLBS HTTP.ok$0 []\n",
        expect!["ok200 of 1; http-types (wai, warp, scotty, yesod)"],
    );
}

#[test]
fn names_imported_from_elsewhere_offer_no_constants() {
    let elsewhere = [
        ("typescript", "import { HttpStatus } from './http-status'\nres.status(HttpStatus.$0)"),
        ("typescript", "import { StatusCodes } from '@/codes'\nres.status(StatusCodes.$0)"),
        ("javascript", "const { StatusCodes } = require('../codes')\nres.status(StatusCodes.N$0)"),
        ("java", "import com.acme.HttpStatus;\nreturn HttpStatus.$0;"),
        ("python", "from .codes import HTTPStatus\nx = HTTPStatus.$0\n"),
        ("python", "from app.codes import HTTPStatus\nx = HTTPStatus.$0\n"),
        ("rust", "use crate::errors::StatusCode;\nfn f() -> StatusCode { StatusCode::$0 }\n"),
        ("php", "<?php\nuse GuzzleHttp\\Psr7\\Response;\nreturn new X(Response::$0);"),
        ("go", "import \"acme.org/http\"\nw.WriteHeader(http.Status$0)\n"),
    ];
    for (language, fixture) in elsewhere {
        assert_eq!(labels(language, fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn definitions_of_the_document_offer_their_own_members() {
    let own = ["NotFound", "Unauthorized"];
    let defining = [
        ("typescript", "enum HttpStatus { Unauthorized = 401, NotFound = 404 }\nres.status(HttpStatus.$0)"),
        ("typescript", "enum HttpStatus { Unauthorized = 401, NotFound = 404 }\nres.status(HttpStatus.N$0)"),
        (
            "javascript",
            "const HttpStatus = Object.freeze({\n  Unauthorized: 401,\n  NotFound: 404,\n})\nres.status(HttpStatus.$0)",
        ),
        (
            "java",
            "enum HttpStatus {\n  Unauthorized(401), NotFound(404);\n}\nclass A { Object f() { return HttpStatus.$0; } }",
        ),
        ("python", "class HttpStatus(IntEnum):\n    Unauthorized = 401\n    NotFound = 404\n\nx = HttpStatus.$0\n"),
        ("csharp", "enum HttpStatus\n{\n    Unauthorized = 401,\n    NotFound = 404,\n}\nvar x = HttpStatus.$0;"),
        (
            "swift",
            "enum HttpStatus: Int {\n    case Unauthorized = 401\n    case NotFound = 404\n}\nlet x = HttpStatus.$0\n",
        ),
        ("rust", "enum StatusCode {\n    Unauthorized = 401,\n    NotFound = 404,\n}\nlet x = StatusCode::$0;\n"),
    ];
    for (language, fixture) in defining {
        let mut found = labels(language, fixture);
        found.sort_unstable();
        assert_eq!(found, own, "{fixture}");
    }
}

#[test]
fn a_number_finds_its_constant() {
    check(
        "go",
        "import \"net/http\"\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(404$0)\n}\n",
        expect!["404 http.StatusNotFound of 2; net/http"],
    );
    check(
        "go",
        "import \"net/http\"\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(http.429$0)\n}\n",
        expect!["StatusTooManyRequests of 1; net/http"],
    );
    check("ruby", "def x\n  head :422$0\nend\n", expect!["unprocessable_entity unprocessable_content of 2; Rack"]);
    check(
        "java",
        "import org.springframework.http.HttpStatus;\nreturn HttpStatus.422$0;",
        expect!["UNPROCESSABLE_ENTITY UNPROCESSABLE_CONTENT of 2; Spring Framework"],
    );
    check(
        "csharp",
        "using System.Net;\nvar x = HttpStatusCode.50$0;",
        expect!["InternalServerError ServiceUnavailable BadGateway NotImplemented GatewayTimeout of 9; System.Net"],
    );
    for item in items("go", "import \"net/http\"\nw.WriteHeader(http.429$0)\n", ASKED) {
        assert_eq!((item.filter_text.as_str(), item.new_text.as_str()), ("429", "StatusTooManyRequests"));
    }
}

#[test]
fn the_form_that_the_file_uses_comes_first() {
    let names = "import \"net/http\"\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(http.StatusOK)\n\tw.WriteHeader(http.StatusGone)\n\tw.WriteHeader(40$0)\n}\n";
    check(
        "go",
        names,
        expect!["http.StatusNotFound 404 http.StatusBadRequest 400 http.StatusUnauthorized of 20; net/http"],
    );
    let numbers = names.replace("http.StatusOK", "200").replace("http.StatusGone", "410");
    check("go", &numbers, expect!["404 http.StatusNotFound 400 http.StatusBadRequest 401 of 20; net/http"]);
}

#[test]
fn a_string_is_not_offered_where_a_number_belongs() {
    let import = "import { StatusCodes, ReasonPhrases } from 'http-status-codes'\n";
    check(
        "typescript",
        &format!("{import}res.status(unauth$0)"),
        expect!["StatusCodes.UNAUTHORIZED of 1; http-status-codes"],
    );
    check("typescript", &format!("{import}res.status(ReasonPhrases.$0)"), expect![" of 0; "]);
    check(
        "typescript",
        &format!("{import}const text = ReasonPhrases.$0"),
        expect!["OK NOT_FOUND BAD_REQUEST INTERNAL_SERVER_ERROR UNAUTHORIZED of 58; http-status-codes"],
    );
    // A package that the file does not import is not guessed.
    check("javascript", "res.status(unauth$0)", expect![" of 0; "]);
}

#[test]
fn deprecated_names_are_marked() {
    for (language, fixture, name) in [
        ("ruby", "head :unprocessable_e$0", "unprocessable_entity"),
        ("ruby", "head :payload$0", "payload_too_large"),
        (
            "java",
            "import org.springframework.http.HttpStatus;\nreturn HttpStatus.UNPROCESSABLE$0;",
            "UNPROCESSABLE_ENTITY",
        ),
        ("java", "import org.springframework.http.HttpStatus;\nreturn HttpStatus.$0;", "PAYLOAD_TOO_LARGE"),
    ] {
        let items = items(language, fixture, ASKED);
        let of_name: Vec<&Item> = items.iter().filter(|item| item.label == name).collect();
        assert!(matches!(of_name[..], [item] if item.is_deprecated), "{fixture}: {of_name:?}");
    }
    // Without a known version, the name that all versions have comes first.
    check("ruby", "head :422$0", expect!["unprocessable_entity unprocessable_content of 2; Rack"]);
    let items = items("ruby", "head :422$0", ASKED);
    let details: Vec<&str> = items.iter().map(|item| item.detail.as_str()).collect();
    assert_eq!(details, ["422 Rack, in all supported versions", "422 Rack, from 3.1"]);
}

#[test]
fn codes_that_are_a_label_or_key_already_come_last() {
    let responses = "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        '404':\n          description: foo\n        '$0'\n        '401':\n          description: foo\n";
    let found = labels("yaml", responses);
    assert_eq!(found[found.len() - 2..], ["404", "401"], "{found:?}");
    let switch = "switch (s) {\n  case 404:\n    return 1;\n  case 4$0\n  case 401:\n    return 2;\n}";
    let found = labels("javascript", switch);
    assert_eq!(found[found.len() - 2..], ["404", "401"], "{found:?}");
    check("go", "switch resp.StatusCode {\ncase 404:\n\treturn\ncase 4$0\n}", expect!["400 401 403 409 422 of 49; "]);
    check("ruby", "case response.status\nwhen 404 then :a\nwhen 4$0\nend", expect!["400 401 403 409 422 of 49; "]);
    let arms = "use http::StatusCode;\nmatch s {\n    StatusCode::NOT_FOUND => 1,\n    StatusCode::OK => 2,\n    StatusCode::$0\n}\n";
    let found = labels("rust", arms);
    assert_eq!(found[found.len() - 2..], ["NOT_FOUND", "OK"], "{found:?}");
    // Where codes repeat, those of the file come first.
    check("javascript", "res.status(409);\nres.status(4$0);", expect!["409 404 400 401 403 of 49; "]);
}

#[test]
fn a_phrase_beside_the_place_lifts_its_code() {
    check(
        "javascript",
        "switch (s) {\n  case 404: return 'a';\n  case 4$0: return \"Method failure\"\n}",
        expect!["424 400 401 403 409 of 49; "],
    );
    check(
        "yaml",
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        '4$0':\n          description: Conflict\n",
        expect!["409 404 400 401 403 of 49; "],
    );
    check(
        "python",
        "NAMES = {\n    404: 'Not Found',\n    4$0: 'Locked',\n}\n",
        expect!["423 400 401 403 409 of 49; "],
    );
}

#[test]
fn codes_of_other_vendors_come_when_their_digits_are_typed() {
    assert!(!labels("javascript", "res.status($0)").contains(&"499".to_owned()));
    assert!(labels("javascript", "res.status(49$0)").contains(&"499".to_owned()));
    assert!(labels("nginx", "error_page $0").contains(&"499".to_owned()));
}

#[test]
fn text_offers_nothing_unless_asked() {
    let typing = Asked { is_typing: true, ..ASKED };
    let prose = [
        "I am writing a letter about 40",
        "She returned 20",
        "the server returns 40",
        "I got a 20",
        "We got 50",
        "It gives 20",
        "Reply with 20",
        "zip code: 40",
        "Order code 40",
        "code: ",
        "HTTP/1.1 404 ",
    ];
    for line in prose {
        for language in ["plaintext", "markdown", "restructuredtext", "latex", "git-commit"] {
            assert_eq!(items(language, &format!("{line}$0"), typing), [], "{language}: {line}");
        }
        for (language, mark) in [("javascript", "//"), ("python", "#"), ("yaml", "#"), ("sql", "--")] {
            assert_eq!(items(language, &format!("{mark} {line}$0\n"), typing), [], "{language}: {line}");
        }
    }
    assert_ne!(items("plaintext", "the server returns 40$0", ASKED), []);
    assert_ne!(items("javascript", "res.status(4$0)", typing), []);
    assert_ne!(items("markdown", "```js\nres.status(4$0)\n```\n", typing), []);
}

#[test]
fn strings_and_markup_offer_nothing_unless_asked() {
    let typing = Asked { is_typing: true, ..ASKED };
    for (language, fixture) in [
        ("javascript", "const s = \"She returned 20$0\""),
        ("python", "def f():\n    \"\"\"I got a 20$0\"\"\"\n"),
        ("html", "<p>We got 50$0</p>"),
        ("yaml", "info:\n  description: We got 50$0\n"),
        ("json", "{\"text\": \"She returned 20$0\"}"),
        ("properties", "msg=We got 50$0"),
    ] {
        assert_eq!(items(language, fixture, typing), [], "{fixture}");
    }
    for (language, fixture) in [
        ("nginx", "location = /x { return 40$0; }"),
        ("yaml", "status: 40$0\n"),
        ("yaml", "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        '4$0'\n"),
        ("python", "assert r.status_code == 40$0"),
    ] {
        assert_ne!(items(language, fixture, typing), [], "{fixture}");
    }
}

#[test]
fn names_are_written_as_the_document_brings_them_in() {
    check(
        "go",
        "import nh \"net/http\"\nfunc f(w nh.ResponseWriter) { w.WriteHeader(404$0) }",
        expect!["404 nh.StatusNotFound of 2; net/http"],
    );
    check(
        "go",
        "import . \"net/http\"\nfunc f(w ResponseWriter) { w.WriteHeader(404$0) }",
        expect!["404 StatusNotFound of 2; net/http"],
    );
    check(
        "python",
        "from http import HTTPStatus as H\nassert r.status_code == 404$0\n",
        expect!["404 H.NOT_FOUND of 2; http (stdlib)"],
    );
    check(
        "python",
        "from http import HTTPStatus\nassert r.status_code == NOT_F$0\n",
        expect!["HTTPStatus.NOT_FOUND of 1; http (stdlib)"],
    );
    check(
        "python",
        "from rest_framework.status import *\nassert r.status_code == HTTP_404$0\n",
        expect!["HTTP_404_NOT_FOUND of 1; djangorestframework"],
    );
    check(
        "typescript",
        "import { StatusCodes as S } from 'http-status-codes'\nres.status(404$0)",
        expect!["404 S.NOT_FOUND of 2; http-status-codes"],
    );
    check(
        "typescript",
        "import * as H from 'http-status-codes'\nres.status(404$0)",
        expect!["404 H.StatusCodes.NOT_FOUND of 2; http-status-codes"],
    );
    check(
        "javascript",
        "const hs = require('http-status')\nres.status(404$0)",
        expect!["404 hs.NOT_FOUND of 2; http-status"],
    );
    check(
        "java",
        "import static org.springframework.http.HttpStatus.*;\nreturn new ResponseEntity<>(NOT_F$0);",
        expect!["NOT_FOUND of 1; Spring Framework"],
    );
    // The file does not bring that name in, or has one of its own.
    check("typescript", "import { Controller } from '@nestjs/common'\n@HttpCode(404$0)", expect!["404 of 1; "]);
    check(
        "typescript",
        "import { HttpStatus } from './s'\nimport { HttpCode } from '@nestjs/common'\nres.status(404$0)",
        expect!["404 of 1; "],
    );
    check("python", "def f():\n    return {'error': 'Too many requests'}, 404$0\n", expect!["404 of 1; "]);
}

#[test]
fn parts_of_other_words_offer_nothing() {
    for (language, fixture) in [
        ("java", "package a;\nimport java.util.List;\nclass C { boolean f(List<String> a) { return not$0 } }"),
        ("java", "package a;\nclass C { void f() { throw new Not$0 } }"),
        ("csharp", "class C { object F() { return req$0; } }"),
        ("ruby", "def f\n  x = acc$0\nend"),
        ("kotlin", "fun f(): Boolean { return fou$0 }"),
        ("lua", "local x = acc$0"),
    ] {
        assert_eq!(labels(language, fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn a_member_of_something_else_is_not_of_the_library() {
    for (language, fixture) in [
        ("python", "def f(status):\n    if status.$0:\n        pass\n"),
        ("python", "from fastapi import status\nif order.status.$0:\n    pass\n"),
        ("typescript", "import status from 'http-status'\nif (order.status.$0)"),
        ("go", "import \"net/http\"\nvar x = s.http.$0"),
        ("java", "class A { boolean f(Order o) { return o.getStatus() == Status.$0; } }"),
        ("kotlin", "val s = Status.$0"),
    ] {
        assert_eq!(labels(language, fixture), [""; 0], "{fixture}");
    }
    // A path, or the library's own name before it, is no other owner.
    for (language, fixture) in [
        ("java", "return org.springframework.http.HttpStatus.$0;"),
        ("rust", "fn f() -> axum::http::StatusCode { axum::http::StatusCode::$0 }"),
        ("csharp", "var x = System.Net.HttpStatusCode.$0;"),
        ("python", "import http\nx = http.HTTPStatus.$0\n"),
    ] {
        assert_ne!(labels(language, fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn places_known_from_their_surroundings_are_offered() {
    let openapi = |description: &str, key: &str| {
        format!(
            "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: {description}\n        {key}\n"
        )
    };
    for description in ["OK", "A list of users", "x", "Not logged in", "Sign in", "Not found", "is", "\"in\""] {
        for key in ["'$0'", "'4$0'", "'4$0':", "$0", "4$0", "\"4$0\":", "4$0:"] {
            let found = labels("yaml", &openapi(description, key));
            assert!(found.contains(&"404".to_owned()), "{description}: {key}");
        }
    }
    for (language, fixture) in [
        ("python", "from flask import jsonify\n@app.route('/x')\ndef f():\n    return jsonify({'a': 1}), 4$0\n"),
        ("elixir", "case r do\n  {:ok, 5$0, []} -> x\nend\n"),
        ("go", "// the server answers, want 2$0\n"),
        ("javascript", "const retry = [301, 3$0, 303];\n"),
        ("ruby", "def server_error? = status >= 500 && status < 6$0\n"),
        ("typescript", "const names = { 207: \"Mul$0"),
        ("javascript", "new Response('For$0', { status: 403 })"),
        ("shellscript", "# The pier answers with HTTP 409 (Con$0"),
        ("lua", "ngx.status = ngx.HTTP_BAD_R$0"),
        ("php", "<?php\n\nuse Symfony\\Component\\HttpKernel\\Exception\\NotAcc$0"),
    ] {
        assert_ne!(labels(language, fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn other_numbers_offer_nothing() {
    for (language, fixture) in [
        ("nginx", "server {\n    listen 4$0 ssl;\n}\n"),
        ("nginx", "# port 80 or 4$0\n"),
        ("go", "// port 80 or 4$0\n"),
        ("javascript", "const x = codes[5$0 / 2]\n"),
        ("plaintext", "a full 3$0 degree turn\n"),
        ("csharp", "Test(\"3$0-scene.mp4\", ExtraType.Scene);"),
        ("php", "<?php\nreturn ['/foo.png', '/foo', 'localhost', 'http', 80, 4$0, 'http://localhost/foo.png'];"),
        ("javascript", "setTimeout(f, 5$0)"),
        ("css", "a { width: 2$0 }"),
    ] {
        assert_eq!(labels(language, fixture), [""; 0], "{fixture}");
    }
}

#[test]
fn constants_can_be_left_out() {
    let never = Asked { constants: false, ..ASKED };
    assert_eq!(items("go", "import \"net/http\"\nw.WriteHeader(http.Status$0)\n", never), []);
    let numbers = items("go", "import \"net/http\"\nw.WriteHeader(40$0)\n", never);
    assert!(!numbers.is_empty() && numbers.iter().all(|item| item.kind == ItemKind::Number));
}

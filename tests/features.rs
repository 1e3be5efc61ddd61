//! The results of features, as text beside their fixtures. `$0` is the cursor.

use std::borrow::Cow;
use std::collections::HashSet;

use expect_test::{Expect, expect};
use http_status_lsp::catalog::{Catalog, Code, Header, Language, Status};
use http_status_lsp::detect::{Excerpt, Preamble, Reading};
use http_status_lsp::features::completion::{Asked, complete};
use http_status_lsp::features::definition::definition;
use http_status_lsp::features::hover::hover;
use http_status_lsp::features::links::{MOST, links};
use http_status_lsp::features::pages::{HEADERS, page, relative_address};
use http_status_lsp::features::{Card, Detail, Target, markdown, plain};
use http_status_lsp::text::Document;

/// A list that the user asked for.
const ASKED: Asked = Asked { constants: true, is_typing: false };

fn with_cursor<T>(language: &str, fixture: &str, work: impl FnOnce(&Excerpt<'_>, usize) -> T) -> T {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a known language");
    work(&Reading::new(Preamble::of(&text), text, 0, language).excerpt(), offset)
}

/// A code of 4xx that no status has, whichever are added.
fn unregistered() -> Code {
    (400..500).filter_map(Code::new).find(|code| code.status().is_none()).expect("a code without a status")
}

#[track_caller]
fn check_hover(language: &str, fixture: &str, expected: Expect) {
    let shown = with_cursor(language, fixture, |excerpt, offset| {
        let hover = hover(excerpt, offset)?;
        let title = hover.subject.title();
        Some(format!("{} on `{}`", title, &excerpt.text[hover.range]))
    });
    expected.assert_eq(&shown.unwrap_or_default());
}

#[track_caller]
fn check_completion(language: &str, fixture: &str, expected: Expect) {
    let shown = with_cursor(language, fixture, |excerpt, offset| {
        let completions = complete(excerpt, offset, ASKED)?;
        let typed = &excerpt.text[completions.range.clone()];
        let detail = &completions.items[0].detail;
        let first: Vec<&str> = completions.items.iter().take(4).map(|item| item.new_text.as_str()).collect();
        let mark = if completions.is_incomplete { ", incomplete" } else { "" };
        Some(format!("`{typed}`{mark}: {} ({detail})", first.join(", ")))
    });
    expected.assert_eq(&shown.unwrap_or_default());
}

#[test]
fn hover_covers_the_whole_token() {
    check_hover("javascript", "res.status(4$001)", expect!["401 Unauthorized on `401`"]);
    check_hover("javascript", "res.status($0401)", expect!["401 Unauthorized on `401`"]);
    check_hover("javascript", "res.status(401$0)", expect!["401 Unauthorized on `401`"]);
    check_hover("javascript", "res.status$0(401)", expect![""]);
    check_hover("javascript", "const w = '\u{1f600}'; res.sendStatus('4$004')", expect!["404 Not Found on `404`"]);
}

#[test]
fn hover_knows_names() {
    check_hover(
        "go",
        "import \"net/http\"\nw.WriteHeader(http.StatusUna$0uthorized)",
        expect!["401 Unauthorized on `StatusUnauthorized`"],
    );
    check_hover(
        "ruby",
        "render json: x, status: :unprocessable$0_entity",
        expect!["422 Unprocessable Content on `:unprocessable_entity`"],
    );
    check_hover(
        "rust",
        "use http::StatusCode;\nreturn Err(StatusCode::NOT$0_FOUND);",
        expect!["404 Not Found on `NOT_FOUND`"],
    );
    check_hover(
        "python",
        "from rest_framework import status\nreturn Response(status=status.HTTP_201_$0CREATED)",
        expect!["201 Created on `HTTP_201_CREATED`"],
    );
    check_hover(
        "java",
        "import org.springframework.http.HttpStatus;\nreturn new ResponseEntity<>(HttpStatus.BAD_$0REQUEST);",
        expect!["400 Bad Request on `BAD_REQUEST`"],
    );
    check_hover("elixir", "put_status(conn, :not$0_found)", expect!["404 Not Found on `:not_found`"]);
    check_hover("elixir", "{:o$0k, user} = Repo.insert(user)", expect![""]);
    check_hover(
        "php",
        "return new Response('', Response::HTTP_NOT_$0FOUND);",
        expect!["404 Not Found on `HTTP_NOT_FOUND`"],
    );
    check_hover(
        "csharp",
        "using Microsoft.AspNetCore.Http;\nreturn StatusCodes.Status404$0NotFound;",
        expect!["404 Not Found on `Status404NotFound`"],
    );
}

#[test]
fn hover_knows_phrases_and_status_lines() {
    check_hover("http", "HTTP/1.1 502 Bad Gate$0way", expect!["502 Bad Gateway on `Bad Gateway`"]);
    check_hover("http", "HTTP/2 5$002", expect!["502 Bad Gateway on `502`"]);
    check_hover("markdown", "The file was not fo$0und.", expect![""]);
}

#[test]
fn hover_works_in_unfinished_code() {
    check_hover("javascript", "  case 4$025:", expect!["425 Too Early on `425`"]);
    check_hover("javascript", "if (code == 4$099", expect!["499 Client Closed Request on `499`"]);
    check_hover("java", "case 4$004 ->", expect!["404 Not Found on `404`"]);
    check_hover("javascript", "  case 1$000:", expect![""]);
}

#[test]
fn hover_explains_classes() {
    check_hover("yaml", "responses:\n  4X$0X:\n    description: x", expect!["4xx Client Error on `4XX`"]);
    check_hover("markdown", "A 5x$0x is the server's fault.", expect!["5xx Server Error on `5xx`"]);
    check_hover("yaml", "expr: 'rate(http_requests_total{code=~\"5$0..\"}[5m])'", expect!["5xx Server Error on `5..`"]);
    check_hover("promql", "rate(http_requests_total{code=~\"5$0..\"}[5m])", expect!["5xx Server Error on `5..`"]);
    check_hover("markdown", "7x$0x and ABC-4xx", expect![""]);
}

#[test]
fn hover_explains_unregistered_codes() {
    let code = unregistered();
    let hover = with_cursor("javascript", &format!("if (res.statusCode === $0{code}) {{"), hover).expect("a card");
    assert_eq!(hover.subject.title(), format!("{code} (unregistered)"));
    check_hover("nginx", "return 44$04;", expect!["444 No Response on `444`"]);
}

#[test]
fn a_card_leads_with_the_owner_that_the_file_speaks_for() {
    check_hover("nginx", "error_page 4$099 = @closed;", expect!["499 Client Closed Request on `499`"]);
    check_hover(
        "javascript",
        "import { request } from '@esri/arcgis-rest-request';\nif (error.statusCode === 4$099) retry();",
        expect!["499 Token Required on `499`"],
    );
}

/// The first fix of the brief card. It names its side unless that is the reader's.
#[track_caller]
fn first_fix(language: &str, fixture: &str) -> String {
    with_cursor(language, fixture, |excerpt, offset| {
        let subject = hover(excerpt, offset).expect("a card").subject;
        let text = plain(&Card::of(&subject, Detail::Brief), 200);
        let first = text.lines().map(str::trim).find(|line| line.starts_with("1. ")).expect("a fix");
        first.to_owned()
    })
}

#[test]
fn a_card_leads_with_the_fix_of_the_side_that_the_code_is_on() {
    let by_place = [
        ("javascript", "res.status(4$001).end();"),
        ("javascript", "if (res.status === 4$001) {"),
        ("javascript", "expect(res.status).toBe(4$001);"),
        ("markdown", "It returns `4$001 Unauthorized`."),
    ];
    let shown: Vec<String> = by_place.map(|(language, fixture)| first_fix(language, fixture)).into();
    expect![[r#"
        1. Send WWW-Authenticate with each 401; have the proxy forward Authorization.
        1. Read WWW-Authenticate; it often names the reason.
        1. Client: Read WWW-Authenticate; it often names the reason.
        1. Client: Read WWW-Authenticate; it often names the reason."#]]
    .assert_eq(&shown.join("\n"));
}

#[test]
fn hover_knows_headers_where_something_takes_their_name() {
    check_hover("javascript", "res.set('Retry-A$0fter', 30)", expect!["Retry-After on `Retry-After`"]);
    check_hover("http", "GET /\nHost$0: a", expect!["Host on `Host`"]);
    check_hover("javascript", "const host$0 = 'retry-after'", expect![""]);
    // A status goes first.
    check_hover("http", "HTTP/1.1 404$0 Not Found\nDate: a", expect!["404 Not Found on `404`"]);
    assert_eq!(defined("javascript", "res.set('Retry-A$0fter', 30)", true), "");
}

#[test]
fn hover_is_null_elsewhere() {
    for (language, fixture) in [
        ("javascript", "setTimeout(fn, 5$000);"),
        ("css", "a { width: 2$000px; z-index: 100 }"),
        ("css", "a { font-weight: 4$000; }"),
        ("javascript", "const port = 5$002;"),
        ("python", "# see PEP 4$004"),
        ("javascript", "for (let i = 0; i < 5$000; i++)"),
        ("go", "id := 4$004"),
        ("unknown-thing", "2024-2$000-05"),
    ] {
        let language = if Language::by_id(language).is_some() { language } else { "plaintext" };
        check_hover(language, fixture, expect![""]);
    }
}

#[test]
fn completion_of_numbers() {
    check_completion("javascript", "res.status($0)", expect!["``: 200, 404, 400, 500 (OK)"]);
    check_completion("javascript", "res.status(4$0)", expect!["`4`: 404, 400, 401, 403 (Not Found)"]);
    check_completion(
        "javascript",
        "if (res.statusCode === 50$0) {",
        expect!["`50`: 500, 503, 502, 501 (Internal Server Error)"],
    );
    check_completion("javascript", "const width = 4$0;", expect![""]);
    check_completion(
        "ruby",
        "render status: :$0",
        expect!["``: ok, not_found, bad_request, internal_server_error (200 Rack)"],
    );
    check_completion("nginx", "return 44$0;", expect!["`44`: 444, 440, 449 (No Response)"]);
}

#[test]
fn completion_of_names() {
    check_completion(
        "go",
        "import \"net/http\"\nw.WriteHeader(http.StatusNot$0)",
        expect![
            "`StatusNot`: StatusNotFound, StatusNotModified, StatusNotImplemented, StatusNotAcceptable (404 net/http)"
        ],
    );
    check_completion(
        "go",
        "import \"net/http\"\nw.WriteHeader(Status$0)",
        expect![
            "`Status`, incomplete: http.StatusOK, http.StatusNotFound, http.StatusBadRequest, http.StatusInternalServerError (200 net/http)"
        ],
    );
    check_completion(
        "rust",
        "use http::StatusCode;\nlet s = StatusCode::$0",
        expect!["``: OK, NOT_FOUND, BAD_REQUEST, INTERNAL_SERVER_ERROR (200 http)"],
    );
    check_completion(
        "ruby",
        "head :no$0",
        expect!["`no`: not_found, no_content, not_modified, not_implemented (404 Rack)"],
    );
    check_completion("ruby", "state :acc$0", expect![""]);
    check_completion("go", "x := foo.Stat$0", expect![""]);
}

#[test]
fn completion_of_phrases_and_response_keys() {
    check_completion("http", "HTTP/1.1 404 $0", expect!["``: Not Found (404)"]);
    check_completion("http", "HTTP/1.1 404 Not $0", expect!["`Not `: Not Found (404)"]);
    check_completion("http", "HTTP/1.1 404 not f$0", expect!["`not f`: Not Found (404)"]);
    check_completion("http", "HTTP/1.1 203 Non-A$0", expect!["`Non-A`: Non-Authoritative Information (203)"]);
    check_completion("http", "HTTP/1.1 404 Not There $0", expect![""]);
    check_completion("http", "HTTP/1.1 404 Not Found $0", expect![""]);
    check_completion("http", "HTTP/1.1 422 Unp$0", expect!["`Unp`: Unprocessable Content, Unprocessable Entity (422)"]);
    check_completion(
        "yaml",
        "paths:\n  /items:\n    get:\n      responses:\n        '200':\n          description: OK\n        4$0\n",
        expect![[r#"
            `4`: '404':
              description: Not Found, '400':
              description: Bad Request, '401':
              description: Unauthorized, '403':
              description: Forbidden (Not Found)"#]],
    );
}

#[test]
fn definition_is_the_page_of_the_code() {
    assert_eq!(defined("javascript", "res.status(40$04)", false), "404.md");
    assert_eq!(defined("http", "HTTP/1.1 404 Not $0Found", false), "404.md");
    assert_eq!(defined("yaml", "responses:\n  4$0XX:\n    description: no", false), "index.md");
    assert_eq!(defined("javascript", &format!("if (res.status === $0{})", unregistered()), false), "index.md");
    assert_eq!(defined("javascript", "const width = 40$04", true), "");
}

#[test]
fn a_name_has_a_definition_only_where_the_setting_asks_for_it() {
    let names = [
        ("go", "import \"net/http\"\nw.WriteHeader(http.StatusNot$0Found)"),
        ("ruby", "render json: x, status: :not_f$0ound"),
        ("python", "from http import HTTPStatus\nreturn HTTPStatus.NOT_$0FOUND"),
        ("csharp", "return StatusCodes.Status404Not$0Found;"),
        (
            "typescript",
            "import { NotFoundException } from '@nestjs/common';\nthrow new NotFound$0Exception('no such user')",
        ),
    ];
    for (language, fixture) in names {
        assert_eq!(defined(language, fixture, false), "", "{language}");
        assert_eq!(defined(language, fixture, true), "404.md", "{language}");
    }
}

fn compiled_address(target: &Target) -> Option<Cow<'_, str>> {
    relative_address(target, Catalog::compiled())
}

/// The page to which the definition of what stands at the cursor leads, or nothing.
fn defined(language: &str, fixture: &str, of_names: bool) -> String {
    with_cursor(language, fixture, |excerpt, offset| definition(excerpt, offset, of_names))
        .and_then(|(_, target)| Some(compiled_address(&target)?.into_owned()))
        .unwrap_or_default()
}

#[test]
fn links_are_all_mentions_in_order() {
    let language = Language::by_id("go").expect("Go");
    let text = "import \"net/http\"\nw.WriteHeader(http.StatusOK)\nx := 200\nw.WriteHeader(503)\n";
    let found: Vec<(&str, u16)> = links(text, language, &|| true)
        .expect("all")
        .into_iter()
        .map(|(mention, _)| (&text[mention.range], mention.code.number()))
        .collect();
    assert_eq!(found, [("StatusOK", 200), ("503", 503)]);
}

/// A document is read part by part, each of which the rope has in pieces.
#[test]
fn links_of_a_document_are_those_of_its_text() {
    let page = "<p>Ä status: 404 Not Found 🦀</p>\n<script>\n  res.status(503); // x\n</script>\n";
    for (language, text) in [
        ("javascript", "if (res.status === 404) { retry('é🦀') }\n".repeat(7_000)),
        ("javascript", "const ä = 200; res.status(404); ".repeat(9_000)),
        ("html", page.repeat(3_500)),
        ("markdown", String::new()),
    ] {
        let language = Language::by_id(language).expect("a language");
        let of_text = links(text.as_str(), language, &|| true).expect("all");
        let of_document = links(&Document::new(&text), language, &|| true).expect("all");
        assert!(of_text == of_document, "{}", language.id);
        assert!(text.is_empty() || of_text.len() >= 7_000, "{} {}", language.id, of_text.len());
    }
}

#[test]
fn the_first_statuses_of_a_text_are_links() {
    let language = Language::by_id("javascript").expect("a language");
    let text = "res.status(404);\n".repeat(MOST + 5);
    let found = links(text.as_str(), language, &|| true).expect("all");
    let starts = found.iter().map(|(mention, _)| mention.range.start);
    assert!(starts.eq((0..MOST).map(|line| line * 17 + 11)));
}

#[test]
fn links_stop_when_they_are_canceled() {
    let language = Language::by_id("javascript").expect("a language");
    let text = "if (res.status === 404) { retry() }\n".repeat(15_000);
    let asked = std::cell::Cell::new(0);
    let goes_on = || {
        asked.set(asked.get() + 1);
        asked.get() < 2
    };
    assert_eq!(links(text.as_str(), language, &goes_on), None);
    assert_eq!(asked.get(), 2, "it is not asked again");
}

/// The card of a name says so where its library has not had it in all versions, or advises against it.
#[test]
fn a_name_that_changed_says_so_below_the_title() {
    for (language, fixture, line) in [
        (
            "ruby",
            "require 'rack'\nhead :unprocessable_en$0tity",
            "`:unprocessable_entity` is deprecated since Rack 3.1; write `:unprocessable_content`.",
        ),
        (
            "python",
            "from http import HTTPStatus\nreturn HTTPStatus.UNPROCESSABLE_CON$0TENT",
            "`HTTPStatus.UNPROCESSABLE_CONTENT` exists from Python 3.13.",
        ),
        (
            "python",
            "from fastapi import status\nraise HTTPException(status.HTTP_422_UNPROCESSABLE_EN$0TITY)",
            "`status.HTTP_422_UNPROCESSABLE_ENTITY` is deprecated since Starlette 0.48; write `status.HTTP_422_UNPROCESSABLE_CONTENT`.",
        ),
        (
            "java",
            "import org.springframework.http.HttpStatus;\nreturn HttpStatus.MOVED_TEMPOR$0ARILY;",
            "`HttpStatus.MOVED_TEMPORARILY` is deprecated since Spring Framework 3.2.2 and is removed in Spring Framework 7.0; write `HttpStatus.FOUND`.",
        ),
    ] {
        let hover = with_cursor(language, fixture, hover).expect("a card");
        for (detail, row) in [(Detail::Brief, 3), (Detail::Full, 4)] {
            let card = markdown(&Card::of(&hover.subject, detail), &compiled_address);
            assert_eq!(card.lines().nth(row), Some(line), "{card}");
        }
    }
    let unchanged =
        with_cursor("go", "import \"net/http\"\nw.WriteHeader(http.StatusNot$0Found)", hover).expect("a card");
    let card = markdown(&Card::of(&unchanged.subject, Detail::Brief), &compiled_address);
    assert!(card.lines().nth(4).is_some_and(|line| line.starts_with("**")), "{card}");
}

/// A constant is shown beside the title only where the file has its library.
#[test]
fn the_constant_of_the_card_is_one_that_the_file_can_write() {
    for (language, fixture, constant) in [
        ("go", "w.WriteHeader(40$01)", Some("`http.StatusUnauthorized`")),
        ("javascript", "res.status(40$01)", None),
        (
            "javascript",
            "import { StatusCodes } from 'http-status-codes'\nres.status(40$01)",
            Some("`StatusCodes.UNAUTHORIZED`"),
        ),
    ] {
        let hover = with_cursor(language, fixture, hover).expect("a card");
        let card = markdown(&Card::of(&hover.subject, Detail::Brief), &compiled_address);
        let line = card.lines().nth(2).expect("the line below the title");
        assert_eq!(line.split(" · ").nth(2), constant, "{card}");
    }
}

#[test]
fn the_401_card_in_markdown() {
    let hover = with_cursor("go", "import \"net/http\"\nw.WriteHeader(40$01)", hover).expect("a card");
    let card = |detail| markdown(&Card::of(&hover.subject, detail), &compiled_address);
    expect_test::expect_file!["snapshots/401-brief.md"].assert_eq(&card(Detail::Brief));
    expect_test::expect_file!["snapshots/401.md"].assert_eq(&card(Detail::Full));
}

#[test]
fn the_499_card_in_an_nginx_file_as_text() {
    let hover = with_cursor("nginx", "error_page 4$099 = @closed;", hover).expect("a card");
    expect_test::expect_file!["snapshots/499-nginx.txt"].assert_eq(&plain(&Card::of(&hover.subject, Detail::Full), 80));
}

/// A word at the end of a description (`is`) does not compare it with the key on the next line.
#[test]
fn a_key_of_responses_is_a_status_whatever_ends_the_line_above() {
    for text in ["Not logged in", "Sign in", "point x", "x", "is", "what it is", "le", "eq", "\"in\"", "Gone"] {
        for (first, second) in
            [("401:", "4$004:"), ("'401':", "'4$004':"), ("\"401\":", "\"5$000\":"), ("200:", "5$003:")]
        {
            let fixture = format!("responses:\n  {first}\n    description: {text}\n  {second}\n    description: foo\n");
            let found = with_cursor("yaml", &fixture, |excerpt, offset| hover(excerpt, offset).is_some());
            assert!(found, "{fixture}");
        }
    }
}

#[test]
fn each_header_has_an_entry_on_its_page_with_links_to_its_statuses() {
    let catalog = Catalog::compiled();
    let text = page(HEADERS, catalog).expect("the page").text;
    let anchors: HashSet<String> =
        text.lines().filter_map(|line| line.strip_prefix("## ")).map(str::to_ascii_lowercase).collect();
    assert_eq!(anchors.len(), Header::all().len());
    for header in Header::all() {
        let entry = text.split("\n## ").find(|entry| entry.lines().next() == Some(header.name)).expect("an entry");
        assert!(entry.contains(header.line), "{entry}");
        for status in header.required_by().chain(header.customary_with()) {
            assert!(entry.contains(&format!("(<{}.md>)", status.code)), "{entry}");
        }
    }
    assert!(page("index.md", catalog).is_some_and(|index| index.text.contains("[All headers](<headers.md>)")));
    for status in Status::all() {
        let card = page(&format!("{}.md", status.code), catalog).expect("a page").text;
        for header in status.required_headers.iter().chain(status.customary_headers) {
            let anchor = header.name.to_ascii_lowercase();
            assert!(anchors.contains(&anchor) && card.contains(&format!("](<headers.md#{anchor}>)")), "{card}");
        }
    }
}

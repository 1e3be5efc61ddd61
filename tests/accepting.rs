//! The document after a completion is accepted: the name, and the import that it needs.

use expect_test::{Expect, expect};
use http_status_lsp::catalog::{Language, Library, Proof};
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::edits::imports::{Answer, Importer, Need};
use http_status_lsp::edits::{Edit, applied};
use http_status_lsp::features::completion::{Asked, Item, complete};
use http_status_lsp::features::imports::with_imports;
use http_status_lsp::project::FileProject;

const ASKED: Asked = Asked { constants: true, is_typing: false };

/// The text, and the items at the cursor with the bytes that they replace.
fn items(language: &str, fixture: &str) -> (String, std::ops::Range<usize>, Vec<Item>) {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a known language");
    let reading = Reading::new(Preamble::of(&text), text.clone(), 0, language);
    let found = complete(&reading.excerpt(), offset, ASKED).expect("a place for a status");
    let found = with_imports(found, &text, language, FileProject::unknown());
    (text, found.range, found.items)
}

/// The text with the item accepted that has this label; what the item says, where it makes no further edits.
#[track_caller]
fn check(language: &str, fixture: &str, label: &str, expected: Expect) {
    let (text, range, items) = items(language, fixture);
    let labels = || items.iter().map(|item| item.label.as_str()).collect::<Vec<_>>();
    let item =
        items.iter().find(|item| item.label == label).unwrap_or_else(|| panic!("{label} is not in {:?}", labels()));
    let main = Edit { range, new_text: item.new_text.clone() };
    let edits: Vec<Edit> = item.additional_edits.iter().cloned().chain([main]).collect();
    let after = applied(&text, &edits).expect("edits that do not overlap");
    let says = if item.additional_edits.is_empty() { format!("\n{}", item.detail) } else { String::new() };
    expected.assert_eq(&format!("{after}{says}"));
}

#[test]
fn a_name_behind_its_qualifier_brings_the_import() {
    check(
        "python",
        "import os\n\nif r.status_code == HTTPStatus.NOT_F$0:\n    pass\n",
        "NOT_FOUND",
        expect![[r"
            import os
            from http import HTTPStatus

            if r.status_code == HTTPStatus.NOT_FOUND:
                pass
        "]],
    );
    check(
        "go",
        "package main\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(http.StatusNotF$0)\n}\n",
        "StatusNotFound",
        expect![[r#"
            package main

            import "net/http"

            func f(w http.ResponseWriter) {
            	w.WriteHeader(http.StatusNotFound)
            }
        "#]],
    );
    check(
        "csharp",
        "using System;\n\nclass A { object F() => new Response(HttpStatusCode.NotF$0); }\n",
        "NotFound",
        expect![[r"
            using System;
            using System.Net;

            class A { object F() => new Response(HttpStatusCode.NotFound); }
        "]],
    );
    check(
        "rust",
        "use axum::Json;\n\nfn f() -> StatusCode {\n    StatusCode::NOT_F$0\n}\n",
        "NOT_FOUND",
        expect![[r#"
            use axum::Json;
            use axum::http::StatusCode;

            fn f() -> StatusCode {
                StatusCode::NOT_FOUND
            }
        "#]],
    );
    check(
        "kotlin",
        "package a\n\nimport io.ktor.server.application.call\n\nfun f() = call.respond(HttpStatusCode.NotF$0)\n",
        "NotFound",
        expect![[r"
            package a

            import io.ktor.http.HttpStatusCode
            import io.ktor.server.application.call

            fun f() = call.respond(HttpStatusCode.NotFound)
        "]],
    );
}

#[test]
fn what_is_imported_is_left_alone() {
    check(
        "python",
        "from http import HTTPStatus\nx = HTTPStatus.NOT_F$0\n",
        "NOT_FOUND",
        expect![[r"
            from http import HTTPStatus
            x = HTTPStatus.NOT_FOUND

            404 http (stdlib)"]],
    );
    check(
        "go",
        "package main\n\nimport nethttp \"net/http\"\n\nfunc f() { w.WriteHeader(nethttp.StatusNotF$0) }\n",
        "StatusNotFound",
        expect![[r#"
            package main

            import nethttp "net/http"

            func f() { w.WriteHeader(nethttp.StatusNotFound) }

            404 net/http"#]],
    );
    check(
        "java",
        "import org.springframework.http.*;\n\nclass A { Object f() { return new ResponseEntity<>(HttpStatus.NOT_F$0); } }\n",
        "NOT_FOUND",
        expect![[r"
            import org.springframework.http.*;

            class A { Object f() { return new ResponseEntity<>(HttpStatus.NOT_FOUND); } }

            404 Spring Framework"]],
    );
    check(
        "ruby",
        "render json: {}, status: :not_f$0\n",
        "not_found",
        expect![[r"
            render json: {}, status: :not_found

            404 Rack"]],
    );
}

#[test]
fn a_constant_is_written_under_the_name_that_the_document_has_for_it() {
    check(
        "python",
        "import http as h\n\nif r.status_code == 404$0:\n    pass\nx = h.HTTPStatus.OK\n",
        "h.HTTPStatus.NOT_FOUND",
        expect![[r#"
            import http as h

            if r.status_code == h.HTTPStatus.NOT_FOUND:
                pass
            x = h.HTTPStatus.OK

            404 http (stdlib)"#]],
    );
    check(
        "python",
        "from http import HTTPStatus as S\n\nif r.status_code == S.NOT_F$0:\n    pass\n",
        "NOT_FOUND",
        expect![[r#"
            from http import HTTPStatus as S

            if r.status_code == S.NOT_FOUND:
                pass

            404 http (stdlib)"#]],
    );
    check(
        "typescript",
        "import * as H from 'http-status-codes'\n\nif (res.status === NOT_F$0) {}\n",
        "H.StatusCodes.NOT_FOUND",
        expect![[r#"
            import * as H from 'http-status-codes'

            if (res.status === H.StatusCodes.NOT_FOUND) {}

            404 http-status-codes"#]],
    );
    check(
        "python",
        "import http\n\nif r.status_code == NOT_F$0:\n    pass\n",
        "http.HTTPStatus.NOT_FOUND",
        expect![[r#"
            import http

            if r.status_code == http.HTTPStatus.NOT_FOUND:
                pass

            404 http (stdlib)"#]],
    );
}

#[test]
fn a_name_that_stands_alone_as_others_do_is_imported_as_they_are() {
    check(
        "java",
        "import static org.springframework.http.HttpStatus.OK;\n\nclass A {\n  Object f() { return new ResponseEntity<>(OK); }\n  Object g() { return new ResponseEntity<>(NOT_F$0); }\n}\n",
        "NOT_FOUND",
        expect![[r#"
            import static org.springframework.http.HttpStatus.NOT_FOUND;
            import static org.springframework.http.HttpStatus.OK;

            class A {
              Object f() { return new ResponseEntity<>(OK); }
              Object g() { return new ResponseEntity<>(NOT_FOUND); }
            }
        "#]],
    );
    check(
        "python",
        "from rest_framework.status import HTTP_200_OK\n\nx = Response(status=HTTP_200_OK)\ny = Response(status=HTTP_404_N$0)\n",
        "HTTP_404_NOT_FOUND",
        expect![[r#"
            from rest_framework.status import HTTP_200_OK, HTTP_404_NOT_FOUND

            x = Response(status=HTTP_200_OK)
            y = Response(status=HTTP_404_NOT_FOUND)
        "#]],
    );
    check(
        "python",
        "from litestar import get\nfrom litestar.exceptions import NotFoundException\n\nraise NotAuth$0\n",
        "NotAuthorizedException",
        expect![[r#"
            from litestar import get
            from litestar.exceptions import NotAuthorizedException, NotFoundException

            raise NotAuthorizedException
        "#]],
    );
}

#[test]
fn what_is_taken_by_something_else_is_said() {
    check(
        "python",
        "from fastapi import HTTPException\n\ndef f(status):\n    raise HTTPException(status_code=status.HTTP_404$0)\n",
        "HTTP_404_NOT_FOUND",
        expect![[r#"
            from fastapi import HTTPException

            def f(status):
                raise HTTPException(status_code=status.HTTP_404_NOT_FOUND)

            404 fastapi, needs from fastapi import status"#]],
    );
}

#[test]
fn literate_code_gets_the_import_where_code_stands() {
    let language = Language::by_id("haskell").expect("a known language");
    let need = Need { line: "import Network.HTTP.Types", ..Need::default() };
    let text = "A program.\n\n\\begin{code}\nmodule A where\n\nimport Data.Text (Text)\n\\end{code}\n\nIt answers.\n\n\\begin{code}\nf = status404\n\\end{code}\n";
    let at = text.find("status404").expect("the name");
    let importer = Importer::of(text, at, language).expect("a place");
    let Answer::Edits(edits) = importer.add(&need, "status404", &(at..at + 9)) else { panic!("no edits") };
    expect![[r"
        A program.

        \begin{code}
        module A where

        import Data.Text (Text)
        import Network.HTTP.Types
        \end{code}

        It answers.

        \begin{code}
        f = status404
        \end{code}
    "]]
    .assert_eq(&applied(text, &edits).expect("edits that do not overlap"));
    // A line without the mark would be no code there.
    let marked = "> module A where\n>\n> f = status404\n";
    assert!(Importer::of(marked, marked.len() - 3, language).is_none());
}

#[test]
fn an_import_that_is_being_written_brings_none() {
    let cases = [
        ("haskell", "module A where\n\nimport Servant.Server\n  ( Handler\n  , err4$0\n  )\n"),
        ("python", "from http import HTTPStatus\nfrom litestar.exceptions import NotFoundException, NotAuth$0\n"),
        ("python", "import os\n# if r.status_code == HTTPStatus.NOT_F$0\n"),
    ];
    for (language, fixture) in cases {
        let offset = fixture.find("$0").expect("a cursor");
        let text = fixture.replacen("$0", "", 1);
        let language = Language::by_id(language).expect("a known language");
        let reading = Reading::new(Preamble::of(&text), text.clone(), 0, language);
        let Some(found) = complete(&reading.excerpt(), offset, ASKED) else { continue };
        let found = with_imports(found, &text, language, FileProject::unknown());
        let adding = found.items.iter().find(|item| !item.additional_edits.is_empty());
        assert_eq!(adding, None, "{fixture}");
    }
}

/// Each statement of the data brings in the first word of the names that need it, in each language of the library.
#[test]
fn each_import_of_the_data_is_understood() {
    let mut faults = Vec::new();
    let mut count = 0;
    for library in Library::all() {
        for language in library.languages.iter().filter_map(|id| Language::by_id(id)) {
            let text = match language.id {
                "go" => "package a\n\nvar x = 1\n",
                "php" => "<?php\n\n$x = 1;\n",
                "vue" | "svelte" => "<script>\nlet x = 1\n</script>\n",
                "astro" => "---\nlet x = 1\n---\n",
                "clojure" => "(ns a)\n\n(def x 1)\n",
                _ => "\n\n\n",
            };
            let at = text.find('1').unwrap_or(text.len());
            let Some(importer) = Importer::of(text, at, language) else { continue };
            let mut seen: Vec<String> = Vec::new();
            for spelling in library.spellings().filter(|spelling| spelling.proof() != Proof::Position) {
                let qualifier = spelling.qualifier();
                let root = qualifier.split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty());
                let root = root.unwrap_or(spelling.name());
                for line in spelling.imports().iter().map(|line| line.replace("{name}", spelling.name())) {
                    if seen.contains(&line) {
                        continue;
                    }
                    count += 1;
                    seen.push(line.clone());
                    let need = Need { line: &line, ..Need::default() };
                    let Answer::Edits(edits) = importer.add(&need, root, &(at..at)) else {
                        faults.push(format!("{} {}: {line} is not written", library.id, language.id));
                        continue;
                    };
                    let after = applied(text, &edits).expect("edits that do not overlap");
                    let again =
                        Importer::of(&after, after.rfind('1').unwrap_or(after.len()), language).expect("as before");
                    let answer = again.add(&need, root, &(after.len()..after.len()));
                    match answer {
                        Answer::Present { name, path } if name == path && (name == root || name.starts_with(root)) => {}
                        other => faults.push(format!(
                            "{} {}: {line} brings {other:?}, not {root}\n{after}",
                            library.id, language.id
                        )),
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
    assert!(count > 300, "{count} statements");
}

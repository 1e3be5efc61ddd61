//! The lines that commands insert: where they go, how they are indented, and what they import.

use expect_test::{Expect, expect};

use http_status_lsp::catalog::{Code, Language};
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::edits::applied;
use http_status_lsp::features::insertion::{Insertion, insertion};

fn insert(language: &str, fixture: &str, code: u16) -> (String, Option<Insertion>) {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a language");
    let code = Code::new(code).expect("a code");
    let reading = Reading::new(Preamble::of(&text), text.clone(), 0, language);
    let found = insertion(&reading.excerpt(), offset, code, &text);
    (text, found)
}

/// Checks the document after the insertion, and the snippet below it.
fn check(language: &str, fixture: &str, code: u16, expected: Expect) {
    let (text, found) = insert(language, fixture, code);
    let Some(found) = found else { return expected.assert_eq("nothing") };
    let edits: Vec<_> = found.imports.iter().chain([&found.line]).cloned().collect();
    let new = applied(&text, &edits).expect("edits that fit");
    let missing: String = found.missing.iter().map(|line| format!("\nmissing: {line}")).collect();
    let shown = format!("{}\n---\n{}{missing}\n", new.trim_end_matches('\n'), found.snippet);
    // A carriage return in a raw string does not survive formatting.
    expected.assert_eq(&shown.replace('\r', "␍"));
}

#[test]
fn a_blank_line_becomes_the_lines_with_their_import() {
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n    $0\n",
        404,
        expect![[r#"
        from fastapi import FastAPI, HTTPException

        def read():
            raise HTTPException(status_code=404, detail="Not Found")
        ---
            raise HTTPException(status_code=404, detail="${1:Not Found}")$0
    "#]],
    );
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n$0\n",
        401,
        expect![[r#"
        from fastapi import FastAPI, HTTPException

        def read():
            raise HTTPException(401, detail="Unauthorized", headers={"WWW-Authenticate": "Bearer"})
        ---
            raise HTTPException(401, detail="${1:Unauthorized}", headers={"WWW-Authenticate": "Bearer"\})$0
    "#]],
    );
    check(
        "go",
        "package main\n\nimport \"net/http\"\n\nfunc h(w http.ResponseWriter) {\n\t$0\n}\n",
        200,
        expect![[r#"
        package main

        import (
        	"fmt"
        	"net/http"
        )

        func h(w http.ResponseWriter) {
        	w.WriteHeader(http.StatusOK)
        	fmt.Fprintln(w, "OK")
        }
        ---
        	w.WriteHeader(http.StatusOK)
        	fmt.Fprintln(w, "${1:OK}")$0
    "#]],
    );
    check(
        "javascript",
        "import express from 'express';\nfunction f(req, res) {\n  $0\n}\n",
        429,
        expect![[r#"
        import express from 'express';
        function f(req, res) {
          res.status(429).set("Retry-After", "60").json({ error: "Too Many Requests" })
        }
        ---
          res.status(429).set("Retry-After", "60").json({ error: "${1:Too Many Requests}" \})$0
    "#]],
    );
}

#[test]
fn statuses_without_a_body_and_redirects_have_their_variant() {
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n    $0\n",
        204,
        expect![[r#"
        from fastapi import FastAPI, Response

        def read():
            return Response(status_code=204)
        ---
            return Response(status_code=204)$0
    "#]],
    );
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n    $0\n",
        302,
        expect![[r#"
        from fastapi import FastAPI
        from fastapi.responses import RedirectResponse

        def read():
            return RedirectResponse("/new", status_code=302)
        ---
            return RedirectResponse("/new", status_code=302)$0
    "#]],
    );
}

#[test]
fn the_code_alone_is_replaced_and_other_text_is_kept() {
    check(
        "python",
        "from flask import abort\n\ndef f():\n    404$0\n",
        404,
        expect![[r#"
        from flask import abort

        def f():
            abort(404, description="Not Found")
        ---
            abort(404, description="${1:Not Found}")$0
    "#]],
    );
    check(
        "python",
        "from flask import abort\n\ndef f():\n  $0return 1\n",
        404,
        expect![[r#"
        from flask import abort

        def f():
          abort(404, description="Not Found")
          return 1
        ---
          abort(404, description="${1:Not Found}")$0

    "#]],
    );
    check(
        "python",
        "from flask import abort\n\ndef f():\n    if x:$0\n",
        404,
        expect![[r#"
        from flask import abort

        def f():
            if x:
                abort(404, description="Not Found")
        ---
            if x:
                abort(404, description="${1:Not Found}")$0
    "#]],
    );
}

#[test]
fn several_lines_are_indented_as_the_document_is() {
    let tabs = "from fastapi import FastAPI\r\n\r\ndef f():\r\n\t$0\r\n";
    check(
        "python",
        tabs,
        201,
        expect![[r#"
            from fastapi import FastAPI␍
            from fastapi.responses import JSONResponse␍
            ␍
            def f():␍
            	return JSONResponse(␍
            		{"message": "Created"},␍
            		status_code=201,␍
            		headers={"Location": "/new"},␍
            	)␍
            ---
            	return JSONResponse(␍
            		{"message": "${1:Created}"\},␍
            		status_code=201,␍
            		headers={"Location": "/new"\},␍
            	)$0
        "#]],
    );
    check(
        "python",
        "from fastapi import FastAPI\n\ndef f():\n  x = 1\n  $0\n",
        201,
        expect![[r#"
        from fastapi import FastAPI
        from fastapi.responses import JSONResponse

        def f():
          x = 1
          return JSONResponse(
            {"message": "Created"},
            status_code=201,
            headers={"Location": "/new"},
          )
        ---
          return JSONResponse(
            {"message": "${1:Created}"\},
            status_code=201,
            headers={"Location": "/new"\},
          )$0
    "#]],
    );
}

#[test]
fn an_alias_of_an_import_is_not_taken_for_its_name() {
    check(
        "python",
        "from flask import abort as stop\n\ndef f():\n    $0\n",
        404,
        expect![[r#"
        from flask import abort as stop, abort

        def f():
            abort(404, description="Not Found")
        ---
            abort(404, description="${1:Not Found}")$0
    "#]],
    );
}

#[test]
fn characters_of_snippets_are_escaped() {
    check(
        "php",
        "<?php\nuse Illuminate\\Http\\Response;\nfunction f() {\n    $0\n}\n",
        201,
        expect![[r#"
        <?php
        use Illuminate\Http\Response;
        function f() {
            return response('Created', 201)->header('Location', '/new');
        }
        ---
            return response('${1:Created}', 201)->header('Location', '/new');$0
    "#]],
    );
    check(
        "php",
        "<?php\n$x = '\\\\'; if ($a) { }$0\n",
        404,
        expect![[r#"
        <?php
        $x = '\\'; if ($a) { }
        abort(404, 'Not Found');
        ---
        \$x = '\\\\'; if (\$a) { \}
        abort(404, '${1:Not Found}');$0
    "#]],
    );
}

#[test]
fn a_status_without_a_line_inserts_nothing() {
    check("python", "from flask import abort\n$0\n", 199, expect!["nothing"]);
    check("plaintext", "$0\n", 404, expect!["nothing"]);
}

/// For each language, library by library, the edits fit each other and the lines are in what comes of them.
#[test]
fn each_library_inserts_lines_that_fit_its_documents() {
    let mut count = 0;
    for language in Language::all_with_senders() {
        for library in language.senders().chain(language.clients()) {
            let import = library.usage.replace("{name}", "NotFound");
            for code in [200, 204, 302, 401, 404, 503] {
                let (text, found) = insert(language.id, &format!("{import}\n\nx {{\n    $0\n}}\n"), code);
                let Some(found) = found else { continue };
                let edits: Vec<_> = found.imports.iter().chain([&found.line]).cloned().collect();
                let new = applied(&text, &edits).unwrap_or_else(|| panic!("{} {code}: {edits:?}", library.id));
                assert!(new.contains(&found.line.new_text), "{} {code}: {new}", library.id);
                assert!(new.ends_with("\n}\n"), "{} {code}: {new}", library.id);
                count += 1;
            }
        }
    }
    assert!(count > 500, "{count}");
}

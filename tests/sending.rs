//! Lines that send a status, as items at the start of a statement.

use expect_test::{Expect, expect};
use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::edits::{Edit, applied};
use http_status_lsp::features::completion::{Asked, Item, ItemKind, complete};
use http_status_lsp::features::imports::with_imports;
use http_status_lsp::project::FileProject;

/// The text, the bytes that items replace, and the items that insert lines.
fn items(language: &str, fixture: &str, is_typing: bool) -> (String, std::ops::Range<usize>, Vec<Item>) {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let language = Language::by_id(language).expect("a known language");
    let reading = Reading::new(Preamble::of(&text), text.clone(), 0, language);
    let asked = Asked { constants: true, is_typing };
    let Some(found) = complete(&reading.excerpt(), offset, asked) else { return (text, 0..0, Vec::new()) };
    let found = with_imports(found, &text, language, FileProject::unknown());
    let (lines, others): (Vec<Item>, Vec<Item>) =
        found.items.into_iter().partition(|item| item.kind == ItemKind::Lines);
    assert!(lines.is_empty() || others.is_empty() || lines[0].label != others[0].label);
    (text, found.range, lines)
}

fn labels(language: &str, fixture: &str) -> Vec<String> {
    items(language, fixture, false).2.into_iter().map(|item| item.label).collect()
}

/// The text with the first item accepted, and what the item is in the list and as a snippet.
#[track_caller]
fn check(language: &str, fixture: &str, expected: Expect) {
    let (text, range, items) = items(language, fixture, false);
    let item = items.first().expect("an item");
    let main = Edit { range, new_text: item.new_text.clone() };
    let edits: Vec<Edit> = item.additional_edits.iter().cloned().chain([main]).collect();
    let after = applied(&text, &edits).expect("edits that do not overlap");
    let lines = item.lines.as_ref().expect("lines");
    let shown = format!("{after}---\n{} | {} | {}\n{}\n", item.label, item.filter_text, item.detail, lines.snippet);
    expected.assert_eq(&shown.replace('\r', "␍"));
}

#[test]
fn a_code_or_a_name_becomes_the_line_with_its_header_and_import() {
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n    404$0\n",
        expect![[r#"
        from fastapi import FastAPI, HTTPException

        def read():
            raise HTTPException(status_code=404, detail="Not Found")
        ---
        404 Not Found | 404 | send with fastapi
        raise HTTPException(status_code=404, detail="${1:Not Found}")$0
    "#]],
    );
    check(
        "python",
        "from fastapi import FastAPI\n\ndef read():\n    unauth$0\n",
        expect![[r#"
        from fastapi import FastAPI, HTTPException

        def read():
            raise HTTPException(401, detail="Unauthorized", headers={"WWW-Authenticate": "Bearer"})
        ---
        401 Unauthorized | Unauthorized | send with fastapi
        raise HTTPException(401, detail="${1:Unauthorized}", headers={"WWW-Authenticate": "Bearer"\})$0
    "#]],
    );
    check(
        "python",
        "from flask import Flask\n\nclass A:\n    def read(self):\n        not_f$0\n",
        expect![[r#"
        from flask import Flask, abort

        class A:
            def read(self):
                abort(404, description="Not Found")
        ---
        404 Not Found | not_found | send with Flask
        abort(404, description="${1:Not Found}")$0
    "#]],
    );
    check(
        "go",
        "package a\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tif w == nil {\n\t\tunauth$0\n\t}\n}\n",
        expect![[r#"
            package a

            import "net/http"

            func f(w http.ResponseWriter) {
            	if w == nil {
            		w.Header().Set("WWW-Authenticate", "Bearer")
            		http.Error(w, "Unauthorized", http.StatusUnauthorized)
            	}
            }
            ---
            401 Unauthorized | Unauthorized | send with net/http
            w.Header().Set("WWW-Authenticate", "Bearer")
            http.Error(w, "${1:Unauthorized}", http.StatusUnauthorized)$0
        "#]],
    );
    check(
        "javascript",
        "const express = require('express')\n\napp.get('/', (req, res) => {\r\n  tooManyReq$0\r\n})\r\n",
        expect![[r#"
            const express = require('express')

            app.get('/', (req, res) => {␍
              res.status(429).set("Retry-After", "60").json({ error: "Too Many Requests" })␍
            })␍
            ---
            429 Too Many Requests | TooManyRequests | send with Express
            res.status(429).set("Retry-After", "60").json({ error: "${1:Too Many Requests}" \})$0
        "#]],
    );
    check(
        "ruby",
        "require 'sinatra'\n\nget '/' do\n  404$0\nend\n",
        expect![[r#"
        require 'sinatra'

        get '/' do
          halt 404, "Not Found"
        end
        ---
        404 Not Found | 404 | send with Sinatra
        halt 404, "${1:Not Found}"$0
    "#]],
    );
}

/// A value ends a block of Rust, and before other statements it is returned.
#[test]
fn a_value_before_other_statements_is_returned() {
    let start = "use axum::response::Response;\n\nfn f() -> Response {\n    if x {\n        404$0\n";
    let (_, _, last) = items("rust", &[start, "    }\n    g()\n}\n"].concat(), false);
    let (_, _, first) = items("rust", &[start, "        h();\n    }\n    g()\n}\n"].concat(), false);
    let value = &last[0].new_text;
    assert!(!value.starts_with("return ") && !value.ends_with(';'), "{value}");
    assert_eq!(first[0].new_text, format!("return {value};"));
    let lines = first[0].lines.as_ref().expect("lines");
    assert!(lines.snippet.starts_with("return ") && lines.snippet.ends_with(";$0"), "{}", lines.snippet);
    assert!(lines.snippet.contains("${1:Not Found"), "{}", lines.snippet);
}

#[test]
fn nothing_typed_offers_the_commonest() {
    let found = labels("python", "from fastapi import FastAPI\n\ndef read():\n    $0\n");
    assert_eq!(found.len(), 12);
    assert!(found.contains(&"404 Not Found".to_owned()), "{found:?}");
    // In the order of the commonest, each found by its code.
    let (.., items) = items("python", "from fastapi import FastAPI\n\ndef read():\n    $0\n", false);
    assert!(items.iter().all(|item| item.filter_text == item.label));
}

/// They come where they are asked for, and not with each digit.
#[test]
fn typing_brings_none_up() {
    for typed in ["", "4", "404"] {
        let fixture = format!("from fastapi import FastAPI\n\ndef read():\n    {typed}$0\n");
        assert_eq!(items("python", &fixture, true).2, [], "{typed}");
    }
}

#[test]
fn too_little_of_a_name_or_a_code_finds_none() {
    for typed in ["4", "no", "not", "con", "status", "foundnot"] {
        let fixture = format!("from fastapi import FastAPI\n\ndef read():\n    {typed}$0\n");
        assert!(labels("python", &fixture).is_empty(), "{typed}");
    }
}

#[test]
fn they_stand_where_a_statement_begins() {
    let places = [
        ("python", "from fastapi import FastAPI\n\ndef read():\n    if x:\n        404$0\n"),
        ("python", "from fastapi import FastAPI\n\ndef read(\n    x,\n):\n    y = 1\n    404$0\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    # Nothing is there.\n    404$0\n"),
        ("go", "package a\n\nimport \"net/http\"\n\nfunc f(\n\tw http.ResponseWriter,\n) {\n\t404$0\n}\n"),
        (
            "go",
            "package a\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tswitch x {\n\tcase 1:\n\t\t404$0\n\t}\n}\n",
        ),
        (
            "typescript",
            "import express from 'express'\n\nfunction f(req: Request, res: Response): void {\n  404$0\n}\n",
        ),
        (
            "typescript",
            "import express from 'express'\n\nfunction f(res: Response): void {\n  try {\n    a()\n  } catch (e) {\n    404$0\n  }\n}\n",
        ),
        (
            "csharp",
            "using Microsoft.AspNetCore.Mvc;\n\nclass A : ControllerBase\n{\n    IActionResult F()\n    {\n        404$0\n    }\n}\n",
        ),
        (
            "csharp",
            "using Microsoft.AspNetCore.Mvc;\n\nclass A : ControllerBase\n{\n    IActionResult F()\n    {\n#if DEBUG\n        404$0\n#endif\n    }\n}\n",
        ),
        (
            "go",
            "package a\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\t/* Nothing is here,\n\t * or nothing is shown,\n\t */\n\t404$0\n}\n",
        ),
        ("rust", "use axum::response::Response;\n\nfn f() -> Response {\n    if x {\n        404$0\n    }\n}\n"),
        ("kotlin", "import io.ktor.server.application.*\n\nfun f() {\n    get(\"/\") {\n        404$0\n    }\n}\n"),
        ("elixir", "defmodule A do\n  use Phoenix.Controller\n\n  def show(conn, _) do\n    404$0\n  end\nend\n"),
    ];
    for (language, fixture) in places {
        assert_eq!(labels(language, fixture), ["404 Not Found"], "{fixture}");
    }
}

#[test]
fn they_stand_nowhere_else() {
    let places = [
        // No framework is imported.
        ("python", "import os\n\ndef read():\n    404$0\n"),
        ("python", "import requests\n\ndef read():\n    404$0\n"),
        // No statement of a function begins there.
        ("python", "from fastapi import FastAPI\n\n404$0\n"),
        ("python", "from fastapi import FastAPI\n\nclass A:\n    404$0\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    f(\n        404$0\n    )\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    x = {\n        404$0\n    }\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    x = 404$0\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    404$0 + x\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    x = 1 + \\\n    404$0\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    \"\"\"\n    404$0\n    \"\"\"\n"),
        ("python", "from fastapi import FastAPI\n\ndef read():\n    # 404$0\n"),
        ("typescript", "import express from 'express'\n\nconst a = {\n  notfound$0\n}\n"),
        ("typescript", "import express from 'express'\n\nclass A {\n  notfound$0\n}\n"),
        ("typescript", "import express from 'express'\n\nf({\n  notfound$0\n})\n"),
        ("typescript", "import express from 'express'\n\nfunction f(res) {\n  return [\n    404$0\n  ]\n}\n"),
        ("typescript", "import express from 'express'\n\nfunction f(res) {\n  const a =\n    404$0\n}\n"),
        ("go", "package a\n\nimport \"net/http\"\n\ntype A struct {\n\tnotfound$0\n}\n"),
        ("go", "package a\n\nimport \"net/http\"\n\nvar a = A{\n\tnotfound$0\n}\n"),
        (
            "rust",
            "use axum::response::Response;\n\nfn f(x: u8) -> Response {\n    match x {\n        404$0\n    }\n}\n",
        ),
        ("markdown", "from fastapi import FastAPI\n\n- a:\n    404$0\n"),
    ];
    for (language, fixture) in places {
        assert_eq!(labels(language, fixture), [] as [&str; 0], "{fixture}");
    }
}

/// The setting that wants codes and phrases alone.
#[test]
fn without_constants_there_are_no_lines() {
    let text = "from fastapi import FastAPI\n\ndef read():\n    404\n";
    let reading = Reading::new(Preamble::of(text), text.to_owned(), 0, Language::by_id("python").expect("a language"));
    let asked = Asked { constants: false, is_typing: false };
    assert!(complete(&reading.excerpt(), text.len() - 1, asked).is_none());
}

/// They come last, where a status may be typed as well.
#[test]
fn they_are_never_in_the_way_of_numbers_and_constants() {
    let fixture = "from fastapi import FastAPI\n\ndef read():\n    $0\n";
    let text = fixture.replacen("$0", "", 1);
    let reading = Reading::new(Preamble::of(&text), text, 0, Language::by_id("python").expect("a known language"));
    let asked = Asked { constants: true, is_typing: false };
    let found = complete(&reading.excerpt(), fixture.find("$0").expect("a cursor"), asked).expect("a list");
    let first = found.items.iter().position(|item| item.kind == ItemKind::Lines).expect("lines");
    assert!(found.items[first..].iter().all(|item| item.kind == ItemKind::Lines));
}

//! The lines of code with which libraries send and check statuses: each template, for each status that it serves.

use std::collections::HashSet;
use std::sync::Arc;

use http_status_lsp::catalog::{Code, Language, Library, Variant};
use http_status_lsp::detect::{MentionRole, Preamble};
use http_status_lsp::features::send::{
    LibraryVersions, SendContext, SendLine, Sending, indented, is_retried, line_for, lines,
};
use http_status_lsp::project::{FileProject, Project};

/// Each language with each of its libraries.
fn pairs() -> impl Iterator<Item = (&'static Language, &'static Library)> {
    Language::all_with_senders().flat_map(|language| {
        let mut libraries: Vec<&Library> = language.senders().chain(language.clients()).collect();
        libraries.dedup_by_key(|library| library.index);
        libraries.into_iter().map(move |library| (language, library))
    })
}

fn codes() -> impl Iterator<Item = Code> {
    (100..=999).filter_map(Code::new)
}

#[test]
fn each_template_gives_code_for_each_status_that_it_serves() {
    let (mut count, mut used) = (0, HashSet::new());
    for (language, library) in pairs() {
        for template in library.templates.iter().filter(|template| template.is_of(language)) {
            for code in codes().filter(|code| template.serves(*code)) {
                let line = line_for(library, code, template.variant, language, &LibraryVersions::default());
                let line = line.unwrap_or_else(|| panic!("{} has no line for {code}: {template:?}", library.id));
                let name = format!("{} {code} in {}", library.id, language.id);
                for text in std::iter::once(&line.text).chain(&line.imports) {
                    check_text(text, language, &name);
                }
                let message = line.message.map(|range| &line.text[range]);
                assert!(message.is_none_or(|text| !text.is_empty()), "{name}");
                assert_eq!(message.is_some(), template.line.contains("{message}"), "{name}: {}", line.text);
                assert!(line.doc.starts_with("https://"), "{name}");
                used.insert(library.id);
                count += 1;
            }
        }
    }
    assert!(count > 30_000 && used.len() == 76, "{count} lines of {} libraries", used.len());
}

/// No placeholder is left, no line is broken in a card, and brackets and quotation marks are closed.
fn check_text(text: &str, language: &Language, name: &str) {
    let is_placeholder = |rest: &str| {
        let word = rest.split('}').next().unwrap_or_default();
        !word.is_empty() && word.len() < rest.len() && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    assert!(!text.split('{').skip(1).any(is_placeholder), "{name}: {text}");
    assert!(!text.is_empty() && text.lines().all(|line| line.chars().count() <= 100), "{name}: {text}");
    assert!(text.lines().all(|line| line == line.trim_end()), "{name}: {text}");
    let is_text = matches!(language.id, "http" | "yaml");
    assert!(is_text || is_balanced(text, language), "{name}: {text}");
}

/// Whether brackets and quotation marks are closed, but for those in strings and comments.
fn is_balanced(text: &str, language: &Language) -> bool {
    let quotes: &[char] = match language.id {
        // In these `'` quotes a form, begins a lifetime, or stands in words.
        "clojure" | "rust" | "vcl" | "apacheconf" | "nginx" | "haproxy" | "caddyfile" => &['"'],
        _ => &['"', '\''],
    };
    let is_comment = |line: &&str| line.trim_start().starts_with("# ") || line.trim_start().starts_with("//");
    let mut open = Vec::new();
    for line in text.lines().filter(|line| !is_comment(line)) {
        let mut string = None;
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match (string, c) {
                (Some(_), '\\') => drop(chars.next()),
                (Some(quote), _) if quote == c => string = None,
                (Some(_), _) => {}
                (None, _) if quotes.contains(&c) => string = Some(c),
                (None, '(' | '[' | '{') => open.push(c),
                (None, ')') if open.pop() == Some('(') => {}
                (None, ']') if open.pop() == Some('[') => {}
                (None, '}') if open.pop() == Some('{') => {}
                (None, ')' | ']' | '}') => return false,
                (None, _) => {}
            }
        }
        if string.is_some() {
            return false;
        }
    }
    open.is_empty()
}

#[test]
fn what_is_not_balanced_is_found() {
    let language = Language::by_id("javascript").expect("JavaScript");
    assert!(is_balanced("f({ a: \"(\" })\n// (", language));
    for broken in ["f(", "f)", "f({)}", "f(\"a)", "f('a\")"] {
        assert!(!is_balanced(broken, language), "{broken}");
    }
}

/// Where a status must have a header, the first line has it, unless the library has no such variant.
#[test]
fn a_required_header_is_in_the_first_line() {
    for (language, library) in pairs() {
        for (code, header) in [(401, "Authenticate"), (405, "Allow"), (429, "Retry-After"), (301, "/new")] {
            let code = Code::new(code).expect("a code");
            let all = lines(library, code, language, false, &LibraryVersions::default());
            let has = |line: &SendLine| matches!(line.variant, Variant::Header | Variant::Redirect);
            assert!(!all.iter().any(has) || has(&all[0]), "{} {header}: {all:?}", library.id);
        }
    }
}

#[test]
fn statuses_without_a_body_have_none() {
    for (language, library) in pairs() {
        for code in [204, 205, 304].map(|code| Code::new(code).expect("a code")) {
            let all = lines(library, code, language, false, &LibraryVersions::default());
            assert!(all.iter().all(|line| line.variant == Variant::Empty), "{}: {all:?}", library.id);
        }
    }
}

#[test]
fn the_code_that_honors_retry_after_fits_and_is_called() {
    let mut count = 0;
    for library in Library::all() {
        let Some(retry) = &library.retry else { continue };
        assert!(library.templates.iter().any(|template| template.variant == Variant::Check), "{}", library.id);
        let called = retry.line.split('(').next().unwrap_or_default();
        let called = called.rsplit([' ', '.']).next().unwrap_or_default();
        let reads_header = retry.code.to_lowercase().replace(['-', '_'], "").contains("retryafter");
        assert!(retry.code.contains(called) && reads_header, "{}: {called}", library.id);
        assert!(retry.code.lines().count() <= 25, "{}", library.id);
        count += 1;
    }
    assert_eq!(count, 13);
    assert!(codes().filter(|code| is_retried(*code)).count() == 2);
}

#[test]
fn lines_are_indented_as_people_do() {
    let by = |id: &str, text: &str| indented(text, Language::by_id(id).expect("a language"));
    assert_eq!(by("javascript", "a\n    b\n        c\n}"), "a\n  b\n    c\n}");
    assert_eq!(by("python", "a\n    b"), "a\n    b");
    assert_eq!(by("go", "a\n    b\n\tc\n\t\td"), "a\n\tb\n\tc\n\t\td");
    assert_eq!(by("clojure", "{:a\n :b}"), "{:a\n :b}");
}

fn project(files: &[(&str, &str)], path: &str) -> FileProject {
    FileProject::new(Arc::new(Project::of(files.iter().copied())), path)
}

/// The library and its first line at a place.
fn shown(language: &str, role: MentionRole, code: u16, text: &str, project: &FileProject) -> String {
    let language = Language::by_id(language).expect("a language");
    let (code, preamble) = (Code::new(code).expect("a code"), Preamble::of(text));
    let Some(sending) = Sending::at(role, code, &SendContext { language, preamble: &preamble, project }) else {
        return "none".into();
    };
    let line = sending.lines(code).remove(0).text.replace('\n', " ⏎ ");
    format!("{}: {line}", sending.library().id)
}

#[test]
fn the_library_is_the_one_that_the_file_imports() {
    use MentionRole::{Checks, Sends, Unknown};
    let none = FileProject::default();
    for (language, role, code, text, expected) in [
        ("javascript", Sends, 404, "", "js-express: res.status(404).json({ error: \"Not Found\" })"),
        ("typescript", Sends, 404, "import Koa from 'koa'", "js-koa: ctx.throw(404, \"Not Found\")"),
        (
            "python",
            Unknown,
            401,
            "from fastapi import FastAPI",
            "python-fastapi: raise HTTPException(401, detail=\"Unauthorized\", headers={\"WWW-Authenticate\": \"Bearer\"})",
        ),
        ("python", Unknown, 404, "import requests", "python-requests: if response.status_code == 404: ⏎     ..."),
        ("python", Unknown, 404, "import requests, flask", "python-flask: abort(404, description=\"Not Found\")"),
        ("python", Checks, 404, "import flask", "python-requests: if response.status_code == 404: ⏎     ..."),
        ("go", Sends, 204, "import \"github.com/gin-gonic/gin\"", "go-gin: c.Status(http.StatusNoContent)"),
        (
            "go",
            Sends,
            404,
            "import \"github.com/gofiber/fiber/v2\"",
            "go-gofiber-fiber-v2: return fiber.NewError(fiber.StatusNotFound, \"Not Found\")",
        ),
        ("go", Checks, 404, "", "go-net-http: if resp.StatusCode == http.StatusNotFound { ⏎ \t// ... ⏎ }"),
        (
            "java",
            Sends,
            404,
            "import org.springframework.http.ResponseEntity;",
            "java-spring-framework-7: return ResponseEntity.status(HttpStatus.NOT_FOUND).body(\"Not Found\");",
        ),
        (
            "java",
            Sends,
            404,
            "import org.springframework.web.reactive.function.server.ServerResponse;",
            "java-spring-framework-7-webflux-fn-serverresponse: return ServerResponse.status(HttpStatus.NOT_FOUND).bodyValue(\"Not Found\");",
        ),
        ("nginx", Checks, 404, "", "nginx-next-upstream: return 404 \"Not Found\";"),
        ("nginx", Sends, 444, "", "nginx-next-upstream: return 444;"),
        ("yaml", Unknown, 404, "apiVersion: v1", "none"),
        ("yaml", Unknown, 304, "openapi: 3.1.1", "yaml-openapi: \"304\": ⏎   description: \"Not Modified\""),
        ("markdown", Unknown, 404, "", "none"),
        ("elixir", Checks, 404, "", "none"),
    ] {
        assert_eq!(shown(language, role, code, text, &none), expected);
    }
}

#[test]
fn the_project_decides_where_the_file_does_not() {
    let express = project(&[("package.json", "{\"dependencies\": {\"hono\": \"^4.0.0\"}}")], "src/a.js");
    assert_eq!(
        shown("javascript", MentionRole::Sends, 404, "", &express),
        "js-hono: return c.json({ error: \"Not Found\" }, 404)"
    );
    // What the file imports goes first.
    assert!(shown("javascript", MentionRole::Sends, 404, "import Koa from \"koa\"", &express).starts_with("js-koa"));
}

/// Names that the project's version of the library lacks, or advises against, do not stand in its lines.
#[test]
fn names_are_those_of_the_projects_version() {
    let rack = |version: &str| {
        let lock = format!("GEM\n  remote: a\n  specs:\n    rack ({version})\n\nDEPENDENCIES\n  rack\n");
        let project = project(&[("Gemfile.lock", &lock)], "app/a.rb");
        shown("ruby", MentionRole::Sends, 422, "", &project)
    };
    let line = |id: &str, name: &str| format!("{id}: render json: {{ error: \"Invalid Input\" }}, status: :{name}");
    assert_eq!(rack("2.2.8"), line("ruby-rack-2-2", "unprocessable_entity"));
    assert_eq!(rack("3.0.1"), line("ruby-rack-rails", "unprocessable_entity"));
    assert_eq!(rack("3.1.0"), line("ruby-rack-rails", "unprocessable_content"));
    assert_eq!(rack("3.2.7"), line("ruby-rack-rails", "unprocessable_content"));
    let unknown = shown("ruby", MentionRole::Sends, 422, "", &FileProject::default());
    assert_eq!(unknown, line("ruby-rack-rails", "unprocessable_content"));
}

//! Each rule finds what the examples of its text show, and mends it (`data/rules/`).

use std::sync::Arc;

use http_status_lsp::catalog::{Catalog, Language};
use http_status_lsp::edits::{self, Edit};
use http_status_lsp::project::{FileProject, Project};
use http_status_lsp::rules::{File, Finding, Level, Rule, RuleExample, RuleSettings, Severity, findings};

#[path = "rules/noise.rs"]
mod noise;
#[path = "rules/redirects.rs"]
mod redirects;

/// The findings of a text in a workspace with these files, with only the rules that are on.
fn found(text: &str, language: &str, path: &str, files: &[(&str, &str)], settings: &RuleSettings) -> Vec<Finding> {
    let language = Language::by_id(language).expect("a known language");
    let project = Project::of(files.iter().copied());
    let project = if files.is_empty() { FileProject::default() } else { FileProject::new(Arc::new(project), path) };
    let file = File { path, language, catalog: Catalog::compiled(), project: &project };
    findings(text, &file, settings, &|| true).expect("nothing stops it")
}

/// All rules, those that are off by default among them only where they are `rule`.
fn with(rule: Rule) -> RuleSettings {
    let mut settings = RuleSettings::default();
    settings.set(rule, Level::On(rule.text().severity));
    settings
}

fn of_example(example: &RuleExample, text: &str, rule: Rule) -> Vec<Finding> {
    let language = Language::by_id(example.language).expect("a known language");
    let extension = language.extensions.first().copied().unwrap_or("txt");
    let path = if example.path.is_empty() { format!("src/example.{extension}") } else { example.path.to_owned() };
    found(text, example.language, &path, example.files, &with(rule))
}

/// The settings name the levels as the rules do.
#[test]
fn levels_of_settings_are_those_of_rules() {
    let mut names = Level::ALL.map(Level::name);
    names.reverse();
    assert_eq!(names, http_status_lsp::config::RULE_LEVELS);
}

#[test]
fn examples_are_found_mended_and_silent() {
    let mut faults = Vec::new();
    for rule in Rule::all().iter().copied() {
        for example in rule.text().examples {
            let name = format!("{} ({}): {:?}", rule.name(), example.language, example.wrong);
            let wrong = of_example(example, example.wrong, rule);
            let right = of_example(example, example.right, rule);
            if !right.is_empty() {
                faults.push(format!("{name}: the right text has findings: {right:#?}"));
            }
            let [finding] = wrong.as_slice() else {
                faults.push(format!("{name}: the wrong text has not exactly one finding: {wrong:#?}"));
                continue;
            };
            if finding.rule != rule || finding.severity != rule.text().severity {
                faults.push(format!("{name}: found as {finding:?}"));
            }
            let fixed: Vec<Option<String>> =
                finding.fixes.iter().map(|fix| edits::applied(example.wrong, &fix.edits)).collect();
            if example.has_fix && fixed.first() != Some(&Some(example.right.to_owned())) {
                faults.push(format!("{name}: the first fix makes {fixed:?} of {:?}", finding.fixes));
            }
            if !example.has_fix && !finding.fixes.is_empty() {
                faults.push(format!("{name}: is `by_hand` and has fixes: {:?}", finding.fixes));
            }
            if finding.fixes.iter().any(|fix| Some(fix.safety) != rule.text().fix) {
                faults.push(format!("{name}: the safety of a fix is not that of the rule's text"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// A message is plain text of at most two sentences: what is wrong and why.
#[test]
fn messages_are_sentences() {
    for rule in Rule::all().iter().copied() {
        for example in rule.text().examples {
            for finding in of_example(example, example.wrong, rule) {
                let message = &finding.message;
                assert!(message.ends_with(['.', '?']) && !message.contains('\n'), "{}: {message}", rule.name());
                assert!(message.chars().count() <= 200, "{}: {message}", rule.name());
                for fix in &finding.fixes {
                    assert!(!fix.title.ends_with('.') && fix.title.chars().count() <= 80, "{}: {fix:?}", rule.name());
                    let mut edits: Vec<&Edit> = fix.edits.iter().collect();
                    edits.sort_by_key(|edit| edit.range.start);
                    assert!(edits.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{fix:?}");
                }
            }
        }
    }
}

/// The rules that find something in a text, each with the line, from 0.
fn found_on(text: &str, language: &str, path: &str) -> Vec<(&'static str, usize)> {
    let found = found(text, language, path, &[], &RuleSettings::default());
    found.iter().map(|finding| (finding.rule.name(), text[..finding.range.start].matches('\n').count())).collect()
}

const FAULT: (&str, usize) = ("body-not-allowed", 0);

#[test]
fn comments_silence_in_any_syntax() {
    for (language, line) in [
        ("javascript", "res.status(204).json(x) // http-status: ignore"),
        ("javascript", "res.status(204).json(x) /* http-status: ignore[body-not-allowed] -- drops it */"),
        ("javascript", "res.status(204).json(x) // eslint-disable-line -- http-status: ignore"),
        ("php", "$response->status(204)->json($x); # http-status: ignore"),
        ("rust", "HttpResponse::NoContent().json(x) // http-status: ignore[range-edge, body-not-allowed]"),
        ("yaml", "status: 200 # http-status: ignore-next"),
    ] {
        let found = found_on(line, language, "x");
        assert!(!found.contains(&FAULT), "{line}: {found:?}");
    }
    for line in [
        "res.status(204).json(x) // http-status: ignore[range-edge]",
        "res.status(204).json('http-status: ignore')",
        "res.status(204).json(x) // http-status:ignored",
    ] {
        assert!(found_on(line, "javascript", "x.js").contains(&FAULT), "{line}");
    }
}

#[test]
fn comments_silence_lines_calls_and_files() {
    let silent = |text: &str| assert_eq!(found_on(text, "javascript", "x.js"), [], "{text}");
    silent("// http-status: ignore-next-line\nres.status(204).json(x)\n");
    silent("// http-status: ignore-next-line[body-not-allowed] -- the client wants it\r\nres.status(204).json(x)\r\n");
    silent("#!/usr/bin/env node\n// http-status: ignore-file\nlet a\nres.status(204).json(x)\n");
    // A long call is silenced from its first line and from its last.
    silent("return new Response('x', { // http-status: ignore\n  status: 204,\n})\n");
    silent("return new Response('x', {\n  status: 204,\n}) // http-status: ignore\n");
    // Another line is not.
    let apart = "// http-status: ignore\nres.status(204).json(x)\n";
    assert_eq!(found_on(apart, "javascript", "x.js"), [("unused-ignore", 0), ("body-not-allowed", 1)]);
}

#[test]
fn ignores_in_markup_silence() {
    let text = "```js\nres.status(204).json(x) // http-status: ignore\n```\n";
    assert_eq!(found_on(text, "markdown", "x.md"), []);
    let text = "<!-- http-status: ignore-file -->\n\n```js\nres.status(204).json(x)\n```\n";
    assert_eq!(found_on(text, "markdown", "x.md"), []);
}

#[test]
fn unused_ignores_are_told_apart() {
    let message = |line: &str| {
        let found = found(line, "javascript", "x.js", &[], &RuleSettings::default());
        let unused = found.into_iter().find(|finding| finding.rule == Rule::UnusedIgnore);
        unused.map(|finding| finding.message)
    };
    let faulty = |comment: &str| message(&format!("res.status(204).json(x) // {comment}"));
    assert_eq!(faulty("http-status: ignore[body-not-allowed]"), None);
    assert!(faulty("http-status: ignore[range-edge]").is_some_and(|said| said.contains("range-edge")));
    assert!(faulty("http-status: ignore[rnge-edge]").is_some_and(|said| said.contains("`rnge-edge` is not a rule")));
    assert!(faulty("http-status: ignore[]").is_some_and(|said| said.contains("brackets")));
    // A rule that is off did not run.
    assert_eq!(faulty("http-status: ignore[body-not-allowed, prefer-name]"), None);
    let deep = format!("{}// http-status: ignore-file\n", "\n".repeat(30));
    assert!(message(&deep).is_some_and(|said| said.contains("first 20 lines")));
    // What is beside it stays.
    let line = "let a = 1 // prettier-ignore http-status: ignore";
    let found = found(line, "javascript", "x.js", &[], &RuleSettings::default());
    assert_eq!(edits::applied(line, &found[0].fixes[0].edits).as_deref(), Some("let a = 1 // prettier-ignore "));
}

#[test]
fn no_rule_speaks_in_files_of_others() {
    let fault = "res.status(204).json(x)\n";
    assert_eq!(found_on(fault, "javascript", "src/x.js"), [FAULT]);
    for path in ["node_modules/a/x.js", "a/vendor/x.js", "dist/x.js", "src/x.min.js", "src/x.bundle.js"] {
        assert_eq!(found_on(fault, "javascript", path), [], "{path}");
    }
    assert_eq!(found_on(&format!("// Code generated by hand. DO NOT EDIT.\n{fault}"), "javascript", "x.js"), []);
    assert_eq!(found_on(&fault.repeat(400).replace('\n', ";"), "javascript", "x.js"), []);
    for language in ["log", "diff", "markdown", "plaintext", "git-commit", "css"] {
        assert_eq!(found_on("HTTP/1.1 404 OK\n", language, "x"), [], "{language}");
    }
    assert_eq!(found_on("```http\nHTTP/1.1 404 OK\n```\n", "markdown", "x.md"), [("phrase-mismatch", 1)]);
}

#[test]
fn a_level_of_the_settings_holds() {
    let mut settings = RuleSettings::default();
    settings.set(Rule::BodyNotAllowed, Level::Off);
    assert_eq!(found("res.status(204).json(x)", "javascript", "x.js", &[], &settings), []);
    settings.set(Rule::BodyNotAllowed, Level::On(Severity::Hint));
    let found = found("res.status(204).json(x)", "javascript", "x.js", &[], &settings);
    assert_eq!(found[0].severity, Severity::Hint);
}

#[test]
fn findings_stop_when_they_are_canceled() {
    let file = File {
        path: "x.js",
        language: Language::by_id("javascript").expect("a language"),
        catalog: Catalog::compiled(),
        project: &FileProject::default(),
    };
    let text = "res.status(204).json(x)\n".repeat(1000);
    assert_eq!(findings(text.as_str(), &file, &RuleSettings::default(), &|| false), None);
}

/// Lines of `reports.md` and of the linters' users: what must be found, and what must be silent.
#[test]
fn reported_lines() {
    let rules = |language: &str, text: &str| -> Vec<&'static str> {
        found_on(text, language, "src/x").into_iter().map(|(rule, _)| rule).collect()
    };
    for (rule, language, text) in [
        ("unknown-name", "ruby", "head :no_conent"),
        ("unknown-name", "ruby", "render json: x, status: :not_authorized"),
        ("unknown-name", "ruby", "render json: x, status: :internal_error"),
        ("unknown-name", "ruby", "expect(response).to have_http_status(:oki_doki)"),
        ("unregistered-code", "python", "raise HTTPException(status_code=452)"),
        (
            "unregistered-code",
            "yaml",
            "openapi: 3.0.0\npaths:\n  /:\n    get:\n      responses:\n        '352':\n          description: x",
        ),
        ("body-not-allowed", "javascript", "res.status(204).send('x')"),
        (
            "body-not-allowed",
            "python",
            "from rest_framework.response import Response\nreturn Response(data, status=204)",
        ),
        ("body-not-allowed", "java", "return ResponseEntity.status(HttpStatus.NO_CONTENT).body(order);"),
        ("body-not-allowed", "php", "return response()->json($order, 204);"),
        ("body-not-allowed", "elixir", "send_resp(conn, 204, \"gone\")"),
        ("range-edge", "kotlin", "if (response.code in 200..300) return"),
        ("range-edge", "swift", "guard (200...300).contains(response.statusCode) else { return }"),
        ("phrase-mismatch", "http", "HTTP/1.1 403 Request Entity Too Large\n"),
    ] {
        assert_eq!(rules(language, text), [rule], "{text}");
    }
    for (language, text) in [
        ("ruby", "expect(response).to have_http_status(:success)"),
        ("ruby", "assert_response :missing"),
        ("ruby", "order.update(status: :shipped)"),
        ("ruby", "scope :open, -> { where(status: :open_order) }"),
        ("ruby", "expect(response).to have_http_status(:error)"),
        ("javascript", "res.status(400).json({ error: 'user not found' })"),
        ("javascript", "res.status(403).send('Unauthorized')"),
        ("javascript", "res.status(204).end()"),
        ("javascript", "res.status(204).send('')"),
        ("javascript", "new Response(null, { status: 204 })"),
        ("javascript", "expect(res.status).toBe(204)"),
        ("python", "from flask import jsonify\ndef f():\n    return '', 204"),
        ("python", "return Response(status=status.HTTP_204_NO_CONTENT)"),
        ("yaml", "openapi: 3.0.0\npaths:\n  /:\n    get:\n      responses:\n        4XX:\n          description: no"),
        ("ruby", "require 'webrick'\nrequire 'net/http'\nhttp = Net::HTTP.new(uri.host)\nperform(Net::HTTP::Get)"),
        ("python", "import falcon\nresp.content_type = falcon.MEDIA_TEXT"),
        ("lua", "local method = ngx.HTTP_GET\nngx.exit(ngx.HTTP_OK)"),
        ("javascriptreact", "const page = <h1>500</h1>"),
        ("clojure", "(<= 300 (:status response) 399)"),
        ("kotlin", "ResponseEntity.status(HttpStatus.NOT_MODIFIED).body(ByteArray(0))"),
        ("go", "c.JSON(http.StatusNoContent, nil)"),
        ("go", "if resp.StatusCode >= 200 && resp.StatusCode < 300 {"),
        ("go", "if resp.StatusCode/100 != 2 {"),
        ("python", "if status > 200:"),
        ("yaml", "responses:\n  200: ok"),
        ("yaml", "swagger: '2.0'\npaths:\n  /:\n    get:\n      responses:\n        200:\n          description: ok"),
        ("http", "HTTP/1.1 404 Not Found\n"),
        ("http", "HTTP/2 404 \n"),
        ("http", "HTTP/1.1 404 No such order\n"),
    ] {
        assert_eq!(rules(language, text), [""; 0], "{text}");
    }
}

#[test]
fn the_readme_has_a_row_for_each_rule() {
    let readme = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/README.md")).expect("the page");
    for rule in Rule::all() {
        let text = rule.text();
        let level = if text.is_on { text.severity.name() } else { "off" };
        let fix = text.fix.map_or("", |fix| fix.name());
        let row = format!("| `{}` | {level} | {} | {fix} |", text.name, text.title);
        assert!(readme.contains(&row), "{row}");
    }
}

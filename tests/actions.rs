//! The actions at a place, as text beside their fixtures. `$0` is the cursor.

use std::sync::Arc;

use expect_test::{Expect, expect};
use http_status_lsp::catalog::{Catalog, Language};
use http_status_lsp::edits;
use http_status_lsp::features::actions::{Action, ActionKind, Asked, actions};
use http_status_lsp::project::{FileProject, Project};
use http_status_lsp::rules::{File, Level, Rule, RuleSettings, Severity};

/// The actions at a place of a text, in a project with these files.
fn at(language: &str, text: &str, offset: usize, only: &[String], files: &[(&str, &str)]) -> Vec<Action> {
    let language = Language::by_id(language).expect("a known language");
    let path = format!("src/example.{}", language.extensions.first().copied().unwrap_or("txt"));
    let project = Project::of(files.iter().copied());
    let project = if files.is_empty() { FileProject::default() } else { FileProject::new(Arc::new(project), &path) };
    let file = File { path: &path, language, catalog: Catalog::compiled(), project: &project };
    let settings = RuleSettings::default();
    let asked = Asked { range: offset..offset, only, settings: Some(&settings) };
    actions(text, &file, &asked, &|| true).expect("nothing stops it")
}

/// Shows each action with the lines that it makes. The preferred one has a star.
#[track_caller]
fn check_in(files: &[(&str, &str)], only: &[&str], language: &str, fixture: &str, expected: Expect) {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let only: Vec<String> = only.iter().map(|kind| (*kind).to_owned()).collect();
    let mut shown = String::new();
    for action in at(language, &text, offset, &only, files) {
        let made = edits::applied(&text, &action.edits).expect("edits that do not overlap");
        let star = if action.is_preferred { "*" } else { "" };
        shown += &format!("{}{star}: {}\n", action.kind.name(), action.title);
        let known: Vec<&str> = text.lines().collect();
        for line in made.lines().filter(|line| !known.contains(line)) {
            shown += &format!("    {line}\n");
        }
    }
    expected.assert_eq(&shown);
}

#[track_caller]
fn check_fixes(language: &str, fixture: &str, expected: Expect) {
    check_in(&[], &["quickfix"], language, fixture, expected);
}

#[test]
fn findings_have_their_fixes() {
    check_fixes(
        "yaml",
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        2$000:\n          description: fine\n",
        expect![[r#"
            quickfix*: Write '200'
                        '200':
            quickfix: Ignore openapi-key on this line
                        200: # http-status: ignore[openapi-key]
        "#]],
    );
    check_fixes(
        "ruby",
        "render json: x, status: :unprocessible$0_entity\n",
        expect![[r#"
        quickfix: Write `:unprocessable_entity`
            render json: x, status: :unprocessable_entity
        quickfix: Ignore unknown-name on this line
            render json: x, status: :unprocessible_entity # http-status: ignore[unknown-name]
    "#]],
    );
    check_fixes(
        "javascript",
        "if (res.status <= 3$000) {\n}\n",
        expect![[r#"
        quickfix: Write `< 300`
            if (res.status < 300) {
        quickfix: Ignore range-edge on this line
            if (res.status <= 300) { // http-status: ignore[range-edge]
    "#]],
    );
    check_fixes("javascript", "res.status(20$00).json(x)\n", expect![""]);
}

/// A comment can stand behind most lines; not in JSON, in a string that goes on, or where a line goes on.
#[test]
fn findings_are_silenced_where_a_comment_can_stand() {
    check_fixes(
        "javascript",
        "res.status(2$004).json(x);\r\nnext();\r\n",
        expect![[r#"
        quickfix: Write 200, which may have content
            res.status(200).json(x);
        quickfix: Ignore body-not-allowed on this line
            res.status(204).json(x); // http-status: ignore[body-not-allowed]
    "#]],
    );
    check_fixes(
        "javascript",
        "res.status(2$004).json(x) // gone\n",
        expect![[r#"
        quickfix: Write 200, which may have content
            res.status(200).json(x) // gone
        quickfix: Ignore body-not-allowed on this line
            res.status(204).json(x) // gone http-status: ignore[body-not-allowed]
    "#]],
    );
    check_fixes(
        "javascript",
        "res.status(2$004).json(x) /* gone */\n",
        expect![[r#"
        quickfix: Write 200, which may have content
            res.status(200).json(x) /* gone */
        quickfix: Ignore body-not-allowed on this line
            res.status(204).json(x) /* gone */ // http-status: ignore[body-not-allowed]
    "#]],
    );
    check_fixes(
        "javascript",
        "res.status(2$004).json(`a\nb`)\n",
        expect![[r#"
        quickfix: Write 200, which may have content
            res.status(200).json(`a
    "#]],
    );
    check_fixes(
        "python",
        "return jsonify(x), 20$04",
        expect![[r#"
        quickfix: Write 200, which may have content
            return jsonify(x), 200
        quickfix: Ignore body-not-allowed on this line
            return jsonify(x), 204  # http-status: ignore[body-not-allowed]
    "#]],
    );
    check_fixes(
        "go",
        "if res.StatusCode >= 400 && res.StatusCode < 4$099 {\n}\n",
        expect![[r#"
        quickfix: Write `< 500`
            if res.StatusCode >= 400 && res.StatusCode < 500 {
        quickfix: Ignore range-edge on this line
            if res.StatusCode >= 400 && res.StatusCode < 499 { // http-status: ignore[range-edge]
    "#]],
    );
    let json = "{\"openapi\": \"3.0.0\", \"paths\": {\"/a\": {\"get\": {\"responses\": {\"2000\": {}}}}}}\n";
    let at_fault = json.find("2000").expect("the fault");
    assert_eq!(at("json", json, at_fault, &["quickfix".to_owned()], &[]), []);
    let jsonc = at("jsonc", json, at_fault, &["quickfix".to_owned()], &[]);
    assert_eq!(jsonc.len(), 1, "{jsonc:?}");
}

#[test]
fn all_safe_fixes_are_applied_at_once() {
    check_in(
        &[],
        &["source.fixAll"],
        "yaml",
        "openapi: 3.0.0\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          description: fine$0\n        404:\n          description: no\n        4xx:\n          description: no\n",
        expect![[r#"
            source.fixAll.httpStatus: Fix all safe HTTP status problems
                        '200':
                        '404':
                        4XX:
        "#]],
    );
    // Its fix is never safe.
    check_in(&[], &["source.fixAll"], "javascript", "res.status(204).json(x)$0\n", expect![""]);
    check_in(&[], &["source.organizeImports"], "javascript", "res.status(204).json(x)$0\n", expect![""]);
}

#[test]
fn kinds_are_matched_by_their_parts() {
    let fix_all = ActionKind::FixAll;
    for kind in ["", "source", "source.fixAll", "source.fixAll.httpStatus"] {
        assert!(fix_all.is_within(kind), "{kind}");
    }
    for kind in ["sour", "source.fix", "source.fixAll.http", "source.fixAll.httpStatus.x", "quickfix", "."] {
        assert!(!fix_all.is_within(kind), "{kind}");
    }
}

#[track_caller]
fn check_rewrites(language: &str, fixture: &str, expected: Expect) {
    check_in(&[], &["refactor"], language, fixture, expected);
}

#[test]
fn a_number_becomes_a_constant_with_its_import() {
    check_rewrites(
        "go",
        "package a\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(4$018)\n}\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as http.StatusTeapot
            import "net/http"
            	w.WriteHeader(http.StatusTeapot)
    "#]],
    );
    check_rewrites(
        "python",
        "from fastapi import FastAPI, HTTPException\n\nraise HTTPException(status_code=4$010)\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as status.HTTP_410_GONE
                from starlette import status
                raise HTTPException(status_code=status.HTTP_410_GONE)
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                raise HTTPException(status_code=404)
        "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\n\nlet r = resp.status().as_u16() == 4$010;\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as StatusCode::GONE.as_u16()
            let r = resp.status().as_u16() == StatusCode::GONE.as_u16();
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            let r = resp.status().as_u16() == 404;
    "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\n\nif res.status() == 4$010u16 {}\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            if res.status() == 404u16 {}
    "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\n\nmatch res.status().as_u16() {\n    4$010 => 1,\n}\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                404 => 1,
    "#]],
    );
    check_rewrites(
        "java",
        "import org.springframework.http.HttpStatus;\n\nclass A {\n    void f() {\n        response.setStatus(4$010);\n    }\n}\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as HttpStatus.GONE.value()
                    response.setStatus(HttpStatus.GONE.value());
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                    response.setStatus(404);
    "#]],
    );
    check_rewrites(
        "csharp",
        "using System.Net;\n\nreturn StatusCode(4$010);\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as (int)HttpStatusCode.Gone
            return StatusCode((int)HttpStatusCode.Gone);
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            return StatusCode(404);
    "#]],
    );
    check_rewrites(
        "typescript",
        "import { HttpStatus } from '@nestjs/common';\n\nres.status(4$010).send();\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as HttpStatus.GONE
            res.status(HttpStatus.GONE).send();
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            res.status(404).send();
    "#]],
    );
    check_rewrites(
        "javascript",
        "res.status(4$010).send();\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            res.status(404).send();
    "#]],
    );
    check_in(
        &[("package.json", "{\"dependencies\": {\"http-status-codes\": \"2.3.0\"}}")],
        &["refactor"],
        "javascript",
        "const a = require('a');\nres.status(4$010).send();\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as StatusCodes.GONE
                const { StatusCodes } = require('http-status-codes');
                res.status(StatusCodes.GONE).send();
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                res.status(404).send();
        "#]],
    );
}

#[test]
fn symbols_are_written_only_where_they_are_taken() {
    check_rewrites(
        "ruby",
        "head 4$010\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as :gone
                head :gone
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                head 404
        "#]],
    );
    check_rewrites(
        "ruby",
        "render json: x, status: 4$010\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as :gone
                render json: x, status: :gone
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                render json: x, status: 404
        "#]],
    );
    check_rewrites(
        "ruby",
        "redirect(url, status: 3$001)\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Use 302 Found: temporary; a POST may become a GET
                redirect(url, status: 302)
            refactor.rewrite.httpStatus: Use 303 See Other: done; fetch the result page with GET
                redirect(url, status: 303)
            refactor.rewrite.httpStatus: Use 307 Temporary Redirect: temporary; method and body do not change
                redirect(url, status: 307)
            refactor.rewrite.httpStatus: Use 308 Permanent Redirect: permanent; method and body do not change
                redirect(url, status: 308)
        "#]],
    );
    check_rewrites(
        "ruby",
        "expect(response.status).to eq(4$010)\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            expect(response.status).to eq(404)
    "#]],
    );
    check_rewrites(
        "ruby",
        "expect(response).to have_http_status(:go$0ne)\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as 410
            expect(response).to have_http_status(410)
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            expect(response).to have_http_status(:not_found)
    "#]],
    );
    check_rewrites(
        "elixir",
        "send_resp(conn, 4$010, \"\")\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as :gone
                send_resp(conn, :gone, "")
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                send_resp(conn, 404, "")
        "#]],
    );
}

/// A key of an object, the value of a name, a regular expression, a type, an arm, an annotation.
#[test]
fn literals_stay_where_nothing_else_may_stand() {
    // A call is not known before the program runs.
    let annotation = "import org.springframework.http.HttpStatus;\n@ApiResponse(code = 404, message = \"x\")\n";
    let offset = annotation.find("404").expect("the number");
    let titles: Vec<String> =
        at("java", annotation, offset, &["refactor".to_owned()], &[]).into_iter().map(|action| action.title).collect();
    assert!(titles.iter().all(|title| !title.contains(".value()")), "{titles:?}");
    let stays = |language: &str, fixture: &str| {
        let offset = fixture.find("$0").expect("a cursor");
        let found = at(language, &fixture.replacen("$0", "", 1), offset, &["refactor".to_owned()], &[]);
        let titles: Vec<&str> = found.iter().map(|action| action.title.as_str()).collect();
        assert!(titles.iter().all(|title| !title.starts_with("Write as ")), "{fixture}: {titles:?}");
    };
    stays("typescript", "import { HttpStatus } from '@nestjs/common';\nconst statusText = { 4$004: 'Not Found' };\n");
    stays("typescript", "import { HttpStatus } from '@nestjs/common';\ntype A = { status: 4$004 | 500 };\n");
    stays("perl", "use HTTP::Status;\nif ($resp->code !~ /^(?:20$00|304)$/) {}\n");
    stays(
        "kotlin",
        "import io.javalin.http.HttpStatus\nenum class HttpStatus(val code: Int) {\n    NOT_FOUND(4$004),\n}\n",
    );
    stays("rust", "use axum::http::StatusCode;\n#[utoipa::path(responses((status = 4$004)))]\nfn f() {}\n");
    stays("rust", "use axum::http::StatusCode;\nmatch res.status().as_u16() {\n    4$004 => 1,\n}\n");
    stays("json", "{\"status\": 4$004}\n");
    stays("swift", "if response.statusCode == 4$004 {}\n");
    stays("javascript", "// answers with status 4$004\n");
}

#[test]
fn a_constant_becomes_its_number() {
    check_rewrites(
        "go",
        "import \"net/http\"\n\nw.WriteHeader(http.StatusGo$0ne)\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as 410
            w.WriteHeader(410)
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            w.WriteHeader(http.StatusNotFound)
    "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\n\nlet a = StatusCode::GO$0NE.as_u16();\nreturn StatusCode::GONE;\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as 410
            let a = 410;
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            let a = StatusCode::NOT_FOUND.as_u16();
    "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\n\nreturn StatusCode::GO$0NE;\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            return StatusCode::NOT_FOUND;
    "#]],
    );
    check_rewrites(
        "csharp",
        "using System.Net;\n\nreturn StatusCode((int)HttpStatusCode.Go$0ne);\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as 410
                return StatusCode(410);
            refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
                return StatusCode((int)HttpStatusCode.NotFound);
        "#]],
    );
    check_rewrites(
        "python",
        "from http import HTTPStatus\n\nreturn jsonify(a), HTTPStatus.GO$0NE\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as 410
            return jsonify(a), 410
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            return jsonify(a), HTTPStatus.NOT_FOUND
    "#]],
    );
    check_rewrites(
        "python",
        "from http import HTTPStatus\n\nx = HTTPStatus.GO$0NE.phrase\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, perhaps only for now
            x = HTTPStatus.NOT_FOUND.phrase
    "#]],
    );
}

#[test]
fn other_statuses_of_the_choice_keep_the_spelling() {
    check_rewrites(
        "javascript",
        "res.sendStatus('4$001')\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 403 Forbidden: refused; the same login does not help
            res.sendStatus('403')
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, or the server hides that something does
            res.sendStatus('404')
        refactor.rewrite.httpStatus: Use 407 Proxy Authentication Required: proxy requires credentials
            res.sendStatus('407')
        refactor.rewrite.httpStatus: Use 511 Network Authentication Required: network requires a login, as on hotel Wi-Fi
            res.sendStatus('511')
    "#]],
    );
    check_rewrites(
        "rust",
        "use http::StatusCode;\nreturn Err(StatusCode::UNAUTH$0ORIZED);\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 403 Forbidden: refused; the same login does not help
            return Err(StatusCode::FORBIDDEN);
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, or the server hides that something does
            return Err(StatusCode::NOT_FOUND);
        refactor.rewrite.httpStatus: Use 407 Proxy Authentication Required: proxy requires credentials
            return Err(StatusCode::PROXY_AUTHENTICATION_REQUIRED);
        refactor.rewrite.httpStatus: Use 511 Network Authentication Required: network requires a login, as on hotel Wi-Fi
            return Err(StatusCode::NETWORK_AUTHENTICATION_REQUIRED);
    "#]],
    );
    check_rewrites(
        "rust",
        "if res.status() == 4$001u16 {}\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 403 Forbidden: refused; the same login does not help
            if res.status() == 403u16 {}
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, or the server hides that something does
            if res.status() == 404u16 {}
        refactor.rewrite.httpStatus: Use 407 Proxy Authentication Required: proxy requires credentials
            if res.status() == 407u16 {}
        refactor.rewrite.httpStatus: Use 511 Network Authentication Required: network requires a login, as on hotel Wi-Fi
            if res.status() == 511u16 {}
    "#]],
    );
    check_rewrites(
        "ruby",
        "head :unauth$0orized\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Write as 401
            head 401
        refactor.rewrite.httpStatus: Use 403 Forbidden: refused; the same login does not help
            head :forbidden
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, or the server hides that something does
            head :not_found
        refactor.rewrite.httpStatus: Use 407 Proxy Authentication Required: proxy requires credentials
            head :proxy_authentication_required
        refactor.rewrite.httpStatus: Use 511 Network Authentication Required: network requires a login, as on hotel Wi-Fi
            head :network_authentication_required
    "#]],
    );
    check_rewrites(
        "http",
        "HTTP/1.1 40$01 Unauthorized\n\n",
        expect![[r#"
        refactor.rewrite.httpStatus: Use 403 Forbidden: refused; the same login does not help
            HTTP/1.1 403 Forbidden
        refactor.rewrite.httpStatus: Use 404 Not Found: nothing exists at this URL, or the server hides that something does
            HTTP/1.1 404 Not Found
        refactor.rewrite.httpStatus: Use 407 Proxy Authentication Required: proxy requires credentials
            HTTP/1.1 407 Proxy Authentication Required
        refactor.rewrite.httpStatus: Use 511 Network Authentication Required: network requires a login, as on hotel Wi-Fi
            HTTP/1.1 511 Network Authentication Required
    "#]],
    );
}

#[test]
fn the_whole_file_is_converted_at_once() {
    check_rewrites(
        "go",
        "package a\n\nimport (\n\t\"fmt\"\n)\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(4$018)\n\tif res.StatusCode == 204 {\n\t}\n\tfmt.Println(200)\n}\n",
        expect![[r#"
            refactor.rewrite.httpStatus: Write as http.StatusTeapot
                	"net/http"
                	w.WriteHeader(http.StatusTeapot)
            refactor.rewrite.httpStatus: Write all 2 of the file as constants of net/http
                	"net/http"
                	w.WriteHeader(http.StatusTeapot)
                	if res.StatusCode == http.StatusNoContent {
        "#]],
    );
}

/// A project that turns a preference on gets the conversion as its fix, and only where fixes are asked for.
#[test]
fn a_preference_is_mended_by_the_conversion() {
    let language = Language::by_id("go").expect("a known language");
    let project = FileProject::default();
    let file = File { path: "a.go", language, catalog: Catalog::compiled(), project: &project };
    let mut settings = RuleSettings::default();
    settings.set(Rule::PreferName, Level::On(Severity::Hint));
    let text = "package a\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(404)\n}\n";
    let offset = text.find("404").expect("the number");
    let titles = |kind: &str| {
        let only = [kind.to_owned()];
        let asked = Asked { range: offset..offset, only: &only, settings: Some(&settings) };
        let found = actions(text, &file, &asked, &|| true).expect("nothing stops it");
        found.into_iter().map(|action| action.title).collect::<Vec<_>>()
    };
    assert_eq!(titles("quickfix"), ["Ignore prefer-name on this line", "Write as http.StatusNotFound"]);
    assert_eq!(titles("source"), [""; 0]);
}

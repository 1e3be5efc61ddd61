//! Lines as real programs have them: at which rules must be silent, and what they must find beside.

use super::found;
use http_status_lsp::edits;
use http_status_lsp::rules::RuleSettings;

/// The rules that find something in a text at a path, in a workspace with these files.
fn rules(language: &str, path: &str, text: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
    let found = found(text, language, path, files, &RuleSettings::default());
    found.iter().map(|finding| finding.rule.name()).collect()
}

pub(super) fn is_silent(cases: &[(&str, &str, &str)]) {
    for (language, path, text) in cases {
        assert_eq!(rules(language, path, text, &[]), [""; 0], "{path}: {text}");
    }
}

pub(super) fn finds(rule: &str, cases: &[(&str, &str, &str)]) {
    for (language, path, text) in cases {
        assert_eq!(rules(language, path, text, &[]), [rule], "{path}: {text}");
    }
}

#[test]
fn a_status_of_an_inner_call_is_not_that_of_the_response() {
    is_silent(&[
        ("erb", "app/components/a.html.erb", "<%= render StatusPageComponent.new(status: :error) do |c| %>"),
        ("erb", "app/views/a.html.erb", "<%= render \"badge\", status: :archived %>"),
        ("erb", "app/views/a.html.erb", "<%= render partial: \"row\", locals: { order: order, status: :archived } %>"),
        ("ruby", "app/controllers/a.rb", "render json: { status: :disabled, reason: :not_yet }"),
        ("ruby", "app/controllers/a.rb", "render json: {\n  status: :disabled,\n  reason: :not_yet,\n}"),
        ("ruby", "app/controllers/a.rb", "render Badge.new status: :archived"),
        ("ruby", "app/helpers/a.rb", "render \"badge\", status: :archived"),
        ("ruby", "test/controllers/a_test.rb", "head :check_blob, params: { name: 'a' }"),
        ("php", "src/a.php", "use Yiisoft\\Http\\Status;\nStatus::TEXTS[Status::NOT_FOUND];"),
    ]);
    finds(
        "unknown-name",
        &[
            (
                "ruby",
                "app/controllers/a.rb",
                "format.json { render json: @order.errors, status: :unprocessible_entity }",
            ),
            ("ruby", "app/controllers/a.rb", "render(json: { status: 'bad' }, status: :bad_reqest)"),
            ("ruby", "app/controllers/a.rb", "render json: { error: 'no' },\n       status: :unauthorised"),
            ("ruby", "app/controllers/a.rb", "redirect_to orders_path(kind: :new), status: :see_others"),
            ("ruby", "test/controllers/a_test.rb", "head :no_conent"),
        ],
    );
}

#[test]
fn misspelled_constants_are_found_wherever_they_stand() {
    finds(
        "unknown-name",
        &[
            ("python", "a.py", "from http import HTTPStatus\nTEXTS = {HTTPStatus.INTERNAL_ERROR: 'Internal'}"),
            ("python", "a.py", "from rest_framework import status\nreturn Response(data, status.HTTP_400_BADREQUEST)"),
            ("elixir", "lib/a.ex", "conn |> put_status(:unauthorised) |> halt"),
            (
                "php",
                "a.php",
                "use Symfony\\Component\\HttpFoundation\\Response;\nreturn new Response('', Response::HTTP_NOTFOUND);",
            ),
        ],
    );
    is_silent(&[
        ("lua", "a.lua", "if method == ngx.HTTP_OPTIONS then return ngx.exit(ngx.HTTP_OK) end"),
        ("lua", "a.lua", "if method == ngx.HTTP_PROPPATCH then return ngx.exit(ngx.HTTP_OK) end"),
    ]);
}

#[test]
fn the_fix_of_a_description_replaces_its_text_alone() {
    let fixed = |language: &str, text: &str| {
        let found = found(text, language, "api/a", &[], &RuleSettings::default());
        let [finding] = &found[..] else { panic!("{found:?}") };
        edits::applied(text, &finding.fixes[0].edits).expect("edits that do not overlap")
    };
    let json = |text: &str| {
        format!(
            "{{\"openapi\": \"3.0.0\", \"paths\": {{\"/\": {{\"get\": {{\"responses\": {{\"403\": {{ \"description\": \"{text}\" }}}}}}}}}}}}"
        )
    };
    assert_eq!(fixed("json", &json("Unauthorized")), json("Forbidden"));
    let yaml =
        |value: &str| format!("openapi: 3.0.0\npaths:\n  /:\n    get:\n      responses:\n        '403': {value}\n");
    assert_eq!(fixed("yaml", &yaml("{ description: Unauthorized }")), yaml("{ description: Forbidden }"));
    assert_eq!(
        fixed("yaml", &yaml("\n          description: 'Unauthorized' # sign in")),
        yaml("\n          description: 'Forbidden' # sign in")
    );
}

#[test]
fn a_redirect_after_a_change_is_found_in_each_framework() {
    finds(
        "redirect-keeps-method",
        &[
            ("javascript", "a.js", "app.delete('/x', (req, res) => res.redirect(302, '/x'))"),
            (
                "php",
                "a.php",
                "class OrderController {\n  public function destroy($id) {\n    return redirect('/x', 302);\n  }\n}",
            ),
            ("ruby", "a.rb", "delete '/x' do\n  redirect '/x', 302\nend"),
            ("python", "a.py", "@app.delete('/x')\nasync def f():\n    return RedirectResponse('/x', status_code=302)"),
            ("go", "a.go", "r.DELETE(\"/x\", func(c *gin.Context) {\n\tc.Redirect(http.StatusFound, \"/\")\n})"),
        ],
    );
    is_silent(&[
        ("javascript", "a.js", "app.post('/x', (req, res) => res.redirect(302, '/x'))"),
        ("javascript", "a.js", "app.delete('/x', f); app.get('/x', (req, res) => res.redirect(302, '/x'))"),
        ("javascript", "a.js", "cache.delete('x'); res.redirect(302, '/x')"),
        (
            "php",
            "a.php",
            "class OrderController {\n  public function index() {\n    return redirect('/x', 302);\n  }\n}",
        ),
        ("ruby", "a.rb", "post '/x' do\n  redirect '/x', 302\nend"),
    ]);
}

#[test]
fn a_body_that_holds_nothing_is_allowed() {
    is_silent(&[
        ("rust", "src/a.rs", "Response::builder().status(StatusCode::NOT_MODIFIED).body(Full::new(Bytes::new()))"),
        ("rust", "src/a.rs", "Response::builder().status(StatusCode::NO_CONTENT).body(body)"),
        ("rust", "src/a.rs", "Response::builder().status(204).body(Body::default())"),
        ("swift", "Sources/a.swift", "return Response(status: .noContent, headers: headers, body: .init())"),
        ("julia", "src/a.jl", "return Response(304, EmptyBody(); headers = headers)"),
        (
            "python",
            "a.py",
            "from flask import Flask\nfrom connexion import NoContent\ndef f():\n    return NoContent, 204",
        ),
        ("python", "a.py", "from flask import Flask\ndef f():\n    return resp, 204"),
        ("java", "src/A.java", "return makeResponse(resp, () -> Response.noContent().build());"),
        ("php", "src/a.php", "return new JsonResponse($result ?? [], $result ? 200 : 204);"),
        ("perl", "lib/A.pm", "my %StatusCode = (\n    100 => 'Continue',\n    200 => 'OK',\n);"),
    ]);
    finds(
        "body-not-allowed",
        &[
            ("rust", "src/a.rs", "Response::builder().status(StatusCode::NO_CONTENT).body(Body::from(\"gone\"))"),
            ("rust", "src/a.rs", "(StatusCode::NO_CONTENT, Json(order))"),
            (
                "swift",
                "Sources/a.swift",
                "return Response(status: .noContent, headers: headers, body: .init(data: order))",
            ),
            (
                "python",
                "a.py",
                "from rest_framework.response import Response\nreturn Response({'detail': 'no'}, status=status.HTTP_204_NO_CONTENT)",
            ),
            ("php", "src/a.php", "return new JsonResponse($result, 204);"),
            (
                "java",
                "src/A.java",
                "import javax.ws.rs.core.Response;\nreturn Response.status(Response.Status.NO_CONTENT).entity(order).build();",
            ),
        ],
    );
}

#[test]
fn numbers_that_are_reckoned_or_counted_are_no_statuses() {
    is_silent(&[
        ("python", "a.py", "import http.client\nif now() - self.last_status > 300:\n    pass"),
        (
            "go",
            "a.go",
            "if (r.StatusCode < 600 && r.StatusCode >= 400) || (r.StatusCode < 300 && r.StatusCode > 200) {",
        ),
        (
            "erlang",
            "src/a.erl",
            "-module(cowboy_a).\nTests = [\n\t{123, [int], <<\"123\">>},\n\t{124, [int, nonempty], <<\"124\">>}\n].",
        ),
        (
            "cpp",
            "a.hh",
            "enum {\n  TOK_RESPONSE_PROTOCOL = 338,\n  TOK_RESPONSE_STATUS = 339,\n  TOK_SERVER_ADDR = 340,\n};",
        ),
        (
            "java",
            "src/A.java",
            "public static final int SC_NOT_FOUND = 404;\npublic static final int SC_METHOD_FAILURE = 420;",
        ),
    ]);
    finds(
        "range-edge",
        &[
            ("go", "a.go", "if resp.StatusCode > 200 && resp.StatusCode < 300 {"),
            ("python", "a.py", "if response.status_code > 400:\n    pass"),
        ],
    );
    finds("unregistered-code", &[("javascript", "src/a.js", "res.status(432).json(order)")]);
    finds("phrase-mismatch", &[("java", "src/A.java", "int SC_OK = 200;\nint SC_NOT_FOUND = 410;")]);
}

#[test]
fn a_version_before_its_release_has_what_the_release_has() {
    let pom = |version: &str| {
        format!(
            "<project><dependencies><dependency><groupId>jakarta.ws.rs</groupId>\
             <artifactId>jakarta.ws.rs-api</artifactId><version>{version}</version></dependency></dependencies></project>"
        )
    };
    let text =
        "import jakarta.ws.rs.core.Response;\nreturn Response.status(Response.Status.UNPROCESSABLE_CONTENT).build();";
    let of = |version: &str| rules("java", "src/A.java", text, &[("pom.xml", &pom(version))]);
    assert_eq!(of("5.0.0-SNAPSHOT"), [""; 0]);
    assert_eq!(of("5.0.0-M1"), [""; 0]);
    assert_eq!(of("4.0.0"), ["deprecated-name"]);
}

#[test]
fn sources_for_several_versions_may_name_what_is_deprecated() {
    let lock = "GEM\n  specs:\n    rack (3.2.1)\n    rails (8.1.0)\n      rack (>= 2.2.4)\n\nDEPENDENCIES\n  rails\n";
    let of = |text: &str| {
        rules("ruby", "app/controllers/a_controller.rb", text, &[("Gemfile", "gem 'rails'\n"), ("Gemfile.lock", lock)])
    };
    assert_eq!(of("render :new, status: :unprocessable_entity"), ["deprecated-name"]);
    assert_eq!(of("status = :unprocessable_content if status == :unprocessable_entity"), [""; 0]);
    // A comment asks for no version.
    assert_eq!(of("# the default of later versions\nrender :new, status: :unprocessable_entity"), ["deprecated-name"]);
    assert_eq!(
        of(
            "if Gem::Version.new(Rack::RELEASE) < Gem::Version.new('3.1')\n  render :new, status: :unprocessable_entity\nend"
        ),
        [""; 0]
    );
    let pekko = "libraryDependencies += \"org.apache.pekko\" %% \"pekko-http\" % \"1.0.0\"";
    let of = |text: &str| rules("scala", "src/main/scala/A.scala", text, &[("build.sbt", pekko)]);
    let import = "import org.apache.pekko.http.scaladsl.model.StatusCodes\nval status = StatusCodes.ContentTooLarge";
    assert_eq!(of(import), ["deprecated-name"]);
    assert_eq!(of(&format!("package org.apache.pekko.http.impl\n\n{import}")), [""; 0]);
}

//! The role of a status in the source, in many languages: one line each, the mention in `⟦⟧`.

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{MentionRole, Preamble, Reading, mention_at};

use MentionRole::{Asserts, Checks, Documents, Sends, Unknown};

fn role(language: &str, marked: &str) -> MentionRole {
    let (before, rest) = marked.split_once('⟦').expect("the start of the mention");
    let (token, after) = rest.split_once('⟧').expect("the end of the mention");
    let language = Language::by_id(language).expect("a known language");
    let text = [before, token, after].concat();
    let reading = Reading::new(Preamble::of(&text), text.clone(), 0, language);
    let offset = before.len() + token.len() / 2;
    mention_at(&reading.excerpt(), offset).unwrap_or_else(|| panic!("no mention in {text:?}")).role
}

const LINES: &[(&str, MentionRole, &str)] = &[
    ("javascript", Sends, "res.status(⟦401⟧).end();"),
    ("javascript", Sends, "res.writeHead(⟦302⟧, { Location: '/' });"),
    ("javascript", Sends, "ctx.throw(⟦404⟧, 'no such user');"),
    ("javascript", Sends, "return res.status(err.status || ⟦500⟧).json(err);"),
    ("javascript", Checks, "if (res.status === ⟦401⟧) {"),
    ("javascript", Checks, "const retry = [429, ⟦503⟧].includes(res.status);"),
    ("javascript", Checks, "switch (res.status) {\n  case ⟦429⟧:\n    retry();\n}"),
    ("javascript", Asserts, "expect(res.status).toBe(⟦401⟧);"),
    ("javascript", Asserts, "request(app).get('/').expect(⟦404⟧);"),
    ("javascript", Documents, "it('answers with ⟦404⟧ when there is no user', () => {"),
    ("javascript", Documents, "// The server responds with ⟦404⟧."),
    ("typescript", Sends, "return new Response(body, { status: ⟦201⟧ });"),
    ("typescript", Checks, "if (error.status >= ⟦500⟧) throw error;"),
    ("typescript", Documents, "const route = { responses: { ⟦404⟧: errorSchema } };"),
    ("python", Sends, "raise HTTPException(status_code=⟦404⟧, detail='lost')"),
    ("python", Sends, "return jsonify(error='lost'), ⟦404⟧"),
    ("python", Checks, "if response.status_code == ⟦404⟧:"),
    ("python", Checks, "@app.errorhandler(⟦404⟧)"),
    ("python", Asserts, "assert response.status_code == ⟦201⟧"),
    ("python", Asserts, "self.assertEqual(response.status_code, ⟦403⟧)"),
    ("go", Sends, "import \"net/http\"\nhttp.Error(w, \"lost\", http.⟦StatusNotFound⟧)"),
    ("go", Sends, "import \"net/http\"\nw.WriteHeader(http.⟦StatusNoContent⟧)"),
    ("go", Checks, "import \"net/http\"\nreturn resp.StatusCode == http.⟦StatusOK⟧, nil"),
    ("go", Asserts, "import \"net/http\"\nassert.Equal(t, http.⟦StatusOK⟧, rec.Code)"),
    ("ruby", Sends, "head ⟦:not_found⟧"),
    ("ruby", Sends, "render json: user, status: ⟦:created⟧"),
    ("ruby", Checks, "retry if response.code == ⟦503⟧"),
    ("ruby", Asserts, "expect(response).to have_http_status(⟦:not_found⟧)"),
    ("ruby", Asserts, "assert_response ⟦:ok⟧"),
    ("ruby", Documents, "it 'follows the redirect of a ⟦301⟧ response' do"),
    ("java", Sends, "throw new ResponseStatusException(HttpStatus.⟦NOT_FOUND⟧);"),
    ("java", Sends, "@ResponseStatus(HttpStatus.⟦CREATED⟧)"),
    ("java", Checks, "if (response.getStatusCode() == HttpStatus.⟦NOT_FOUND⟧) {"),
    ("java", Asserts, "mockMvc.perform(get(\"/\")).andExpect(status().⟦isOk⟧());"),
    ("java", Documents, "@ApiResponse(responseCode = \"⟦404⟧\", description = \"lost\")"),
    ("csharp", Sends, "return StatusCode(⟦503⟧);"),
    ("csharp", Checks, "if (response.StatusCode == HttpStatusCode.⟦NotFound⟧) return null;"),
    ("csharp", Asserts, "Assert.Equal(HttpStatusCode.⟦OK⟧, response.StatusCode);"),
    ("php", Sends, "http_response_code(⟦405⟧);"),
    ("php", Sends, "header('HTTP/1.1 ⟦404⟧ Not Found');"),
    ("php", Checks, "if ($response->getStatusCode() === ⟦404⟧) {"),
    ("rust", Sends, "use http::StatusCode;\nreturn Err(StatusCode::⟦NOT_FOUND⟧);"),
    ("rust", Checks, "if response.status() == ⟦404⟧ {"),
    ("rust", Asserts, "assert_eq!(resp.status(), ⟦401⟧);"),
    ("elixir", Sends, "conn |> put_status(⟦:not_found⟧) |> json(%{})"),
    ("elixir", Asserts, "assert json_response(conn, ⟦200⟧)"),
    ("kotlin", Sends, "call.respond(HttpStatusCode.⟦NotFound⟧)"),
    ("nginx", Sends, "return ⟦301⟧ https://$host$request_uri;"),
    ("nginx", Checks, "error_page ⟦404⟧ /404.html;"),
    ("nginx", Checks, "proxy_next_upstream error http_⟦502⟧;"),
    ("yaml", Documents, "responses:\n  '⟦404⟧':\n    description: no such user"),
    ("json", Documents, "{ \"responses\": { \"⟦404⟧\": { \"description\": \"no such user\" } } }"),
    ("markdown", Documents, "It returns `⟦404⟧ Not Found` for other users."),
    ("markdown", Checks, "```python\nif response.status_code == ⟦404⟧:\n    pass\n```"),
    ("log", Documents, "192.0.2.7 - - [04/Apr/2024:10:00:03 +0200] \"GET / HTTP/1.0\" ⟦301⟧ 300"),
    ("c", Unknown, "#define HTTP_NOT_FOUND ⟦404⟧"),
    // Tables from code to phrase, definitions, types and imports tell no side.
    ("ruby", Unknown, "TEXTS = {\n  404 => 'Not Found',\n  405 => '⟦Method Not Allowed⟧',\n}"),
    ("typescript", Unknown, "const texts = {\n  507: 'Insufficient Storage',\n  510: '⟦Not Extended⟧',\n};"),
    ("typescript", Unknown, "const texts = {\n  507: 'Insufficient Storage',\n  ⟦510⟧: 'Not Extended',\n};"),
    (
        "powershell",
        Unknown,
        "switch ($code) {\n  412 { return 'Precondition Failed' }\n  413 { return '⟦Payload Too Large⟧' }\n}",
    ),
    ("cpp", Unknown, "switch (code) {\n  case 415:\n    return \"⟦Unsupported Media Type⟧\";\n}"),
    ("c", Unknown, "static const struct status all[] = {\n  { ⟦424⟧, \"Failed Dependency\" },\n};"),
    ("clojure", Unknown, "(def service-unavailable ⟦503⟧)"),
    ("rust", Unknown, "const BAD_REQUEST: u16 = ⟦400⟧;"),
    ("typescript", Unknown, "export type GetFontsErrors = {\n  ⟦400⟧: ValidationErrorResponse;\n};"),
    ("typescript", Unknown, "interface Lost {\n  status: ⟦404⟧;\n}"),
    ("python", Unknown, "from starlette.status import (\n    ⟦HTTP_404_NOT_FOUND⟧,\n)"),
    ("clojure", Unknown, "(ns shelf\n  (:require [ring.util.http-response :refer [⟦not-found⟧ ok]]))"),
    // Steps of a scenario.
    ("feature", Asserts, "Scenario: no such user\n  When method GET\n  Then status ⟦404⟧"),
    ("feature", Asserts, "Scenario: no such user\n  * match response.status == ⟦401⟧"),
    ("feature", Documents, "Scenario: the server answers with ⟦404⟧ Not Found"),
    (
        "robotframework",
        Asserts,
        "*** Test Cases ***\nLost\n    GET On Session    api    /users/7    expected_status=⟦404⟧",
    ),
    ("hurl", Asserts, "GET http://localhost/users/7\nHTTP ⟦404⟧"),
    ("perl", Asserts, "=== TEST 1: forbidden\n--- request\nGET /t\n--- error_code: ⟦403⟧"),
    ("elixir", Asserts, "test \"lists\", %{conn: conn} do\n  conn |> get(\"/\") |> json_response(⟦200⟧)\nend"),
    (
        "cpp",
        Unknown,
        "std::map<int, std::string> lines = {\n  {HttpStatus::⟦NOT_FOUND⟧, \"HTTP/1.1 404 Not Found\"},\n};",
    ),
    // Handlers of a status.
    ("kotlin", Checks, "app.error(⟦404⟧) { ctx -> ctx.result(\"lost\") }"),
    ("java", Checks, "app.error(⟦404⟧, ctx -> ctx.result(\"lost\"));"),
    (
        "kotlin",
        Checks,
        "install(StatusPages) {\n  status(HttpStatusCode.⟦NotFound⟧) { call, status -> call.respondText(\"lost\") }\n}",
    ),
    ("ruby", Checks, "error ⟦404⟧ do\n  'lost'\nend"),
    (
        "php",
        Checks,
        "use Symfony\\Component\\HttpKernel\\Exception\\NotFoundHttpException;\nswitch ($status) {\n  case 404:\n    throw new ⟦NotFoundHttpException⟧();\n}",
    ),
    // Patterns and ranges.
    ("elixir", Checks, "case fetch(url) do\n  {:error, %{status: ⟦403⟧}} -> nil\nend"),
    ("rust", Checks, "match response {\n    Answer { status: ⟦404⟧, .. } => None,\n}"),
    (
        "csharp",
        Checks,
        "ShouldHandle = args => args.Outcome switch {\n  { Result.StatusCode: HttpStatusCode.⟦NotFound⟧ } => true,\n};",
    ),
    ("haskell", Checks, "handle err = case err of\n  FailureResponse _ (Response {statusCode = ⟦404⟧}) -> Nothing"),
    ("swift", Checks, "return Array(⟦200⟧..<300)"),
    ("kotlin", Checks, "when (response.code) {\n  in ⟦200⟧..299 -> body()\n}"),
    // What settings and clients react to.
    ("go", Checks, "retry := dynamic.Retry{Attempts: 3, Status: []string{\"⟦503⟧\"}}"),
    ("javascript", Checks, "const retryableStatuses = new Set([⟦408⟧, 425, 429, 502, 503, 504]);"),
    ("svelte", Checks, "<script>\n  const retryableStatuses = new Set([⟦408⟧, 425, 429, 502, 503, 504]);\n</script>"),
    ("python", Checks, "retry = Retry(total=3, status_forcelist=[429, ⟦503⟧])"),
    ("yaml", Checks, "modules:\n  http_2xx:\n    http:\n      valid_status_codes: [⟦200⟧, 401]"),
    ("terraform", Checks, "health_check {\n  matcher = \"⟦200⟧\"\n}"),
    // What answers instead of a server.
    ("go", Sends, "import \"testing\"\nbackend := startTestServer(\"9041\", http.⟦StatusOK⟧, \"\")"),
    (
        "go",
        Sends,
        "import \"testing\"\nhttpmock.RegisterResponder(\"GET\", url, httpmock.NewStringResponder(http.⟦StatusNotFound⟧, \"lost\"))",
    ),
    ("java", Sends, "import org.junit.Test;\nstubFor(get(\"/\").willReturn(aResponse().withStatus(⟦503⟧)));"),
    ("javascript", Sends, "describe('api', () => {\n  nock(url).get('/users').reply(⟦500⟧, { error: 'lost' });\n});"),
    ("javascript", Sends, "describe('api', () => {\n  cy.intercept('GET', '/users', { statusCode: ⟦500⟧ });\n});"),
    ("python", Sends, "import pytest\nresponses.add(responses.GET, url, status=⟦404⟧)"),
    ("python", Sends, "import pytest\nmock_response.status_code = ⟦404⟧"),
    ("ruby", Sends, "require 'spec_helper'\nstub_request(:get, url).to_return(status: ⟦401⟧)"),
    ("kotlin", Sends, "import org.junit.Test\nserver.enqueue(MockResponse().setResponseCode(⟦500⟧))"),
    ("rust", Sends, "#[cfg(test)]\nlet mock = server.mock(\"GET\", \"/\").with_status(⟦201⟧).create();"),
    ("go", Sends, "import \"testing\"\nio.WriteString(conn, \"HTTP/1.1 200 ⟦OK⟧\\r\\n\\r\\n\")"),
    // What a test expects to be called.
    ("java", Asserts, "import org.junit.Test;\nverify(response).setStatus(⟦404⟧);"),
    (
        "groovy",
        Asserts,
        "class LimitSpec extends Specification {\n  def lost() {\n    expect:\n    1 * response.setStatus(⟦429⟧)\n  }\n}",
    ),
    ("javascript", Asserts, "describe('lost', () => {\n  expect(res.status).toHaveBeenCalledWith(⟦404⟧);\n});"),
    ("go", Asserts, "import \"testing\"\ntestRequest(t, server.URL+\"/lost\", \"⟦404⟧ Not Found\")"),
    ("javascript", Asserts, "expect(error.message).toBe('Request failed with status code ⟦404⟧');"),
    ("java", Asserts, "mvc.perform(get(\"/\")).andExpect(status().reason(\"The shelf answered with status ⟦404⟧\"));"),
    (
        "kotlin",
        Asserts,
        "import org.junit.Test\nassertThat(\n  app(request), equalTo(Response(HttpStatus.⟦NOT_FOUND⟧)))",
    ),
    (
        "elixir",
        Checks,
        "found =
  fetch(url) ==
    {:error, \"HTTP status ⟦404⟧\"}",
    ),
    // Messages, titles and descriptions.
    ("go", Documents, "import \"testing\"\nt.Fatalf(\"expected status ⟦200⟧, got %d\", resp.StatusCode)"),
    ("perl", Documents, "use Test::More;\nis( $res->code, 404, 'status is ⟦404⟧' );"),
    ("javascript", Documents, "assert.equal(res.statusCode, 200, 'status should be ⟦200⟧');"),
    ("python", Documents, "import pytest\nassert response.status_code == 200, \"expected status ⟦200⟧\""),
    ("python", Documents, "logger.warning(\"upstream answered with HTTP ⟦502⟧\")"),
    ("typescript", Documents, "@ApiResponse({ status: ⟦404⟧, description: 'no such user' })"),
    ("csharp", Documents, "[ProducesResponseType(StatusCodes.⟦Status404NotFound⟧)]"),
    ("csharp", Documents, "s.Responses[⟦404⟧] = \"no such user\";"),
    ("python", Documents, "@app.get('/', responses={⟦404⟧: {'model': Message}})"),
    ("rust", Documents, "#[utoipa::path(responses(\n    (status = ⟦404⟧, description = \"no such user\"),\n))]"),
    ("php", Documents, "#[OA\\Response(response: ⟦404⟧, description: 'no such user')]"),
    ("elixir", Documents, "operation :show,\n  responses: %{\n    ⟦404⟧ => LostResponse.response()\n  }"),
    ("html", Documents, "<p>The status is ⟦401⟧ (unauthorized).</p>"),
    ("clojure", Documents, "(ns shelf\n  \"If you still have 401/⟦403⟧ errors,\n   look at the message.\")"),
    ("json", Documents, "{ \"matcher\": { \"options\": \"Success Rate (HTTP ⟦500⟧)\" } }"),
    ("json", Checks, "{ \"expr\": \"sum(rate(http_requests{code=\\\"⟦500⟧\\\"}[5m]))\" }"),
    // What a server is built from.
    ("csharp", Sends, "return result.Status switch {\n  ResultStatus.Ok => TypedResults.⟦Created⟧(url, value),\n};"),
    ("csharp", Sends, "HttpStatusCode code = error switch {\n  null => HttpStatusCode.⟦OK⟧,\n};"),
    ("csharp", Sends, "HttpStatusCode code = threshold switch\n{\n  < 5 => null,\n  _ => HttpStatusCode.⟦OK⟧\n};"),
    ("php", Sends, "$response = $this->createResponse(⟦200⟧)->withBody($body);"),
    (
        "elixir",
        Sends,
        "Bypass.expect_once(bypass, \"GET\", \"/shelf\", fn conn ->\n  Plug.Conn.resp(conn, ⟦403⟧, \"no\")\nend)",
    ),
    ("python", Sends, "@app.post('/users', status_code=⟦201⟧)"),
    ("python", Sends, "class LostError(APIException):\n    status_code = ⟦404⟧"),
    ("typescript", Sends, "@HttpCode(⟦204⟧)"),
    ("rust", Sends, "use axum::http::StatusCode;\nmatch error {\n    Error::NotFound => StatusCode::⟦NOT_FOUND⟧,\n}"),
    ("go", Sends, "import \"net/http\"\nwriteError(w, http.⟦StatusBadRequest⟧, err)"),
    ("jinja", Sends, "server {\n  return ⟦308⟧ https://{{ host }}$request_uri;\n}"),
    ("nginx", Sends, "try_files $uri =⟦404⟧;"),
    ("nginx", Sends, "limit_req_status ⟦429⟧;"),
    ("apacheconf", Sends, "RewriteRule ^ - [R=⟦404⟧,L]"),
    ("haproxy", Sends, "http-request deny deny_status ⟦403⟧ if bad"),
    ("haproxy", Checks, "http-check expect status ⟦200⟧"),
    ("terraform", Sends, "fixed_response {\n  status_code = \"⟦404⟧\"\n}"),
    ("yaml", Sends, "fault:\n  abort:\n    httpStatus: ⟦503⟧"),
    ("json", Sends, "{ \"request\": { \"url\": \"/users\" }, \"response\": { \"status\": ⟦404⟧ } }"),
];

#[test]
fn the_role_of_a_line_is_that_of_its_nearest_construct() {
    let wrong = LINES.iter().filter_map(|(language, wanted, line)| {
        let found = role(language, line);
        (found != *wanted).then(|| format!("{language}: {found:?} instead of {wanted:?}: {line}"))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

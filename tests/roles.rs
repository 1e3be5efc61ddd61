//! What the source does with a status, in many languages: one line each, the mention in `⟦⟧`.

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

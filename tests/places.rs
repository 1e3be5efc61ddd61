//! Places for a status: `⟦⟧` stands around each one, whatever stands there. A place without a mention has `?` behind it.

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Place, PlaceKind, mentions_within, places_within};

#[expect(dead_code, reason = "the marks are of use to other tests")]
#[path = "cases/reading.rs"]
mod reading;

fn places(language: &str, text: &str) -> Vec<Place> {
    let language = Language::by_id(language).expect("a known language");
    places_within(text, language, 0..text.len(), &|| true).expect("nothing stops it")
}

/// The text with its places marked.
fn marked(text: &str, places: &[Place]) -> String {
    let mut out = String::new();
    let mut end = 0;
    for place in places {
        assert_eq!(text[place.range.clone()], place.text);
        out.push_str(&text[end..place.range.start]);
        out.push_str(&format!("⟦{}⟧{}", place.text, if place.mention.is_none() { "?" } else { "" }));
        end = place.range.end;
    }
    out + &text[end..]
}

#[track_caller]
fn check(language: &str, fixture: &str) {
    let text = fixture.replace("⟧?", "").replace(['⟦', '⟧'], "");
    assert_eq!(marked(&text, &places(language, &text)), fixture, "{language}");
}

#[test]
fn variables_and_constants_are_places() {
    check(
        "javascript",
        "app.get('/', (req, res) => {\n  res.status(⟦foo⟧?).send();\n  res.status(⟦404⟧).send(body);\n});\n",
    );
    check("javascript", "const answer = { statusCode: ⟦expected⟧?, body: text };\n");
    check("typescript", "if (response.status === ⟦OTHER⟧?) {\n  retry(response);\n}\n");
    check("python", "return JsonResponse(body, status_code=⟦HTTP_204_OK⟧?)\n");
    check("python", "def test(self):\n    self.assertEqual(response.status_code, ⟦expected⟧?)\n");
    check("go", "func h(w http.ResponseWriter) {\n\tw.WriteHeader(⟦code⟧?)\n}\n");
    check("go", "if resp.StatusCode != ⟦wanted⟧? {\n\treturn err\n}\n");
    check("java", "if (response.getStatus() == ⟦EXPECTED⟧?) {\n  done();\n}\n");
    check("ruby", "def show\n  head ⟦:no_conent⟧?\nend\n");
    check("ruby", "render json: user, status: ⟦:creatd⟧?\n");
    check("php", "return response()->json($data)->setStatusCode(⟦$code⟧?);\n");
    check("elixir", "conn |> put_status(⟦:not_fuond⟧?) |> json(%{})\n");
    check("rust", "if response.status() == ⟦EXPECTED⟧? {\n    return;\n}\n");
    check("csharp", "Response.StatusCode = ⟦code⟧?;\n");
    check("kotlin", "call.response.status = ⟦fallback⟧?\n");
    check("swift", "if response.statusCode == ⟦expected⟧? {\n    finish()\n}\n");
    check("c", "response.status = r->⟦wanted⟧?;\n");
}

#[test]
fn numbers_that_are_no_code_are_places() {
    check("nginx", "location /x {\n  return ⟦799⟧?;\n}\nlocation /y {\n  return ⟦404⟧;\n}\n");
    check("javascript", "res.status(⟦799⟧?).send('no');\n");
    check("javascript", "res.sendStatus(⟦40⟧?);\n");
    check("python", "raise HTTPException(status_code=⟦4040⟧?)\n");
    check("go", "w.WriteHeader(⟦299⟧)\n");
    check("java", "assertEquals(⟦209⟧, response.getStatusCode());\n");
    check("yaml", "responses:\n  '⟦200⟧':\n    description: ⟦OK⟧\n  '⟦739⟧?':\n    description: Unknown\n");
    check("json", "{ \"statusCode\": ⟦799⟧?, \"body\": \"\" }\n");
}

#[test]
fn texts_are_places_where_only_a_status_is_wanted() {
    check("javascript", "return { statusCode: '⟦not found⟧?', body: '' };\n");
    check("python", "response.status_code = \"⟦teapot⟧?\"\n");
    check("json", "{ \"statusCode\": \"⟦ok-ish⟧?\" }\n");
}

#[test]
fn other_values_are_no_places() {
    check("css", ".a { width: 200px; z-index: 404; }\n");
    check("javascript", "setTimeout(retry, 799);\nconst timeout = delay;\nserver.listen(port);\nlet width = 640;\n");
    check("javascript", "chart.resize(200, 799);\nconst port = process.env.PORT || 300;\n");
    check("typescript", "interface Answer {\n  status: number;\n  statusCode: StatusCode;\n}\n");
    check("typescript", "function status(code: number): Response {\n  return build(code);\n}\n");
    check("python", "def set_status(self, code):\n    self.timeout = 408\n    self.port = port\n");
    check("python", "if response.status_code is None:\n    pass\n");
    check("go", "timeout := 300\nserver := &http.Server{Addr: addr, ReadTimeout: wait}\n");
    check("java", "void setStatus(int code) {\n  count = total;\n}\nList<Integer> list = new ArrayList<>(500);\n");
    check("kotlin", "fun status(code: Int): Answer\nval size = width\n");
    check("rust", "pub struct Answer {\n    status: u16,\n    width: usize,\n}\nlet limit = 799;\n");
    check("ruby", "def status(code)\n  sleep 300\n  retries = count\nend\n");
    check("c", "int buffer[512];\nint port = htons(443);\nsize = length;\n");
    check("nginx", "worker_connections 799;\nproxy_read_timeout 300;\nlisten 443 ssl;\n");
    check("yaml", "ports:\n  - 443\ntimeout: 300\nstatus: active\nreplicas: count\n");
    check("json", "{ \"status\": \"active\", \"width\": 640, \"port\": 443 }\n");
    check("sql", "SELECT * FROM users WHERE age > 200 LIMIT 799;\n");
    check("markdown", "The status is unknown. See page 799, or the status of others.\n");
    check("html", "<p>The status of 799 items is unknown.</p>\n");
    check("shellscript", "sleep 300\nstatus=$?\nif [ $status -ne 0 ]; then exit 1; fi\n");
}

#[test]
fn a_place_says_how_it_is_written() {
    let kinds =
        |language: &str, text: &str| places(language, text).into_iter().map(|place| place.kind).collect::<Vec<_>>();
    assert_eq!(
        kinds("ruby", "head :no_content\nhead :other\nhead 404\n"),
        [PlaceKind::Symbol, PlaceKind::Symbol, PlaceKind::Number]
    );
    assert_eq!(kinds("http", "HTTP/1.1 404 Not Found\n"), [PlaceKind::Number, PlaceKind::Text]);
    assert_eq!(kinds("go", "w.WriteHeader(http.StatusOK)\nw.WriteHeader(other)\n"), [PlaceKind::Name, PlaceKind::Name]);
    assert_eq!(kinds("markdown", "A 4xx status code.\n"), [PlaceKind::Class]);
}

/// The places with a mention are the mentions of the document, and a range has the same places as the document there.
#[test]
fn mentions_are_places_and_ranges_have_the_places_of_the_whole() {
    for case in reading::case_files() {
        let (text, language) = (case.text.as_str(), case.language);
        let all = places_within(text, language, 0..text.len(), &|| true).expect("nothing stops it");
        assert!(all.is_sorted_by(|a, b| a.range.end <= b.range.start), "{}", case.name);
        let mentions: Vec<_> = all.iter().filter_map(|place| place.mention.clone()).collect();
        let expected = mentions_within(text, language, 0..text.len(), &|| true);
        assert_eq!(Some(mentions), expected, "{}", case.name);
        for start in (0..text.len()).step_by(397) {
            let range = start..start + 250;
            let expected: Vec<_> = all.iter().filter(|place| range.contains(&place.range.start)).cloned().collect();
            let found = places_within(text, language, range.clone(), &|| true);
            assert_eq!(found, Some(expected), "{} {range:?}", case.name);
        }
    }
}

#[test]
fn places_in_code_blocks_are_those_of_their_language() {
    check("markdown", "Text with status code.\n\n```js\nres.status(⟦code⟧?);\n```\n\nAnd status code again.\n");
}

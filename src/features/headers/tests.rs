use expect_test::{Expect, expect};

use super::header_at;
use crate::catalog::Language;
use crate::detect::{Preamble, Reading};

/// The header that each `$0` of the fixture stands on, in order; `-` for none.
#[track_caller]
fn check(language: &str, fixture: &str, expected: Expect) {
    let language = Language::by_id(language).expect("a known language");
    let text = fixture.replace("$0", "");
    let reading = Reading::new(Preamble::of(&text), text, 0, language);
    let places = fixture.match_indices("$0").enumerate();
    let found: Vec<&str> = places
        .map(|(count, (at, _))| {
            let Some((range, header)) = header_at(&reading.excerpt(), at - 2 * count) else { return "-" };
            assert!(reading.excerpt().text[range].eq_ignore_ascii_case(header.name), "{}", header.name);
            header.name
        })
        .collect();
    expected.assert_eq(&found.join(" "));
}

#[test]
fn lines_of_messages_in_files_of_requests() {
    check(
        "http",
        "@host$0 = https://example.com\n\n### Orders\nGET /orders HTTP/1.1\nHost$0: {{host}}\nIf-None-M$0atch: \"a\"\n\nDate$0: in the body\n\n###\nHTTP/1.1 429 Too Many Requests\nretry-after$0: 30\n# Link$0: off\n",
        expect!["- Host If-None-Match - Retry-After -"],
    );
    check(
        "hurl",
        "GET https://example.com/\nAccept$0: text/html\n[Options]\nlocation$0: true\nHTTP 302\nLocation$0: /new\n[Captures]\nlink$0: header \"Link$0\"\n[Asserts]\nheader \"ETag$0\" exists\nbody contains \"Age$0\"\n",
        expect!["Accept - Location - Link ETag -"],
    );
    check(
        "markdown",
        "Date$0: today\n\n```http\nLink$0: </a>; rel=\"next\"\n```\n\n```\nHTTP/1.1 200 OK\nAge$0: 3\n\nDate$0: 3\n```\n",
        expect!["- Link Age -"],
    );
}

#[test]
fn captures_and_options_of_commands() {
    check(
        "log",
        "> GET / HTTP/1.1\n> Host$0: example.com\n< HTTP/1.1 429 Too Many Requests\n< Retry-After$0: 30\nDate$0: 3\nHTTP/1.1 200 OK\nVary$0: Accept$0\nAllow$0: GET\n\nServer$0: down\n",
        expect!["Host Retry-After - Vary - Allow -"],
    );
    check(
        "markdown",
        "> Warning$0: this is a quotation.\n\n> GET / HTTP/1.1\n> Host$0: example.com\n",
        expect!["- Host"],
    );
    check(
        "shellscript",
        "curl -H 'Accept$0: text/html' -H \"X-Request-ID$0: $id\" --header 'Range$0: bytes=0-9' \"$url\"\nhost$0=example.com\necho 'Date$0: '\n",
        expect!["Accept X-Request-ID Range - -"],
    );
    check("python", "run(['curl', '-H', 'Origin$0: https://a.example', url])\n", expect!["Origin"]);
}

#[test]
fn calls_indexes_and_keys_in_scripts() {
    check(
        "javascript",
        "res.set('Retry-After$0', 30).set('Vary', 'Origin$0');\nconst host$0 = req.get('host$0');\nres.setHeader(\"Allow$0\", 'GET');\nconst at = response.headers.get('date$0');\nreq.headers['if-match$0'];\nreq.headers.authorization$0;\nfetch(url, { headers: { 'Content-Type$0': 'text/html', Accept$0: 'Date$0' } });\nres.writeHead(302, { Location$0: '/new' });\nnew Headers([['ETag$0', tag]]);\n",
        expect!["Retry-After - - Host Allow Date If-Match Authorization Content-Type Accept - Location ETag"],
    );
    check(
        "javascript",
        "// res.set('Retry-After$0', 30)\nlocation$0.reload();\nconst { date$0, link$0 } = row;\nmap.set('date$0', 3);\nform.get('range$0');\nexport const expires$0 = { date$0: 3 };\nconst columns = [{ header: 'Date$0', accessor: 'date$0' }];\nif (headers) { state = { server$0: 3 } }\nconst names = ['Accept$0', 'Host$0'];\nt('Warning$0');\n",
        expect!["- - - - - - - - - - - - - -"],
    );
    check(
        "typescript",
        "const headers: Record<string, string> = {\n  'X-API-Key$0': key,\n  Cookie$0: jar,\n};\nexpect(call.headers?.[\"etag$0\"]).toBe('a');\nconst item = { headers: [{ key: 'X-Frame-Options$0', value: 'Origin$0' }] };\n",
        expect!["X-API-Key Cookie ETag X-Frame-Options -"],
    );
    check(
        "python",
        "response[\"Location$0\"] = url\nresp.headers.get(b\"Date$0\")\nrequest.headers[\"X-Request-ID$0\"]\nheaders = {\n    \"Content-Location$0\": url,\n}\nrequests.get(url, headers={'Range$0': 'bytes=0-9'})\nform.cleaned_data.get('date$0')\nserver$0 = Server$0('host$0')\nsend([(\"content-type$0\", 'text/html')])\nheaders = [(\"content-type$0\", \"text/html\")]\n",
        expect!["Location Date X-Request-ID Content-Location Range - - - - Content-Type Content-Type"],
    );
    check(
        "ruby",
        "response.headers['Location$0'] = url\nheaders 'Content-Type$0' => 'text/html'\nheader 'Vary$0', 'Accept$0'\nHEADERS = %w[Accept$0 Host$0]\nget '/', headers: { 'Accept$0' => 'a' }\n",
        expect!["Location Content-Type Vary - - - Accept"],
    );
    check(
        "php",
        "header('Location$0: /new');\n$response->headers->set('ETag$0', $tag);\n$response->withHeader('Allow$0', 'GET');\ncurl_setopt($c, CURLOPT_HTTPHEADER, ['Accept$0: text/html']);\n$table->setHeaders(array('Id', 'Date$0'));\n$row['date$0'];\n",
        expect!["Location ETag Allow Accept - -"],
    );
}

#[test]
fn calls_in_compiled_languages() {
    check(
        "go",
        "w.Header().Set(\"Allow$0\", \"GET\")\nreq.Header.Get(\"Origin$0\")\nhdr := map[string]string{\"Range$0\": \"a\"}\ntype T struct { Host$0 string }\nx := T{Server$0: srv}\nlog.Print(\"Date$0\")\n",
        expect!["Allow Origin Range - - -"],
    );
    check(
        "rust",
        "headers.insert(\"range$0\", value);\nlet headers = [(\"content-type$0\", \"a\")];\nlet host$0 = parts.get(\"host$0\");\nresp.headers_mut().remove(header::ALLOW$0);\n",
        expect!["Range Content-Type - - -"],
    );
    check(
        "java",
        "@RequestHeader(\"If-Match$0\") String match\n@RequestHeader(name = \"Accept$0\") String type\nresponse.setHeader(\"Link$0\", \"Date$0\");\nrequest.getHeader(\"Host$0\");\nhttp.headers().firstValue(\"Age$0\");\nandExpect(header().string(\"Location$0\", \"/\"));\nSystem.getProperty(\"host$0\");\nbuilder.header(\"Accept$0\", \"a\");\n",
        expect!["If-Match Accept Link - Host Age Location - Accept"],
    );
    check(
        "csharp",
        "Response.Headers[\"ETag$0\"] = tag;\nrequest.Headers.TryAddWithoutValidation(\"Expect$0\", \"a\");\n[FromHeader(Name = \"If-Match$0\")] string tag\nKnownHeaders.Accept$0;\n",
        expect!["ETag Expect If-Match -"],
    );
    check(
        "objective-c",
        "[request addValue:@\"image/*\" forHTTPHeaderField:@\"Accept$0\"];\n[response valueForHTTPHeaderField:@\"ETag$0\"];\n[set addObject:@\"Date$0\"];\n",
        expect!["Accept ETag -"],
    );
    check(
        "swift",
        "request.setValue(type, forHTTPHeaderField: \"Accept$0\")\nresponse.value(forHTTPHeaderField: \"ETag$0\")\n",
        expect!["Accept ETag"],
    );
    check(
        "c",
        "list = curl_slist_append(headers, \"Accept$0: a\");\nmg_http_get_header(hm, \"Range$0\");\nheaders = curl_slist_append(headers, \"Expect$0:\");\nputs(\"Warning$0: a\");\n",
        expect!["Accept Range Expect -"],
    );
    check(
        "kotlin",
        "headers {\n    append(\"Accept$0\", \"a\")\n}\nresponse.header(\"location$0\") ?: \"Date$0\"\nmapOf(\"date$0\" to 3)\n",
        expect!["Accept Location - -"],
    );
    check(
        "erlang",
        "get_header_value(<<\"upgrade$0\">>, Headers),\nHeaders = [{<<\"Host$0\">>, H}],\n#{host$0 => H}\n",
        expect!["Upgrade Host -"],
    );
    check(
        "elixir",
        "put_resp_header(conn, \"link$0\", url)\nget_resp_header(conn, \"location$0\")\nheaders = [{\"accept$0\", \"a\"}]\n%{date$0: d}\n",
        expect!["Link Location Accept -"],
    );
    check(
        "ocaml",
        "Request.header \"user-agent$0\" req\nHeaders.add_unless_exists headers \"Connection$0\" \"Keep-Alive$0\"\n",
        expect!["User-Agent Connection -"],
    );
    check(
        "clojure",
        "{:status 201 :headers {\"Location$0\" url \"Vary$0\" \"Accept\"}}\n(get-in res [:headers \"ETag$0\"])\n(defn f [location$0])\n",
        expect!["Location Vary ETag -"],
    );
}

#[test]
fn directives_and_data() {
    check(
        "nginx",
        "add_header X-Frame-Options$0 DENY;\nproxy_set_header Host$0 $host$0;\nproxy_hide_header Server$0;\nlocation$0 / {\n  server$0 a;\n  expires$0 3d;\n}\nmore_set_headers \"Server$0: a\";\n",
        expect!["X-Frame-Options Host - Server - - - Server"],
    );
    check(
        "apacheconf",
        "Header append Vary$0 Accept$0\nHeader always set X-Frame-Options$0 DENY\nRequestHeader unset Cookie$0\n<Location$0 /a>\n</Location$0>\nAllow$0 from$0 all\n",
        expect!["Vary - X-Frame-Options Cookie - - - -"],
    );
    check(
        "haproxy",
        "http-response set-header Server$0 a\nacl a hdr(host$0) -i b\nhttp-request del-header Cookie$0\nserver$0 a 10.0.0.1\n",
        expect!["Server Host Cookie -"],
    );
    check("caddyfile", "header {\n\tServer$0 a\n\t-Via$0\n}\nheader_up Host$0 {host}\n", expect!["Server Via Host"]);
    check(
        "vcl",
        "if (req.http.Upgrade$0 ~ \"a\") { set resp.http.Age$0 = \"3\"; }\nsub host$0 { }\n",
        expect!["Upgrade Age -"],
    );
    check(
        "yaml",
        "headers:\n  authorization$0: a\n  Accept$0: b\nserver$0:\n  host$0: c\n  headers:\n  - name: Cookie$0\n    value: Origin$0\nresponses:\n  '201':\n    headers:\n      Location$0:\n        schema: {}\ndate$0: 3\n",
        expect!["Authorization Accept - - Cookie - Location -"],
    );
    check(
        "json",
        "{ \"headers\": { \"Location$0\": \"/\" }, \"date$0\": 3, \"header\": [{ \"key\": \"Accept$0\", \"value\": \"Date$0\" }] }",
        expect!["Location - Accept -"],
    );
    check("toml", "[advanced.headers]\nVary$0 = \"a\"\n[server]\nhost$0 = \"b\"\n", expect!["Vary -"]);
    check(
        "xml",
        "<customHeaders>\n  <clear />\n  <add name=\"X-Powered-By$0\" value=\"a\" />\n</customHeaders>\n<header name=\"Accept$0\" />\n<add name=\"Server$0\" />\n<connection$0>a</connection$0>\n",
        expect!["X-Powered-By Accept - - -"],
    );
    check(
        "plaintext",
        "proxy_hide_header Last-Modified$0;\nA header Location$0 is sent.\n",
        expect!["Last-Modified -"],
    );
}

#[test]
fn further_forms() {
    check(
        "perl",
        "$res->header('Location$0' => $url);\n$headers->{'ETag$0'};\n$row->{date$0};\nreturn [200, ['Content-Type$0' => 'a'], []];\n",
        expect!["Location ETag - Content-Type"],
    );
    check(
        "lua",
        "local t = { headers = { [\"Content-Type$0\"] = \"a\", [\"Host$0\"] = b } }\nngx.header[\"Via$0\"] = 1\nreq.headers:get(\"date$0\")\nt[\"date$0\"] = 3\n",
        expect!["Content-Type Host Via Date -"],
    );
    check(
        "powershell",
        "$headers = @{ 'Accept$0' = 'a'; Host$0 = 'b' }\nInvoke-WebRequest -Headers @{ Accept$0 = 'a' }\n$r.Headers['Link$0']\n.LINK$0\n$a.Date$0\n",
        expect!["Accept Host Accept Link - -"],
    );
    check(
        "r",
        "add_headers(Accept$0 = \"a\", `Content-Type$0` = \"b\")\nexpires$0 <- 3\nlist(date$0 = 3)\n",
        expect!["Accept Content-Type - -"],
    );
    check(
        "rust",
        "HeaderName::from_static(\"link$0\");\nHeaderValue::from_static(\"Origin$0\");\nreq.headers().get(\"te$0\");\n",
        expect!["Link - TE"],
    );
    check(
        "javascript",
        "request(app).get('/').expect('Location$0', '/new').expect('Date$0');\nexpect('date$0', 3);\nres.vary('Origin$0');\nconst a = { 'content-type$0': b, 'date$0': c };\n",
        expect!["Location - - Origin Content-Type -"],
    );
    check("ruby", "[200, { 'Location$0' => '/' }, []]\n[name, { 'date$0' => 3 }]\n", expect!["Location -"]);
    check("python", "if 'Host$0' in request.headers:\nif 'date$0' not in row:\nAge$0 = 3\n", expect!["Host - -"]);
    check(
        "yaml",
        "parameters:\n  - name: Prefer$0\n    in: header\n  - name: date$0\n    in: query\n",
        expect!["Prefer -"],
    );
    check(
        "java",
        "connection.setRequestProperty(\"Accept$0\", \"a\");\n@GetMapping(\"date$0\")\n",
        expect!["Accept -"],
    );
    check(
        "cpp",
        "Headers headers = { { \"Range$0\", \"a\" }, { \"Host$0\", b } };\nreq.get_header_value(\"Host$0\");\nstd::map<std::string, int> m = { { \"date$0\", 3 } };\n",
        expect!["Range Host Host -"],
    );
}

#[test]
fn names_with_a_hyphen_and_lists_of_names() {
    check(
        "perl",
        "$h->remove('Transfer-Encoding$0');\n$h->remove('date$0');\n$req->header(\"Host$0\" => \"a\", \"Via$0\" => \"Date$0\");\n",
        expect!["Transfer-Encoding - Host Via -"],
    );
    check(
        "ocaml",
        "Response.of_status ~headers\n  ( \"WWW-Authenticate$0\", value )\nlet x = ( \"date$0\", value )\n",
        expect!["WWW-Authenticate -"],
    );
    check(
        "erlang",
        "proplists:get_value(<<\"Age$0\">>, Headers),\nproplists:get_value(<<\"age$0\">>, Row),\n",
        expect!["Age -"],
    );
    check("elixir", "List.keyfind(headers, \"location$0\", 0)\nMap.get(row, \"location$0\")\n", expect!["Location -"]);
    check(
        "go",
        "var known = map[string]struct{}{\n\t\"If-Range$0\": struct{}{},\n}\nh := map[string]string{\n\t\"If-Range$0\": tag,\n}\n",
        expect!["- If-Range"],
    );
    check(
        "typescript",
        "interface ResponseHeaders {\n  \"Content-Type$0\": string;\n  Date$0: string;\n}\n",
        expect!["- -"],
    );
    check(
        "plaintext",
        "add_http_header('Location$0', $url);\n$r->headers['Age$0'];\nthe word 'Date$0'\nf('Host$0')\n\nPOST https://example.com\nAccept$0: a\n",
        expect!["Location Age - - Accept"],
    );
    check("markdown", "Call `res.setHeader('Link$0', a)` after the 'Date$0'.\n", expect!["Link -"]);
}

/// A word is whole where no letter of any language goes on.
#[test]
fn words_are_bounded_by_letters_of_all_languages() {
    check(
        "javascript",
        "res.set('hôte$0', 3); res.set('akIM$0', 3); res.set('akış-IM$0', 3); res.set('ıIM$0', 3); res.set('X-TE$0', 3);",
        expect!["- - - - -"],
    );
    check("http", "GET /\nıTE$0: a\nTEı$0: a\nTE_a$0: a\nTE$0: a\n", expect!["- - - TE"]);
}

use expect_test::{Expect, expect};

use super::header_at;
use crate::catalog::Language;
use crate::detect::{Preamble, Reading};

/// What each `$0` of the fixture stands on.
#[track_caller]
fn check(language: &str, fixture: &str, expected: Expect) {
    let language = Language::by_id(language).expect("a known language");
    let text = fixture.replace("$0", "");
    let reading = Reading::new(Preamble::of(&text), text, 0, language);
    let mut found = String::new();
    for (count, (at, _)) in fixture.match_indices("$0").enumerate() {
        let header = header_at(&reading.excerpt(), at - 2 * count);
        let line = fixture[..at].lines().count().max(1);
        let name = header.as_ref().map_or("-", |(_, header)| header.name);
        let covered = header.as_ref().map_or("", |(range, _)| &reading.excerpt().text[range.clone()]);
        assert!(covered.eq_ignore_ascii_case(name) || name == "-", "{covered}");
        found.push_str(&format!("{line}: {name}\n"));
    }
    expected.assert_eq(&found);
}

#[test]
fn lines_of_messages_in_files_of_requests() {
    check(
        "http",
        "@host$0 = https://example.com\n\n### Orders\nGET /orders HTTP/1.1\nHost$0: {{host}}\nIf-None-M$0atch: \"a\"\n\nDate$0: in the body\n\n###\nHTTP/1.1 429 Too Many Requests\nretry-after$0: 30\n# Link$0: off\n",
        expect![[r#"
            1: -
            5: Host
            6: If-None-Match
            8: -
            12: Retry-After
            13: -
        "#]],
    );
    check(
        "hurl",
        "GET https://example.com/\nAccept$0: text/html\n[Options]\nlocation$0: true\nHTTP 302\nLocation$0: /new\n[Captures]\nlink$0: header \"Link$0\"\n[Asserts]\nheader \"ETag$0\" exists\nbody contains \"Age$0\"\n",
        expect![[r#"
            2: Accept
            4: -
            6: Location
            8: -
            8: Link
            10: ETag
            11: -
        "#]],
    );
    check(
        "markdown",
        "Date$0: today\n\n```http\nLink$0: </a>; rel=\"next\"\n```\n\n```\nHTTP/1.1 200 OK\nAge$0: 3\n\nDate$0: 3\n```\n",
        expect![[r#"
            1: -
            4: Link
            9: Age
            11: -
        "#]],
    );
}

#[test]
fn captures_and_options_of_commands() {
    check(
        "log",
        "> GET / HTTP/1.1\n> Host$0: example.com\n< HTTP/1.1 429 Too Many Requests\n< Retry-After$0: 30\nDate$0: 3\nHTTP/1.1 200 OK\nVary$0: Accept$0\nAllow$0: GET\n\nServer$0: down\n",
        expect![[r#"
            2: Host
            4: Retry-After
            5: -
            7: Vary
            7: -
            8: Allow
            10: -
        "#]],
    );
    check(
        "markdown",
        "> Warning$0: this is a quotation.\n\n> GET / HTTP/1.1\n> Host$0: example.com\n",
        expect![[r#"
        1: -
        4: Host
    "#]],
    );
    check(
        "shellscript",
        "curl -H 'Accept$0: text/html' -H \"X-Request-ID$0: $id\" --header 'Range$0: bytes=0-9' \"$url\"\nhost$0=example.com\necho 'Date$0: '\n",
        expect![[r#"
            1: Accept
            1: X-Request-ID
            1: Range
            2: -
            3: -
        "#]],
    );
    check(
        "python",
        "run(['curl', '-H', 'Origin$0: https://a.example', url])\n",
        expect![[r#"
        1: Origin
    "#]],
    );
}

#[test]
fn calls_indexes_and_keys_in_scripts() {
    check(
        "javascript",
        "res.set('Retry-After$0', 30).set('Vary', 'Origin$0');\nconst host$0 = req.get('host$0');\nres.setHeader(\"Allow$0\", 'GET');\nconst at = response.headers.get('date$0');\nreq.headers['if-match$0'];\nreq.headers.authorization$0;\nfetch(url, { headers: { 'Content-Type$0': 'text/html', Accept$0: 'Date$0' } });\nres.writeHead(302, { Location$0: '/new' });\nnew Headers([['ETag$0', tag]]);\n",
        expect![[r#"
            1: Retry-After
            1: -
            2: -
            2: Host
            3: Allow
            4: Date
            5: If-Match
            6: Authorization
            7: Content-Type
            7: Accept
            7: -
            8: Location
            9: ETag
        "#]],
    );
    check(
        "javascript",
        "// res.set('Retry-After$0', 30)\nlocation$0.reload();\nconst { date$0, link$0 } = row;\nmap.set('date$0', 3);\nform.get('range$0');\nexport const expires$0 = { date$0: 3 };\nconst columns = [{ header: 'Date$0', accessor: 'date$0' }];\nif (headers) { state = { server$0: 3 } }\nconst names = ['Accept$0', 'Host$0'];\nt('Warning$0');\n",
        expect![[r#"
            1: -
            2: -
            3: -
            3: -
            4: -
            5: -
            6: -
            6: -
            7: -
            7: -
            8: -
            9: -
            9: -
            10: -
        "#]],
    );
    check(
        "typescript",
        "const headers: Record<string, string> = {\n  'X-API-Key$0': key,\n  Cookie$0: jar,\n};\nexpect(call.headers?.[\"etag$0\"]).toBe('a');\nconst item = { headers: [{ key: 'X-Frame-Options$0', value: 'Origin$0' }] };\n",
        expect![[r#"
            2: X-API-Key
            3: Cookie
            5: ETag
            6: X-Frame-Options
            6: -
        "#]],
    );
    check(
        "python",
        "response[\"Location$0\"] = url\nresp.headers.get(b\"Date$0\")\nrequest.headers[\"X-Request-ID$0\"]\nheaders = {\n    \"Content-Location$0\": url,\n}\nrequests.get(url, headers={'Range$0': 'bytes=0-9'})\nform.cleaned_data.get('date$0')\nserver$0 = Server$0('host$0')\nsend([(\"content-type$0\", 'text/html')])\nheaders = [(\"content-type$0\", \"text/html\")]\n",
        expect![[r#"
            1: Location
            2: Date
            3: X-Request-ID
            5: Content-Location
            7: Range
            8: -
            9: -
            9: -
            9: -
            10: Content-Type
            11: Content-Type
        "#]],
    );
    check(
        "ruby",
        "response.headers['Location$0'] = url\nheaders 'Content-Type$0' => 'text/html'\nheader 'Vary$0', 'Accept$0'\nHEADERS = %w[Accept$0 Host$0]\nget '/', headers: { 'Accept$0' => 'a' }\n",
        expect![[r#"
            1: Location
            2: Content-Type
            3: Vary
            3: -
            4: -
            4: -
            5: Accept
        "#]],
    );
    check(
        "php",
        "header('Location$0: /new');\n$response->headers->set('ETag$0', $tag);\n$response->withHeader('Allow$0', 'GET');\ncurl_setopt($c, CURLOPT_HTTPHEADER, ['Accept$0: text/html']);\n$table->setHeaders(array('Id', 'Date$0'));\n$row['date$0'];\n",
        expect![[r#"
            1: Location
            2: ETag
            3: Allow
            4: Accept
            5: -
            6: -
        "#]],
    );
}

#[test]
fn calls_in_compiled_languages() {
    check(
        "go",
        "w.Header().Set(\"Allow$0\", \"GET\")\nreq.Header.Get(\"Origin$0\")\nhdr := map[string]string{\"Range$0\": \"a\"}\ntype T struct { Host$0 string }\nx := T{Server$0: srv}\nlog.Print(\"Date$0\")\n",
        expect![[r#"
            1: Allow
            2: Origin
            3: Range
            4: -
            5: -
            6: -
        "#]],
    );
    check(
        "rust",
        "headers.insert(\"range$0\", value);\nlet headers = [(\"content-type$0\", \"a\")];\nlet host$0 = parts.get(\"host$0\");\nresp.headers_mut().remove(header::ALLOW$0);\n",
        expect![[r#"
            1: Range
            2: Content-Type
            3: -
            3: -
            4: -
        "#]],
    );
    check(
        "java",
        "@RequestHeader(\"If-Match$0\") String match\n@RequestHeader(name = \"Accept$0\") String type\nresponse.setHeader(\"Link$0\", \"Date$0\");\nrequest.getHeader(\"Host$0\");\nhttp.headers().firstValue(\"Age$0\");\nandExpect(header().string(\"Location$0\", \"/\"));\nSystem.getProperty(\"host$0\");\nbuilder.header(\"Accept$0\", \"a\");\n",
        expect![[r#"
            1: If-Match
            2: Accept
            3: Link
            3: -
            4: Host
            5: Age
            6: Location
            7: -
            8: Accept
        "#]],
    );
    check(
        "csharp",
        "Response.Headers[\"ETag$0\"] = tag;\nrequest.Headers.TryAddWithoutValidation(\"Expect$0\", \"a\");\n[FromHeader(Name = \"If-Match$0\")] string tag\nKnownHeaders.Accept$0;\n",
        expect![[r#"
            1: ETag
            2: Expect
            3: If-Match
            4: -
        "#]],
    );
    check(
        "objective-c",
        "[request addValue:@\"image/*\" forHTTPHeaderField:@\"Accept$0\"];\n[response valueForHTTPHeaderField:@\"ETag$0\"];\n[set addObject:@\"Date$0\"];\n",
        expect![[r#"
            1: Accept
            2: ETag
            3: -
        "#]],
    );
    check(
        "swift",
        "request.setValue(type, forHTTPHeaderField: \"Accept$0\")\nresponse.value(forHTTPHeaderField: \"ETag$0\")\n",
        expect![[r#"
            1: Accept
            2: ETag
        "#]],
    );
    check(
        "c",
        "list = curl_slist_append(headers, \"Accept$0: a\");\nmg_http_get_header(hm, \"Range$0\");\nheaders = curl_slist_append(headers, \"Expect$0:\");\nputs(\"Warning$0: a\");\n",
        expect![[r#"
            1: Accept
            2: Range
            3: Expect
            4: -
        "#]],
    );
    check(
        "kotlin",
        "headers {\n    append(\"Accept$0\", \"a\")\n}\nresponse.header(\"location$0\") ?: \"Date$0\"\nmapOf(\"date$0\" to 3)\n",
        expect![[r#"
            2: Accept
            4: Location
            4: -
            5: -
        "#]],
    );
    check(
        "erlang",
        "get_header_value(<<\"upgrade$0\">>, Headers),\nHeaders = [{<<\"Host$0\">>, H}],\n#{host$0 => H}\n",
        expect![[r#"
            1: Upgrade
            2: Host
            3: -
        "#]],
    );
    check(
        "elixir",
        "put_resp_header(conn, \"link$0\", url)\nget_resp_header(conn, \"location$0\")\nheaders = [{\"accept$0\", \"a\"}]\n%{date$0: d}\n",
        expect![[r#"
            1: Link
            2: Location
            3: Accept
            4: -
        "#]],
    );
    check(
        "ocaml",
        "Request.header \"user-agent$0\" req\nHeaders.add_unless_exists headers \"Connection$0\" \"Keep-Alive$0\"\n",
        expect![[r#"
            1: User-Agent
            2: Connection
            2: -
        "#]],
    );
    check(
        "clojure",
        "{:status 201 :headers {\"Location$0\" url \"Vary$0\" \"Accept\"}}\n(get-in res [:headers \"ETag$0\"])\n(defn f [location$0])\n",
        expect![[r#"
            1: Location
            1: Vary
            2: ETag
            3: -
        "#]],
    );
}

#[test]
fn directives_and_data() {
    check(
        "nginx",
        "add_header X-Frame-Options$0 DENY;\nproxy_set_header Host$0 $host$0;\nproxy_hide_header Server$0;\nlocation$0 / {\n  server$0 a;\n  expires$0 3d;\n}\nmore_set_headers \"Server$0: a\";\n",
        expect![[r#"
            1: X-Frame-Options
            2: Host
            2: -
            3: Server
            4: -
            5: -
            6: -
            8: Server
        "#]],
    );
    check(
        "apacheconf",
        "Header append Vary$0 Accept$0\nHeader always set X-Frame-Options$0 DENY\nRequestHeader unset Cookie$0\n<Location$0 /a>\n</Location$0>\nAllow$0 from$0 all\n",
        expect![[r#"
            1: Vary
            1: -
            2: X-Frame-Options
            3: Cookie
            4: -
            5: -
            6: -
            6: -
        "#]],
    );
    check(
        "haproxy",
        "http-response set-header Server$0 a\nacl a hdr(host$0) -i b\nhttp-request del-header Cookie$0\nserver$0 a 10.0.0.1\n",
        expect![[r#"
            1: Server
            2: Host
            3: Cookie
            4: -
        "#]],
    );
    check(
        "caddyfile",
        "header {\n\tServer$0 a\n\t-Via$0\n}\nheader_up Host$0 {host}\n",
        expect![[r#"
        2: Server
        3: Via
        5: Host
    "#]],
    );
    check(
        "vcl",
        "if (req.http.Upgrade$0 ~ \"a\") { set resp.http.Age$0 = \"3\"; }\nsub host$0 { }\n",
        expect![[r#"
        1: Upgrade
        1: Age
        2: -
    "#]],
    );
    check(
        "yaml",
        "headers:\n  authorization$0: a\n  Accept$0: b\nserver$0:\n  host$0: c\n  headers:\n  - name: Cookie$0\n    value: Origin$0\nresponses:\n  '201':\n    headers:\n      Location$0:\n        schema: {}\ndate$0: 3\n",
        expect![[r#"
            2: Authorization
            3: Accept
            4: -
            5: -
            7: Cookie
            8: -
            12: Location
            14: -
        "#]],
    );
    check(
        "json",
        "{ \"headers\": { \"Location$0\": \"/\" }, \"date$0\": 3, \"header\": [{ \"key\": \"Accept$0\", \"value\": \"Date$0\" }] }",
        expect![[r#"
            1: Location
            1: -
            1: Accept
            1: -
        "#]],
    );
    check(
        "toml",
        "[advanced.headers]\nVary$0 = \"a\"\n[server]\nhost$0 = \"b\"\n",
        expect![[r#"
        2: Vary
        4: -
    "#]],
    );
    check(
        "xml",
        "<customHeaders>\n  <clear />\n  <add name=\"X-Powered-By$0\" value=\"a\" />\n</customHeaders>\n<header name=\"Accept$0\" />\n<add name=\"Server$0\" />\n<connection$0>a</connection$0>\n",
        expect![[r#"
            3: X-Powered-By
            5: Accept
            6: -
            7: -
            7: -
        "#]],
    );
    check(
        "plaintext",
        "proxy_hide_header Last-Modified$0;\nA header Location$0 is sent.\n",
        expect![[r#"
        1: Last-Modified
        2: -
    "#]],
    );
}

#[test]
fn further_forms() {
    check(
        "perl",
        "$res->header('Location$0' => $url);\n$headers->{'ETag$0'};\n$row->{date$0};\nreturn [200, ['Content-Type$0' => 'a'], []];\n",
        expect![[r#"
            1: Location
            2: ETag
            3: -
            4: Content-Type
        "#]],
    );
    check(
        "lua",
        "local t = { headers = { [\"Content-Type$0\"] = \"a\", [\"Host$0\"] = b } }\nngx.header[\"Via$0\"] = 1\nreq.headers:get(\"date$0\")\nt[\"date$0\"] = 3\n",
        expect![[r#"
            1: Content-Type
            1: Host
            2: Via
            3: Date
            4: -
        "#]],
    );
    check(
        "powershell",
        "$headers = @{ 'Accept$0' = 'a'; Host$0 = 'b' }\nInvoke-WebRequest -Headers @{ Accept$0 = 'a' }\n$r.Headers['Link$0']\n.LINK$0\n$a.Date$0\n",
        expect![[r#"
            1: Accept
            1: Host
            2: Accept
            3: Link
            4: -
            5: -
        "#]],
    );
    check(
        "r",
        "add_headers(Accept$0 = \"a\", `Content-Type$0` = \"b\")\nexpires$0 <- 3\nlist(date$0 = 3)\n",
        expect![[r#"
            1: Accept
            1: Content-Type
            2: -
            3: -
        "#]],
    );
    check(
        "rust",
        "HeaderName::from_static(\"link$0\");\nHeaderValue::from_static(\"Origin$0\");\nreq.headers().get(\"te$0\");\n",
        expect![[r#"
            1: Link
            2: -
            3: TE
        "#]],
    );
    check(
        "javascript",
        "request(app).get('/').expect('Location$0', '/new').expect('Date$0');\nexpect('date$0', 3);\nres.vary('Origin$0');\nconst a = { 'content-type$0': b, 'date$0': c };\n",
        expect![[r#"
            1: Location
            1: -
            2: -
            3: Origin
            4: Content-Type
            4: -
        "#]],
    );
    check(
        "ruby",
        "[200, { 'Location$0' => '/' }, []]\n[name, { 'date$0' => 3 }]\n",
        expect![[r#"
        1: Location
        2: -
    "#]],
    );
    check(
        "python",
        "if 'Host$0' in request.headers:\nif 'date$0' not in row:\nAge$0 = 3\n",
        expect![[r#"
        1: Host
        2: -
        3: -
    "#]],
    );
    check(
        "yaml",
        "parameters:\n  - name: Prefer$0\n    in: header\n  - name: date$0\n    in: query\n",
        expect![[r#"
            2: Prefer
            4: -
        "#]],
    );
    check(
        "java",
        "connection.setRequestProperty(\"Accept$0\", \"a\");\n@GetMapping(\"date$0\")\n",
        expect![[r#"
        1: Accept
        2: -
    "#]],
    );
    check(
        "cpp",
        "Headers headers = { { \"Range$0\", \"a\" }, { \"Host$0\", b } };\nreq.get_header_value(\"Host$0\");\nstd::map<std::string, int> m = { { \"date$0\", 3 } };\n",
        expect![[r#"
            1: Range
            1: Host
            2: Host
            3: -
        "#]],
    );
}

/// A word is whole where no letter of any language goes on.
#[test]
fn words_are_bounded_by_letters_of_all_languages() {
    check(
        "javascript",
        "res.set('hôte$0', 3); res.set('akIM$0', 3); res.set('akış-IM$0', 3); res.set('ıIM$0', 3); res.set('X-TE$0', 3);",
        expect![[r#"
            1: -
            1: -
            1: -
            1: -
            1: -
        "#]],
    );
    check(
        "http",
        "GET /\nıTE$0: a\nTEı$0: a\nTE_a$0: a\nTE$0: a\n",
        expect![[r#"
        2: -
        3: -
        4: -
        5: TE
    "#]],
    );
}

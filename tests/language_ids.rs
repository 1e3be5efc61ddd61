//! The ids of languages in editors. `language_ids/<editor>.tsv` lists the known ids that an editor sends, each with its language; the first
//! line names the source.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Preamble, Reading};
use http_status_lsp::features::hover::hover;

/// Editor, id, language.
fn rows() -> Vec<(String, String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/language_ids");
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder).expect("the tables").flatten() {
        let editor = entry.path().file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(entry.path()).expect("a table");
        assert!(text.starts_with("# "), "{editor}.tsv names no source");
        for row in text.lines().skip(1) {
            let (id, language) = row.split_once('\t').unwrap_or_else(|| panic!("{editor}.tsv: `{row}` has no tab"));
            rows.push((editor.clone(), id.to_owned(), language.to_owned()));
        }
    }
    rows
}

/// The title of the card at `$0`.
fn title(language: &'static Language, fixture: &str) -> Option<String> {
    let offset = fixture.find("$0").expect("a cursor");
    let text = fixture.replacen("$0", "", 1);
    let hover = hover(&Reading::new(Preamble::of(&text), text, 0, language).excerpt(), offset)?;
    Some(hover.subject.title())
}

#[test]
fn every_id_of_every_editor_is_the_language_that_it_stands_for() {
    let rows = rows();
    assert!(rows.len() > 2000, "only {} rows were read", rows.len());
    for (editor, id, language) in rows {
        assert_eq!(Language::by_id(&id).map(|known| known.id), Some(language.as_str()), "{editor}: {id}");
        let upper = Language::by_id(&id.to_uppercase()).map(|known| known.id);
        assert_eq!(upper, Some(language.as_str()), "{editor}: {id} in capitals");
    }
}

#[test]
fn no_id_is_claimed_by_two_languages() {
    let mut owners = HashMap::new();
    for language in Language::all() {
        for id in std::iter::once(&language.id).chain(language.aliases) {
            if let Some(other) = owners.insert(*id, language.id) {
                panic!("`{id}` belongs to {other} and to {}", language.id);
            }
        }
    }
}

#[test]
fn the_file_name_decides_for_an_unknown_id() {
    // `web` is the mode of Emacs for any template, `textmate` IntelliJ's language for files of TextMate grammars, `http-status` a key
    // of a setting in Kate.
    for id in ["klingon", "", "  ", "unknown", "web", "textmate", "http-status", "plaintext", "text"] {
        for (name, language) in [
            ("main.rs", "rust"),
            ("App.vue", "vue"),
            ("api.tsx", "typescriptreact"),
            ("index.html.erb", "erb"),
            ("nginx.conf", "nginx"),
            ("Dockerfile", "dockerfile"),
            ("request.http", "http"),
            ("no-extension", "plaintext"),
            ("letter.klingon", "plaintext"),
        ] {
            assert_eq!(Language::of_document(id, name).id, language, "`{id}`, {name}");
        }
    }
}

#[test]
fn the_file_name_decides_for_a_shared_id() {
    for (id, name, language) in [
        // VS Code has no mode for these, and gives *.conf, *.cfg and .env to `properties`, *.erb to `ruby`.
        ("properties", "nginx.conf", "nginx"),
        ("properties", "httpd.conf", "apacheconf"),
        ("properties", "haproxy.cfg", "haproxy"),
        ("properties", "squid.conf", "squid-conf"),
        ("properties", "application.conf", "hocon"),
        ("properties", ".env", "dotenv"),
        ("properties", "application.properties", "properties"),
        ("properties", "site.conf", "properties"),
        ("ruby", "index.html.erb", "erb"),
        ("ruby", "config.ru", "ruby"),
        ("html", "page.ejs", "ejs"),
        ("php", "page.blade.php", "blade"),
        ("php", "page.html", "php"),
        // Vim's `conf` and Emacs's conf-unix-mode are any file with `#` comments.
        ("conf", "nginx.conf", "nginx"),
        ("conf-unix", "Caddyfile", "caddyfile"),
        ("conf-space", "some.rc", "properties"),
        // lsp-mode calls heex-ts-mode `elixir`.
        ("elixir", "page.html.heex", "phoenix-heex"),
        // kakoune-lsp and CLion have one id for the family.
        ("c_cpp", "main.c", "c"),
        ("c_cpp", "main.cpp", "cpp"),
        ("objectivec", "main.cpp", "cpp"),
        ("objectivec", "main.m", "objective-c"),
        // LSP4IJ sends the name of the file in lower case where IntelliJ has no language for it.
        ("vue.config.js", "vue.config.js", "javascript"),
        ("http.rs", "http.rs", "rust"),
        ("readme.md", "README.md", "markdown"),
        // An id of a template's language wins over the file name.
        ("jinja", "page.html", "jinja"),
        ("htmldjango", "page.html", "html"),
        ("helm", "values.yaml", "helm"),
    ] {
        assert_eq!(Language::of_document(id, name).id, language, "`{id}`, {name}");
    }
}

#[test]
fn compound_ids_are_known_by_their_parts() {
    for (id, language) in [
        ("javascript.jsx", "javascriptreact"),
        ("typescript.tsx", "typescriptreact"),
        ("yaml.ansible", "yaml"),
        ("yaml.docker-compose", "docker-compose"),
        ("c.doxygen", "c"),
        ("sh.bash", "shellscript"),
        ("klingon.python", "python"),
        ("text.html.basic", "html"),
        ("source.python", "python"),
        ("python-ts-mode", "python"),
        ("zig-ts", "zig"),
    ] {
        assert_eq!(Language::by_id(id).map(|known| known.id), Some(language), "{id}");
    }
}

#[test]
fn unknown_languages_are_read_as_plain_text() {
    for (id, name) in [("klingon", "letter.klingon"), ("", ""), ("klingon", "no-extension"), ("klingon.tlh", "x")] {
        let language = Language::of_document(id, name);
        assert_eq!(title(language, "res.status(4$001)").as_deref(), Some("401 Unauthorized"), "`{id}`, {name}");
        assert_eq!(title(language, "{ \"status\": 4$004 }").as_deref(), Some("404 Not Found"), "`{id}`, {name}");
        assert_eq!(title(language, "width: 2$000"), None, "`{id}`, {name}");
    }
}

#[test]
fn languages_for_http_are_read() {
    for (name, fixture, expected) in [
        ("main.tsp", "model NotFound { @statusCode _: 4$004; }", "404 Not Found"),
        ("main.smithy", "@error(\"client\")\n@httpError(4$009)\nstructure Conflict {}", "409 Conflict"),
        ("filter.jq", "# which\nselect(.status == 5$003)", "503 Service Unavailable"),
        ("routes.eskip", "maintenance: * -> status(5$003) -> <shunt>;", "503 Service Unavailable"),
        ("query.pq", "Web.Contents(url, [ManualStatusHandling = {4$004, 500}])", "404 Not Found"),
        ("flow.puml", "' the answer\napi --> browser : 4$001 Unauthorized", "401 Unauthorized"),
        ("flow.dot", "gate -> login [label=\"4$001 Unauthorized\"];", "401 Unauthorized"),
        ("reference.conf", "retry { status-codes = [5$002, 503] }", "502 Bad Gateway"),
        ("api.xqm", "(: gone :)\n<http:response status=\"4$010\"/>", "410 Gone"),
        ("api.pkl", "error { statusCode = 4$022 }", "422 Unprocessable Content"),
    ] {
        let language = Language::of_document("", name);
        assert_ne!(language.id, "plaintext", "{name}");
        assert_eq!(title(language, fixture).as_deref(), Some(expected), "{name}");
    }
}

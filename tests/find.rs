//! `find` as it is run: what it finds, how it prints that, and what stands in its way.

use std::fs;
use std::path::Path;
use std::process::Output;

use serde_json::Value;

#[path = "find/agreement.rs"]
mod agreement;
#[path = "find/faults.rs"]
mod faults;

#[path = "trees/program.rs"]
mod program;

use program::program;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program::run("find", folder, arguments)
}

#[track_caller]
fn printed(folder: &Path, arguments: &[&str], code: i32) -> String {
    program::printed("find", folder, arguments, code)
}

fn write(folder: &Path, files: &[(&str, &[u8])]) {
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("created");
        fs::write(path, bytes).expect("written");
    }
}

/// A small service with its test and its description.
fn service() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(
        folder.path(),
        &[
            ("api/main.go", b"package api\n\nimport \"net/http\"\n\nfunc f(w http.ResponseWriter) {\n\tw.WriteHeader(http.StatusNotFound)\n\tw.WriteHeader(403)\n}\n"),
            ("api/main_test.go", b"package api\n\nimport \"net/http\"\n\nfunc t(r *http.Response) bool {\n\treturn r.StatusCode == 404 || r.StatusCode == http.StatusGone\n}\n"),
            ("docs/errors.md", b"# Errors\n\nThe server answers `404 Not Found` for an unknown user, and any 4xx is final.\n"),
            ("web/app.js", b"const width = 404;\nif (res.status === 404 || res.status === 404) retry(404);\n"),
        ],
    );
    folder
}

#[test]
fn lines_are_printed_as_those_of_ripgrep() {
    let folder = service();
    let all = "api/main.go:6:21:\tw.WriteHeader(http.StatusNotFound)\n\
        api/main_test.go:6:25:\treturn r.StatusCode == 404 || r.StatusCode == http.StatusGone\n\
        docs/errors.md:3:21:The server answers `404 Not Found` for an unknown user, and any 4xx is final.\n\
        web/app.js:2:20:if (res.status === 404 || res.status === 404) retry(404);\n";
    for query in ["404", "not found", "StatusNotFound", "http.StatusNotFound", "\"404 Not Found\""] {
        assert_eq!(printed(folder.path(), &[query], 0), all, "{query}");
    }
    assert_eq!(
        printed(folder.path(), &["404", "./web"], 0),
        all.lines().last().map(|line| format!("./{line}\n")).expect("a line")
    );
    assert_eq!(printed(folder.path(), &["-e", "410", "-e", "403", "api"], 0).lines().count(), 2);
    assert_eq!(
        printed(folder.path(), &["404", "-l"], 0),
        "api/main.go\napi/main_test.go\ndocs/errors.md\nweb/app.js\n"
    );
    assert_eq!(printed(folder.path(), &["404", "-c", "web", "docs"], 0), "web/app.js:1\ndocs/errors.md:1\n");
    let each = printed(folder.path(), &["404", "--vimgrep", "web/app.js", "docs"], 0);
    let places: Vec<&str> = each.lines().map(|line| line.rsplitn(2, ":").last().expect("a place")).collect();
    assert_eq!(
        places,
        ["web/app.js:2:20", "web/app.js:2:42", "web/app.js:2:53", "docs/errors.md:3:21", "docs/errors.md:3:25"]
    );
    let colored = printed(folder.path(), &["404", "--color", "always", "api/main_test.go"], 0);
    assert!(colored.starts_with("\u{1b}[35mapi/main_test.go\u{1b}[0m:\u{1b}[32m6\u{1b}[0m:25:\treturn r.StatusCode == \u{1b}[1m\u{1b}[31m404\u{1b}[0m || "), "{colored:?}");
}

#[test]
fn classes_and_owners_find_their_codes() {
    let folder = service();
    assert_eq!(
        printed(folder.path(), &["4xx", "-c"], 0),
        "api/main.go:2\napi/main_test.go:1\ndocs/errors.md:1\nweb/app.js:1\n"
    );
    // A class is no mention of its first code.
    assert_eq!(printed(folder.path(), &["400"], 1), "");
    write(folder.path(), &[("nginx.conf", b"server {\n    return 444;\n}\n")]);
    assert_eq!(printed(folder.path(), &["nginx"], 0), "nginx.conf:2:12:    return 444;\n");
}

#[test]
fn mentions_are_chosen_by_role_kind_language_and_glob() {
    let folder = service();
    let places = |arguments: &[&str]| {
        let out = printed(folder.path(), &[&["--all", "--vimgrep"], arguments].concat(), 0);
        out.lines().map(|line| line.splitn(4, ':').take(3).collect::<Vec<_>>().join(":")).collect::<Vec<_>>()
    };
    assert_eq!(places(&["--role", "sends"]), ["api/main.go:6:21", "api/main.go:7:16"]);
    assert_eq!(places(&["--role", "checks", "--role", "asserts", "--lang", "go"]).len(), 2);
    assert_eq!(places(&["--kind", "name"]), ["api/main.go:6:21", "api/main_test.go:6:53"]);
    assert_eq!(places(&["--kind", "class"]), ["docs/errors.md:3:65"]);
    assert_eq!(places(&["--lang", "markdown", "--kind", "phrase"]), ["docs/errors.md:3:25"]);
    assert_eq!(places(&["-g", "*.go", "-g", "!*_test.go"]), ["api/main.go:6:21", "api/main.go:7:16"]);
}

/// Each member that the README documents, and no other.
#[test]
fn lines_of_json_are_as_the_readme_documents_them() {
    let folder = service();
    let out = printed(folder.path(), &["404", "--json"], 0);
    let lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (summary, mentions) = lines.split_last().expect("lines");
    let first = &mentions[0];
    let expected = serde_json::json!({
        "schema": 1, "type": "mention", "path": "api/main.go", "line": 6, "column": 21, "end_column": 35, "offset": 84,
        "length": 14, "code": 404, "kind": "name", "role": "sends", "confidence": "certain", "language": "go",
        "text": "StatusNotFound", "line_text": "\tw.WriteHeader(http.StatusNotFound)",
    });
    assert_eq!(*first, expected);
    let expected = serde_json::json!({
        "schema": 1, "type": "summary", "files": 4, "files_with_mentions": 4, "mentions": 7, "skipped": 0, "problems": 0,
    });
    assert_eq!(*summary, expected);
    let readme = include_str!("../README.md");
    let table = readme
        .split_once("<!-- members of find --json -->")
        .expect("the table")
        .1
        .split_once("\n\n#")
        .expect("its end")
        .0;
    let documented: Vec<&str> = table.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    let members = |value: &Value| value.as_object().expect("an object").keys().cloned().collect::<Vec<_>>();
    let mut known: Vec<String> = [members(first), members(summary), vec!["path_base64".to_owned()]].concat();
    known.sort();
    known.dedup();
    let mut documented: Vec<String> = documented.into_iter().map(str::to_owned).collect();
    documented.sort();
    assert_eq!(documented, known);
}

#[test]
fn statistics_count_codes_by_role_language_and_folder() {
    let folder = service();
    let out = printed(folder.path(), &["--all", "--stats"], 0);
    assert!(out.contains("\nlanguage    all  codes\n") && out.contains("\nfolder  all  codes\n"), "{out}");
    assert!(out.contains("\ngo            4  404×2 403×1 410×1\n"), "{out}");
    assert!(out.contains("\napi       4  404×2 403×1 410×1\n"), "{out}");
    let roles = "code  sends  checks  asserts  documents  unknown  all";
    assert_eq!(out.lines().nth(2), Some(roles), "{out}");
    let of_404: Vec<&str> =
        out.lines().find(|line| line.starts_with("404 ")).expect("a row").split_whitespace().collect();
    assert_eq!((of_404[1], of_404[6]), ("1", "7"), "{out}");
    assert_eq!(printed(folder.path(), &["418", "--stats"], 1), "0 mentions in 0 of 4 files\n");
}

#[test]
fn what_is_no_query_is_refused_with_the_nearest_name() {
    let folder = service();
    for (query, said) in [
        ("forbiden", "forbiden: not a code, a class, an owner or a name of a status; did you mean \"Forbidden\"?\n"),
        ("xyzzy", "xyzzy: not a code, a class, an owner or a name of a status\n"),
        ("\u{1b}[2J", "\\u{1b}[2J: not a code, a class, an owner or a name of a status\n"),
    ] {
        let output = run(folder.path(), &[query]);
        assert_eq!(output.status.code(), Some(2));
        assert_eq!(String::from_utf8_lossy(&output.stderr), format!("http-status-lsp: {said}"));
    }
    for wrong in [
        &["404", "--lang", "klingon"][..],
        &["404", "-g", "a[b"],
        &[],
        &["404", "--all", "-e", "404"],
        &["404", "no-such-file"],
    ] {
        let output = run(folder.path(), wrong);
        assert_eq!(output.status.code(), Some(2), "{wrong:?}");
        assert!(!output.stderr.is_empty() && output.stdout.is_empty(), "{wrong:?}");
    }
}

#[test]
fn files_are_chosen_as_ripgrep_chooses_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let source = b"res.status(404);\n";
    write(
        folder.path(),
        &[
            (".gitignore", b"built/\n"),
            (".ignore", b"other.js\n"),
            (".git/HEAD", b""),
            (".hidden/a.js", source),
            ("built/a.js", source),
            ("other.js", source),
            ("binary.js", b"res.status(404);\n\0"),
            ("a.js", source),
            ("a/b.js", source),
            ("B.js", source),
        ],
    );
    let files = |arguments: &[&str]| printed(folder.path(), &[&["404", "-l"], arguments].concat(), 0);
    assert_eq!(files(&[]), "B.js\na/b.js\na.js\n");
    assert_eq!(files(&["--hidden"]), ".hidden/a.js\nB.js\na/b.js\na.js\n");
    assert_eq!(files(&["--no-ignore"]), "B.js\na/b.js\na.js\nbuilt/a.js\nother.js\n");
    // What is named is read.
    assert_eq!(files(&["built/a.js", "other.js", ".hidden"]), "built/a.js\nother.js\n.hidden/a.js\n");
}

//! `check` as it is run: formats, fixes, baselines, and what stands in its way.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

#[path = "check/ci.rs"]
mod ci;
#[path = "check/faults.rs"]
mod faults;
#[path = "check/formats.rs"]
mod formats;

#[path = "trees/program.rs"]
mod program;

use program::program;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    program::run("check", folder, arguments)
}

#[track_caller]
fn printed(folder: &Path, arguments: &[&str], code: i32) -> String {
    program::printed("check", folder, arguments, code)
}

fn read(folder: &Path, name: &str) -> Vec<u8> {
    fs::read(folder.join(name)).expect("a file")
}

/// Two faults with safe fixes, on lines 6 and 8.
fn wrong() -> String {
    let responses = "      responses:\n        200:\n          description: The orders\n        \"4xx\":\n          description: x\n";
    format!("openapi: 3.0.3\npaths:\n  /orders:\n    get:\n{responses}")
}

fn right() -> String {
    wrong().replace("200:", "'200':").replace("4xx", "4XX")
}

/// A folder with a file of two faults and one without any.
fn tree() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("api.yaml"), wrong()).expect("written");
    fs::create_dir(folder.path().join("src")).expect("created");
    fs::write(folder.path().join("src/a.js"), "res.status(404);\n").expect("written");
    folder
}

const LINES: &str = "api.yaml:6:9: warning[openapi-key] The key 200 is a number here, and OpenAPI demands a string in quotes. [fix]\n\
    api.yaml:8:10: warning[openapi-key] `4xx` is no key of responses: OpenAPI writes the class `4XX`. [fix]\n";

#[test]
fn findings_make_the_exit_code() {
    let folder = tree();
    assert_eq!(printed(folder.path(), &["--format", "concise"], 1), LINES);
    assert_eq!(printed(folder.path(), &["--format", "concise", "src"], 0), "");
    assert_eq!(printed(folder.path(), &["--format", "concise", "--ignore", "openapi-key"], 0), "");
    assert_eq!(printed(folder.path(), &["--format", "concise", "--select", "range-edge"], 0), "");
    assert_eq!(printed(folder.path(), &["--statistics"], 1), "     2       2 fixable  openapi-key\n");
    let refused = run(folder.path(), &["--select", "openapi-kay"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(refused.stderr, b"http-status-lsp: openapi-kay: not a rule; did you mean openapi-key?\n");
}

/// Levels, files without findings and statuses of the project; the arguments win over it.
#[test]
fn the_project_file_holds() {
    let folder = tree();
    let write = |text: &str| fs::write(folder.path().join(".http-status.toml"), text).expect("written");
    write("rules.openapi-key = 'off'\n");
    assert_eq!(printed(folder.path(), &["--format", "concise"], 0), "");
    assert_eq!(printed(folder.path(), &["--format", "concise", "--select", "openapi-key"], 1), LINES);
    write("exclude = ['*.yaml']\n");
    assert_eq!(printed(folder.path(), &["--format", "concise"], 0), "");

    fs::write(folder.path().join("src/a.js"), "res.status(477);\n").expect("written");
    let found = "src/a.js:1:12: information[unregistered-code]";
    assert!(printed(folder.path(), &["--format", "concise", "src"], 1).starts_with(found));
    write("[status.477]\nname = 'Order on Hold'\nsummary = 'The order waits.'\n");
    assert_eq!(printed(folder.path(), &["--format", "concise", "src"], 0), "");

    write("rule.openapi-key = 'off'\n");
    let wrong_key = run(folder.path(), &["src"]);
    assert_eq!(wrong_key.status.code(), Some(1), "the rest of the file holds, and 477 is reported again");
    let said = String::from_utf8(wrong_key.stderr).expect("text");
    assert!(said.contains(".http-status.toml") && said.contains("rule"), "{said}");
    write("rules = \n");
    assert_eq!(run(folder.path(), &["src"]).status.code(), Some(2));
}

#[test]
fn fixes_settle_and_equal_the_patch() {
    let folder = tree();
    let patch = printed(folder.path(), &["--diff"], 1);
    assert_eq!(read(folder.path(), "api.yaml"), wrong().as_bytes());
    let copy = tempfile::tempdir().expect("a folder");
    fs::write(copy.path().join("api.yaml"), wrong()).expect("written");
    let mut child = Command::new("patch")
        .args(["--binary", "--quiet", "-p1"])
        .current_dir(copy.path())
        .stdin(Stdio::piped())
        .spawn()
        .expect("patch is installed");
    child.stdin.take().expect("a pipe").write_all(patch.as_bytes()).expect("written");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(printed(folder.path(), &["--fix"], 0), "No findings, 2 fixed.\n");
    assert_eq!(read(folder.path(), "api.yaml"), right().as_bytes());
    assert_eq!(read(copy.path(), "api.yaml"), right().as_bytes());
    assert_eq!(printed(folder.path(), &["--fix"], 0), "No findings.\n");
    assert_eq!(printed(folder.path(), &["--diff"], 0), "");
    assert_eq!(read(folder.path(), "api.yaml"), right().as_bytes());
}

#[test]
fn a_fix_changes_no_other_byte() {
    let folder = tree();
    let bytes = |text: &str, mark: &[u8]| {
        let text = text.replace('\n', "\r\n");
        let (before, behind) = text.trim_end().split_once("The").expect("a description");
        [mark, before.as_bytes(), b"\xe9t\xe9", behind.as_bytes()].concat()
    };
    for mark in [&b""[..], b"\xef\xbb\xbf"] {
        fs::write(folder.path().join("api.yaml"), bytes(&wrong(), mark)).expect("written");
        printed(folder.path(), &["--fix"], 0);
        assert_eq!(read(folder.path(), "api.yaml"), bytes(&right(), mark));
    }
    // UTF-16 is reported and never written.
    let utf_16: Vec<u8> = format!("\u{feff}{}", wrong()).encode_utf16().flat_map(u16::to_be_bytes).collect();
    fs::write(folder.path().join("api.yaml"), &utf_16).expect("written");
    assert_eq!(printed(folder.path(), &["--fix", "--format", "concise"], 1), LINES);
    assert_eq!(read(folder.path(), "api.yaml"), utf_16);
}

#[test]
fn standard_input_is_checked_as_a_file() {
    let folder = tree();
    let run = |arguments: &[&str]| {
        let mut child = program()
            .current_dir(folder.path())
            .args(["check", "--stdin-filename", "api.yaml"])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("it runs");
        child.stdin.take().expect("a pipe").write_all(wrong().as_bytes()).expect("written");
        let output = child.wait_with_output().expect("it ends");
        (output.status.code(), String::from_utf8(output.stdout).expect("text"))
    };
    assert_eq!(run(&["--format", "concise"]), (Some(1), LINES.to_owned()));
    assert_eq!(run(&["--fix"]), (Some(0), right()));
    fs::write(folder.path().join(".ignore"), "api.yaml\n").expect("written");
    assert_eq!(run(&["--fix"]), (Some(0), right()));
    assert_eq!(run(&["--fix", "--force-exclude"]), (Some(0), wrong()));
}

#[test]
fn named_files_are_left_out_where_that_is_asked_for() {
    let folder = tree();
    fs::create_dir(folder.path().join("old")).expect("created");
    fs::rename(folder.path().join("api.yaml"), folder.path().join("old/api.yaml")).expect("moved");
    fs::write(folder.path().join(".ignore"), "old/\n").expect("written");
    assert_eq!(printed(folder.path(), &["--format", "concise"], 0), "");
    assert_eq!(printed(folder.path(), &["--format", "concise", "old/api.yaml"], 1).lines().count(), 2);
    assert_eq!(printed(folder.path(), &["--format", "concise", "--force-exclude", "old/api.yaml", "src/a.js"], 0), "");
}

#[test]
fn a_baseline_has_no_line_numbers_and_only_shrinks() {
    let folder = tree();
    let file = folder.path().join("api.yaml");
    assert_eq!(run(folder.path(), &["--baseline", "known"]).status.code(), Some(2));
    assert_eq!(run(folder.path(), &["--baseline", "known", "--update-baseline"]).status.code(), Some(0));
    let known = fs::read_to_string(folder.path().join("known")).expect("a file");
    assert_eq!(known.lines().filter(|line| line.ends_with(" openapi-key api.yaml")).count(), 2, "{known}");
    assert_eq!(printed(folder.path(), &["--baseline", "known"], 0), "No findings.\n");
    // Lines above do not matter.
    fs::write(&file, format!("# x\n\n{}", wrong())).expect("written");
    assert_eq!(printed(folder.path(), &["--baseline", "known"], 0), "No findings.\n");
    // A new one is reported, and never added.
    let more = wrong() + "        404:\n          description: y\n";
    fs::write(&file, more).expect("written");
    assert_eq!(
        printed(folder.path(), &["--baseline", "known", "--update-baseline", "--format", "concise"], 1).lines().count(),
        1
    );
    assert_eq!(fs::read_to_string(folder.path().join("known")).expect("a file"), known);
    // A mended one has to go, unless its file was not read.
    fs::write(&file, wrong().replace("200:", "'200':")).expect("written");
    assert_eq!(printed(folder.path(), &["--baseline", "known", "src"], 0), "No findings.\n");
    let stale = run(folder.path(), &["--baseline", "known"]);
    assert_eq!(stale.status.code(), Some(1));
    let said = "http-status-lsp: 1 entries of the baseline are no longer needed; --update-baseline removes them\n";
    assert_eq!(String::from_utf8_lossy(&stale.stderr), said);
    assert_eq!(printed(folder.path(), &["--baseline", "known", "--update-baseline"], 0), "No findings.\n");
    let left = fs::read_to_string(folder.path().join("known")).expect("a file");
    assert_eq!(left.lines().count() + 1, known.lines().count(), "{left}");
}

#[test]
fn changed_lines_alone_are_reported() {
    let folder = tree();
    let git = |arguments: &[&str]| {
        let ran = Command::new("git")
            .current_dir(folder.path())
            .args(["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"])
            .args(arguments)
            .output()
            .expect("git is installed");
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    };
    git(&["init", "--quiet"]);
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "a"]);
    let since = ["--since", "HEAD", "--format", "concise"];
    assert_eq!(printed(folder.path(), &since, 0), "");
    fs::write(folder.path().join("api.yaml"), wrong().replace("4xx", "5xx")).expect("written");
    fs::write(folder.path().join("new.yaml"), wrong()).expect("written");
    let out = printed(folder.path(), &since, 1);
    let places: Vec<&str> = out.lines().filter_map(|line| line.split(": ").next()).collect();
    assert_eq!(places, ["api.yaml:8:10", "new.yaml:6:9", "new.yaml:8:10"]);
    let refused = run(folder.path(), &["--since", "--no-such"]);
    assert_eq!(refused.status.code(), Some(2));
    let refused = run(folder.path(), &["--since=--output=x"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(!folder.path().join("x").exists());
}

/// A name that the version of a library in the lock file does not have.
#[test]
fn manifests_decide_about_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("written");
    write("Gemfile", "gem 'rails'\n");
    write("orders_controller.rb", "render json: order.errors, status: :unprocessable_entity\n");
    let names = |rack: &str, rails: &str| {
        let lock = format!(
            "GEM\n  specs:\n    rack ({rack})\n    rails ({rails})\n      rack (>= 2)\n\nDEPENDENCIES\n  rails\n"
        );
        write("Gemfile.lock", &lock);
        let output = run(folder.path(), &["--format", "concise", "--select", "deprecated-name"]);
        String::from_utf8(output.stdout).expect("text").lines().count()
    };
    assert_eq!((names("3.1.8", "8.0.1"), names("2.2.8", "7.0.8")), (1, 0));
}

/// The editor asks the same function: what it would be told of each case is what `check` reports.
#[test]
fn the_terminal_reports_what_the_rules_find() {
    use http_status_lsp::catalog::{Catalog, Language};
    use http_status_lsp::project::FileProject;
    use http_status_lsp::rules::{File, Rule, RuleSettings, findings};

    let folder = tempfile::tempdir().expect("a folder");
    let mut expected = Vec::new();
    let examples = Rule::all().iter().flat_map(|rule| rule.text().examples.iter());
    for (number, example) in examples.enumerate() {
        let language = Language::by_id(example.language).expect("a language");
        let Some(extension) = language.extensions.first() else { continue };
        for (kind, text) in [("wrong", example.wrong), ("right", example.right)] {
            let path = format!("{kind}{number:03}.{extension}");
            fs::write(folder.path().join(&path), text).expect("written");
            let language = Language::of_document("", &path);
            let (catalog, project) = (Catalog::compiled(), &FileProject::new(std::sync::Arc::default(), path.clone()));
            let file = File { path: &path, language, catalog, project };
            for finding in findings(text, &file, &RuleSettings::default(), &|| true).expect("it goes on") {
                expected.push(format!(
                    "{path} {} {} {}",
                    finding.range.start,
                    finding.rule.name(),
                    finding.severity.name()
                ));
            }
        }
    }
    expected.sort();
    let output = run(folder.path(), &["--format", "json"]);
    let mut found: Vec<String> = String::from_utf8(output.stdout)
        .expect("text")
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("JSON"))
        .filter(|line| line["type"] == "finding")
        .map(|line| {
            let text = |name: &str| line[name].as_str().expect("text").to_owned();
            format!("{} {} {} {}", text("path"), line["offset"], text("rule"), text("severity"))
        })
        .collect();
    found.sort();
    assert!(found.len() > 15, "{found:?}");
    assert_eq!(found, expected);
}

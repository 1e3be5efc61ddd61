//! What the documents say is true.

use std::fs;
use std::path::Path;
use std::process::Command;

use http_status_lsp::config::SETTINGS;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a document")
}

#[test]
fn the_settings_table_is_that_of_the_program() {
    let readme = read("README.md");
    let rows: Vec<&str> = readme.lines().filter(|line| line.contains("` | `") && line.ends_with(". |")).collect();
    let expected: Vec<String> =
        SETTINGS.iter().map(|s| format!("| `{}` | `{}` | {} |", s.key, s.default, s.description)).collect();
    assert_eq!(rows, expected);
}

/// The first command of the README, run with the built program, prints what the README shows.
#[test]
fn the_transcript_is_real() {
    let readme = read("README.md");
    let command =
        readme.lines().find_map(|line| line.strip_prefix("cargo run --release --quiet -- ")).expect("a command");
    let shown = readme.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).expect("a transcript");
    let output = Command::new(env!("CARGO_BIN_EXE_http-status-lsp"))
        .args(command.split(' '))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("it runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(printed.starts_with(shown), "{printed}");
}

#[test]
fn every_command_stands_in_the_readme() {
    let readme = read("README.md");
    for command in ["hover", "explain", "list", "pages"] {
        assert!(readme.contains(&format!("| `http-status-lsp {command} ")), "{command}");
    }
}

#[test]
fn documents_link_to_files_that_exist() {
    for document in ["README.md", "data/README.md", "editors/nvim/README.md", "tests/cases/README.md"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(document);
        let folder = folder.parent().expect("a folder");
        for target in read(document).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let is_elsewhere = target.starts_with("http") || target.starts_with('#');
            assert!(is_elsewhere || folder.join(target).exists(), "{document}: {target}");
        }
    }
}

#[test]
fn the_stated_rust_is_the_one_of_the_readme() {
    let manifest = read("Cargo.toml");
    let stated = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")).expect("a version");
    assert!(read("README.md").contains(&format!("With Rust {} or newer", stated.trim_end_matches('"'))));
}

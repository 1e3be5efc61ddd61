//! The documents agree with the program.

use std::fs;
use std::path::Path;
use std::process::Command;

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).expect("a document")
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
    for command in ["hover", "explain", "list", "rule", "pages"] {
        assert!(readme.contains(&format!("| `http-status-lsp {command} ")), "{command}");
    }
}

#[test]
fn documents_link_to_files_and_headings_that_exist() {
    for document in documents() {
        let text = read(&document);
        for target in text.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next()) {
            if target.starts_with("http") {
                continue;
            }
            let (file, heading) = target.split_once('#').unwrap_or((target, ""));
            let path = if file.is_empty() { document.clone() } else { beside(&document, file) };
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path).exists(), "{document}: {target}");
            assert!(heading.is_empty() || has_heading(&read(&path), heading), "{document}: {target}");
        }
    }
}

/// All documents for people, seen from the project's folder.
fn documents() -> Vec<String> {
    let mut documents =
        ["README.md", ".github/CONTRIBUTING.md", "data/README.md", "editors/README.md", "tests/cases/README.md"]
            .map(str::to_owned)
            .to_vec();
    let folders = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("editors")).expect("the folder");
    for folder in folders.flatten().filter(|folder| folder.path().join("README.md").exists()) {
        documents.push(format!("editors/{}/README.md", folder.file_name().to_string_lossy()));
    }
    documents
}

fn beside(document: &str, file: &str) -> String {
    Path::new(document).parent().expect("a folder").join(file).to_string_lossy().into_owned()
}

/// Whether a heading gets this anchor: lower case, hyphens for spaces, other punctuation gone.
fn has_heading(text: &str, anchor: &str) -> bool {
    let anchor_of = |heading: &str| {
        let kept = heading.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect::<String>()
    };
    text.lines().filter_map(|line| line.strip_prefix('#')).any(|rest| anchor_of(rest.trim_start_matches('#')) == anchor)
}

#[test]
fn the_stated_rust_is_the_one_of_the_readme() {
    let manifest = read("Cargo.toml");
    let stated = manifest.lines().find_map(|line| line.strip_prefix("rust-version = \"")).expect("a version");
    assert!(read("README.md").contains(&format!("With Rust {} or newer", stated.trim_end_matches('"'))));
}

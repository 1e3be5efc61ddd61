//! Prints what the rules find in files and folders: rule, place, message and line, with tabs between, for reading.
//!
//!     cargo run --example findings -- [RULE] FOLDER...

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program of the command line, whose report is its output"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use http_status_lsp::catalog::{Catalog, Language};
use http_status_lsp::project::FileProject;
use http_status_lsp::rules::{File, Level, Rule, RuleSettings, findings};

fn files(path: PathBuf, found: &mut Vec<PathBuf>) {
    if path.is_dir() && !path.is_symlink() {
        let mut entries: Vec<_> =
            fs::read_dir(&path).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
        entries.sort();
        entries.into_iter().for_each(|entry| files(entry, found));
    } else if path.is_file() {
        found.push(path);
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1).peekable();
    let mut settings = RuleSettings::default();
    if let Some(only) = arguments.next_if(|argument| Rule::by_name(argument).is_some()) {
        for rule in Rule::all() {
            let level = if rule.name() == only { Level::On(rule.text().severity) } else { Level::Off };
            settings.set(*rule, level);
        }
    }
    let (mut lines, mut count, mut bytes) = (0, 0, 0);
    let started = Instant::now();
    for root in arguments {
        let mut all = Vec::new();
        files(PathBuf::from(&root), &mut all);
        for path in all {
            let Ok(text) = fs::read_to_string(&path) else { continue };
            let relative = path.strip_prefix(&root).unwrap_or(Path::new("")).to_string_lossy().into_owned();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let language = Language::of_document("", &name);
            let file =
                File { path: &relative, language, catalog: Catalog::compiled(), project: &FileProject::default() };
            lines += text.lines().count();
            bytes += text.len();
            for finding in findings(text.as_str(), &file, &settings, &|| true).unwrap_or_default() {
                count += 1;
                let line = text[..finding.range.start].matches('\n').count();
                let shown = text.lines().nth(line).unwrap_or("").trim();
                let shown: String = shown.chars().take(150).collect();
                println!("{}\t{}:{}\t{}\t{shown}", finding.rule.name(), path.display(), line + 1, finding.message);
            }
        }
    }
    eprintln!("{count} findings in {lines} lines, {bytes} bytes, {:?}", started.elapsed());
}

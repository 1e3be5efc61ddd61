//! Accepts completions in files of projects, and writes each file before and after, for real parsers to read.
//!
//! ```sh
//! cargo run --example accept_imports -- OUT FOLDER…
//! python3 tests/imports/check.py OUT
//! ```
//!
//! Each constant of a library in a file is cut short and completed, once with the file as it is and once without the line that brings the
//! library in. A number is completed to a constant of a library that the manifests of its folder ask for, and a statement that sends a
//! status is written above it. Where a file of a language has no constant, a statement of one of the language's libraries is added to it.

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use http_status_lsp::catalog::{Language, Proof, Spelling};
use http_status_lsp::detect::{MentionKind, Preamble, Reading, mentions_in_excerpt};
use http_status_lsp::edits::imports::{Answer, Importer, Need};
use http_status_lsp::edits::{Edit, applied};
use http_status_lsp::features::completion::{Asked, Item, ItemKind, complete};
use http_status_lsp::features::imports::with_imports;
use http_status_lsp::project::{FileProject, Project};

/// How many files of a language are written for each kind.
const MOST: usize = 150;

struct Output {
    folder: PathBuf,
    rows: Vec<String>,
    counts: BTreeMap<(String, &'static str), usize>,
}

impl Output {
    fn is_full(&self, language: &str, kind: &'static str) -> bool {
        self.counts.get(&(language.to_owned(), kind)).is_some_and(|count| *count >= MOST)
    }

    fn write(&mut self, language: &str, kind: &'static str, path: &Path, texts: (&str, &str), line: &str, says: &str) {
        *self.counts.entry((language.to_owned(), kind)).or_default() += 1;
        let number = self.rows.len();
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or("txt");
        let name = |which: &str| format!("{number:05}.{which}.{extension}");
        for (which, text) in [("before", texts.0), ("after", texts.1)] {
            fs::write(self.folder.join(name(which)), text).expect("written");
        }
        let (before, after, path) = (name("before"), name("after"), path.display());
        self.rows.push(format!("{language}\t{kind}\t{before}\t{after}\t{line}\t{says}\t{path}"));
    }
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().expect("a folder for what is written"));
    fs::create_dir_all(&folder).expect("a folder");
    let mut output = Output { folder: folder.clone(), rows: Vec::new(), counts: BTreeMap::new() };
    for root in arguments {
        let root = Path::new(&root);
        let project = Arc::new(project_of(root));
        for path in files(root) {
            let Some(language) = Language::by_file_name(&path.to_string_lossy()) else { continue };
            let Ok(text) = fs::read_to_string(&path) else { continue };
            if text.len() < 100_000 && language.libraries().next().is_some() {
                let project = FileProject::new(project.clone(), relative(&path, root));
                accept_names(&path, &text, language, &project, &mut output);
                accept_at_numbers(&path, &text, language, &project, &mut output);
                add_statement(&path, &text, language, &mut output);
            }
        }
    }
    fs::write(folder.join("list.tsv"), output.rows.join("\n")).expect("written");
    for ((language, kind), count) in &output.counts {
        println!("{language}\t{kind}\t{count}");
    }
}

/// The manifests and lock files below a folder.
fn project_of(root: &Path) -> Project {
    let mut project = Project::default();
    for path in files(root) {
        let text = || fs::read_to_string(&path).ok().filter(|text| text.len() < 4 << 20);
        if http_status_lsp::project::Kind::of(&relative(&path, root)).is_some()
            && let Some(text) = text()
        {
            project.insert(&relative(&path, root), &text);
        }
    }
    project
}

fn relative(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).to_string_lossy().into_owned()
}

fn files(root: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// Cuts the first constant of each form short and completes it.
fn accept_names(path: &Path, text: &str, language: &'static Language, project: &FileProject, output: &mut Output) {
    let reading = Reading::new(Preamble::of(text), text.to_owned(), 0, language).with_project(project);
    let mentions = mentions_in_excerpt(&reading.excerpt(), 0..text.len());
    let mut seen: Vec<Spelling> = Vec::new();
    for mention in mentions.iter().filter(|mention| matches!(mention.kind, MentionKind::Name(_))) {
        let Some(name) = text.get(mention.range.clone()) else { continue };
        let name = name.rsplit(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(name);
        let native = |spelling: &Spelling| spelling.is_native_to(language) && !spelling.imports().is_empty();
        let Some(spelling) = Spelling::named(name).find(native) else { continue };
        if name.len() < 4 || seen.iter().any(|seen| seen.library().id == spelling.library().id) {
            continue;
        }
        seen.push(spelling);
        let whole = mention.range.end - name.len()..mention.range.end;
        let without = without_imports(text, &whole, spelling, language);
        let texts = [("kept", Some((text.to_owned(), whole.clone()))), ("removed", without)];
        for (kind, given) in texts {
            let Some((text, whole)) = given.filter(|_| !output.is_full(language.id, kind)) else { continue };
            accept(path, &text, whole, language, kind, project, output);
        }
    }
}

/// How many numbers of a file are completed.
const MOST_NUMBERS: usize = 3;

/// Completes numbers to constants that bring an import, and writes the statement that sends 404 above their lines.
fn accept_at_numbers(path: &Path, text: &str, language: &'static Language, project: &FileProject, output: &mut Output) {
    let reading = Reading::new(Preamble::of(text), text.to_owned(), 0, language).with_project(project);
    let mentions = mentions_in_excerpt(&reading.excerpt(), 0..text.len());
    let numbers = mentions.iter().filter(|mention| mention.kind == MentionKind::Number && mention.range.len() == 3);
    for mention in numbers.take(MOST_NUMBERS) {
        if !output.is_full(language.id, "number") {
            let brings = |item: &Item| item.constant.is_some() && !item.additional_edits.is_empty();
            if let Some((after, item)) = accepted(text, mention.range.end, language, project, brings) {
                let code = &text[mention.range.clone()];
                assert_eq!(item.filter_text, code, "{}", path.display());
                output.write(language.id, "number", path, (text, &after), "", &item.detail);
            }
        }
        let start = text[..mention.range.start].rfind('\n').map_or(0, |at| at + 1);
        let line = &text[start..];
        let indentation = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        let typed = [&text[..start], indentation, "404"].concat();
        let offset = typed.len();
        let typed = [&typed, "\n", line].concat();
        if !output.is_full(language.id, "sent")
            && let Some((after, item)) =
                accepted(&typed, offset, language, project, |item| item.kind == ItemKind::Lines)
        {
            let says = if item.detail.contains(", needs ") { item.detail.as_str() } else { "" };
            output.write(language.id, "sent", path, (text, &after), "", says);
        }
    }
}

/// The text with the first of the wanted items accepted.
fn accepted(
    text: &str,
    offset: usize,
    language: &'static Language,
    project: &FileProject,
    is_wanted: impl Fn(&Item) -> bool,
) -> Option<(String, Item)> {
    let reading = Reading::new(Preamble::of(text), text.to_owned(), 0, language).with_project(project);
    let asked = Asked { constants: true, is_typing: false };
    let found = complete(&reading.excerpt(), offset, asked)?;
    let found = with_imports(found, text, language, project);
    let item = found.items.into_iter().find(is_wanted)?;
    let main = Edit { range: found.range, new_text: item.new_text.clone() };
    let edits: Vec<Edit> = item.additional_edits.iter().cloned().chain([main]).collect();
    Some((applied(text, &edits)?, item))
}

/// The text without the lines that bring the library in, and where the name is then.
fn without_imports(
    text: &str,
    name: &std::ops::Range<usize>,
    spelling: Spelling,
    language: &Language,
) -> Option<(String, std::ops::Range<usize>)> {
    let line = spelling.imports().iter().find(|line| {
        let line = line.replace("{name}", spelling.name());
        let bare = line.trim_end_matches(';');
        text.lines().any(|own| own.trim_end().trim_end_matches(';') == bare)
    })?;
    let line = line.replace("{name}", spelling.name());
    let bare = line.trim_end_matches(';');
    let mut out = String::with_capacity(text.len());
    let mut removed = 0;
    for own in text.split_inclusive('\n') {
        if own.trim_end().trim_end_matches(';') == bare && language.id != "go" {
            removed += own.len();
        } else {
            out.push_str(own);
        }
    }
    let start = name.start.checked_sub(removed)?;
    (removed > 0).then(|| (out, start..start + name.len()))
}

fn accept(
    path: &Path,
    text: &str,
    whole: std::ops::Range<usize>,
    language: &'static Language,
    kind: &'static str,
    project: &FileProject,
    output: &mut Output,
) {
    let name = &text[whole.clone()];
    let cut = whole.start + name.char_indices().nth(3).map_or(name.len(), |(at, _)| at);
    let short = [&text[..cut], &text[whole.end..]].concat();
    let reading = Reading::new(Preamble::of(&short), short.clone(), 0, language).with_project(project);
    let asked = Asked { constants: true, is_typing: false };
    let Some(found) = complete(&reading.excerpt(), cut, asked) else { return };
    let found = with_imports(found, &short, language, project);
    let Some(item) = found.items.iter().find(|item| item.new_text.ends_with(name) && item.constant.is_some()) else {
        return;
    };
    let main = Edit { range: found.range.clone(), new_text: item.new_text.clone() };
    let edits: Vec<Edit> = item.additional_edits.iter().cloned().chain([main]).collect();
    let Some(after) = applied(&short, &edits) else { panic!("{}: {edits:?}", path.display()) };
    let line = item.constant.as_ref().and_then(|(spelling, _)| spelling.imports().first()).map_or("", |line| line);
    output.write(language.id, kind, path, (text, &after), line, &item.detail);
}

/// Adds the statement of a library of the language, as if one of its names stood at the end of the text.
fn add_statement(path: &Path, text: &str, language: &'static Language, output: &mut Output) {
    if output.is_full(language.id, "added") {
        return;
    }
    let of_library = |spelling: &Spelling| spelling.proof() != Proof::Position && !spelling.imports().is_empty();
    let spellings: Vec<Spelling> =
        language.libraries().filter_map(|library| library.spellings().find(of_library)).collect();
    // Another library for each file.
    let Some(spelling) = spellings.get(text.len() % spellings.len().max(1)) else { return };
    let Some(importer) = Importer::of(text, text.len(), language) else { return };
    let Some(line) = importer.usual(spelling.imports()) else { return };
    let line = line.replace("{name}", spelling.name());
    let root = spelling.qualifier().split(|c: char| !c.is_alphanumeric() && c != '_').find(|word| !word.is_empty());
    let given_by: Vec<&str> = spelling.given_by().to_vec();
    let need = Need { line: &line, given_by: &given_by, is_written: true, is_standard: spelling.library().is_standard };
    let answer = importer.add(&need, root.unwrap_or(spelling.name()), &(text.len() + 1..text.len() + 1));
    if let Answer::Edits(edits) = answer {
        let after = applied(text, &edits).unwrap_or_else(|| panic!("{}: {edits:?}", path.display()));
        output.write(language.id, "added", path, (text, &after), &line, "");
    }
}

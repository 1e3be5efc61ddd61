//! Imports that completions bring in: `tests/imports/<language>.txt`, each case before and after.
//!
//! A case is a line `=== what holds`, a line `language | import statement`, the text with `$0` where the name stands, a line `>>>`, and
//! what comes of it: the text with its edits, `present: how the document writes the name`, or `unknown`. Words behind the language:
//! `crlf` for line ends, `written` where the name stands there already, `standard` for what comes with the language.
//! `UPDATE_EXPECT=1` writes what comes of each case.

use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::edits::applied;
use http_status_lsp::edits::imports::{Answer, Importer, Need};

struct Case<'t> {
    title: &'t str,
    head: &'t str,
    before: String,
    after: String,
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/imports");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    files.sort();
    files
}

fn cases(text: &str) -> Vec<Case<'_>> {
    let parts = text.split("\n=== ").enumerate();
    let parts = parts.filter_map(|(index, part)| if index == 0 { part.strip_prefix("=== ") } else { Some(part) });
    fn case(part: &str) -> Case<'_> {
        let (title, rest) = part.split_once('\n').expect("a title");
        let (head, rest) = rest.split_once('\n').expect("a statement");
        let (before, after) = rest.split_once("\n>>>\n").unwrap_or((rest.trim_end_matches('\n'), ""));
        let after = after.strip_suffix('\n').unwrap_or(after);
        Case { title, head, before: before.to_owned(), after: after.to_owned() }
    }
    parts.map(case).collect()
}

/// The result of a case.
fn outcome(case: &Case<'_>) -> String {
    let (words, line) = case.head.split_once(" | ").expect("a language and a statement");
    let mut words = words.split(' ');
    let language = Language::by_id(words.next().expect("a language")).expect("a known language");
    let (mut is_crlf, mut is_written, mut is_standard) = (false, false, false);
    let mut root = None;
    for word in words {
        match word.split_once('=') {
            Some(("root", word)) => root = Some(word),
            _ if word == "crlf" => is_crlf = true,
            _ if word == "written" => is_written = true,
            _ if word == "standard" => is_standard = true,
            _ => panic!("{}: {word}", case.title),
        }
    }
    let lines = |text: &str| if is_crlf { text.replace('\n', "\r\n") } else { text.to_owned() };
    let before = lines(&case.before);
    let at = before.find("$0").unwrap_or_else(|| panic!("{}: no cursor", case.title));
    let text = before.replacen("$0", "", 1);
    let need = Need { line, given_by: &[], is_written, is_standard };
    let answer = Importer::of(&text, at, language)
        .map_or(Answer::Unknown, |importer| importer.add(&need, root.unwrap_or("HttpStatus"), &(at..at)));
    match answer {
        Answer::Present { path, .. } => format!("present: {path}"),
        Answer::Unknown => "unknown".to_owned(),
        Answer::Edits(edits) => {
            let after = applied(&text, &edits).unwrap_or_else(|| panic!("{}: {edits:?}", case.title));
            assert!(!is_crlf || !after.replace("\r\n", "").contains('\n'), "{}: line ends", case.title);
            after.replace("\r\n", "\n")
        }
    }
}

#[test]
fn imports_are_written_as_the_language_has_them() {
    let is_update = std::env::var_os("UPDATE_EXPECT").is_some();
    let (mut faults, mut count) = (Vec::new(), 0);
    for path in files() {
        let text = fs::read_to_string(&path).expect("a file of cases");
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let mut renewed = String::new();
        for case in cases(&text) {
            let outcome = outcome(&case);
            count += 1;
            if outcome.trim_end() != case.after.trim_end() {
                faults.push(format!("{name}: {}\n{outcome}", case.title));
            }
            let (title, head, before) = (case.title, case.head, &case.before);
            renewed += &format!("=== {title}\n{head}\n{before}\n>>>\n{}\n\n", outcome.trim_end());
        }
        if is_update {
            fs::write(&path, renewed.trim_end().to_owned() + "\n").expect("a writable file");
        }
    }
    assert!(is_update || faults.is_empty(), "{} of {count} cases:\n{}", faults.len(), faults.join("\n\n"));
    assert!(count > 150, "{count} cases");
}

/// A text that is cut anywhere gets edits that apply, or none.
#[test]
fn broken_code_is_the_normal_case() {
    for path in files() {
        let text = fs::read_to_string(&path).expect("a file of cases");
        for case in cases(&text) {
            let (words, line) = case.head.split_once(" | ").expect("a language and a statement");
            let language = Language::by_id(words.split(' ').next().unwrap_or_default()).expect("a known language");
            let need = Need { line, ..Need::default() };
            for (at, _) in case.before.char_indices() {
                for text in [&case.before[..at], &case.before[at..]] {
                    let Some(importer) = Importer::of(text, text.len(), language) else { continue };
                    if let Answer::Edits(edits) = importer.add(&need, "HttpStatus", &(text.len() + 1..text.len() + 1)) {
                        assert!(applied(text, &edits).is_some(), "{}: {text:?}\n{edits:?}", case.title);
                    }
                    let _ = (importer.is_at_statement(), importer.usual(&[]));
                }
            }
        }
    }
}

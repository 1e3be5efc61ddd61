//! Reads the case files and `lines.tsv`. The formats are in the README beside this file.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::{Mention, MentionKind};

/// A text with the statuses in it, marked by a person.
pub(crate) struct Case {
    /// The file's name, for `lines.tsv` with the number of the line.
    pub(crate) name: String,
    pub(crate) language: &'static Language,
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
}

/// A status that is marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Bytes of the case's text.
    pub(crate) range: Range<usize>,
    pub(crate) code: u16,
    /// `number`, `name`, `phrase` or `class`.
    pub(crate) kind: &'static str,
}

const KINDS: [&str; 4] = ["number", "name", "phrase", "class"];

impl Mark {
    pub(crate) fn of(mention: &Mention) -> Self {
        let kind = match mention.kind {
            MentionKind::Number => "number",
            MentionKind::Name(_) => "name",
            MentionKind::Phrase => "phrase",
            MentionKind::Class => "class",
        };
        Self { range: mention.range.clone(), code: mention.code.number(), kind }
    }

    /// Code, kind, file and line with the mark in `⟦⟧`, parted by tabs.
    pub(crate) fn shown(&self, case: &Case) -> String {
        let Range { start, end } = self.range;
        let from = case.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = case.text[end..].find('\n').map_or(case.text.len(), |at| end + at);
        let (before, word, after) = (&case.text[from..start], &case.text[start..end], &case.text[end..to]);
        format!("{}\t{}\t{}\t{}⟦{word}⟧{}", self.code, self.kind, case.name, before.trim_start(), after.trim_end())
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases")
}

/// The cases of all `<language id>.txt` and `<language id>-<word>.txt`.
pub(crate) fn case_files() -> Vec<Case> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder()).expect("tests/cases").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "txt"));
    paths.sort();
    paths.iter().map(|path| read_case(path)).collect()
}

fn read_case(path: &Path) -> Case {
    let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
    let id = id.split('-').next().filter(|_| Language::by_id(&id).is_none()).map_or(id.clone(), str::to_owned);
    let language = Language::by_id(&id).unwrap_or_else(|| panic!("{}: no language {id}", path.display()));
    let name = path.file_name().expect("a name").to_string_lossy().into_owned();
    let mut case = Case { name, language, text: String::new(), marks: Vec::new() };
    let mut last = 0;
    for line in fs::read_to_string(path).expect("a case file").lines() {
        match line.strip_prefix("#^") {
            Some(rest) => case.read_marks(rest, last),
            None => {
                last = case.text.len();
                case.text.push_str(line);
                case.text.push('\n');
            }
        }
    }
    case
}

impl Case {
    /// Reads `   ^^^   ^^^^ 404 number; 404 phrase`, whose first column is 2, below the line that begins at byte `start`.
    fn read_marks(&mut self, rest: &str, start: usize) {
        let line = &self.text[start..];
        let place = format!("{} below `{}`", self.name, line.trim());
        let last = rest.rfind('^').unwrap_or_else(|| panic!("{place}: no mark"));
        let (carets, labels) = rest.split_at(last + 1);
        let byte = |column: usize| start + line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
        let mut runs = Vec::new();
        let mut run = None;
        for (column, c) in carets.chars().chain([' ']).enumerate() {
            match (c, run) {
                ('^', None) => run = Some(column),
                ('^', Some(_)) | (_, None) => {}
                (_, Some(from)) => {
                    runs.push(byte(from + 2)..byte(column + 2));
                    run = None;
                }
            }
        }
        let labels: Vec<&str> = labels.split(';').map(str::trim).collect();
        assert_eq!(runs.len(), labels.len(), "{place}: as many labels as marks");
        let label = |text: &str| {
            let (code, kind) = text.split_once(' ')?;
            Some((code.parse().ok()?, KINDS.into_iter().find(|known| *known == kind.trim())?))
        };
        self.marks.extend(runs.into_iter().zip(labels).map(|(range, text)| {
            let (code, kind) = label(text).unwrap_or_else(|| panic!("{place}: `{text}`"));
            Mark { range, code, kind }
        }));
    }
}

/// A line of `lines.tsv` as a whole text, and its mentions: `404 Not Found; 404 404`, or `-` for nothing.
pub(crate) struct Line {
    pub(crate) language: &'static Language,
    pub(crate) found: String,
    pub(crate) text: String,
}

pub(crate) fn lines() -> Vec<Line> {
    let file = fs::read_to_string(folder().join("lines.tsv")).expect("the lines");
    let lines = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(read_line).collect()
}

fn read_line(line: &str) -> Line {
    let fields: Vec<&str> = line.splitn(3, '\t').collect();
    let [id, found, text] = fields[..] else { panic!("`{line}` does not have three fields") };
    let language = Language::by_id(id).unwrap_or_else(|| panic!("`{line}`: no such language"));
    Line { language, found: found.to_owned(), text: text.replace("\\n", "\n") }
}

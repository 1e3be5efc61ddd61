//! The texts that the benchmarks read: made of the cases of `tests/cases/` and the samples of `tests/samples/`, so of code
//! that holds far more statuses than a usual file, and in part of the sources of this crate, which hold few.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;

/// Bytes in a megabyte, as throughput counts them.
pub(crate) const MB: usize = 1_000_000;

/// A text of one language.
pub(crate) struct Text {
    pub(crate) language: &'static Language,
    pub(crate) text: String,
}

/// What a text is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The cases of that language.
    Cases(&'static str),
    /// Those of JavaScript without comments and line breaks.
    Minified,
    /// The sources of this crate: Rust in which hardly anything is a status.
    Ordinary,
}

impl Kind {
    pub(crate) const ALL: [Kind; 7] = [
        Kind::Cases("go"),
        Kind::Cases("javascript"),
        Kind::Cases("python"),
        Kind::Cases("java"),
        Kind::Cases("yaml"),
        Kind::Minified,
        Kind::Ordinary,
    ];

    /// A text of about `size` bytes, the same each time.
    pub(crate) fn text(self, size: usize) -> Text {
        match self {
            Kind::Cases(id) => Text { language: language(id), text: drawn(&files_of(id), size) },
            Kind::Minified => {
                let source = drawn(&files_of("javascript"), size * 3 / 2);
                let mut text = minified(&source);
                text.truncate(text.floor_char_boundary(size));
                Text { language: language("javascript"), text }
            }
            Kind::Ordinary => Text { language: language("rust"), text: drawn(&own_sources(), size) },
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Cases(id) => f.write_str(language(id).name),
            Kind::Minified => f.write_str("JavaScript on one line"),
            Kind::Ordinary => f.write_str("this crate's Rust"),
        }
    }
}

/// Texts of about `size` bytes together in all languages of the cases, each with the share that it has of those.
pub(crate) fn mixed(size: usize) -> Vec<Text> {
    let mut by_language: Vec<(&'static Language, Vec<String>)> = Vec::new();
    for (language, text) in case_files() {
        match by_language.iter_mut().find(|(known, _)| known.id == language.id) {
            Some((_, texts)) => texts.push(text),
            None => by_language.push((language, vec![text])),
        }
    }
    let bytes = |texts: &[String]| texts.iter().map(String::len).sum::<usize>();
    let total: usize = by_language.iter().map(|(_, texts)| bytes(texts)).sum();
    let share = |texts: &[String]| drawn(texts, bytes(texts) * size / total);
    by_language.into_iter().map(|(language, texts)| Text { language, text: share(&texts) }).collect()
}

/// A size for people: `100 kB`, `10 MB`.
pub(crate) fn size_name(size: usize) -> String {
    if size < MB { format!("{} kB", size / 1000) } else { format!("{} MB", size / MB) }
}

/// Whether texts of 100 MB are wanted, which take long.
pub(crate) fn are_huge_wanted() -> bool {
    std::env::var_os("BENCH_HUGE").is_some()
}

fn language(id: &str) -> &'static Language {
    Language::by_id(id).expect("a known language")
}

fn files_of(id: &str) -> Vec<String> {
    let mut texts: Vec<String> =
        case_files().into_iter().filter(|(language, _)| language.id == id).map(|(_, text)| text).collect();
    let sample = match id {
        "go" => "server.go",
        "javascript" => "server.js",
        _ => return texts,
    };
    texts.push(fs::read_to_string(folder("tests/samples").join(sample)).expect("a sample"));
    texts
}

/// The cases without their marks, each with its language.
fn case_files() -> Vec<(&'static Language, String)> {
    let read = |path: PathBuf| {
        let id = path.file_stem()?.to_str()?;
        let language = Language::by_id(id).or_else(|| Language::by_id(id.split('-').next()?))?;
        let raw = fs::read_to_string(&path).ok()?;
        let lines = raw.split_inclusive('\n').filter(|line| !line.starts_with("#^"));
        Some((language, lines.collect()))
    };
    sorted(&folder("tests/cases"), "txt").into_iter().filter_map(read).collect()
}

fn own_sources() -> Vec<String> {
    let source = folder("src");
    let folders = [source.clone(), source.join("detect"), source.join("features"), source.join("server")];
    let paths = folders.iter().flat_map(|folder| sorted(folder, "rs"));
    paths.filter_map(|path| fs::read_to_string(path).ok()).collect()
}

fn folder(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn sorted(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|found| found == extension));
    paths.sort();
    paths
}

/// The first file as it is, with its imports, then paragraphs of all of them in an order without a pattern: a text that
/// repeats itself is foreseen by the processor and reads faster than any real one.
fn drawn(files: &[String], size: usize) -> String {
    let paragraphs: Vec<&str> = files.iter().flat_map(|file| paragraphs(file)).collect();
    let mut text = String::with_capacity(size + 16 * 1024);
    text.push_str(&files[0]);
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    while text.len() < size {
        // xorshift64
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        text.push_str(paragraphs[(state % paragraphs.len() as u64) as usize]);
    }
    let end = text[..text.floor_char_boundary(size)].rfind('\n').map_or(0, |newline| newline + 1);
    text.truncate(end);
    text
}

/// Lines up to an empty one and with it.
fn paragraphs(file: &str) -> Vec<&str> {
    file.split_inclusive("\n\n").collect()
}

/// JavaScript as a bundler leaves it: without comments, line breaks and spaces that nothing needs.
fn minified(source: &str) -> String {
    let mut text = String::with_capacity(source.len());
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
    for line in source.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['/', '*'])) {
        // A line break ends a statement unless an operator or a bracket stands there.
        if text.ends_with(is_word) && line.starts_with(is_word) {
            text.push(';');
        }
        let mut quote = None;
        let mut has_space = false;
        let mut characters = line.chars().peekable();
        while let Some(c) = characters.next() {
            match (quote, c) {
                (Some(_), '\\') => {
                    text.push(c);
                    text.extend(characters.next());
                    continue;
                }
                (Some(open), _) if open == c => quote = None,
                (Some(_), _) => {}
                (None, '/') if characters.peek() == Some(&'/') => break,
                (None, ' ' | '\t') => {
                    has_space = true;
                    continue;
                }
                (None, '\'' | '"' | '`') => quote = Some(c),
                (None, _) => {}
            }
            if std::mem::take(&mut has_space) && text.ends_with(is_word) && is_word(c) {
                text.push(' ');
            }
            text.push(c);
        }
    }
    text
}

//! The texts that the benchmarks read, made of the cases of `tests/cases/` and the samples of `tests/samples/`.
//!
//! The cases are all about statuses: they hold 19 numbers from 100 to 599 in a thousand bytes. Source files that speak of HTTP
//! hold about one (1.15, and 0.75 mentions of any kind, in 31 MB from 35 public repositories that are web servers, clients and their
//! like), and how long a text takes depends on that more than on anything else. So the texts here are made of the cases' quiet lines,
//! on which there is neither, with as many paragraphs about statuses between them as real files have; `Kind::Dense` alone is the
//! cases as they are.

#![allow(dead_code, reason = "each benchmark uses its part")]

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use http_status_lsp::catalog::Language;
use http_status_lsp::detect::mentions;

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
    /// That language, with as many statuses as real files have.
    Usual(&'static str),
    /// JavaScript of nothing but cases.
    Dense,
    /// Those of JavaScript without comments and line breaks.
    Minified,
    /// The sources of this crate: Rust in which hardly anything is a status.
    Ordinary,
}

impl Kind {
    pub(crate) const ALL: [Kind; 8] = [
        Kind::Usual("go"),
        Kind::Usual("javascript"),
        Kind::Usual("python"),
        Kind::Usual("java"),
        Kind::Usual("yaml"),
        Kind::Minified,
        Kind::Dense,
        Kind::Ordinary,
    ];

    /// A text of about `size` bytes, the same each time.
    pub(crate) fn text(self, size: usize) -> Text {
        match self {
            Kind::Usual(id) => Text { language: language(id), text: diluted(&files_of(id), language(id), size) },
            Kind::Dense => Text { language: language("javascript"), text: drawn(&files_of("javascript"), size) },
            Kind::Minified => {
                let language = language("javascript");
                let source = diluted(&files_of(language.id), language, size * 2);
                let mut text = minified(&source);
                text.truncate(text.floor_char_boundary(size));
                Text { language, text }
            }
            Kind::Ordinary => Text { language: language("rust"), text: drawn(&own_sources(), size) },
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Usual(id) => f.write_str(language(id).name),
            Kind::Dense => f.write_str("JavaScript, cases alone"),
            Kind::Minified => f.write_str("JavaScript on one line"),
            Kind::Ordinary => f.write_str("this crate's Rust"),
        }
    }
}

/// Texts of about `size` bytes together in all languages of the cases, each with the share that it has of those; with as many
/// statuses as real files have.
pub(crate) fn mixed(size: usize) -> Vec<Text> {
    mixed_of(size, diluted)
}

/// The same, of the cases as they are.
pub(crate) fn mixed_dense(size: usize) -> Vec<Text> {
    mixed_of(size, |files, _, size| drawn(files, size))
}

fn mixed_of(size: usize, text: impl Fn(&[String], &'static Language, usize) -> String) -> Vec<Text> {
    let mut by_language: Vec<(&'static Language, Vec<String>)> = Vec::new();
    for (language, case) in case_files() {
        match by_language.iter_mut().find(|(known, _)| known.id == language.id) {
            Some((_, cases)) => cases.push(case),
            None => by_language.push((language, vec![case])),
        }
    }
    let bytes = |cases: &[String]| cases.iter().map(String::len).sum::<usize>();
    let total: usize = by_language.iter().map(|(_, cases)| bytes(cases)).sum();
    let share = |language, cases: &[String]| text(cases, language, bytes(cases) * size / total);
    by_language.into_iter().map(|(language, cases)| Text { language, text: share(language, &cases) }).collect()
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

/// Picks in an order without a pattern: a text that repeats itself is foreseen by the processor and reads faster than any
/// real one.
struct Picker(u64);

impl Picker {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    /// Marsaglia's xorshift64.
    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        from[(self.0 % from.len() as u64) as usize]
    }
}

/// The first file with its imports, then paragraphs of all of them.
fn drawn(files: &[String], size: usize) -> String {
    let paragraphs: Vec<&str> = files.iter().flat_map(|file| paragraphs(file)).collect();
    let mut picker = Picker::new();
    let mut text = String::with_capacity(size + 16 * 1024);
    text.push_str(&files[0]);
    while text.len() < size {
        text.push_str(picker.pick(&paragraphs));
    }
    cut(text, size)
}

/// How many numbers from 100 to 599 real files hold in 100,000 bytes.
const USUAL_NUMBERS: usize = 115;

/// The start of the first file, with its imports, then runs of quiet lines, and among them so many paragraphs with numbers that there
/// are as many as in real files.
fn diluted(files: &[String], language: &'static Language, size: usize) -> String {
    let paragraphs: Vec<&str> = files.iter().flat_map(|file| paragraphs(file)).collect();
    let busy: Vec<&str> = paragraphs.iter().copied().filter(|paragraph| numbers(paragraph) > 0).collect();
    let quiet: Vec<&str> = files.iter().flat_map(|file| quiet_runs(file, language)).collect();
    let mut picker = Picker::new();
    let mut text = String::with_capacity(size + 16 * 1024);
    let mut found = 0;
    text.push_str(quiet.first().copied().unwrap_or_default());
    let mut text = cut(text, OPENING);
    while text.len() < size {
        if busy.is_empty() || !quiet.is_empty() && found * 100_000 >= text.len() * USUAL_NUMBERS {
            text.push_str(picker.pick(&quiet));
        } else {
            let paragraph = picker.pick(&busy);
            found += numbers(paragraph);
            text.push_str(paragraph);
        }
    }
    cut(text, size)
}

/// How much of the first file a text opens with, in bytes; so that even a short one goes on to statuses.
const OPENING: usize = 500;

fn cut(mut text: String, size: usize) -> String {
    if text.len() <= size {
        return text;
    }
    let end = text[..text.floor_char_boundary(size)].rfind('\n').map_or(0, |newline| newline + 1);
    text.truncate(end);
    text
}

/// The longest runs of lines on which there is no number and no mention.
fn quiet_runs<'a>(file: &'a str, language: &'static Language) -> Vec<&'a str> {
    let mentions = mentions(file, language);
    let mut runs = Vec::new();
    let (mut start, mut end) = (0, 0);
    for line in file.split_inclusive('\n').chain([""]) {
        let range = end..end + line.len();
        let is_quiet = numbers(line) == 0 && !mentions.iter().any(|mention| range.contains(&mention.range.start));
        end = range.end;
        if !is_quiet || line.is_empty() {
            runs.extend(Some(&file[start..range.start]).filter(|run| !run.is_empty()));
            start = end;
        }
    }
    runs
}

/// How many numbers from 100 to 599 stand in a text on their own.
fn numbers(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    words
        .filter(|word| {
            let is_number = word.len() == 3 && word.bytes().all(|byte| byte.is_ascii_digit());
            is_number && word.starts_with(['1', '2', '3', '4', '5'])
        })
        .count()
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

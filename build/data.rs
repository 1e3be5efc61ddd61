//! Reads, checks and compiles the files under `data/`. The build script and the tests of the data share this module.

use std::collections::HashSet;
use std::fmt::{self, Display};
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

#[allow(dead_code, reason = "the build script writes classes, the lexer reads them")]
#[path = "../src/catalog/byte_class.rs"]
mod byte_class;
mod codes;
#[allow(dead_code, reason = "the build script checks names, the program compares them")]
#[path = "../src/catalog/ecosystem.rs"]
mod ecosystem;
mod emit;
mod emit_statuses;
mod emit_words;
pub mod evidence;
mod excluded;
mod grpc;
mod header_places;
mod headers;
mod languages;
pub mod lexicon;
pub mod limits;
mod names;
mod phrases;
mod pieces;
mod rules;
mod search;
mod send;
mod send_checks;
pub mod sources;
#[path = "../src/catalog/word_hash.rs"]
mod word_hash;
pub mod words;

pub use emit::emit;

/// Everything under `data/`, read and checked.
pub struct Data {
    pub statuses: Vec<codes::Status>,
    pub classes: Vec<codes::Class>,
    pub choices: Vec<codes::Choice>,
    pub owners: Vec<codes::Owner>,
    pub headers: Vec<headers::Header>,
    pub header_places: header_places::HeaderPlaces,
    pub sources: sources::Sources,
    pub grpc: grpc::Grpc,
    pub libraries: Vec<names::Library>,
    pub languages: Vec<languages::Language>,
    pub evidence: evidence::Evidence,
    pub evidence_groups: Vec<pieces::Group>,
    pub words: words::Words,
    pub lexicon: lexicon::Lexicon,
    pub search: search::Search,
    pub rules: Vec<rules::Rule>,
    pub excluded: excluded::Excluded,
    pub sending: send::Sending,
    /// The files that could not be read: `codes/404.toml`. References to them are not refused.
    unread: Vec<String>,
}

impl Data {
    /// Whether `file`, or every file in the folder `file`, could be read.
    fn is_read(&self, file: &str) -> bool {
        !self.unread.iter().any(|unread| unread.starts_with(file))
    }

    /// The numbers of all statuses.
    fn codes(&self) -> HashSet<u16> {
        let unread = self.unread_in("codes").filter_map(|stem| stem.parse().ok());
        self.statuses.iter().map(|status| status.code).chain(unread).collect()
    }

    /// The ids of all languages, without aliases.
    fn language_ids(&self) -> HashSet<&str> {
        self.languages.iter().map(|language| language.id.as_str()).chain(self.unread_in("languages")).collect()
    }

    /// The names, without extension, of the files in `folder` that could not be read.
    fn unread_in<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = &'a str> {
        let stem = move |file: &'a String| file.strip_prefix(folder)?.strip_prefix('/')?.strip_suffix(".toml");
        self.unread.iter().filter_map(stem)
    }
}

/// One fault in the data: where it is and why it is one.
#[derive(Debug)]
pub struct Problem {
    pub file: String,
    pub key: String,
    pub reason: String,
}

impl Problem {
    pub fn new(file: impl Display, key: impl Display, reason: impl Display) -> Self {
        Self { file: file.to_string(), key: key.to_string(), reason: reason.to_string() }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.key.as_str() {
            "" => write!(f, "data/{}: {}", self.file, self.reason),
            key => write!(f, "data/{}: {key}: {}", self.file, self.reason),
        }
    }
}

/// Reads and checks all of `dir`, and reports all problems: a file that cannot be read does not hide those of the others.
pub fn load(dir: &Path) -> Result<Data, Vec<Problem>> {
    let mut problems = Vec::new();
    let mut data = Data {
        statuses: read_folder(dir, "codes", &mut problems),
        classes: read_file::<codes::Classes>(dir, "classes.toml", &mut problems).class,
        choices: read_file::<codes::Choices>(dir, "choices.toml", &mut problems).choice,
        owners: read_file::<codes::Owners>(dir, "owners.toml", &mut problems).owner,
        headers: read_file::<headers::Headers>(dir, "headers.toml", &mut problems).header,
        header_places: read_file(dir, "header_places.toml", &mut problems),
        sources: read_file(dir, "sources.toml", &mut problems),
        grpc: read_file(dir, "grpc.toml", &mut problems),
        libraries: read_folder(dir, "names", &mut problems),
        languages: read_folder(dir, "languages", &mut problems),
        evidence: read_file(dir, "evidence.toml", &mut problems),
        evidence_groups: read_folder(dir, "evidence", &mut problems),
        words: read_file(dir, "words.toml", &mut problems),
        lexicon: read_file(dir, "lexicon.toml", &mut problems),
        search: read_file(dir, "search.toml", &mut problems),
        rules: read_folder(dir, "rules", &mut problems),
        excluded: read_file(dir, "excluded.toml", &mut problems),
        sending: read_file(dir, "send.toml", &mut problems),
        unread: Vec::new(),
    };
    data.unread = problems.iter().map(|problem| problem.file.clone()).collect();
    codes::check(&data, &mut problems);
    headers::check(&data, &mut problems);
    header_places::check(&data, &mut problems);
    sources::check(&data, &mut problems);
    grpc::check(&data, &mut problems);
    names::check(&data, &mut problems);
    languages::check(&data, &mut problems);
    evidence::check(&data, &mut problems);
    pieces::check(&data, &mut problems);
    words::check(&data, &mut problems);
    lexicon::check(&data, &mut problems);
    search::check(&data, &mut problems);
    rules::check(&data, &mut problems);
    excluded::check(&data, &mut problems);
    send_checks::check(&data, &mut problems);
    if problems.is_empty() { Ok(data) } else { Err(problems) }
}

/// A record that is one file of a folder, with the name of that file without its extension.
pub trait OneFile {
    fn set_stem(&mut self, stem: String);
}

fn read_folder<T: DeserializeOwned + OneFile>(dir: &Path, folder: &str, problems: &mut Vec<Problem>) -> Vec<T> {
    let mut paths = match fs::read_dir(dir.join(folder)) {
        Ok(entries) => entries.flatten().map(|entry| entry.path()).collect::<Vec<_>>(),
        Err(error) => {
            problems.push(Problem::new(folder, "", error));
            return Vec::new();
        }
    };
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut records = Vec::new();
    for path in paths {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(mut record) = parse::<T>(&path, &format!("{folder}/{stem}.toml"), problems) {
            record.set_stem(stem);
            records.push(record);
        }
    }
    records
}

fn read_file<T: DeserializeOwned + Default>(dir: &Path, name: &str, problems: &mut Vec<Problem>) -> T {
    parse(&dir.join(name), name, problems).unwrap_or_default()
}

fn parse<T: DeserializeOwned>(path: &Path, name: &str, problems: &mut Vec<Problem>) -> Option<T> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => {
            problems.push(Problem::new(name, "", error));
            return None;
        }
    };
    match toml::from_str(&text) {
        Ok(record) => Some(record),
        Err(error) => {
            let start = error.span().map_or(0, |span| span.start.min(text.len()));
            let line = text[..start].matches('\n').count() + 1;
            let reason = error.message().replace('\n', " ");
            problems.push(Problem::new(name, format!("line {line}"), reason));
            None
        }
    }
}

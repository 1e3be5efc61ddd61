//! `data/languages/*.toml`: the lexical rules of a language: comments, strings, words.

use std::collections::HashMap;

use serde::Deserialize;

use super::lexicon::Lists;
use super::{Data, OneFile, Problem};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Language {
    pub id: String,
    pub name: String,
    pub aliases: Vec<String>,
    pub extensions: Vec<String>,
    pub file_names: Vec<String>,
    pub kind: Kind,
    pub line_comments: Vec<String>,
    pub block_comments: Vec<(String, String)>,
    pub strings: Vec<StringForm>,
    pub word_characters: String,
    pub indentation: bool,
    /// `true`: the function stands inside the brackets of a call, as in Lisp.
    #[serde(default)]
    pub prefix_notation: bool,
    /// `true`: each imported name is listed in a statement, as in Java and Go; in C and Ruby an import makes all names available.
    #[serde(default)]
    pub imports_names: bool,
    /// `true`: curly brackets hold tuples, as in Erlang.
    #[serde(default)]
    pub curly_tuples: bool,
    /// How pieces of other languages are set off.
    #[serde(default)]
    pub code_blocks: CodeBlocks,
    /// `true`: editors send its id for files of languages that they do not know.
    #[serde(default)]
    pub catch_all: bool,
    /// Those of `aliases` that an editor sends for related languages too.
    #[serde(default)]
    pub shared_aliases: Vec<String>,
    /// `true`: a comment has a line to itself; behind other text, its sign is text too.
    #[serde(default)]
    pub comments_alone: bool,
    /// How many spaces stand before a comment behind other text.
    #[serde(default = "one_space")]
    pub comment_spaces: usize,
    /// How its files bring names in.
    pub imports: Option<Imports>,
    /// Words of its statements, besides those of all languages (`lexicon.toml`).
    #[serde(default)]
    pub syntax: Lists,
    #[serde(skip)]
    pub stem: String,
}

fn one_space() -> usize {
    1
}

impl OneFile for Language {
    fn set_stem(&mut self, stem: String) {
        self.stem = stem;
    }
}

#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    Code,
    Config,
    Markup,
    Prose,
    Style,
    Data,
    Query,
    Log,
    Http,
}

/// How files bring names in.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Imports {
    pub grammar: ImportGrammar,
    /// Beginnings of statements that bring something in.
    pub statements: Vec<String>,
    /// The statement for a path; without it the lines of libraries are written as they are.
    #[serde(default)]
    pub line: String,
    /// Beginnings of lines that stand above all imports.
    #[serde(default)]
    pub behind: Vec<String>,
    /// The modules of the standard library.
    #[serde(default)]
    pub standard: Vec<String>,
}

/// The grammars of import statements.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum ImportGrammar {
    Python,
    Ecmascript,
    Go,
    Rust,
    Clojure,
    Names,
    Modules,
}

/// How a text sets off pieces of other languages.
#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum CodeBlocks {
    #[default]
    None,
    /// Markdown: between lines of backquotes or tildes.
    Fenced,
    /// reStructuredText: indented below `.. code-block:: go`.
    Directive,
    /// `AsciiDoc`: between lines of hyphens below `[source,go]`.
    Delimited,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StringForm {
    pub open: String,
    pub close: String,
    #[serde(default)]
    pub escape: Escape,
    #[serde(default)]
    pub multiline: bool,
}

#[derive(Clone, Copy, Debug, Default, Deserialize, PartialEq, Eq)]
pub enum Escape {
    #[default]
    #[serde(rename = "\\")]
    Backslash,
    #[serde(rename = "double")]
    Double,
    #[serde(rename = "none")]
    None,
}

pub(super) fn check(data: &Data, problems: &mut Vec<Problem>) {
    let mut ids: HashMap<&str, &str> = HashMap::new();
    let mut files: HashMap<&str, &str> = HashMap::new();
    for language in &data.languages {
        let file = format!("languages/{}.toml", language.stem);
        let mut refuse = |key: &str, reason: String| problems.push(Problem::new(&file, key, reason));
        if language.id != language.stem {
            refuse("id", format!("is `{}`, but the file is named {}.toml", language.id, language.stem));
        }
        for id in std::iter::once(&language.id).chain(&language.aliases) {
            if let Some(other) = ids.insert(id, &language.id) {
                refuse("aliases", format!("`{id}` belongs to `{other}` too"));
            }
            if *id != id.to_lowercase() {
                refuse("aliases", format!("`{id}` is not lower case"));
            }
        }
        for id in language.shared_aliases.iter().filter(|id| !language.aliases.contains(id)) {
            refuse("shared_aliases", format!("`{id}` is not in `aliases`"));
        }
        for name in &language.file_names {
            if let Some(other) = files.insert(name, &language.id) {
                refuse("file_names", format!("`{name}` belongs to `{other}` too"));
            }
        }
        for extension in &language.extensions {
            if extension.starts_with('.') || *extension != extension.to_lowercase() {
                refuse("extensions", format!("`{extension}` begins with a dot or is not lower case"));
            }
            if let Some(other) = files.insert(extension, &language.id) {
                refuse("extensions", format!("`{extension}` belongs to `{other}` too"));
            }
        }
        if let Some(imports) = &language.imports {
            if imports.statements.iter().any(|word| word.trim().is_empty()) || imports.statements.is_empty() {
                refuse("imports", "`statements` is empty, or has an empty beginning".into());
            }
            if !imports.line.is_empty() && imports.line.matches("{path}").count() != 1 {
                refuse("imports", "`line` has no `{path}`, or more than one".into());
            }
            let begins = |word: &String| imports.line.starts_with(word.as_str());
            if !imports.line.is_empty() && !imports.statements.iter().any(begins) {
                refuse("imports", "`line` begins with none of `statements`".into());
            }
            let mut standard = imports.standard.iter().collect::<Vec<_>>();
            standard.sort_unstable();
            if let Some(pair) = standard.windows(2).find(|pair| pair[0] == pair[1]) {
                refuse("imports", format!("`standard` has `{}` twice", pair[0]));
            }
        }
        let delimiters = language.strings.iter().map(|s| (&s.open, &s.close));
        for (open, close) in delimiters.chain(language.block_comments.iter().map(|(a, b)| (a, b))) {
            if open.is_empty() || close.is_empty() {
                refuse("strings", "has an empty delimiter".into());
            }
        }
        if language.line_comments.iter().any(String::is_empty) {
            refuse("line_comments", "has an empty delimiter".into());
        }
        if !(1..=4).contains(&language.comment_spaces) {
            refuse("comment_spaces", format!("is {}; 1 to 4 are allowed", language.comment_spaces));
        }
        if language.comments_alone && language.line_comments.is_empty() {
            refuse("comments_alone", "has no `line_comments` that it could be about".into());
        }
        if language.comments_alone && language.comment_spaces > 1 {
            refuse(
                "comment_spaces",
                "stands beside `comments_alone`, which allows no comment behind other text".into(),
            );
        }
        if !language.word_characters.is_ascii() {
            refuse("word_characters", "has characters beyond ASCII; those of letters need no mention".into());
        }
    }
    if !data.language_ids().contains("plaintext") {
        problems.push(Problem::new("languages", "plaintext", "is missing; unknown languages fall back on it"));
    }
}

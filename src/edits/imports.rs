//! Imports: the edits that bring a name into a document, in the way of the document's language.
//!
//! - `code`: the text with its comments and strings blanked; `list`, `placing`: where a name or a statement goes.
//! - `python`, `ecmascript`, `go`, `rust`, `clojure`: languages with a grammar of imports; `lines`: all others.
//! - What a language's imports look like is data: `[imports]` of `data/languages/`. A language without that table gets no edits.

mod clojure;
mod code;
mod ecmascript;
mod go;
mod lines;
mod list;
mod need;
mod parts;
mod placing;
mod python;
mod rust;

pub use need::{Answer, Need};

use crate::catalog::{ImportGrammar, ImportStyle, Language};
use crate::detect::is_word;

use code::Code;

/// The most that is read of a document, in bytes. What lies beyond may define a name, but hardly imports one.
pub const READ_BYTES: usize = 256 * 1024;

/// A document into which imports are written.
pub struct Importer<'t> {
    code: Code<'t>,
    style: &'static ImportStyle,
    is_typed: bool,
}

impl<'t> Importer<'t> {
    /// Of a document that begins with `text`, for a name that stands at `at` (bytes); nothing where imports of the language are not
    /// known, or the place for them cannot be found.
    pub fn of(text: &'t str, at: usize, language: &'static Language) -> Option<Self> {
        let (part, language, is_typed) = parts::part(text, at, language)?;
        let style = language.import_style?;
        Some(Self { code: Code::of(text, part, at, language), style, is_typed })
    }

    /// The edits that import `root`, the first word of a name as the document writes it. They never touch the bytes of `written`, which
    /// the name replaces.
    pub fn add(&self, need: &Need<'_>, root: &str, written: &std::ops::Range<usize>) -> Answer {
        let code = &self.code;
        let answer = match self.style.grammar {
            ImportGrammar::Python => python::add(code, need, self.style.standard),
            ImportGrammar::Ecmascript => ecmascript::add(code, need, self.is_typed),
            ImportGrammar::Go => go::add(code, need),
            ImportGrammar::Rust => rust::add(code, need),
            ImportGrammar::Clojure => clojure::add(code, need),
            ImportGrammar::Names => lines::add(code, need, root, self.style, true),
            ImportGrammar::Modules => lines::add(code, need, root, self.style, false),
        };
        let touches = |edits: &[super::Edit]| {
            edits.iter().any(|edit| edit.range.start <= written.end && written.start <= edit.range.end)
        };
        match answer {
            Answer::Edits(edits) if touches(&edits) => Answer::Unknown,
            answer => answer,
        }
    }

    /// Whether the place is in an import itself, or where a name is defined.
    pub fn is_at_statement(&self) -> bool {
        self.code.is_at_statement(self.style.statements)
    }

    /// The one of several statements whose package the document uses most of already, else the first.
    pub fn usual(&self, lines: &[&'static str]) -> Option<&'static str> {
        let is_import = |line: &&str| self.style.statements.iter().any(|word| line.trim_start().starts_with(word));
        let own: Vec<&str> = (0..self.code.lines.len()).map(|index| self.code.line(index)).filter(is_import).collect();
        let used = |line: &&&str| {
            let Some((_, path)) = line.split_once(' ') else { return 0 };
            let ends = path.match_indices(['.', ':', '\\', '/', ';']).map(|(at, _)| at).filter(|at| *at > 0);
            let held = ends.filter(|end| own.iter().any(|own| holds(own, &path[..*end])));
            held.max().unwrap_or(0)
        };
        // The first of those that are alike.
        lines.iter().rev().max_by_key(used).copied()
    }

    /// Whether a statement goes on with a path: `a.b.` in `import a.b.C;`.
    pub fn imports_of(&self, path: &str) -> bool {
        let is_import = |line: &str| self.style.statements.iter().any(|word| line.trim_start().starts_with(word));
        (0..self.code.lines.len()).map(|index| self.code.line(index)).any(|line| is_import(line) && line.contains(path))
    }
}

/// Whether a line has a path that is not a part of another.
fn holds(line: &str, path: &str) -> bool {
    line.match_indices(path)
        .any(|(at, _)| !line[..at].ends_with(is_word) && !line[at + path.len()..].starts_with(is_word))
}

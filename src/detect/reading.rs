//! The parts of a document that decide about a place in it, and what was found out about them so far. Requests about the
//! same text, one after the other, read it once.

use std::cell::{OnceCell, RefCell};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use memchr::memmem;

use crate::catalog::{Language, Library};

use super::lexer::LexedOnce;
use super::view::lexed_from;

/// How much of the start of a document is searched for imports, in bytes.
pub const HEAD: usize = 8 * 1024;

/// The start of a document, where it says what it uses.
#[derive(Debug, Default)]
pub struct Head {
    text: String,
    lower: OnceCell<String>,
    speaks_http: OnceCell<f32>,
    named_imports: OnceCell<NamedImports>,
    /// By the first of a library's rows.
    imports: RefCell<HashMap<u16, bool>>,
}

impl Head {
    /// The head of a text that begins so; what is beyond `HEAD` is not looked at.
    pub fn of(text: &str) -> Self {
        Self { text: text[..text.floor_char_boundary(HEAD)].to_owned(), ..Self::default() }
    }

    /// At most `HEAD` bytes.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it brings the library in.
    pub fn imports(&self, library: &Library) -> bool {
        let known = self.imports.borrow().get(&library.rows.0).copied();
        known.unwrap_or_else(|| {
            let imports = library.is_imported_by(&self.text);
            self.imports.borrow_mut().insert(library.rows.0, imports);
            imports
        })
    }

    /// Where that text stands in what follows `import`, `use`, `from` or `using` on a line, in bytes. Its last word is `name`.
    pub(crate) fn imports_by_name(&self, text: &str, name: &str) -> Option<usize> {
        let imports = self.named_imports.get_or_init(|| NamedImports::of(&self.text));
        if !imports.words.contains(name) {
            return None;
        }
        let finder = memmem::Finder::new(text);
        let found = |line: &Range<usize>| Some(line.start + finder.find(&self.text.as_bytes()[line.clone()])?);
        imports.lines.iter().find_map(found)
    }

    /// Whether it holds one of these signs, which are in lower case, in any case.
    pub fn holds_any(&self, signs: &[&str]) -> bool {
        !signs.is_empty() && {
            let lower = self.lower.get_or_init(|| self.text.to_ascii_lowercase());
            signs.iter().any(|sign| lower.contains(sign))
        }
    }

    /// How much it speaks of HTTP: 0 to 1.
    pub(crate) fn speaks_http(&self) -> f32 {
        *self.speaks_http.get_or_init(|| {
            let has = |word: &str| memmem::find(self.text.as_bytes(), word.as_bytes()).is_some();
            let http = has("http") || has("HTTP") || has("Http");
            let status = has("status") || has("Status");
            let response = has("response") || has("Response");
            [http, status, response].into_iter().filter(|has| *has).count() as f32 / 3.0
        })
    }
}

/// What the lines that bring something in say behind their first word.
#[derive(Debug, Default)]
struct NamedImports {
    /// Bytes of the head.
    lines: Vec<Range<usize>>,
    words: HashSet<String>,
}

impl NamedImports {
    fn of(head: &str) -> Self {
        const OPENINGS: [&str; 4] = ["import", "use ", "from", "using"];
        let mut imports = Self::default();
        let mut end = 0;
        for line in head.split_inclusive('\n') {
            end += line.len();
            let code = line.trim_start();
            let Some(opening) = OPENINGS.iter().find(|opening| code.starts_with(**opening)) else { continue };
            let names = &code[opening.len()..];
            imports.lines.push(end - names.len()..end);
            let words = names.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
            imports.words.extend(words.map(str::to_owned));
        }
        imports
    }
}

/// A part of a document around a place, with what else is known of the document.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    /// The part. It begins at the start of a line, unless that line is huge.
    pub text: &'a str,
    /// Where the part begins in the document, in bytes.
    pub start: usize,
    /// The start of the document.
    pub head: &'a Head,
    /// The language of the document.
    pub language: &'static Language,
    /// Whether mentions are to tell the words that were read around them.
    pub(crate) listens: bool,
    /// The tokens of `text`, for whoever reads it first to put there.
    pub(crate) lexed: Option<&'a LexedOnce>,
}

/// A part of a document that is kept for further requests.
#[derive(Debug)]
pub struct Reading {
    head: Head,
    text: String,
    /// For the next text.
    spare: String,
    start: usize,
    language: &'static Language,
    lexed: LexedOnce,
}

impl Reading {
    /// The part of a document of that language that begins at byte `start`, and the document's head.
    pub fn new(head: Head, text: String, start: usize, language: &'static Language) -> Self {
        Self { head, text, spare: String::new(), start, language, lexed: LexedOnce::default() }
    }

    /// The part as it is judged.
    pub fn excerpt(&self) -> Excerpt<'_> {
        Excerpt {
            text: &self.text,
            start: self.start,
            head: &self.head,
            language: self.language,
            listens: false,
            lexed: Some(&self.lexed),
        }
    }

    /// Which bytes of the document it is.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Another part of the same document, or what has become of it, in the place of this one. `head` is kept where it is
    /// still the head; `write` puts the text into an empty string.
    pub fn renewed(self, head: &str, start: usize, write: impl FnOnce(&mut String)) -> Self {
        let Self { head: kept, text: was, spare: mut text, start: started, language, lexed } = self;
        text.clear();
        write(&mut text);
        let head = if kept.text() == head { kept } else { Head::of(head) };
        let lexed = match start == started {
            true => lexed.renewed(&was, &text, lexed_from(start, &text), language),
            false => lexed.emptied(),
        };
        Self { head, text, spare: was, start, language, lexed }
    }
}

//! The parts of a document that decide about a place in it, and the results computed from them so far. Requests about the
//! same text, one after the other, read it once.

use std::ops::Range;

use crate::catalog::weights::Weights;
use crate::catalog::{Catalog, Language};
use crate::project::FileProject;

use crate::detect::document::preamble::Preamble;
use crate::detect::tokens::diff::Changed;
use crate::detect::tokens::token_buffer::LazyTokens;

/// How much of a document decides about one place in it, in bytes before and after it; `Document::lines_around` adds a little.
/// Text further away is not read, so the cost of a hover does not depend on the size of the file.
pub const EXCERPT_BYTES: (usize, usize) = (12 * 1024, 4 * 1024);

/// A part of a document around a place, with facts about the whole document.
#[derive(Clone, Copy, Debug)]
pub struct Excerpt<'a> {
    /// The part. It begins at the start of a line, unless that line is huge.
    pub text: &'a str,
    /// Where the part begins in the document, in bytes.
    pub start: usize,
    /// The start of the document.
    pub preamble: &'a Preamble,
    /// The language of the document.
    pub language: &'static Language,
    /// The statuses and names of the document's project.
    pub catalog: &'a Catalog,
    /// The libraries that the document may use.
    pub project: &'a FileProject,
    /// Whether what can be no mention is judged to the end all the same, and all words are noted down that are read.
    pub(crate) is_thorough: bool,
    /// How much each piece of evidence counts.
    pub(crate) weights: &'a Weights,
    /// The tokens of `text`.
    pub(crate) tokens: &'a LazyTokens,
}

impl<'a> Excerpt<'a> {
    /// The same, judged by other weights.
    pub fn weighed_by(self, weights: &'a Weights) -> Self {
        Self { weights, ..self }
    }
}

/// A part of a document that is kept for further requests.
#[derive(Debug)]
pub struct Reading {
    preamble: Preamble,
    text: String,
    start: usize,
    language: &'static Language,
    catalog: Catalog,
    project: FileProject,
    tokens: LazyTokens,
}

impl Reading {
    /// The part of a document of that language that begins at byte `start`, and the document's preamble.
    pub fn new(preamble: Preamble, text: String, start: usize, language: &'static Language) -> Self {
        let (catalog, project) = (Catalog::default(), FileProject::default());
        Self { preamble, text, start, language, catalog, project, tokens: LazyTokens::default() }
    }

    /// The same with the statuses and names of the document's project, in place of the compiled ones alone.
    pub fn with_catalog(self, catalog: &Catalog) -> Self {
        Self { catalog: catalog.clone(), ..self }
    }

    /// The same with the libraries that the document's project has.
    pub fn with_project(self, project: &FileProject) -> Self {
        Self { project: project.clone(), ..self }
    }

    /// Nothing yet of a document of that language.
    pub fn empty(language: &'static Language) -> Self {
        Self::new(Preamble::default(), String::new(), 0, language)
    }

    /// The part as it is judged.
    pub fn excerpt(&self) -> Excerpt<'_> {
        Excerpt {
            text: &self.text,
            start: self.start,
            preamble: &self.preamble,
            language: self.language,
            catalog: &self.catalog,
            project: &self.project,
            is_thorough: false,
            weights: Weights::compiled(),
            tokens: &self.tokens,
        }
    }

    /// Which bytes of the document it is.
    pub fn range(&self) -> Range<usize> {
        self.start..self.start + self.text.len()
    }

    /// Another part of the same document, or of its new version, instead of this one. Tokens of lines that did not change are
    /// kept; `write` puts the text into an empty string.
    pub fn renewed(self, beginning: &str, start: usize, write: impl FnOnce(&mut String)) -> Self {
        let mut text = String::with_capacity(self.text.len());
        write(&mut text);
        let preamble = if self.preamble.is_of(beginning) { self.preamble } else { Preamble::of(beginning) };
        let tokens = match Changed::between(self.text.as_bytes(), text.as_bytes()) {
            _ if start != self.start => LazyTokens::default(),
            None => self.tokens,
            Some(changed) => self.tokens.renewed(&text, &changed, start, self.language),
        };
        Self { preamble, text, start, tokens, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::tests::drawn;
    use crate::detect::{judge_at, judgment_at};

    /// After each change of the head or the text, a place is judged as in a new reading.
    #[test]
    fn what_is_kept_says_what_a_new_reading_says() {
        let language = Language::by_id("javascript").expect("a known language");
        let texts = ["reply(404)\n", "reply(404)\n", "\nreply(404)\n", "status(404)\n", "reply(404)\n"];
        let heads = ["", "import http from 'http'\n", "import axios\n", "import axios\n", ""];
        for start in [0, 100_000] {
            let mut reading = Reading::new(Preamble::default(), String::new(), start, language);
            for (text, head) in texts.into_iter().zip(heads) {
                reading = reading.renewed(head, start, |out| out.push_str(text));
                let new = Reading::new(Preamble::of(head), text.to_owned(), start, language);
                let at = start + text.find("404").expect("it is there");
                for judge in [judgment_at, judge_at, judgment_at] {
                    assert_eq!(judge(&reading.excerpt(), at), judge(&new.excerpt(), at), "{head:?} {text:?}");
                }
            }
        }
    }

    /// The same for a long text that is typed in at random places.
    #[test]
    fn what_is_kept_of_a_long_text_says_what_a_new_reading_says() {
        const PIECES: [&str; 16] = [
            "status = 404\n",
            "reply(200, ",
            ")",
            "[80, 443],\n",
            "{",
            "}",
            "\"",
            "// 503 ",
            "/*",
            "*/",
            "\n",
            "x",
            "code == 429 ||",
            "smtp 550",
            "case 410:\n",
            " ",
        ];
        let mut random = drawn(7);
        for id in ["javascript", "markdown", "yaml"] {
            let language = Language::by_id(id).expect("a known language");
            let mut text: String = (0..400).map(|_| PIECES[random(PIECES.len())]).collect();
            let mut reading = Reading::empty(language);
            for _ in 0..150 {
                reading = reading.renewed(&text, 0, |out| out.push_str(&text));
                let new = Reading::new(Preamble::of(&text), text.clone(), 0, language);
                let near = random(text.len());
                let near = near..text.len().min(near + 60);
                for at in near.filter(|at| text.as_bytes()[*at].is_ascii_digit()) {
                    for judge in [judgment_at, judge_at] {
                        assert_eq!(judge(&reading.excerpt(), at), judge(&new.excerpt(), at), "{id} {at} {text:?}");
                    }
                }
                let at = random(text.len());
                let end = if random(3) == 0 { text.len().min(at + random(40)) } else { at };
                text.replace_range(at..end, PIECES[random(PIECES.len())]);
            }
        }
    }
}

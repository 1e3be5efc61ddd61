//! The parts of a document that decide about a place in it, and what was found out about them so far. Requests about the
//! same text, one after the other, read it once.

use std::ops::Range;

use crate::catalog::Language;

use super::changed::Changed;
use super::head::Head;
use super::lexed::LexedOnce;
use super::view::lexed_from;

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

    /// Another part of the same document, or what has become of it, in the place of this one. What was found out about the
    /// head and the text is kept where it still holds; `write` puts the text into an empty string.
    pub fn renewed(self, head: &str, start: usize, write: impl FnOnce(&mut String)) -> Self {
        let Self { head: known, text: was, spare: mut text, start: started, language, lexed } = self;
        text.clear();
        write(&mut text);
        let changed = Changed::between(was.as_bytes(), text.as_bytes());
        let head = known.renewed(head, changed.as_ref().filter(|_| start == 0 && started == 0));
        let lexed = match &changed {
            None if start == started => lexed,
            Some(changed) if start == started => lexed.renewed(&text, changed, lexed_from(start, &text), language),
            _ => lexed.emptied(),
        };
        Self { head, text, spare: was, start, language, lexed }
    }
}

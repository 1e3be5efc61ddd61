//! The roles of the mentions of a file. Only a mention that is judged alone has one.

use crate::catalog::Language;
use crate::detect::{EXCERPT_BYTES, Mention, MentionRole, PREAMBLE_BYTES, Reading, mention_at};
use crate::text::Document;

/// Judges mentions of one text alone, in the part of the text that a hover would see.
pub(super) struct Roles<'t> {
    text: &'t str,
    document: Document,
    /// Mentions that stand close together share one.
    reading: Reading,
}

impl<'t> Roles<'t> {
    /// For a text of that language.
    pub(super) fn new(text: &'t str, language: &'static Language) -> Self {
        Self { text, document: Document::new(text), reading: Reading::empty(language) }
    }

    /// The role of a mention that a scan has found.
    pub(super) fn role(&mut self, mention: &Mention) -> MentionRole {
        let range = &mention.range;
        let [first, last] =
            [range.start, range.end].map(|at| self.document.lines_around(at, EXCERPT_BYTES.0, EXCERPT_BYTES.1));
        let around = first.start..last.end;
        if self.reading.range() != around {
            let beginning = &self.text[..self.text.floor_char_boundary(PREAMBLE_BYTES)];
            let reading = std::mem::replace(&mut self.reading, Reading::empty(Language::fallback()));
            self.reading = reading.renewed(beginning, around.start, |out| out.push_str(&self.text[around]));
        }
        let alone = mention_at(&self.reading.excerpt(), range.start.midpoint(range.end));
        alone.map_or(MentionRole::Unknown, |alone| alone.role)
    }
}

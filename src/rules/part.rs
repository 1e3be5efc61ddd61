//! A part of a text as rules read it: the tokens, and the places that begin in it.

use std::ops::Range;

use crate::catalog::tables::{TEST_FILE_MARKS, TEST_FILES, TEST_FOLDERS};
use crate::catalog::{Code, LanguageKind, Spelling};
use crate::detect::{Candidate, ExcerptByte, Mention, Place, Region, TokenIndex, TokenKind, TokenRange, View};

use super::finding::File;

/// A part of a text, with the places that begin in it.
pub(super) struct Part<'p, 'a> {
    pub(super) view: &'p View<'a>,
    /// The bytes of the view that no other part has.
    pub(super) wanted: Range<usize>,
    pub(super) places: &'p [Place],
    pub(super) file: &'p File<'p>,
}

/// A part whose lines are longer on average is minified, in bytes.
const MINIFIED_LINE: usize = 600;

/// In a shorter part the length of lines is not counted, in bytes.
const MINIFIED_PART: usize = 4096;

impl<'p, 'a> Part<'p, 'a> {
    pub(super) fn new(view: &'p View<'a>, wanted: Range<usize>, places: &'p [Place], file: &'p File<'p>) -> Self {
        Self { view, wanted, places, file }
    }

    /// Whether rules report in it: not in prose outside of code blocks, nor in minified text.
    pub(super) fn is_read(&self) -> bool {
        let is_text = matches!(self.view.language.kind, LanguageKind::Prose | LanguageKind::Log | LanguageKind::Style);
        let text = &self.view.text.as_bytes()[self.wanted.clone()];
        let is_minified = || text.len() / (memchr::memchr_iter(b'\n', text).count() + 1) > MINIFIED_LINE;
        !(is_text || text.len() > MINIFIED_PART && is_minified())
    }

    /// Whether the file is a test by its path.
    pub(super) fn is_test(&self) -> bool {
        let (folders, name) = self.file.path.rsplit_once('/').unwrap_or(("", self.file.path));
        folders.split('/').any(|folder| TEST_FOLDERS.contains(&folder.to_ascii_lowercase().as_str()))
            || TEST_FILE_MARKS.iter().any(|mark| name.contains(mark) && name != *mark)
            || name.split('.').next().is_some_and(|stem| TEST_FILES.contains(&stem))
    }

    /// The tokens that begin in the part.
    pub(super) fn tokens(&self) -> TokenRange {
        self.view.tokens_within(self.wanted.clone())
    }

    /// The bytes of the document that some tokens take, the last included.
    pub(super) fn range(&self, first: TokenIndex, last: TokenIndex) -> Range<usize> {
        let (start, end) = (self.view.tokens[first].start, self.view.tokens[last].end);
        self.view.in_document(start).at()..self.view.in_document(end).at()
    }

    /// Where the view begins in the document, in bytes.
    pub(super) fn start(&self) -> usize {
        self.view.in_document(ExcerptByte::START).at()
    }

    /// The bytes of the document as bytes of the view.
    pub(super) fn local(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.start();
        range.start.saturating_sub(start)..range.end.saturating_sub(start)
    }

    /// The tokens of a range of the document: the first and the last.
    pub(super) fn tokens_of(&self, range: &Range<usize>) -> Option<(TokenIndex, TokenIndex)> {
        let tokens = self.view.tokens_within(self.local(range));
        let last = tokens.end.checked_sub(1)?;
        (tokens.start <= last).then_some((tokens.start, last))
    }

    /// A place as a candidate among the tokens, lifted out of its quotes.
    pub(super) fn candidate(&self, range: &Range<usize>) -> Option<Candidate<'p, 'a>> {
        let (first, last) = self.tokens_of(range)?;
        Some(Candidate::new(self.view, first, last))
    }

    /// The mentions among the places.
    pub(super) fn mentions(&self) -> impl Iterator<Item = (&'p Place, &'p Mention)> {
        self.places.iter().filter_map(|place| Some((place, place.mention.as_ref()?)))
    }

    /// Whether a token belongs to a comment.
    pub(super) fn is_comment(&self, index: TokenIndex) -> bool {
        self.view.tokens.get(index).is_some_and(|token| token.region == Region::Comment)
    }

    /// The bracket that closes what `open` opens, if it is near.
    pub(super) fn closing(&self, open: TokenIndex) -> Option<TokenIndex> {
        const TOKENS: usize = 600;
        let end = self.view.tokens.end();
        let mut depth = 0_usize;
        for at in (open + 1).to(end.min(open + TOKENS)) {
            let token = self.view.tokens[at];
            match token.kind {
                TokenKind::Open if token.region != Region::Comment => depth += 1,
                TokenKind::Close if token.region != Region::Comment && depth == 0 => return Some(at),
                TokenKind::Close if token.region != Region::Comment => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The text before the name of a mention: `StatusCode::`.
    pub(super) fn written_before(&self, mention: &Mention, spelling: Spelling) -> &'p str {
        let range = self.local(&mention.range);
        let name_at = range.end.saturating_sub(spelling.name().len());
        self.view.text.get(range.start.min(name_at)..name_at).unwrap_or_default()
    }

    /// The code with the name of its status: `404 Not Found`.
    pub(super) fn titled(&self, code: Code) -> String {
        match self.file.catalog.status(code) {
            Some(status) => format!("{code} {}", status.name()),
            None => code.to_string(),
        }
    }
}

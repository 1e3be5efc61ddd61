//! The tokens of an excerpt and the ways through them that evidence needs. Every walk is bounded, so that judging one
//! candidate costs the same in any file.

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;

use crate::catalog::{Language, LanguageKind};

use super::alike::Slot;
use super::enclosure::Enclosed;
use super::lexed::{Lexed, LexedOnce};
use super::lexer::{Region, Token, TokenKind};
use super::outline::Outline;
use super::{Excerpt, Head, Mention};

/// How many tokens a walk looks at before it gives up.
const FAR: usize = 600;
/// How many tokens before and after another are near it.
pub(super) const NEAR: (usize, usize) = (120, 40);

/// The tokens of a region that one reads as following one another.
#[derive(Clone, Copy)]
struct Stream {
    region: Region,
    ends_at_newline: bool,
}

impl Stream {
    /// Whether a token is of the stream or passed over; nothing where the stream ends.
    #[inline(always)]
    fn goes_on_at(self, token: &Token) -> Option<bool> {
        if token.kind == TokenKind::Newline {
            (!self.ends_at_newline).then_some(false)
        } else if token.region == self.region {
            Some(true)
        } else {
            (self.region == Region::Code).then_some(false)
        }
    }
}

/// An excerpt and its tokens.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    pub(crate) start: usize,
    pub(crate) head: &'a Head,
    pub(crate) language: &'static Language,
    pub(crate) tokens: &'a [Token],
    lexed: &'a Lexed,
    /// How many tokens stand before these in the excerpt.
    skipped: usize,
    /// See `Excerpt::is_thorough`.
    pub(crate) is_thorough: bool,
    /// The line that was asked for last.
    last_line: Cell<(usize, usize)>,
    /// What the words around the line say that was asked for last; see `context::weight_around`.
    pub(super) around: Cell<Option<(Range<usize>, f32)>>,
    /// The brackets around others that were found last.
    pub(super) enclosures: RefCell<Vec<Enclosed<'a>>>,
    outline: OnceCell<Outline>,
}

impl<'a> View<'a> {
    /// The view of an excerpt, whose tokens are put into `lexed` unless the excerpt brings a place of its own for them.
    pub(crate) fn new(excerpt: &Excerpt<'a>, lexed: &'a LexedOnce) -> Self {
        let Excerpt { text, start, head, language, is_thorough, .. } = *excerpt;
        let lexed = excerpt.lexed.unwrap_or(lexed).of(text, start, language);
        Self {
            text,
            start,
            head,
            language,
            tokens: &lexed.tokens,
            lexed,
            skipped: 0,
            is_thorough,
            last_line: Cell::default(),
            around: Cell::default(),
            enclosures: RefCell::default(),
            outline: OnceCell::new(),
        }
    }

    /// A token's neighbours alone, and its index among them. What these say holds for as long as they stay the same.
    pub(crate) fn near(&self, index: usize) -> (View<'a>, usize) {
        let window = index.saturating_sub(NEAR.0)..self.tokens.len().min(index + NEAR.1);
        let (tokens, start) = (&self.tokens[window.clone()], window.start);
        let skipped = self.skipped + start;
        let (last_line, around) = (Cell::default(), Cell::default());
        let (enclosures, outline) = (RefCell::default(), OnceCell::new());
        let view = View { tokens, skipped, last_line, around, enclosures, outline, ..*self };
        (view, index - start)
    }

    /// What `judge` thinks of a token, or thought of it before.
    pub(crate) fn judged(&self, token: usize, judge: impl FnOnce() -> Option<Mention>) -> Option<Mention> {
        if self.is_thorough { judge() } else { self.lexed.judged(token, judge) }
    }

    /// Whether any word of the excerpt may name another protocol with reply codes.
    pub(crate) fn names_other_protocols(&self) -> bool {
        self.lexed.names_other_protocols
    }

    /// What is known so far of the places of numbers.
    pub(crate) fn slots(&self) -> &RefCell<Vec<Option<Option<Slot>>>> {
        &self.lexed.slots
    }

    /// The text of a token, or nothing behind the last: what is typed last has nothing after it yet.
    #[inline(always)]
    pub(crate) fn str(&self, index: usize) -> &'a str {
        self.tokens.get(index).map_or("", |token| self.text_of(token))
    }

    #[inline(always)]
    pub(crate) fn text_of(&self, token: &Token) -> &'a str {
        &self.text[token.start as usize..token.end as usize]
    }

    /// The text of a token, or nothing beyond the ends.
    #[inline]
    pub(crate) fn get(&self, index: Option<usize>) -> &'a str {
        index.map_or("", |index| self.str(index))
    }

    /// Whether a token is a word that has a weight in any role. A thorough view takes all words down.
    #[inline]
    pub(crate) fn may_weigh(&self, token: &Token) -> bool {
        token.known.may_weigh() || self.is_thorough && token.kind == TokenKind::Word
    }

    #[inline(always)]
    pub(crate) fn is_kind(&self, index: Option<usize>, kind: TokenKind) -> bool {
        index.and_then(|index| self.tokens.get(index)).is_some_and(|token| token.kind == kind)
    }

    /// The tokens that cover a byte of the excerpt or end right before it.
    pub(crate) fn touching(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.tokens.partition_point(|token| (token.end as usize) < at);
        // A symbol's mark (`:ok`) or a phrase's space belongs to the word behind it.
        (first..self.tokens.len().min(first + 3)).filter(move |index| self.tokens[*index].start as usize <= at + 1)
    }

    /// The first token that begins at or after a byte of the excerpt.
    pub(crate) fn token_from(&self, at: usize) -> usize {
        self.tokens.partition_point(|token| (token.start as usize) < at)
    }

    /// Whether two tokens touch, the first being right before the second.
    #[inline]
    pub(crate) fn are_glued(&self, first: usize, second: usize) -> bool {
        self.tokens.get(first).zip(self.tokens.get(second)).is_some_and(|(a, b)| a.end == b.start)
    }

    #[inline]
    pub(crate) fn is_prose(&self) -> bool {
        matches!(self.language.kind, LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http)
    }

    /// The previous token of the same stream: code before code, with what stands inside strings left out; text before text.
    /// Line breaks are passed over in code.
    #[inline]
    pub(crate) fn before(&self, index: usize, region: Region) -> Option<usize> {
        self.all_before(index, region).next()
    }

    /// All previous tokens of the same stream, nearest first.
    #[inline]
    pub(crate) fn all_before(&self, index: usize, region: Region) -> impl Iterator<Item = usize> + use<'a> {
        let stream = self.stream(region);
        let mut tokens = self.tokens[..index].iter();
        std::iter::from_fn(move || {
            let mut far = FAR;
            while let Some(token) = tokens.next_back() {
                match stream.goes_on_at(token) {
                    Some(true) => return Some(tokens.len()),
                    Some(false) if far > 1 => far -= 1,
                    _ => break,
                }
            }
            tokens = [].iter();
            None
        })
    }

    /// The next token of the same stream.
    pub(crate) fn after(&self, index: usize, region: Region) -> Option<usize> {
        let stream = self.stream(region);
        let after = self.tokens.get(index + 1..)?.iter().take(FAR);
        let passed = after.map_while(|token| stream.goes_on_at(token)).position(|is_of_it| is_of_it);
        passed.map(|passed| index + 1 + passed)
    }

    #[inline]
    fn stream(&self, region: Region) -> Stream {
        Stream { region, ends_at_newline: region != Region::Code || self.is_prose() }
    }

    /// The quote that opens the string which the quote at `close` ends.
    pub(crate) fn opening_quote(&self, close: usize) -> Option<usize> {
        let mut at = close;
        for _ in 0..FAR {
            at = at.checked_sub(1)?;
            match self.tokens[at].kind {
                TokenKind::Quote => return Some(at),
                _ if self.tokens[at].region == Region::String || self.tokens[at].kind == TokenKind::Newline => {}
                _ => return None,
            }
        }
        None
    }

    /// The bracket that opens what `close` ends.
    pub(crate) fn opening_bracket(&self, close: usize, region: Region) -> Option<usize> {
        let mut depth = 0;
        std::iter::once(close).chain(self.all_before(close, region)).take(FAR).find(|at| {
            let kind = self.tokens[*at].kind;
            match kind {
                TokenKind::Close => depth += 1,
                TokenKind::Open => depth -= 1,
                _ => {}
            }
            kind == TokenKind::Open && depth == 0
        })
    }

    /// The indexes of the first token of the line that holds `index`, and of the one after its last; for a line break those of
    /// both lines that it parts.
    #[inline]
    pub(crate) fn line(&self, index: usize) -> Range<usize> {
        let (start, end) = match self.last_line.get() {
            (start, end) if (start..end).contains(&index) => (start, end),
            _ => self.find_line(index),
        };
        start.max(index.saturating_sub(FAR))..end.min(index + FAR).max(index + 1)
    }

    fn find_line(&self, index: usize) -> (usize, usize) {
        let newlines = &self.lexed.newlines;
        let among_all = index + self.skipped;
        let next = newlines.partition_point(|newline| (*newline as usize) < among_all);
        let start = next.checked_sub(1).map_or(0, |at| (newlines[at] as usize + 1).saturating_sub(self.skipped));
        let is_newline = newlines.get(next).is_some_and(|newline| *newline as usize == among_all);
        let end = newlines.get(next + usize::from(is_newline)).map_or(usize::MAX, |at| *at as usize - self.skipped);
        let end = end.min(self.tokens.len());
        if !is_newline {
            self.last_line.set((start, end));
        }
        (start, end)
    }

    /// The numbers among those tokens, and the words that may be a name or belong to a phrase; none where the range is inverted.
    pub(crate) fn candidates(&self, tokens: Range<usize>) -> impl Iterator<Item = usize> + use<'a> {
        let (candidates, skipped) = (&self.lexed.candidates, self.skipped);
        let before = |token: usize| candidates.partition_point(|at| (*at as usize) < token + skipped);
        let within = candidates.get(before(tokens.start)..before(tokens.end)).unwrap_or_default();
        within.iter().map(move |at| *at as usize - skipped)
    }

    /// How many numbers there are.
    pub(crate) fn numbers(&self) -> usize {
        self.lexed.numbers.len()
    }

    /// The places among all numbers of those that begin within these bytes of the excerpt. To be asked of the whole excerpt.
    pub(crate) fn numbers_within(&self, bytes: Range<usize>) -> Range<usize> {
        let before =
            |byte: usize| self.lexed.numbers.partition_point(|at| (self.tokens[*at as usize].start as usize) < byte);
        before(bytes.start)..before(bytes.end)
    }

    /// The index of a number, by its place among all numbers. To be asked of the whole excerpt.
    pub(crate) fn number(&self, place: usize) -> usize {
        self.lexed.numbers[place] as usize
    }

    /// The place of a number among all numbers, by its index.
    pub(crate) fn number_at(&self, index: usize) -> Option<usize> {
        self.lexed.numbers.binary_search(&(index as u32)).ok()
    }

    /// How far the line that holds `index` is indented, in bytes.
    pub(crate) fn indent(&self, index: usize) -> usize {
        self.indent_of(self.line(index).start)
    }

    /// The same for the line that begins with token `first`.
    #[inline]
    pub(crate) fn indent_of(&self, first: usize) -> usize {
        let token = self.tokens[first];
        let before = first.checked_sub(1).map(|before| self.tokens[before]);
        match before.filter(|before| before.kind == TokenKind::Newline && token.region == Region::Code) {
            // In code nothing but blanks stands between tokens.
            Some(newline) => (token.start - newline.end) as usize,
            None => {
                let before = &self.text.as_bytes()[..token.start as usize];
                before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
            }
        }
    }

    /// The lines above the one that holds `index`, nearest first, without empty ones.
    pub(crate) fn lines_above(&self, index: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let newlines = &self.lexed.newlines;
        let start = self.line(index).start + self.skipped;
        let mut next = newlines.partition_point(|newline| (*newline as usize) < start);
        std::iter::from_fn(move || {
            loop {
                next = next.checked_sub(1)?;
                let start = next.checked_sub(1).map_or(0, |at| newlines[at] as usize + 1).checked_sub(self.skipped)?;
                let end = newlines[next] as usize - self.skipped;
                if start < end {
                    return Some(start..end.min(start + FAR));
                }
            }
        })
    }

    /// The first tokens of all lines that are not empty.
    pub(super) fn line_starts(&self) -> impl Iterator<Item = usize> + '_ {
        let newlines = self.lexed.newlines.iter().map(|newline| (*newline as usize).checked_sub(self.skipped));
        let ends = newlines.flatten().take_while(|end| *end < self.tokens.len()).chain([self.tokens.len()]);
        // What a view begins with may be the rest of a line.
        let mut start = Some(0).filter(|_| self.skipped == 0);
        ends.filter_map(move |end| start.replace(end + 1).filter(|start| *start < end))
    }

    pub(crate) fn outline(&self) -> &Outline {
        self.outline.get_or_init(|| Outline::of(self))
    }
}

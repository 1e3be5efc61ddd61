//! The view: the tokens of an excerpt, and the walks through them that evidence needs.
//!
//! - This file: the neighbors of a token, its line, its indentation, the numbers and candidates near it.
//! - `candidate`: a candidate among the tokens, lifted out of its quotes, and the sign that relations it to a name (`status = 404`).
//! - `operand`, `operands`: the words of an operand, and the reading of one before or after a sign.
//! - `enclosure`, `held`: the bracket around a candidate, what is called with it, and what else it holds.
//! - `blocks`, `outline`: the switch whose arm a line is, and the keys above it.
//!
//! Every walk is bounded, so that the cost of judging one candidate does not depend on the size of the file. Nothing here knows of
//! statuses: it says what stands where, and evidence says what that means. An index is that of a token in the view. A view of the tokens
//! near one (`View::near`) begins at another token than the excerpt; what must be asked of the whole excerpt says so.

pub(crate) mod blocks;
pub(crate) mod candidate;
pub(crate) mod enclosure;
pub(crate) mod held;
pub(crate) mod operand;
pub(crate) mod operands;
pub(crate) mod outline;

use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;

use crate::catalog::{Catalog, Code, Language, LanguageKind};

use crate::detect::document::excerpt::Excerpt;
use crate::detect::document::head::Head;
use crate::detect::mention::Mention;
use crate::detect::tokens::brackets::Around;
use crate::detect::tokens::lexed::{Lexed, LexedOnce};
use crate::detect::tokens::slot::{NEAR, Slot};
use crate::detect::tokens::token::{Region, Token, TokenKind};
use crate::detect::tokens::token_slice::Tokens;
use crate::detect::view::held::Held;
use crate::detect::view::outline::Outline;

/// How many tokens a walk looks at before it gives up.
const LINE_TOKENS: usize = 600;

/// How many candidates to each side of a token a walk along its line passes.
const LINE_CANDIDATES: usize = 24;

/// How far above a cell, in bytes, the head of its column is looked for. It is less than `REACH`, within which the first row of a
/// table is seen from each of its cells.
const TABLE_BYTES: u32 = 8 * 1024;

/// No more tokens of the head of a column are read.
const CELL_TOKENS: usize = 24;

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
    pub(crate) catalog: &'a Catalog,
    pub(crate) tokens: Tokens<'a>,
    lexed: &'a Lexed,
    /// How many tokens stand before these in the excerpt.
    skipped: usize,
    /// See `Excerpt::is_thorough`.
    pub(crate) is_thorough: bool,
    /// The line that was asked for last.
    last_line: Cell<(usize, usize)>,
    /// The token whose line was asked for last, and what of the line is near it.
    last_near: Cell<(usize, usize, usize)>,
    /// What the words around the line say that was asked for last; see `surroundings::weight_around`.
    pub(crate) around: Cell<Option<(Range<usize>, f32)>>,
    outline: OnceCell<Outline>,
    /// What the bracket holds that was asked for last.
    pub(crate) held: RefCell<Option<Held>>,
}

impl<'a> View<'a> {
    /// The view of an excerpt, whose tokens are put into `lexed` unless the excerpt brings a place of its own for them.
    pub(crate) fn new(excerpt: &Excerpt<'a>, lexed: &'a LexedOnce) -> Self {
        let Excerpt { text, start, head, language, catalog, is_thorough, .. } = *excerpt;
        let lexed = excerpt.lexed.unwrap_or(lexed).of(text, start, language);
        Self {
            text,
            start,
            head,
            language,
            catalog,
            tokens: Tokens::of(&lexed.list.tokens),
            lexed,
            skipped: 0,
            is_thorough,
            last_line: Cell::default(),
            last_near: Cell::default(),
            around: Cell::default(),
            outline: OnceCell::new(),
            held: RefCell::default(),
        }
    }

    /// A token's neighbors alone, and its index among them. What these say holds for as long as they stay the same.
    pub(crate) fn near(&self, index: usize) -> (View<'a>, usize) {
        let window = index.saturating_sub(NEAR.0)..self.tokens.len().min(index + NEAR.1);
        let (tokens, start) = (self.tokens.within(window.clone()), window.start);
        let skipped = self.skipped + start;
        let view = View {
            tokens,
            skipped,
            last_line: Cell::default(),
            last_near: Cell::default(),
            around: Cell::default(),
            outline: OnceCell::new(),
            held: RefCell::default(),
            ..*self
        };
        (view, index - start)
    }

    /// What `judge` thinks of a token, or thought of it before.
    pub(crate) fn judged(&self, token: usize, judge: impl FnOnce() -> Option<Mention>) -> Option<Mention> {
        if self.is_thorough { judge() } else { self.lexed.judged(token, judge) }
    }

    /// Whether any word of the excerpt may name another protocol with reply codes.
    pub(crate) fn names_other_protocols(&self) -> bool {
        self.lexed.list.names_other_protocols
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

    /// Whether the digits are the code of a status.
    pub(crate) fn is_status(&self, digits: &str) -> bool {
        Code::parse(digits).is_some_and(|code| self.catalog.is_status(code))
    }

    /// Whether the token at `index` is a name that the project has for a status.
    #[inline]
    pub(crate) fn is_own_name(&self, index: usize) -> bool {
        self.catalog.has_names() && self.catalog.names(self.str(index), self.language).next().is_some()
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
        matches!(index, Some(index) if index < self.tokens.len() && self.tokens[index].kind == kind)
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
        let mut tokens = self.tokens.within(0..index).iter();
        let mut is_over = false;
        std::iter::from_fn(move || {
            if is_over {
                return None;
            }
            let mut far = LINE_TOKENS;
            while let Some(token) = tokens.next_back() {
                match stream.goes_on_at(token) {
                    Some(true) => return Some(tokens.len()),
                    Some(false) if far > 1 => far -= 1,
                    _ => break,
                }
            }
            is_over = true;
            None
        })
    }

    /// The next token of the same stream.
    pub(crate) fn after(&self, index: usize, region: Region) -> Option<usize> {
        let stream = self.stream(region);
        let start = (index + 1).min(self.tokens.len());
        let after = self.tokens.within(start..self.tokens.len()).iter().take(LINE_TOKENS);
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
        for _ in 0..LINE_TOKENS {
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
    pub(crate) fn opening_bracket(&self, close: usize) -> Option<usize> {
        self.bracket_around(close).map(|around| around.open)
    }

    /// The innermost bracket that is open where a token stands, as one reads its region.
    pub(crate) fn bracket_around(&self, index: usize) -> Option<Around> {
        let around = self.lexed.bracket_around(self.text, self.is_prose(), index + self.skipped)?;
        let within = |index: usize| index.checked_sub(self.skipped);
        Some(Around { open: within(around.open)?, key_mark: around.key_mark.and_then(within), ..around })
    }

    /// The indexes of the first token of the line that holds `index`, and of the one after its last; for a line break those of
    /// both lines that it parts. Of a long line only what is near: no more than `LINE_TOKENS` tokens and `LINE_CANDIDATES` candidates to each
    /// side, so that the more candidates a line has, the less is read for each.
    #[inline]
    pub(crate) fn line(&self, index: usize) -> Range<usize> {
        let (known, start, end) = self.last_near.get();
        if known == index && end > 0 {
            return start..end;
        }
        let Range { start, end } = self.whole_line(index);
        let candidates = &self.lexed.list.candidates;
        let place = candidates.partition_point(|at| (*at as usize) < index + self.skipped);
        let before =
            place.checked_sub(LINE_CANDIDATES).map_or(0, |at| (candidates[at] as usize).saturating_sub(self.skipped));
        let after = candidates.get(place + LINE_CANDIDATES).map_or(usize::MAX, |at| *at as usize - self.skipped);
        let start = start.max(index.saturating_sub(LINE_TOKENS)).max(before);
        let end = end.min(index + LINE_TOKENS).min(after).max(index + 1);
        self.last_near.set((index, start, end));
        start..end
    }

    /// The first token of the line that holds `index`, however far away.
    #[inline]
    pub(crate) fn line_start(&self, index: usize) -> usize {
        self.whole_line(index).start
    }

    /// The token behind the last of the line that holds `index`, no more than `LINE_TOKENS` away.
    pub(crate) fn line_end(&self, index: usize) -> usize {
        self.whole_line(index).end.min(index + LINE_TOKENS)
    }

    /// The whole line that holds `index`, however long.
    #[inline]
    pub(crate) fn whole_line(&self, index: usize) -> Range<usize> {
        let (start, end) = match self.last_line.get() {
            (start, end) if (start..end).contains(&index) => (start, end),
            _ => self.find_line(index),
        };
        start..end.max(index + 1)
    }

    fn find_line(&self, index: usize) -> (usize, usize) {
        let newlines = &self.lexed.list.newlines;
        let among_all = index + self.skipped;
        let next = self.newlines_before(among_all);
        let start = self.start_behind(next).saturating_sub(self.skipped);
        let is_newline = newlines.get(next).is_some_and(|newline| *newline as usize == among_all);
        let end = newlines.get(next + usize::from(is_newline)).map_or(usize::MAX, |at| *at as usize - self.skipped);
        let end = end.min(self.tokens.len());
        if !is_newline {
            self.last_line.set((start, end));
        }
        (start, end)
    }

    /// How many line breaks stand before a token, by its index among all tokens.
    fn newlines_before(&self, among_all: usize) -> usize {
        self.lexed.list.newlines.partition_point(|newline| (*newline as usize) < among_all)
    }

    /// The first token of the line behind so many line breaks, by its index among all tokens.
    fn start_behind(&self, newlines: usize) -> usize {
        newlines.checked_sub(1).map_or(0, |last| self.lexed.list.newlines[last] as usize + 1)
    }

    /// The numbers among those tokens, and the words that may be a name or belong to a phrase; none where the range is inverted.
    pub(crate) fn candidates(&self, tokens: Range<usize>) -> impl DoubleEndedIterator<Item = usize> + use<'a> {
        let (candidates, skipped) = (&self.lexed.list.candidates, self.skipped);
        let before = |token: usize| candidates.partition_point(|at| (*at as usize) < token + skipped);
        let within = candidates.get(before(tokens.start)..before(tokens.end)).unwrap_or_default();
        within.iter().map(move |at| *at as usize - skipped)
    }

    /// The indexes of all numbers. To be asked of the whole excerpt.
    pub(crate) fn all_numbers(&self) -> &'a [u32] {
        &self.lexed.list.numbers
    }

    /// The indexes of all candidates. To be asked of the whole excerpt.
    pub(crate) fn all_candidates(&self) -> &'a [u32] {
        &self.lexed.list.candidates
    }

    /// How many numbers there are.
    pub(crate) fn numbers(&self) -> usize {
        self.lexed.list.numbers.len()
    }

    /// The places among all numbers of those that begin within these bytes of the excerpt. To be asked of the whole excerpt.
    pub(crate) fn numbers_within(&self, bytes: Range<usize>) -> Range<usize> {
        let before = |byte: usize| {
            self.lexed.list.numbers.partition_point(|at| (self.tokens[*at as usize].start as usize) < byte)
        };
        before(bytes.start)..before(bytes.end)
    }

    /// The index of a number, by its place among all numbers. To be asked of the whole excerpt.
    pub(crate) fn number(&self, place: usize) -> usize {
        self.lexed.list.numbers[place] as usize
    }

    /// The place of a number among all numbers, by its index.
    pub(crate) fn number_at(&self, index: usize) -> Option<usize> {
        self.lexed.list.numbers.binary_search(&(index as u32)).ok()
    }

    /// How far the line that holds `index` is indented, in bytes.
    pub(crate) fn indent(&self, index: usize) -> usize {
        self.indent_of(self.line_start(index))
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

    /// How many bars stand before a token on its line, which one begins: which column of a table it stands in. None outside of
    /// tables, and where the row begins too far away.
    pub(crate) fn column(&self, index: usize) -> Option<usize> {
        let row = self.row_of(index)?;
        self.lexed.rows(self.text).top(row)?;
        Some(self.lexed.rows(self.text).bars_within(row..index + self.skipped)).filter(|column| *column > 0)
    }

    /// Which table a token stands in, as the first token of its first row among all tokens.
    pub(crate) fn table_of(&self, index: usize) -> Option<usize> {
        self.lexed.rows(self.text).top(self.row_of(index)?)
    }

    /// The tokens of the cell at the head of the column that a token stands in. To be asked of the whole excerpt.
    pub(crate) fn column_head(&self, index: usize) -> Option<Range<usize>> {
        let column = self.column(index)?;
        let rows = self.lexed.rows(self.text);
        let (row, top) = (self.row_of(index)?, self.table_of(index)?);
        // Where the text is cut, the first row that is left of a table is not its head.
        let is_cut = self.start > 0 && top == 0;
        let distance = self.tokens[index].start - self.tokens[top].start;
        let Range { end, .. } = self.whole_line(top);
        if top == row || is_cut || distance > TABLE_BYTES || rows.bars_within(top..end) <= column {
            return None;
        }
        let cell = rows.cell(top, column)?;
        Some(cell.start..cell.end.min(end).min(cell.start + CELL_TOKENS))
    }

    /// The first token of the line of a token, among all tokens, if it is a bar: the rows of tables are worked out for no other.
    fn row_of(&self, index: usize) -> Option<usize> {
        const TOKENS: usize = NEAR.0;
        let among_all = index + self.skipped;
        let start = self.start_behind(self.newlines_before(among_all));
        let is_near = start >= self.skipped && among_all - start <= TOKENS;
        (is_near && self.str(start - self.skipped) == "|").then_some(start)
    }

    /// The lines above the one that holds `index`, nearest first, without empty ones.
    pub(crate) fn lines_above(&self, index: usize) -> impl Iterator<Item = Range<usize>> + '_ {
        let newlines = &self.lexed.list.newlines;
        let start = self.line_start(index) + self.skipped;
        let mut next = self.newlines_before(start);
        std::iter::from_fn(move || {
            loop {
                next = next.checked_sub(1)?;
                let start = self.start_behind(next).checked_sub(self.skipped)?;
                let end = newlines[next] as usize - self.skipped;
                if start < end {
                    return Some(start..end.min(start + LINE_TOKENS));
                }
            }
        })
    }

    /// The first tokens of all lines that are not empty.
    pub(crate) fn line_starts(&self) -> impl Iterator<Item = usize> + '_ {
        let newlines = self.lexed.list.newlines.iter().map(|newline| (*newline as usize).checked_sub(self.skipped));
        let ends = newlines.flatten().take_while(|end| *end < self.tokens.len()).chain([self.tokens.len()]);
        // What a view begins with may be the rest of a line.
        let mut start = Some(0).filter(|_| self.skipped == 0);
        ends.filter_map(move |end| start.replace(end + 1).filter(|start| *start < end))
    }

    pub(crate) fn outline(&self) -> &Outline {
        let line = |start| (start, self.indent_of(start), self.str(start) == "-");
        self.outline.get_or_init(|| Outline::of(self.line_starts().map(line)))
    }
}

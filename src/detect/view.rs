//! The view: the tokens of an excerpt, and the walks through them that evidence needs.
//!
//! - This file: the neighbors of a token, its line, its indentation, the numbers and candidates near it.
//! - `candidate`: a candidate among the tokens, lifted out of its quotes, and the sign that ties it to a name (`status = 404`).
//! - `operand`, `operands`: the words of an operand, and the reading of one before or after a sign.
//! - `enclosure`: the bracket around a candidate, its callee, and the other values in it.
//! - `defined`: the names that the document gives a status.
//! - `parameters`: the functions of the document that take a status.
//! - `classes`: the class of errors and the function that hold a token.
//! - `values`: what a name was given, and the field of a row.
//! - `blocks`, `outline`: the switch whose arm a line is, and the keys above it.
//!
//! Every walk is bounded, so that the cost of judging one candidate does not depend on the size of the file. Nothing here depends on
//! statuses: it gives the tokens and their structure, and evidence weighs them. An index is that of a token of the excerpt.

pub(crate) mod blocks;
pub(crate) mod candidate;
pub(crate) mod classes;
pub(crate) mod defined;
pub(crate) mod enclosure;
pub(crate) mod operand;
pub(crate) mod operands;
pub(crate) mod outline;
pub(crate) mod parameters;
pub(crate) mod values;

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use crate::catalog::tables::NUMBER_SUFFIXES;
use crate::catalog::weights::Weights;
use crate::catalog::{Catalog, Code, Language, LanguageKind};
use crate::project::FileProject;

use crate::detect::document::excerpt::Excerpt;
use crate::detect::document::preamble::Preamble;
use crate::detect::tokens::brackets::Around;
use crate::detect::tokens::positions::{DocumentByte, ExcerptByte, TokenIndex, TokenRange};
use crate::detect::tokens::slot::Slots;
use crate::detect::tokens::token::{Region, Token, TokenKind, TokenList};
use crate::detect::tokens::token_buffer::{TokenBuffer, within};
use crate::detect::tokens::token_slice::Tokens;
use crate::detect::view::defined::Defined;
use crate::detect::view::outline::Outline;
use crate::detect::view::parameters::Parameters;

/// How many tokens a walk looks at before it gives up.
const LINE_TOKENS: usize = 600;

/// How many candidates to each side of a token a walk along its line passes.
const LINE_CANDIDATES: usize = 24;

/// How far above a cell, in bytes, the head of its column is looked for. It is less than `EXCERPT_BYTES`, within which the first row of a
/// table is seen from each of its cells.
const TABLE_BYTES: usize = 8 * 1024;

/// No more tokens of a table's row are read.
const ROW_TOKENS: usize = 120;

/// No more tokens of the head of a column are read.
const CELL_TOKENS: usize = 24;

/// The tokens of a region that one reads as following one another.
#[derive(Clone, Copy)]
struct Stream {
    region: Region,
    ends_at_newline: bool,
}

impl Stream {
    #[inline(always)]
    fn at(self, token: &Token) -> StreamStep {
        let is_newline = token.kind == TokenKind::Newline;
        if !is_newline && token.region == self.region {
            StreamStep::Member
        } else if is_newline && self.ends_at_newline || !is_newline && self.region != Region::Code {
            StreamStep::End
        } else {
            StreamStep::PassedOver
        }
    }
}

/// The step that a token is in a stream.
#[derive(Clone, Copy, PartialEq)]
enum StreamStep {
    Member,
    PassedOver,
    End,
}

/// An excerpt and its tokens.
pub(crate) struct View<'a> {
    pub(crate) text: &'a str,
    /// Where the excerpt begins in its document, in bytes.
    start: usize,
    pub(crate) preamble: &'a Preamble,
    pub(crate) language: &'static Language,
    pub(crate) catalog: &'a Catalog,
    pub(crate) project: &'a FileProject,
    pub(crate) tokens: Tokens<'a>,
    /// The tokens with the indexes of those that are asked for most.
    pub(crate) list: &'a TokenList,
    buffer: &'a TokenBuffer,
    /// See `Excerpt::is_thorough`.
    pub(crate) is_thorough: bool,
    /// See `Excerpt::weights`.
    pub(crate) weights: &'a Weights,
    /// The weight of the words around the last line; see `surroundings::weight_around`. All candidates on a line need it.
    pub(crate) around: Cell<Option<(TokenRange, f32)>>,
    /// Built in one pass: read upward from each line, the text would be read once for each of its lines.
    outline: OnceCell<Outline>,
    /// Where the lines begin that name the fields of a log, in bytes.
    field_heads: OnceCell<Vec<usize>>,
    /// The names that the excerpt gives a status; `judges::defined` finds them.
    pub(crate) defined: OnceCell<Defined>,
    /// The parameters for a status of the functions that the excerpt defines.
    pub(crate) parameters: OnceCell<Parameters>,
    /// The slots that `recurrence` has computed. They follow from the tokens alone.
    pub(crate) slots: &'a Slots,
}

impl<'a> View<'a> {
    /// The view of an excerpt.
    pub(crate) fn new(excerpt: &Excerpt<'a>) -> Self {
        let Excerpt { text, start, preamble, language, catalog, project, is_thorough, weights, tokens } = *excerpt;
        let buffer = tokens.of(text, start, language);
        Self {
            text,
            start,
            preamble,
            language,
            catalog,
            project,
            tokens: Tokens::of(&buffer.list.tokens),
            list: &buffer.list,
            buffer,
            is_thorough,
            weights,
            around: Cell::default(),
            outline: OnceCell::new(),
            field_heads: OnceCell::new(),
            defined: OnceCell::new(),
            parameters: OnceCell::new(),
            slots: &buffer.slots,
        }
    }

    /// The text of a token, or nothing behind the last one, where text may be typed next.
    pub(crate) fn str(&self, index: TokenIndex) -> &'a str {
        self.tokens.get(index).map_or("", |token| self.text_of(token))
    }

    #[inline(always)]
    pub(crate) fn text_of(&self, token: &Token) -> &'a str {
        &self.text[token.range()]
    }

    /// The text of a number, in code without the type at its end: `404` of `404u16`.
    pub(crate) fn digits(&self, index: TokenIndex) -> &'a str {
        const DIGITS: usize = 3;
        let text = self.str(index);
        // The end of a pattern in the shell, where the sign belongs to words: `'^404$'`.
        if let Some(digits) = text.strip_suffix('$') {
            return digits;
        }
        let is_typed = || {
            self.language.kind == LanguageKind::Code
                && self.tokens[index].region == Region::Code
                && text.get(DIGITS..).is_some_and(|suffix| NUMBER_SUFFIXES.contains(&suffix))
        };
        if text.len() > DIGITS && is_typed() { &text[..DIGITS] } else { text }
    }

    /// The code that a number is written as.
    pub(crate) fn code(&self, index: TokenIndex) -> Option<Code> {
        Code::parse(self.digits(index))
    }

    /// Whether the digits are the code of a status.
    pub(crate) fn is_status(&self, digits: &str) -> bool {
        Code::parse(digits).is_some_and(|code| self.catalog.is_status(code))
    }

    /// Whether the token at `index` is a name that the project has for a status.
    pub(crate) fn is_own_name(&self, index: TokenIndex) -> bool {
        self.catalog.has_names() && self.catalog.names(self.str(index), self.language).next().is_some()
    }

    /// The text of a token, or nothing beyond the ends.
    pub(crate) fn get(&self, index: Option<TokenIndex>) -> &'a str {
        index.map_or("", |index| self.str(index))
    }

    /// Whether a token is a word that has a weight in any role. A thorough view takes all words down.
    pub(crate) fn may_weigh(&self, token: &Token) -> bool {
        token.facts.may_weigh() || self.is_thorough && token.kind == TokenKind::Word
    }

    pub(crate) fn is_kind(&self, index: Option<TokenIndex>, kind: TokenKind) -> bool {
        matches!(index, Some(index) if index < self.tokens.end() && self.tokens[index].kind == kind)
    }

    pub(crate) fn is_word(&self, index: TokenIndex) -> bool {
        self.is_kind(Some(index), TokenKind::Word)
    }

    /// The text before a token.
    pub(crate) fn text_before(&self, index: TokenIndex) -> &'a str {
        &self.text[..self.tokens[index].start.at()]
    }

    pub(crate) fn in_document(&self, byte: ExcerptByte) -> DocumentByte {
        DocumentByte::of(self.start, byte)
    }

    /// Whether the excerpt begins with its document.
    pub(crate) fn is_at_start(&self) -> bool {
        self.start == 0
    }

    /// The tokens that cover a byte or end right before it.
    pub(crate) fn touching(&self, at: ExcerptByte) -> impl Iterator<Item = TokenIndex> + '_ {
        let first = self.tokens.partition_point(|token| token.end < at);
        // A symbol's mark (`:ok`) or a phrase's space belongs to the word behind it.
        first.to(self.tokens.end().min(first + 3)).filter(move |index| self.tokens[*index].start <= at + 1)
    }

    /// The first token that begins at or after a byte.
    pub(crate) fn token_from(&self, at: ExcerptByte) -> TokenIndex {
        self.tokens.partition_point(|token| token.start < at)
    }

    /// The tokens that begin in a range of the excerpt's bytes.
    pub(crate) fn tokens_within(&self, bytes: Range<usize>) -> TokenRange {
        self.token_from(ExcerptByte::new(bytes.start)).to(self.token_from(ExcerptByte::new(bytes.end)))
    }

    /// The token right before another, if the two touch.
    pub(crate) fn glued_before(&self, index: TokenIndex) -> Option<TokenIndex> {
        index.checked_sub(1).filter(|before| self.are_glued(*before, index))
    }

    /// Whether two tokens touch, the first being right before the second.
    pub(crate) fn are_glued(&self, first: TokenIndex, second: TokenIndex) -> bool {
        self.tokens.get(first).zip(self.tokens.get(second)).is_some_and(|(a, b)| a.end == b.start)
    }

    pub(crate) fn is_prose(&self) -> bool {
        matches!(self.language.kind, LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http)
    }

    /// The previous token of the same stream: code before code, with what stands inside strings left out; text before text.
    /// Line breaks are passed over in code.
    pub(crate) fn before(&self, index: TokenIndex, region: Region) -> Option<TokenIndex> {
        self.all_before(index, region).next()
    }

    /// All previous tokens of the same stream, nearest first.
    pub(crate) fn all_before(&self, index: TokenIndex, region: Region) -> impl Iterator<Item = TokenIndex> + use<'a> {
        let stream = self.stream(region);
        let mut tokens = self.tokens.within(&TokenIndex::FIRST.to(index)).iter();
        let mut is_over = false;
        std::iter::from_fn(move || {
            if is_over {
                return None;
            }
            let mut far = LINE_TOKENS;
            while let Some(token) = tokens.next_back() {
                match stream.at(token) {
                    StreamStep::Member => return Some(TokenIndex::new(tokens.len())),
                    StreamStep::PassedOver if far > 1 => far -= 1,
                    _ => break,
                }
            }
            is_over = true;
            None
        })
    }

    /// The next token of the same stream.
    pub(crate) fn after(&self, index: TokenIndex, region: Region) -> Option<TokenIndex> {
        let stream = self.stream(region);
        let start = (index + 1).min(self.tokens.end());
        let after = self.tokens.within(&start.to(self.tokens.end())).iter().take(LINE_TOKENS);
        let mut steps = after.map(|token| stream.at(token)).take_while(|step| *step != StreamStep::End);
        let passed = steps.position(|step| step == StreamStep::Member);
        passed.map(|passed| index + 1 + passed)
    }

    fn stream(&self, region: Region) -> Stream {
        Stream { region, ends_at_newline: region != Region::Code || self.is_prose() }
    }

    /// The quote that opens the string which the quote at `close` ends.
    pub(crate) fn opening_quote(&self, close: TokenIndex) -> Option<TokenIndex> {
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

    /// The innermost bracket that is open where a token stands, as one reads its region.
    pub(crate) fn bracket_around(&self, index: TokenIndex) -> Option<Around> {
        self.buffer.bracket_around(self.text, self.is_prose(), index)
    }

    /// The indexes of the first token of the line that holds `index`, and of the one after its last; for a line break those of
    /// both lines that it parts. Of a long line only the near part: no more than `LINE_TOKENS` tokens and `LINE_CANDIDATES` candidates to each
    /// side, so that the more candidates a line has, the less is read for each.
    pub(crate) fn line(&self, index: TokenIndex) -> TokenRange {
        let TokenRange { start, end } = self.whole_line(index).near(index, LINE_TOKENS);
        let candidates = &self.list.candidates;
        let place = candidates.partition_point(|at| *at < index);
        let before = place.checked_sub(LINE_CANDIDATES).map_or(start, |at| candidates[at]);
        let after = candidates.get(place + LINE_CANDIDATES).map_or(end, |at| *at);
        start.max(before).to(end.min(after).max(index + 1))
    }

    /// The bracket that closes the one around `index`, if it is one of so many tokens behind.
    pub(crate) fn closing_near(&self, index: TokenIndex, tokens: usize) -> Option<TokenIndex> {
        let mut depth = 0_usize;
        for at in (index + 1).to(self.tokens.end().min(index + 1 + tokens)) {
            match self.tokens[at].kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close if depth == 0 => return Some(at),
                TokenKind::Close => depth -= 1,
                _ => {}
            }
        }
        None
    }

    /// The text from one token to another, with both.
    pub(crate) fn text_between(&self, first: TokenIndex, last: TokenIndex) -> &'a str {
        &self.text[self.tokens[first].start.at()..self.tokens[last].end.at()]
    }

    /// The first token of the line that holds `index`, however far away.
    pub(crate) fn line_start(&self, index: TokenIndex) -> TokenIndex {
        self.whole_line(index).start
    }

    /// The token behind the last of the line that holds `index`, no more than `LINE_TOKENS` away.
    pub(crate) fn line_end(&self, index: TokenIndex) -> TokenIndex {
        self.whole_line(index).end.min(index + LINE_TOKENS)
    }

    /// The whole line that holds `index`, however long.
    pub(crate) fn whole_line(&self, index: TokenIndex) -> TokenRange {
        let newlines = &self.list.newlines;
        let next = self.newlines_before(index);
        let start = self.start_behind(next);
        let is_newline = newlines.get(next).is_some_and(|newline| *newline == index);
        let end = newlines.get(next + usize::from(is_newline)).map_or(self.tokens.end(), |at| *at);
        start.to(end.max(index + 1))
    }

    /// How many line breaks stand before a token.
    fn newlines_before(&self, index: TokenIndex) -> usize {
        self.list.newlines.partition_point(|newline| *newline < index)
    }

    /// The first token of the line behind so many line breaks.
    fn start_behind(&self, newlines: usize) -> TokenIndex {
        newlines.checked_sub(1).map_or(TokenIndex::FIRST, |last| self.list.newlines[last] + 1)
    }

    /// The numbers among those tokens, and the words that may be a name or belong to a phrase; none where the range is inverted.
    pub(crate) fn candidates(&self, tokens: &TokenRange) -> impl DoubleEndedIterator<Item = TokenIndex> + use<'a> {
        let candidates = &self.list.candidates;
        candidates.get(within(candidates, tokens)).unwrap_or_default().iter().copied()
    }

    /// How far the line that holds `index` is indented, in bytes.
    pub(crate) fn indent(&self, index: TokenIndex) -> usize {
        self.indent_of(self.line_start(index))
    }

    /// The same for the line that begins with token `first`.
    pub(crate) fn indent_of(&self, first: TokenIndex) -> usize {
        let token = self.tokens[first];
        let before = first.checked_sub(1).map(|before| self.tokens[before]);
        match before.filter(|before| before.kind == TokenKind::Newline && token.region == Region::Code) {
            // In code nothing but blanks stands between tokens.
            Some(newline) => token.start.since(newline.end),
            None => {
                let before = self.text_before(first).as_bytes();
                before.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
            }
        }
    }

    /// How many bars stand before a token on its line, which one begins: which column of a table it stands in. None outside of
    /// tables, and where the row begins too far away.
    pub(crate) fn column(&self, index: TokenIndex) -> Option<usize> {
        let row = self.row_of(index)?;
        self.buffer.rows(self.text).top(row)?;
        Some(self.buffer.rows(self.text).bars_within(&row.to(index))).filter(|column| *column > 0)
    }

    /// Which table a token stands in, as the first token of its first row.
    pub(crate) fn table_of(&self, index: TokenIndex) -> Option<TokenIndex> {
        self.buffer.rows(self.text).top(self.row_of(index)?)
    }

    /// The tokens of the cell at the head of the column that a token stands in.
    pub(crate) fn column_head(&self, index: TokenIndex) -> Option<TokenRange> {
        let column = self.column(index)?;
        let rows = self.buffer.rows(self.text);
        let (row, top) = (self.row_of(index)?, self.table_of(index)?);
        // Where the text is cut, the first row that is left of a table is not its head.
        let is_cut = !self.is_at_start() && top == TokenIndex::FIRST;
        let distance = self.tokens[index].start.since(self.tokens[top].start);
        let head = self.whole_line(top);
        if top == row || is_cut || distance > TABLE_BYTES || rows.bars_within(&head) < column.max(2) {
            return None;
        }
        let cell = rows.cell(&head, column)?;
        Some(cell.near(cell.start, CELL_TOKENS))
    }

    /// The first token of the line of a token, if it is a bar: the rows of tables are worked out for no other.
    fn row_of(&self, index: TokenIndex) -> Option<TokenIndex> {
        let start = self.start_behind(self.newlines_before(index));
        (index - start <= ROW_TOKENS && self.str(start) == "|").then_some(start)
    }

    /// The lines above the one that holds `index`, nearest first, without empty ones.
    pub(crate) fn lines_above(&self, index: TokenIndex) -> impl Iterator<Item = TokenRange> + '_ {
        let newlines = &self.list.newlines;
        let mut next = self.newlines_before(self.line_start(index));
        std::iter::from_fn(move || {
            loop {
                next = next.checked_sub(1)?;
                let start = self.start_behind(next);
                let end = newlines[next];
                if start < end {
                    return Some(start.to(end.min(start + LINE_TOKENS)));
                }
            }
        })
    }

    /// The first tokens of all lines that are not empty.
    pub(crate) fn line_starts(&self) -> impl Iterator<Item = TokenIndex> + '_ {
        let mut start = TokenIndex::FIRST;
        self.list.newlines.iter().copied().chain([self.tokens.end()]).filter_map(move |end| {
            let line = std::mem::replace(&mut start, end + 1);
            (line < end).then_some(line)
        })
    }

    pub(crate) fn outline(&self) -> &Outline {
        let line = |start| (start, self.indent_of(start), self.str(start) == "-");
        self.outline.get_or_init(|| Outline::of(self.line_starts().map(line)))
    }
}

//! The tokens of a text, kept while it changes.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use crate::catalog::Language;

use crate::detect::tokens::brackets::{Around, Brackets};
use crate::detect::tokens::diff::Changed;
use crate::detect::tokens::lexer::Lexer;
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex, TokenRange};
use crate::detect::tokens::rows::Rows;
use crate::detect::tokens::slot::Slots;
use crate::detect::tokens::steps;
use crate::detect::tokens::token::{Region, TokenList};
use crate::detect::tokens::word_facts::WordFactsCache;

/// The tokens of a text, and the results computed from them.
#[derive(Debug, Default)]
pub(crate) struct TokenBuffer {
    pub(crate) list: TokenList,
    /// The brackets around the tokens that were requested.
    brackets: RefCell<Brackets>,
    /// The rows of tables, computed on first use.
    rows: OnceCell<Rows>,
    /// The slots of numbers that were asked for. Without them, a hover on a text that has not changed takes half as long again.
    pub(crate) slots: Slots,
    /// The byte from which on the text was lexed.
    from: usize,
}

/// The tokens of a text, split when they are first asked for. They are kept while the text is edited: after a keystroke a hover splits the
/// lines that changed, not all 16 kB around the place.
#[derive(Debug, Default)]
pub(crate) struct LazyTokens(OnceCell<TokenBuffer>);

impl LazyTokens {
    /// The tokens of `text`, which begins at byte `start` of its document.
    pub(crate) fn of(&self, text: &str, start: usize, language: &Language) -> &TokenBuffer {
        let of_text =
            || TokenBuffer::of(text, lexed_from(start, text), language, &mut WordFactsCache::for_text(text.len()));
        self.0.get_or_init(of_text)
    }

    /// The same, with the facts of words that other texts had.
    pub(crate) fn split(text: &str, start: usize, language: &Language, cache: &mut WordFactsCache) -> Self {
        Self(OnceCell::from(TokenBuffer::of(text, lexed_from(start, text), language, cache)))
    }

    /// The tokens of the text that a trial change makes of `was`.
    pub(crate) fn tried(&self, was: &str, text: &str, changed: &Changed, start: usize, language: &Language) -> Self {
        let known = self.of(was, start, language);
        let copy = TokenBuffer { list: known.list.clone(), from: known.from, ..TokenBuffer::default() };
        Self(OnceCell::from(copy)).renewed(text, changed, start, language)
    }

    /// The same for the new version of its text. Only the lines that changed are lexed.
    pub(crate) fn renewed(mut self, text: &str, changed: &Changed, start: usize, language: &Language) -> Self {
        // What decides where lexing begins stands at the start of the text.
        let from = match self.0.get() {
            Some(buffer) if changed.start >= WHOLE_BYTES => buffer.from,
            _ => lexed_from(start, text),
        };
        match self.0.get_mut().filter(|buffer| buffer.from == from) {
            Some(buffer) => buffer.renew(text, changed, language),
            None => return Self::default(),
        }
        self
    }
}

impl TokenBuffer {
    /// The tokens of `text` from byte `from` on.
    pub(crate) fn of(text: &str, from: usize, language: &Language, cache: &mut WordFactsCache) -> Self {
        let mut list = TokenList::default();
        list.tokens.reserve(text.len() / 3);
        list.newlines.reserve(text.len() / 32);
        steps::count(text.len() - from);
        Self { list: Lexer::run(text, from, language, cache, list, |_| false), from, ..Self::default() }
    }

    /// The tokens of a whole text.
    #[cfg(test)]
    pub(crate) fn alone(text: &str, language: &Language) -> Self {
        Self::of(text, 0, language, &mut WordFactsCache::for_text(text.len()))
    }

    /// The rows of tables in `text`, which is what the tokens were lexed from.
    pub(crate) fn rows(&self, text: &str) -> &Rows {
        self.rows.get_or_init(|| Rows::of(&self.list.tokens, text))
    }

    /// The bracket around token `index` of `text`, which is what the tokens were lexed from, as one reads its region.
    pub(crate) fn bracket_around(&self, text: &str, is_prose: bool, index: TokenIndex) -> Option<Around> {
        self.brackets.borrow_mut().around(&self.list.tokens, text, is_prose, index)
    }

    /// Makes them the tokens of `text`. A line break between signs of code parts what stands before it from what comes after:
    /// from the last such before the change on the text is lexed again, up to the first behind it that was one before.
    fn renew(&mut self, text: &str, changed: &Changed, language: &Language) {
        // A line break that touches the change may have become part of another.
        let is_before = |at: &TokenIndex| self.list.tokens[at.at()].end.at() < changed.start;
        let before = self.list.newlines.partition_point(is_before);
        let newline = self.list.newlines[..before].iter().copied().rfind(|at| self.is_in_code(*at));
        let first = newline.map_or(TokenIndex::FIRST, |newline| newline + 1);
        let resumed = newline.map_or(self.from, |newline| self.list.tokens[newline.at()].end.at());

        let mut last = None;
        let mut cache = WordFactsCache::for_text(changed.end.saturating_sub(resumed));
        let fresh = Lexer::run(text, resumed, language, &mut cache, TokenList::default(), |newline| {
            let start = newline.start.at();
            if start >= changed.end {
                let start = ExcerptByte::new(start - changed.end + changed.end_before);
                let known = self.list.newlines.partition_point(|at| self.list.tokens[at.at()].start < start);
                let known = self.list.newlines.get(known).copied();
                last = known.filter(|at| self.list.tokens[at.at()].start == start && self.is_in_code(*at));
            }
            last.is_some()
        });
        let end = last.map_or(TokenIndex::new(self.list.tokens.len()), |newline| newline + 1);
        self.replace(&first.to(end), &fresh, changed.end.wrapping_sub(changed.end_before) as u32);
    }

    fn is_in_code(&self, token: TokenIndex) -> bool {
        self.list.tokens[token.at()].region == Region::Code
    }

    /// Puts `fresh` in the place of the tokens `old`; all behind those move by that many bytes, modulo 2³².
    fn replace(&mut self, old: &TokenRange, fresh: &TokenList, moved: u32) {
        let more = fresh.tokens.len().wrapping_sub(old.len()) as u32;
        self.brackets.get_mut().forget();
        self.rows.take();
        self.slots = Slots::default();
        for (indexes, fresh) in [
            (&mut self.list.newlines, &fresh.newlines),
            (&mut self.list.numbers, &fresh.numbers),
            (&mut self.list.candidates, &fresh.candidates),
        ] {
            let replaced = within(indexes, old);
            indexes[replaced.end..].iter_mut().for_each(|at| *at = at.moved(more));
            indexes.splice(replaced, fresh.iter().map(|at| old.start + at.at()));
        }
        for token in &mut self.list.tokens[old.end.at()..] {
            token.start = token.start.moved(moved);
            token.end = token.end.moved(moved);
        }
        self.list.tokens.splice(old.at(), fresh.tokens.iter().copied());
        self.list.names_other_protocols |= fresh.names_other_protocols;
    }
}

/// Which of these indexes of tokens, in order, are of that range.
pub(crate) fn within(indexes: &[TokenIndex], tokens: &TokenRange) -> Range<usize> {
    let before = |end: TokenIndex| indexes.partition_point(|at| *at < end);
    before(tokens.start)..before(tokens.end)
}

/// An excerpt of fewer bytes is lexed from its start.
const WHOLE_BYTES: usize = 8 * 1024;

/// Where the lexing of an excerpt that begins at byte `start` of its document begins.
fn lexed_from(start: usize, text: &str) -> usize {
    if start == 0 { 0 } else { safe_start(text) }
}

/// Where a text cut out of a longer one is most surely neither in a string nor in a comment: a line after an empty one that
/// begins at the margin with a word or a closing brace, or behind the end of the string that a huge line was cut in. What is far from the
/// place in question is all that this gives up.
fn safe_start(text: &str) -> usize {
    const SEARCHED_BYTES: usize = WHOLE_BYTES - 2 * 1024;
    if text.len() < WHOLE_BYTES {
        return 0;
    }
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\n', &bytes[..SEARCHED_BYTES])
        .map(|newline| newline + 1)
        .find(|at| {
            let is_after_empty = bytes[..*at].ends_with(b"\n\n") || bytes[..*at].ends_with(b"\n\r\n");
            is_after_empty
                && bytes.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'}' | b'@'))
        })
        .unwrap_or_else(|| if bytes[..SEARCHED_BYTES].contains(&b'\n') { 0 } else { end_of_cut_string(bytes) })
}

/// Where a string ends that the text begins in: a quote before a sign that only follows a value, and not behind one that only precedes
/// it. 0 where the first quote begins a string.
fn end_of_cut_string(bytes: &[u8]) -> usize {
    const SEARCHED_BYTES: usize = 2 * 1024;
    let Some(quote) = memchr::memchr(b'"', &bytes[..SEARCHED_BYTES.min(bytes.len())]) else { return 0 };
    let is_space = |byte: &&u8| matches!(**byte, b' ' | b'\t');
    let before = bytes[..quote].iter().rev().find(|byte| !is_space(byte));
    let behind = bytes[quote + 1..].iter().find(|byte| !is_space(byte));
    let begins = matches!(before, Some(b'{' | b'[' | b'(' | b',' | b':' | b'='));
    let ends = matches!(behind, Some(b':' | b',' | b'}' | b']' | b')' | b';' | b'>'));
    if ends && !begins { quote + 1 } else { 0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::tests::drawn;

    #[test]
    fn a_change_is_lexed_as_a_new_text_is() {
        const PIECES: [&str; 24] = [
            "\n",
            "\r",
            "\r\n",
            "\n\n",
            "404",
            " ",
            "x",
            "\"",
            "'",
            "`",
            "/*",
            "*/",
            "//",
            "#",
            "\\",
            "\"\"\"",
            "<!--",
            "-->",
            "é",
            "rem ",
            "{-",
            "-}",
            "--",
            "status = 200\n",
        ];
        let mut random = drawn(1);
        for language in Language::all() {
            let mut text: String = (0..40).map(|_| PIECES[random(PIECES.len())]).collect();
            let mut tokens = LazyTokens::default();
            for _ in 0..60 {
                tokens.of(&text, 0, language);
                let was = text.clone();
                let mut ends = [
                    text.floor_char_boundary(random(text.len() + 1)),
                    text.floor_char_boundary(random(text.len() + 1)),
                ];
                ends.sort_unstable();
                // Mostly small changes, as of a person who types.
                let end = if random(4) == 0 { ends[1] } else { ends[0] };
                let inserted: String = (0..random(3)).map(|_| PIECES[random(PIECES.len())]).collect();
                text.replace_range(ends[0]..end, &inserted);
                if let Some(changed) = Changed::between(was.as_bytes(), text.as_bytes()) {
                    tokens = tokens.renewed(&text, &changed, 0, language);
                }
                let renewed = tokens.0.get().expect("it is lexed");
                let whole = TokenBuffer::alone(&text, language);
                assert_eq!(renewed.list.tokens, whole.list.tokens, "{}: {was:?} → {text:?}", language.id);
                assert_eq!(
                    (&renewed.list.newlines, &renewed.list.numbers),
                    (&whole.list.newlines, &whole.list.numbers),
                    "{}",
                    language.id
                );
                assert_eq!(renewed.list.candidates, whole.list.candidates, "{}", language.id);
            }
        }
    }

    /// A part that begins anywhere in a huge line has the same regions as the whole text.
    #[test]
    fn a_line_that_is_cut_in_a_string_is_lexed_as_the_whole_is() {
        let language = Language::by_id("json").expect("a known language");
        let response = r#""404":{"description":"Not Found, or: gone","content":{"a b":[1, "x"]},"d" : "e"},"#;
        let text = format!(r#"{{"responses":{{{}"500":{{}}}}}}"#, response.repeat(400));
        let whole = TokenBuffer::alone(&text, language);
        for cut in (0..response.len()).map(|at| 6000 + at).filter(|cut| text.is_char_boundary(*cut)) {
            let part = &text[cut..];
            let tokens = LazyTokens::default();
            let buffer = tokens.of(part, cut, language);
            let last = buffer.list.tokens.len() - 500..buffer.list.tokens.len();
            let regions = |tokens: &[crate::detect::tokens::token::Token]| {
                tokens.iter().map(|token| token.region).collect::<Vec<_>>()
            };
            let same = whole.list.tokens.len() - 500..whole.list.tokens.len();
            assert_eq!(regions(&buffer.list.tokens[last]), regions(&whole.list.tokens[same]), "{:?}", &part[..60]);
        }
    }
}

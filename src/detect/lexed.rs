//! The tokens of a text, kept while it changes.

use std::cell::{OnceCell, RefCell};
use std::ops::Range;

use crate::catalog::Language;

use super::Mention;
use super::alike::Slot;
use super::brackets::{Around, Brackets};
use super::changed::Changed;
use super::lexer::{Lexer, Region, Token};
use super::rows::Rows;
use super::steps;
use super::view::NEAR;

/// Of how many tokens the judgements are kept.
const JUDGED: usize = 32;

/// The tokens of a text, and which of them are asked for most.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    /// The indexes of the line breaks.
    pub(crate) newlines: Vec<u32>,
    /// The indexes of the numbers.
    pub(crate) numbers: Vec<u32>,
    /// The indexes of the numbers, and of the words that may be a name or belong to a phrase.
    pub(crate) candidates: Vec<u32>,
    /// Whether a word names another protocol with reply codes, or did so before it was changed.
    pub(crate) names_other_protocols: bool,
    /// See `alike::slot_at`; by the place among the numbers, worked out from the tokens near each when first asked for. As many as
    /// there are numbers, or none.
    pub(crate) slots: RefCell<Vec<Option<Option<Slot>>>>,
    /// What was thought of the tokens that were pointed at, by their indexes.
    judged: RefCell<Vec<(usize, Option<Mention>)>>,
    /// What stands around the tokens that were asked for.
    brackets: RefCell<Brackets>,
    /// The rows of tables, worked out when they are first asked for.
    rows: OnceCell<Rows>,
    /// The byte from which on the text was lexed.
    from: usize,
}

/// Where the tokens of a text come to stand, once. What an earlier text left there is used again: giving tens of kilobytes back
/// to the system and asking for them anew takes longer than the lexing.
#[derive(Debug, Default)]
pub(crate) struct LexedOnce {
    lexed: OnceCell<Lexed>,
    spare: RefCell<Lexed>,
}

impl LexedOnce {
    /// The tokens of `text`, which begins at byte `start` of its document.
    pub(crate) fn of(&self, text: &str, start: usize, language: &Language) -> &Lexed {
        self.lexed.get_or_init(|| self.spare.take().refilled(text, lexed_from(start, text), language))
    }

    /// The tokens of what `was` becomes by a change, which is no more than tried.
    pub(crate) fn tried(&self, was: &str, text: &str, changed: &Changed, start: usize, language: &Language) -> Self {
        let known = self.of(was, start, language);
        let copy = Lexed {
            tokens: known.tokens.clone(),
            newlines: known.newlines.clone(),
            numbers: known.numbers.clone(),
            candidates: known.candidates.clone(),
            names_other_protocols: known.names_other_protocols,
            from: known.from,
            ..Lexed::default()
        };
        let copy = Self { lexed: OnceCell::from(copy), ..Self::default() };
        copy.renewed(text, changed, start, language)
    }

    /// The same, with nothing thought of them: what is known of the document has changed.
    pub(crate) fn without_judgements(mut self) -> Self {
        if let Some(lexed) = self.lexed.get_mut() {
            lexed.judged.get_mut().clear();
        }
        self
    }

    /// The same for another text, which is lexed when it is asked for.
    pub(crate) fn emptied(self) -> Self {
        let spare = self.lexed.into_inner().map_or(self.spare, RefCell::new);
        Self { lexed: OnceCell::new(), spare }
    }

    /// The same for what has become of its text, of which the lines that changed are lexed.
    pub(crate) fn renewed(mut self, text: &str, changed: &Changed, start: usize, language: &Language) -> Self {
        // What decides where lexing begins stands at the start of the text.
        let from = match self.lexed.get() {
            Some(lexed) if changed.start >= FEW => lexed.from,
            _ => lexed_from(start, text),
        };
        match self.lexed.get_mut().filter(|lexed| lexed.from == from) {
            Some(lexed) => lexed.renew(text, changed, self.spare.get_mut(), language),
            None => return self.emptied(),
        }
        self
    }
}

impl Lexed {
    /// The tokens of `text` from byte `from` on.
    #[cfg(test)]
    pub(super) fn of(text: &str, from: usize, language: &Language) -> Self {
        Self::default().refilled(text, from, language)
    }

    fn refilled(mut self, text: &str, from: usize, language: &Language) -> Self {
        self.clear(from);
        self.tokens.reserve(text.len() / 3);
        self.newlines.reserve(text.len() / 32);
        let lexed = Lexer::run(text, from, language, self, |_| false);
        steps::count(text.len() - from);
        lexed
    }

    fn clear(&mut self, from: usize) {
        self.tokens.clear();
        self.newlines.clear();
        self.numbers.clear();
        self.candidates.clear();
        self.names_other_protocols = false;
        self.from = from;
        self.slots.get_mut().clear();
        self.judged.get_mut().clear();
        self.forget_structure();
    }

    /// The rows of tables in `text`, which is what the tokens were lexed from.
    pub(crate) fn rows(&self, text: &str) -> &Rows {
        self.rows.get_or_init(|| Rows::of(&self.tokens, text))
    }

    fn forget_structure(&mut self) {
        self.brackets.get_mut().forget();
        self.rows.take();
    }

    /// The bracket around token `index` of `text`, which is what the tokens were lexed from, as one reads its region.
    pub(crate) fn bracket_around(&self, text: &str, is_prose: bool, index: usize) -> Option<Around> {
        self.brackets.borrow_mut().around(&self.tokens, text, is_prose, index)
    }

    /// What `judge` thinks of a token, which it is asked once: editors ask for the hover again as the pointer moves, and for the
    /// definition at the same place.
    pub(crate) fn judged(&self, token: usize, judge: impl FnOnce() -> Option<Mention>) -> Option<Mention> {
        let known = self.judged.borrow().iter().find(|(known, _)| *known == token).map(|(_, mention)| mention.clone());
        known.unwrap_or_else(|| {
            let mention = judge();
            let mut judged = self.judged.borrow_mut();
            if judged.len() == JUDGED {
                judged.clear();
            }
            judged.push((token, mention.clone()));
            mention
        })
    }

    /// Makes them the tokens of `text`. A line break between signs of code parts what stands before it from what comes after:
    /// from the last such before the change on the text is lexed again, up to the first behind it that was one before.
    fn renew(&mut self, text: &str, changed: &Changed, spare: &mut Lexed, language: &Language) {
        // A line break that touches the change may have become part of another.
        let is_before = |at: &u32| (self.tokens[*at as usize].end as usize) < changed.start;
        let before = self.newlines.partition_point(is_before);
        let first = self.newlines[..before].iter().rposition(|at| self.is_in_code(*at));
        let first = first.map_or(0, |newline| self.newlines[newline] as usize + 1);
        let resumed = first.checked_sub(1).map_or(self.from, |newline| self.tokens[newline].end as usize);

        let mut fresh = std::mem::take(spare);
        fresh.clear(self.from);
        let mut last = None;
        let fresh = Lexer::run(text, resumed, language, fresh, |newline| {
            let start = newline.start as usize;
            if start >= changed.end {
                let start = (start - changed.end + changed.end_before) as u32;
                let known = self.newlines.partition_point(|at| self.tokens[*at as usize].start < start);
                let known = self.newlines.get(known).copied();
                last = known.filter(|at| self.tokens[*at as usize].start == start && self.is_in_code(*at));
            }
            last.is_some()
        });
        let end = last.map_or(self.tokens.len(), |newline| newline as usize + 1);
        self.replace(first..end, &fresh, changed.end.wrapping_sub(changed.end_before) as u32);
        *spare = fresh;
    }

    fn is_in_code(&self, token: u32) -> bool {
        self.tokens[token as usize].region == Region::Code
    }

    /// Puts `fresh` in the place of the tokens `old`; all behind those move by that many bytes, modulo 2³².
    fn replace(&mut self, old: Range<usize>, fresh: &Lexed, moved: u32) {
        let first = old.start as u32;
        let more = fresh.tokens.len().wrapping_sub(old.len()) as u32;
        self.forget(&old, fresh);
        for (indexes, fresh) in [
            (&mut self.newlines, &fresh.newlines),
            (&mut self.numbers, &fresh.numbers),
            (&mut self.candidates, &fresh.candidates),
        ] {
            let replaced = within(indexes, &old);
            indexes[replaced.end..].iter_mut().for_each(|at| *at = at.wrapping_add(more));
            indexes.splice(replaced, fresh.iter().map(|at| at + first));
        }
        for token in &mut self.tokens[old.end..] {
            token.start = token.start.wrapping_add(moved);
            token.end = token.end.wrapping_add(moved);
        }
        self.tokens.splice(old, fresh.tokens.iter().copied());
        self.names_other_protocols |= fresh.names_other_protocols;
    }

    /// Empties what was found out from the tokens `old`, which `fresh` replaces.
    fn forget(&mut self, old: &Range<usize>, fresh: &Lexed) {
        self.judged.get_mut().clear();
        self.forget_structure();
        let slots = self.slots.get_mut();
        if !slots.is_empty() {
            // Whatever is near a number is so in both directions.
            let touched = old.start.saturating_sub(NEAR.1)..old.end + NEAR.0;
            slots[within(&self.numbers, &touched)].fill(None);
            slots.splice(within(&self.numbers, old), std::iter::repeat_n(None, fresh.numbers.len()));
        }
    }
}

/// Which of these indexes of tokens, in order, are of that range.
fn within(indexes: &[u32], tokens: &Range<usize>) -> Range<usize> {
    let before = |end: usize| indexes.partition_point(|at| (*at as usize) < end);
    before(tokens.start)..before(tokens.end)
}

/// An excerpt of fewer bytes is lexed from its start.
const FEW: usize = 8 * 1024;

/// Where the lexing of an excerpt that begins at byte `start` of its document begins.
fn lexed_from(start: usize, text: &str) -> usize {
    if start == 0 { 0 } else { safe_start(text) }
}

/// Where a text cut out of a longer one is most surely neither in a string nor in a comment: a line after an empty one that
/// begins at the margin with a word or a closing brace, or behind the end of the string that a huge line was cut in. What is far from the
/// place in question is all that this gives up.
fn safe_start(text: &str) -> usize {
    const SEARCHED: usize = FEW - 2 * 1024;
    if text.len() < FEW {
        return 0;
    }
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\n', &bytes[..SEARCHED])
        .map(|newline| newline + 1)
        .find(|at| {
            let is_after_empty = bytes[..*at].ends_with(b"\n\n") || bytes[..*at].ends_with(b"\n\r\n");
            is_after_empty
                && bytes.get(*at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'}' | b'@'))
        })
        .unwrap_or_else(|| if bytes[..SEARCHED].contains(&b'\n') { 0 } else { end_of_cut_string(bytes) })
}

/// Where a string ends that the text begins in: a quote before a sign that only follows a value, and not behind one that only precedes
/// it. 0 where the first quote begins a string.
fn end_of_cut_string(bytes: &[u8]) -> usize {
    const SEARCHED: usize = 2 * 1024;
    let Some(quote) = memchr::memchr(b'"', &bytes[..SEARCHED.min(bytes.len())]) else { return 0 };
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
            let mut lexed = LexedOnce::default();
            for _ in 0..60 {
                lexed.of(&text, 0, language);
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
                    lexed = lexed.renewed(&text, &changed, 0, language);
                }
                let renewed = lexed.lexed.get().expect("it is lexed");
                let whole = Lexed::of(&text, 0, language);
                assert_eq!(renewed.tokens, whole.tokens, "{}: {was:?} → {text:?}", language.id);
                assert_eq!((&renewed.newlines, &renewed.numbers), (&whole.newlines, &whole.numbers), "{}", language.id);
                assert_eq!(renewed.candidates, whole.candidates, "{}", language.id);
            }
        }
    }

    /// A part that begins anywhere in a huge line has the same regions as the whole text.
    #[test]
    fn a_line_that_is_cut_in_a_string_is_lexed_as_the_whole_is() {
        let language = Language::by_id("json").expect("a known language");
        let response = r#""404":{"description":"Not Found, or: gone","content":{"a b":[1, "x"]},"d" : "e"},"#;
        let text = format!(r#"{{"responses":{{{}"500":{{}}}}}}"#, response.repeat(400));
        let whole = Lexed::of(&text, 0, language);
        for cut in (0..response.len()).map(|at| 6000 + at).filter(|cut| text.is_char_boundary(*cut)) {
            let part = &text[cut..];
            let lexed = Lexed::of(part, lexed_from(cut, part), language);
            let last = lexed.tokens.len() - 500..lexed.tokens.len();
            let regions = |tokens: &[Token]| tokens.iter().map(|token| token.region).collect::<Vec<_>>();
            let same = whole.tokens.len() - 500..whole.tokens.len();
            assert_eq!(regions(&lexed.tokens[last]), regions(&whole.tokens[same]), "{:?}", &part[..60]);
        }
    }
}

//! Reason phrases: `Not Found` beside `404`, in a status line, or where a phrase belongs.

use std::ops::Range;

use arrayvec::ArrayVec;

use crate::catalog::tables::{
    ALONE_IN_PHRASE, CODES_OF_PHRASES, FIRST_IN_PHRASE, LATER_IN_PHRASE, PHRASE_ENDS, PHRASE_WORDS, PHRASES,
    PLACES_IN_PHRASES, WORDS_OF_PHRASES,
};
use crate::catalog::{Code, LanguageKind, Spelling, Status};

use super::MentionKind;
use super::company::{is_everyday_word, telling};
use super::evidence::{LOUDEST, Piece, Verdict, most_of, most_of_all};
use super::lexer::{Region, Token, TokenKind};
use super::site::Site;
use super::view::View;
use super::words::{Folded, Role, weight};

/// A phrase that stands for statuses.
#[derive(Debug)]
pub(crate) struct Phrase {
    /// Its words in lower case, as a range of `WORDS_OF_PHRASES`.
    pub(crate) words: (u16, u16),
    /// The registered status first, then those of vendors, as a range of `CODES_OF_PHRASES`.
    pub(crate) codes: (u16, u16),
    /// Whether it is in no specification: `Not Allowed`, `Proxy Error`.
    pub(crate) is_alias: bool,
}

impl Phrase {
    /// The indexes of its words among all words of phrases.
    #[inline]
    fn indexes(&self) -> &'static [u16] {
        &WORDS_OF_PHRASES[usize::from(self.words.0)..usize::from(self.words.1)]
    }

    fn words(&self) -> impl ExactSizeIterator<Item = &'static str> {
        self.indexes().iter().map(|index| PHRASE_WORDS.word(usize::from(*index)))
    }

    fn codes(&self) -> &'static [Code] {
        &CODES_OF_PHRASES[usize::from(self.codes.0)..usize::from(self.codes.1)]
    }
}

/// The phrases that begin with a word, in either case, longest first.
fn phrases_of(word: &str) -> &'static [Phrase] {
    PHRASE_WORDS.index_of_folded(word).map_or(&[], phrases_from)
}

/// The same for the word of that index.
#[inline]
fn phrases_from(index: usize) -> &'static [Phrase] {
    &PHRASES[usize::from(PHRASE_ENDS[index])..usize::from(PHRASE_ENDS[index + 1])]
}

/// Whether a phrase can stand at a word: it is one alone, or beside it stands another word of one.
#[inline]
pub(crate) fn may_stand(view: &View<'_>, index: usize) -> bool {
    let Some(word) = view.tokens[index].known.phrase_word() else { return false };
    let places = PLACES_IN_PHRASES[word];
    places & ALONE_IN_PHRASE != 0
        || places & FIRST_IN_PHRASE != 0 && may_go_on(view, index, word)
        || places & LATER_IN_PHRASE != 0
            && joined_before(view, index).is_some_and(|before| view.tokens[before].known.may_belong_to_phrase())
}

/// Whether the word behind is the second of a phrase that begins with this one.
fn may_go_on(view: &View<'_>, index: usize, word: usize) -> bool {
    let second = joined_after(view, index).and_then(|after| view.tokens[after].known.phrase_word());
    second.is_some_and(|second| {
        phrases_from(word)
            .iter()
            .any(|phrase| phrase.indexes().get(1).is_some_and(|index| usize::from(*index) == second))
    })
}

/// Whether a phrase begins with that word.
pub(crate) fn begins_phrase(word: &str) -> bool {
    !phrases_of(word).is_empty()
}

/// No phrase has more words.
const LONGEST: usize = 6;

/// The first token of the phrase that the token belongs to.
pub(crate) fn first_of(view: &View<'_>, index: usize) -> Option<usize> {
    phrase_around(view, index).map(|(first, ..)| first)
}

/// What is thought of the phrase that begins with the token, as a status.
pub(crate) fn judge(view: &View<'_>, first: usize) -> Option<Verdict> {
    let (last, code) = phrase_at(view, first)?;
    let range = view.tokens[first].start as usize..view.tokens[last].end as usize;
    let is_one_word = first == last;
    let text = &view.text[range.clone()];
    let mut verdict = Verdict::new(range, code, MentionKind::Phrase);
    verdict.add(if is_one_word { Piece::PhraseOfOneWord } else { Piece::PhraseOfSeveralWords });
    if !text.starts_with(|c: char| c.is_ascii_uppercase()) {
        verdict.add(Piece::PhraseInSmallLetters);
    }
    // `Ok(200)` and `{found, 302}` are results; as words of a program these must be written large or given the number.
    let is_program = is_one_word && !view.is_prose() && view.tokens[first].region == Region::Code;
    if is_program && !text.bytes().all(|byte| byte.is_ascii_uppercase()) && view.language.kind == LanguageKind::Code {
        verdict.add(Piece::WordOfProgram);
    }
    let distance = code_distance(view, first, last, code);
    let is_called = is_program && (view.get(Some(last + 1)) == "(" || view.is_kind(Some(last + 1), TokenKind::Number));
    match distance {
        Some(0..=3) if is_called => {}
        Some(0..=3) => verdict.add(Piece::PhraseBesideItsCode),
        Some(4..=16) => verdict.add(Piece::PhraseNearItsCode),
        Some(_) => verdict.add(Piece::PhraseOnLineOfItsCode),
        None if code_on_neighbouring_line(view, first, code) => verdict.add(Piece::CodeOnNextLine),
        None => {}
    }
    let site = Site::new(view, first, last);
    verdict.add_times(Piece::TellingWords, telling(code, text));
    if site.is_quoted && code.status().is_some_and(|status| status.name == text) {
        verdict.add(Piece::PhraseAloneInQuotes);
        verdict.add_times(Piece::PhraseFileSpeaksHttp, view.head.speaks_http());
    }
    let checked = most_of(Piece::PhraseTiedToReason, 0.0..=1.0);
    let around = most_of(Piece::PhraseWordsAround, -LOUDEST..=LOUDEST);
    let tied = checked + most_of_all(&[Piece::PhraseTiedToMessage, Piece::PhraseTiedToOther]);
    if !verdict.is_worth_more(view, tied + around + checked) {
        return Some(verdict);
    }
    // `reason: Accepted` may be said of anything.
    let is_anything = is_one_word && distance.is_none();
    tied_to(&site, distance, if is_anything { 0.6 } else { 1.0 }, &mut verdict);
    if !verdict.is_worth_more(view, around + checked) {
        return Some(verdict);
    }
    verdict.add_around(Piece::PhraseWordsAround, view, first);
    if verdict.is_worth_more(view, checked) && is_checked_as_reason(&site) {
        verdict.add(Piece::PhraseTiedToReason);
    }
    Some(verdict)
}

/// What the phrase is the value of; for a reason phrase, as much as `share` of that. Its code stands at that distance.
fn tied_to(site: &Site<'_, '_>, distance: Option<usize>, share: f32, verdict: &mut Verdict) {
    let Some((_, path)) = site.tie() else { return };
    let reason = path.words.iter().map(|word| weight(Role::NearText, word)).fold(0.0, f32::max);
    let is_message = path.words.first().is_some_and(|word| is_message_word(word));
    if is_message && site.is_quoted {
        verdict.add(Piece::PhraseTiedToMessage);
    }
    if path.words.iter().any(|word| is_reason_word(word)) {
        verdict.add_times(Piece::PhraseTiedToReason, share);
    } else if distance.is_none() && reason <= 0.0 {
        verdict.add(Piece::PhraseTiedToOther);
    }
}

/// `assertEquals("OK", response.reasonPhrase)`, `when(response.reasonPhrase()).thenReturn("OK")`
fn is_checked_as_reason(site: &Site<'_, '_>) -> bool {
    let Some(enclosure) = site.enclosure(site.first).filter(|enclosure| enclosure.bracket == b'(') else {
        return false;
    };
    enclosure.callee.words.iter().any(|word| is_reason_word(word))
        || site.sibling_words(enclosure.open).into_iter().any(is_reason_word)
}

/// `reasonPhrase`, `statusText`, `status_message`
fn is_reason_word(word: &str) -> bool {
    Folded::of(word).is_some_and(|word| {
        let word = word.as_str();
        word.contains("reason")
            || word.contains("statustext")
            || word.contains("statusmessage")
            || word.contains("phrase")
    })
}

/// `message`, `title`, `description`: what often says a status in words.
fn is_message_word(word: &str) -> bool {
    Folded::of(word).is_some_and(|word| {
        let word = word.as_str();
        matches!(word, "message" | "msg" | "title" | "description" | "error" | "reason" | "statustext")
    })
}

/// The phrase that covers token `index`, as its first and last token.
fn phrase_around(view: &View<'_>, index: usize) -> Option<(usize, usize, Code)> {
    let is_of_phrase = |at: usize| view.tokens[at].known.may_belong_to_phrase();
    let word_before = |word: &usize| joined_before(view, *word).filter(|at| is_of_phrase(*at));
    let words: ArrayVec<usize, LONGEST> =
        std::iter::successors(Some(index).filter(|at| is_of_phrase(*at)), word_before).take(LONGEST).collect();
    words.into_iter().rev().find_map(|first| {
        let (last, code) = phrase_at(view, first)?;
        (last >= index).then_some((first, last, code))
    })
}

/// The word behind another with one space, a hyphen or an apostrophe between them.
#[inline(always)]
fn joined_after(view: &View<'_>, word: usize) -> Option<usize> {
    let is_joint = is_joint(view, view.tokens.get(word + 1)?);
    let after = word + 1 + usize::from(is_joint);
    let is_near = is_joint || view.tokens[after].start == view.tokens[word].end + 1;
    (is_near && view.is_kind(Some(after), TokenKind::Word)).then_some(after)
}

/// The word before another with one space, a hyphen or an apostrophe between them.
#[inline(always)]
fn joined_before(view: &View<'_>, word: usize) -> Option<usize> {
    let before = word.checked_sub(1)?;
    let is_joint = is_joint(view, &view.tokens[before]);
    let before = if is_joint { before.checked_sub(1)? } else { before };
    let is_near = is_joint || view.tokens[before].end + 1 == view.tokens[word].start;
    (is_near && view.is_kind(Some(before), TokenKind::Word)).then_some(before)
}

/// Whether that is a hyphen or an apostrophe, of either kind.
#[inline(always)]
fn is_joint(view: &View<'_>, token: &Token) -> bool {
    let is_short = matches!(token.end - token.start, 1 | 3);
    let bytes = || &view.text.as_bytes()[token.start as usize..token.end as usize];
    is_short && matches!(bytes(), [b'-' | b'\''] | [0xe2, 0x80, 0x99])
}

/// The longest phrase that begins at token `first`.
fn phrase_at(view: &View<'_>, first: usize) -> Option<(usize, Code)> {
    let mut candidates = phrases_from(view.tokens[first].known.phrase_word()?).iter();
    let (last, codes) =
        candidates.find_map(|phrase| Some((match_words(view, first, phrase.indexes())?, phrase.codes())))?;
    // Vendors have phrases of the registry for codes of their own: then the number beside it decides.
    let beside = codes.iter().find(|code| codes.len() > 1 && code_distance(view, first, last, **code).is_some());
    Some((last, *beside.or(codes.first())?))
}

/// How many of the words make up the longest name of a specification that they begin with, and its code.
pub(crate) fn words_of_phrase_at(words: &[&str]) -> Option<(usize, Code)> {
    let candidates = phrases_of(words.first()?).iter();
    candidates.filter(|phrase| !phrase.is_alias).find_map(|phrase| {
        let length = phrase.words().len();
        let is_it = length <= words.len() && phrase.words().zip(words).all(|(a, b)| a.eq_ignore_ascii_case(b));
        is_it.then_some((length, *phrase.codes().first()?))
    })
}

/// The last token of the phrase that begins at token `first`, if its words stand there one after the other.
fn match_words(view: &View<'_>, first: usize, words: &[u16]) -> Option<usize> {
    words[1..].iter().try_fold(first, |at, word| {
        joined_after(view, at).filter(|after| view.tokens[*after].known.phrase_word() == Some(usize::from(*word)))
    })
}

/// How many tokens away the phrase's own number, or a name for it, stands on the same line.
fn code_distance(view: &View<'_>, first: usize, last: usize, code: Code) -> Option<usize> {
    const REACH: usize = 24;
    let line = view.line(first);
    let from = line.start.max(first.saturating_sub(REACH));
    let to = line.end.min(last + REACH);
    let number = code.to_string();
    (from..to)
        .filter(|at| !(first..=last).contains(at))
        .filter(|at| denotes(view, *at, code, &number))
        .map(|at| {
            let between = if at < first { at + 1..first } else { last + 1..at };
            // A word in between (`404 when not found`) takes the phrase further away than a sign does.
            let is_markup = view.language.kind == LanguageKind::Markup;
            between
                .map(|token| match view.tokens[token].kind {
                    _ if is_markup => usize::from(view.str(token) == "td"),
                    TokenKind::Word => 4,
                    _ => 1,
                })
                .sum()
        })
        .min()
}

/// Whether a token is the number, or an identifier that holds it or is a library's name for it: `404`, `status404`,
/// `StatusNotFound`.
pub(crate) fn denotes(view: &View<'_>, at: usize, code: Code, number: &str) -> bool {
    let Token { kind, known, .. } = view.tokens[at];
    match kind {
        TokenKind::Number => view.str(at) == number,
        TokenKind::Word if known.holds_digit() || known.may_be_name() => {
            let text = view.str(at);
            // Names of one word (`found`) are said of much.
            let is_long_name = known.may_be_name() && text.len() >= 8 && !is_everyday_word(text);
            (4..=64).contains(&text.len())
                && (known.holds_digit() && holds_number(text, number)
                    || is_long_name && Spelling::named(text).any(|name| name.code() == code))
        }
        _ => false,
    }
}

fn holds_number(text: &str, number: &str) -> bool {
    text.find(number).is_some_and(|at| {
        let bytes = text.as_bytes();
        let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        !is_digit(at.checked_sub(1)) && !is_digit(Some(at + number.len()))
    })
}

/// How many tokens before and after a line belong to the lines next to it.
const NEIGHBOURHOOD: usize = 16;

/// The tokens of the two lines before and after the one that holds `index`.
fn neighbouring_lines<'v, 'a>(view: &'v View<'a>, index: usize) -> impl Iterator<Item = usize> + use<'v, 'a> {
    let line = view.line(index);
    let count = |at: &usize| view.is_kind(Some(*at), TokenKind::Newline);
    let mut newlines_before = 0;
    let before = (line.start.saturating_sub(NEIGHBOURHOOD)..line.start).rev().take_while(move |at| {
        newlines_before += usize::from(count(at));
        newlines_before <= 2
    });
    let mut newlines_after = 0;
    let after = (line.end..view.tokens.len().min(line.end + NEIGHBOURHOOD)).take_while(move |at| {
        newlines_after += usize::from(count(at));
        newlines_after <= 2
    });
    before.chain(after)
}

pub(crate) fn code_on_neighbouring_line(view: &View<'_>, index: usize, code: Code) -> bool {
    let number = code.to_string();
    neighbouring_lines(view, index).any(|at| denotes(view, at, code, &number))
}

/// Whether the phrase of `code`, in several words, stands on a line next to its number.
pub(crate) fn stands_on_neighbouring_line(view: &View<'_>, index: usize, code: Code) -> bool {
    neighbouring_lines(view, index)
        .filter(|at| view.is_kind(Some(*at), TokenKind::Word))
        .any(|first| phrase_at(view, first).is_some_and(|(last, found)| found == code && last > first))
}

/// Whether the phrase of `code` stands right beside its number (`404 Not Found`, `404: "Not Found"`, `Not Found (404)`).
pub(crate) fn stands_beside(view: &View<'_>, index: usize, code: Code) -> bool {
    let line = view.line(index);
    // Between the cells of a table stand the names of tags.
    let reach = if view.language.kind == LanguageKind::Markup { 12 } else { 5 };
    let from = line.start.max(index.saturating_sub(reach + 7));
    let to = line.end.min(index + reach + 3);
    (from..to).filter(|at| view.is_kind(Some(*at), TokenKind::Word)).any(|first| {
        phrase_at(view, first).is_some_and(|(last, found)| {
            found == code
                && (last > first
                    || may_name(view, first, if first > index { index + 1..first } else { last + 1..index }))
                && if first > index { first - index <= reach } else { index - last <= reach }
        })
    })
}

/// Whether an identifier on the line bears the name of `code` (`NOT_FOUND = 404`, `notFound: 404`).
pub(crate) fn is_named_on_line(view: &View<'_>, index: usize, code: Code) -> bool {
    const REACH: usize = 6;
    let Some(status) = code.status() else { return false };
    let line = view.line(index);
    let region = view.tokens[index].region;
    let is_quote = |at: Option<usize>| view.is_kind(at, TokenKind::Quote);
    let is_alone = is_quote(index.checked_sub(1)) && is_quote(Some(index + 1));
    (line.start.max(index.saturating_sub(16))..line.end.min(index + 16))
        .filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Word))
        .any(|at| {
            let between = if at < index { at + 1..index } else { index + 1..at };
            let is_comment = view.tokens[at].region == Region::Comment;
            // Within a longer string only what stands in it names the number.
            let is_elsewhere = region == Region::String && !is_alone && view.tokens[at].region != region;
            let is_near = is_comment || between.len() < REACH;
            is_near && !is_elsewhere && bears_name(view.str(at), status) && may_name(view, at, between)
        })
}

/// `OK = 200` and `"ok": 200` name the number, `{ok, 200}` and `Ok(200)` do not: short words in small letters are said of much.
fn may_name(view: &View<'_>, word: usize, between: Range<usize>) -> bool {
    let text = view.str(word);
    let is_everyday =
        text.len() < 9 && !text.contains('_') && text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    !is_everyday
        || view.is_prose()
        || view.tokens[word].region != Region::Code
        || between.len() <= 3 && between.clone().any(|at| matches!(view.str(at), "=" | ":" | "=>" | "->" | ":="))
}

/// Whether nothing but a sign that ties a name to a value stands between two tokens.
pub(crate) fn are_tied(view: &View<'_>, a: usize, b: usize) -> bool {
    let between = a.min(b) + 1..a.max(b);
    between.len() <= 4
        && between.clone().all(|at| {
            view.is_kind(Some(at), TokenKind::Quote)
                || matches!(view.str(at), "=" | ":" | "=>" | "->" | ":=" | "(" | "`" | "|")
        })
}

/// The codes of a class that the line names near `index`.
pub(crate) fn named_around(view: &View<'_>, index: usize, digit: u8) -> Vec<Code> {
    const REACH: usize = 8;
    let line = view.line(index);
    let range = line.start.max(index.saturating_sub(REACH))..line.end.min(index + REACH);
    let words = || range.clone().filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Word));
    let phrases = words().filter_map(|at| phrase_at(view, at)).map(|(_, code)| code);
    let mut codes: Vec<Code> = phrases.filter(|code| code.class_digit() == digit).collect();
    let of_class = Status::all().iter().filter(|status| status.code.class_digit() == digit);
    codes
        .extend(of_class.filter(|status| words().any(|at| bears_name(view.str(at), status))).map(|status| status.code));
    codes
}

/// Whether the identifier is made of the words of a name of that status, with or without more around them.
pub(crate) fn bears_name(identifier: &str, status: &Status) -> bool {
    if status.folded_names.iter().all(|name| name.len() > identifier.len()) {
        return false;
    }
    let Some(folded) = Folded::of(identifier) else { return false };
    let folded = folded.as_str();
    status.folded_names.iter().any(|name| {
        // Short names (`ok`, `found`, `gone`) must be the whole, or its end after a usual prefix.
        if name.len() < 6 {
            let prefix = folded.strip_suffix(name);
            prefix
                .is_some_and(|prefix| matches!(prefix, "" | "http" | "status" | "sc" | "httpstatus" | "is" | "assert"))
        } else {
            folded.contains(name)
        }
    })
}

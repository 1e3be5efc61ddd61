//! Reason phrases: finding them, and their distance from the code.

use arrayvec::ArrayVec;

use crate::catalog::phrases::phrases_from;
use crate::catalog::tables::{
    ALONE_IN_PHRASE, DEFINING_WORDS, FIRST_IN_PHRASE, LATER_IN_PHRASE, PLACES_IN_PHRASES, WORDS_BEFORE_PHRASES,
    WORDS_BEHIND_PHRASES, threshold,
};
use crate::catalog::{Code, LanguageKind, Spelling, Status};

use crate::detect::evidence::qualifier::qualifier_weight;
use crate::detect::lexicon::status_words::{contains_name, is_everyday_word};
use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::token::{Region, Token, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// Whether a phrase can stand at a word: it is one alone, or beside it stands another word of one.
pub(crate) fn may_stand(view: &View<'_>, index: TokenIndex) -> bool {
    let Some(word) = view.tokens[index].facts.phrase_word() else { return false };
    let places = PLACES_IN_PHRASES[word];
    places & ALONE_IN_PHRASE != 0
        || places & FIRST_IN_PHRASE != 0 && may_go_on(view, index, word)
        || places & LATER_IN_PHRASE != 0
            && joined_before(view, index).is_some_and(|before| view.tokens[before].facts.may_belong_to_phrase())
}

/// Whether the word behind is the second of a phrase that begins with this one.
fn may_go_on(view: &View<'_>, index: TokenIndex, word: usize) -> bool {
    let second = joined_after(view, index).and_then(|after| view.tokens[after].facts.phrase_word());
    second.is_some_and(|second| {
        phrases_from(word)
            .iter()
            .any(|phrase| phrase.indexes().get(1).is_some_and(|index| usize::from(*index) == second))
    })
}

/// The number of words of the longest phrase that is searched backwards.
const LONGEST_PHRASE_WORDS: usize = 6;

/// The first token of the phrase that the token belongs to.
pub(crate) fn first_of(view: &View<'_>, index: TokenIndex) -> Option<TokenIndex> {
    let is_of_phrase = |at: TokenIndex| view.tokens[at].facts.may_belong_to_phrase();
    let word_before = |word: &TokenIndex| joined_before(view, *word).filter(|at| is_of_phrase(*at));
    let words: ArrayVec<TokenIndex, LONGEST_PHRASE_WORDS> =
        std::iter::successors(Some(index).filter(|at| is_of_phrase(*at)), word_before)
            .take(LONGEST_PHRASE_WORDS)
            .collect();
    words.into_iter().rev().find(|first| phrase_at(view, *first).is_some_and(|(last, _)| last >= index))
}

/// The word behind another with one space, a hyphen or an apostrophe between them.
fn joined_after(view: &View<'_>, word: TokenIndex) -> Option<TokenIndex> {
    let is_joint = is_joint(view, view.tokens.get(word + 1)?);
    let after = word + 1 + usize::from(is_joint);
    let is_near = is_joint || view.tokens[after].start == view.tokens[word].end + 1;
    (is_near && view.is_word(after)).then_some(after)
}

/// The word before another with one space, a hyphen or an apostrophe between them.
fn joined_before(view: &View<'_>, word: TokenIndex) -> Option<TokenIndex> {
    let before = word.checked_sub(1)?;
    let is_joint = is_joint(view, &view.tokens[before]);
    let before = if is_joint { before.checked_sub(1)? } else { before };
    let is_near = is_joint || view.tokens[before].end + 1 == view.tokens[word].start;
    (is_near && view.is_word(before)).then_some(before)
}

/// Whether that is a hyphen or an apostrophe, of either kind.
fn is_joint(view: &View<'_>, token: &Token) -> bool {
    let is_short = matches!(token.length(), 1 | 3);
    let bytes = || &view.text.as_bytes()[token.range()];
    is_short && matches!(bytes(), [b'-' | b'\''] | [0xe2, 0x80, 0x99])
}

/// The longest phrase that begins at token `first`.
pub(crate) fn phrase_at(view: &View<'_>, first: TokenIndex) -> Option<(TokenIndex, Code)> {
    let mut candidates = phrases_from(view.tokens[first].facts.phrase_word()?).iter();
    let (last, codes) =
        candidates.find_map(|phrase| Some((match_words(view, first, phrase.indexes())?, phrase.codes())))?;
    // Some vendors use a registered phrase for another code. Then the number beside it decides.
    let beside = codes.iter().find(|code| codes.len() > 1 && code_distance(view, first, last, **code).is_some());
    Some((last, *beside.or(codes.first())?))
}

/// The last token of the phrase that begins at token `first`, if its words stand there one after the other.
fn match_words(view: &View<'_>, first: TokenIndex, words: &[u16]) -> Option<TokenIndex> {
    words[1..].iter().try_fold(first, |at, word| {
        joined_after(view, at).filter(|after| view.tokens[*after].facts.phrase_word() == Some(usize::from(*word)))
    })
}

/// How many tokens away the phrase's own number, or a name for it, stands on the same line.
pub(crate) fn code_distance(view: &View<'_>, first: TokenIndex, last: TokenIndex, code: Code) -> Option<usize> {
    const TOKENS: usize = 24;
    let line = view.line(first);
    let from = line.start.max(first.saturating_sub(TOKENS));
    let to = line.end.min(last + TOKENS);
    let number = code.to_string();
    from.to(to)
        .filter(|at| !first.to(last + 1).contains(at))
        .filter(|at| denotes(view, *at, code, &number))
        .map(|at| {
            let between = if at < first { (at + 1).to(first) } else { (last + 1).to(at) };
            // A word in between (`404 when not found`) counts as more distance than a sign.
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

/// Whether a token is the number, or an identifier that contains it or is a library's name for it: `404`, `status404`,
/// `StatusNotFound`.
pub(crate) fn denotes(view: &View<'_>, at: TokenIndex, code: Code, number: &str) -> bool {
    let Token { kind, facts, .. } = view.tokens[at];
    match kind {
        TokenKind::Number => view.digits(at) == number,
        TokenKind::Word if facts.holds_digit() || facts.may_be_name() => {
            let text = view.str(at);
            // Names of one word (`found`) have many meanings.
            let is_long_name = facts.may_be_name() && text.len() >= 8 && !is_everyday_word(text);
            // `not_found ->`: an atom is what a function of Erlang answers.
            let is_atom = view.language.has_tuples
                && text.starts_with(|c: char| c.is_ascii_lowercase())
                && view.get(view.glued_before(at)) != ":";
            (4..=64).contains(&text.len())
                && (facts.holds_digit() || !is_atom)
                && (facts.holds_digit() && holds_number(text, number)
                    || (is_long_name
                        || facts.may_be_name() && qualifier_weight(view, at) > threshold::TELLING_QUALIFIER)
                        && Spelling::named(text).any(|name| name.code() == code))
        }
        _ => false,
    }
}

/// `I'm a teapot` begins before the word by which the phrase is found.
pub(crate) fn start_of_contraction(view: &View<'_>, first: TokenIndex) -> TokenIndex {
    let begin = first.checked_sub(4).filter(|begin| {
        let words = [view.str(*begin), view.str(*begin + 2), view.str(*begin + 3), view.str(first)];
        words.iter().zip(["i", "m", "a", "teapot"]).all(|(a, b)| a.eq_ignore_ascii_case(b))
            && is_joint(view, &view.tokens[*begin + 1])
    });
    // A curly apostrophe belongs to the word.
    let joined = first.checked_sub(2).filter(|at| matches!(view.str(*at), "I’m" | "i’m") && view.str(*at + 1) == "a");
    begin.or(joined).unwrap_or(first)
}

/// Whether another number stands where the phrase's own would: `404 Bad Request`, `550 5.7.1 Service unavailable`, and a description
/// under `'422':`. The phrase is not that status then.
pub(crate) fn is_of_other_code(view: &View<'_>, first: TokenIndex, code: Code) -> bool {
    const SIGNS: usize = 6;
    let line = view.line(first);
    let is_sign = |at: &TokenIndex| !view.is_word(*at) && !view.is_kind(Some(*at), TokenKind::Number);
    let before = line.start.to(first).rev().take(SIGNS).find(|at| !is_sign(at));
    let number = before.filter(|at| view.is_kind(Some(*at), TokenKind::Number));
    let is_other = |digits: &str| digits.len() >= 3 && digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    number.is_some_and(|number| is_other(view.str(number)) && view.str(number) != code.to_string())
        || leading_code(view, first).is_some_and(|leading| leading != code)
        || key_above(view, first).is_some_and(|above| above != code && view.catalog.is_status(above))
}

/// The code that the line of a text begins with, as what it explains: `- 403: the handler says …`, `:code 403: …`.
fn leading_code(view: &View<'_>, index: TokenIndex) -> Option<Code> {
    const LEAD_TOKENS: usize = 5;
    let line = view.line(index);
    let number = line.clone().take(LEAD_TOKENS).find(|at| view.is_kind(Some(*at), TokenKind::Number))?;
    let code = view.code(number).filter(|code| view.catalog.is_status(*code))?;
    let is_lead =
        view.is_prose() && number + 1 < index && view.str(number + 1) == ":" && view.are_glued(number, number + 1);
    is_lead.then_some(code)
}

/// The code that is all that the line above has as a key: `'404':`, `"404": {`.
fn key_above(view: &View<'_>, index: TokenIndex) -> Option<Code> {
    const KEY_TOKENS: usize = 8;
    let above = view.lines_above(index).next()?;
    if above.len() > KEY_TOKENS || above.clone().any(|at| view.is_word(at)) {
        return None;
    }
    let last = view.get(above.end.checked_sub(1));
    let mut numbers = above.filter(|at| view.is_kind(Some(*at), TokenKind::Number));
    let number = numbers.next().filter(|_| matches!(last, ":" | "{" | "[" | "=>"))?;
    if numbers.next().is_some() { None } else { view.code(number) }
}

/// `description: OK` right below `'200':`
pub(crate) fn describes_code_above(candidate: &Candidate<'_, '_>, first: TokenIndex, code: Code) -> bool {
    let view = candidate.view;
    let mark = candidate.before_on_line();
    matches!(view.get(mark), ":" | "=>" | "=") && key_above(view, first) == Some(code)
}

/// `returns "Not Found" response`, `status "OK"`
pub(crate) fn stands_beside_status_word(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let line = view.line(candidate.first);
    let is_mark = |at: TokenIndex| matches!(view.str(at), "\"" | "'" | "`" | "“" | "”");
    let last = if is_mark(candidate.last + 1) { candidate.last + 1 } else { candidate.last };
    let behind = Some(last + 1).filter(|at| line.contains(at) && !view.are_glued(last, *at));
    let first = candidate.first.checked_sub(1).filter(|at| is_mark(*at)).unwrap_or(candidate.first);
    let before = first.checked_sub(1).filter(|at| line.contains(at));
    WORDS_BEHIND_PHRASES.contains(&view.get(behind)) || WORDS_BEFORE_PHRASES.contains(&view.get(before))
}

fn holds_number(text: &str, number: &str) -> bool {
    text.find(number).is_some_and(|at| {
        let bytes = text.as_bytes();
        let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
        !is_digit(at.checked_sub(1)) && !is_digit(Some(at + number.len()))
    })
}

/// How many tokens before and after a line belong to the lines next to it.
const NEIGHBOR_TOKENS: usize = 16;

/// The tokens of the two lines before and after the one that holds `index`.
fn neighboring_lines<'v, 'a>(view: &'v View<'a>, index: TokenIndex) -> impl Iterator<Item = TokenIndex> + use<'v, 'a> {
    let line = view.line(index);
    let count = |at: &TokenIndex| view.is_kind(Some(*at), TokenKind::Newline);
    let mut newlines_before = 0;
    let before = line.start.saturating_sub(NEIGHBOR_TOKENS).to(line.start).rev().take_while(move |at| {
        newlines_before += usize::from(count(at));
        newlines_before <= 2
    });
    let mut newlines_after = 0;
    let after = line.end.to(view.tokens.end().min(line.end + NEIGHBOR_TOKENS)).take_while(move |at| {
        newlines_after += usize::from(count(at));
        newlines_after <= 2
    });
    before.chain(after)
}

pub(crate) fn code_on_neighboring_line(view: &View<'_>, index: TokenIndex, code: Code) -> bool {
    let number = code.to_string();
    // `function notImplemented() {` above a text names the function.
    let is_defined =
        |at: TokenIndex| at.checked_sub(1).is_some_and(|before| DEFINING_WORDS.contains(&view.str(before)));
    neighboring_lines(view, index).any(|at| denotes(view, at, code, &number) && !is_defined(at))
}

/// Whether the number itself stands on the line, or on one next to it where the line has no other code.
pub(crate) fn number_near(view: &View<'_>, index: TokenIndex, code: Code) -> bool {
    const TOKENS: usize = 24;
    let number = code.to_string();
    let is_number = |at: TokenIndex| view.is_kind(Some(at), TokenKind::Number);
    let is_it = |at: TokenIndex| is_number(at) && view.str(at) == number;
    let on_line = || view.line(index).near(index, TOKENS);
    let has_code = |at: TokenIndex| is_number(at) && view.is_status(view.str(at));
    on_line().into_iter().any(is_it)
        || !on_line().into_iter().any(has_code) && neighboring_lines(view, index).any(is_it)
}

/// `404 - Shelf not found`: whether the phrase's number begins the text that holds the phrase, and a sign parts the two.
pub(crate) fn begins_text_of(view: &View<'_>, first: TokenIndex, code: Code) -> bool {
    const TOKENS: usize = 6;
    let line = view.line(first);
    let number = code.to_string();
    let before = line.start.max(first.saturating_sub(TOKENS)).to(first);
    let Some(at) = before.into_iter().find(|at| view.is_kind(Some(*at), TokenKind::Number) && view.str(*at) == number)
    else {
        return false;
    };
    let begins = at == line.start
        || view.is_kind(at.checked_sub(1), TokenKind::Quote)
        || matches!(view.get(at.checked_sub(1)), ">" | "#" | "=");
    let words = (at + 1).to(first).filter(|between| view.is_word(*between)).count();
    begins && matches!(view.str(at + 1), "-" | ":" | "|" | "–" | "—" | "·") && words <= 2
}

/// Whether the phrase of `code`, in several words, stands on a line next to its number.
pub(crate) fn stands_on_neighboring_line(view: &View<'_>, index: TokenIndex, code: Code) -> bool {
    neighboring_lines(view, index)
        .filter(|at| view.is_word(*at))
        .any(|first| phrase_at(view, first).is_some_and(|(last, found)| found == code && last > first))
}

/// Whether the phrase of `code` stands right beside its number (`404 Not Found`, `404: "Not Found"`, `Not Found (404)`).
pub(crate) fn stands_beside(view: &View<'_>, index: TokenIndex, code: Code) -> bool {
    if let Some(own) = view.catalog.own_status(code) {
        return own_phrase_stands_beside(view, index, &own.name);
    }
    let line = view.line(index);
    // The names of tags stand between the cells of a table.
    let reach = if view.language.kind == LanguageKind::Markup { 12 } else { 5 };
    let from = line.start.max(index.saturating_sub(reach + 7));
    let to = line.end.min(index + reach + 3);
    from.to(to).filter(|at| view.is_word(*at)).any(|first| {
        phrase_at(view, first).is_some_and(|(last, found)| {
            found == code
                && (last > first
                    || may_name(view, first, if first > index { (index + 1).to(first) } else { (last + 1).to(index) }))
                && if first > index { first - index <= reach } else { index - last <= reach }
        })
    })
}

/// Whether the phrase of a project's status stands right beside its number. The lexer does not mark it as a phrase.
fn own_phrase_stands_beside(view: &View<'_>, index: TokenIndex, phrase: &str) -> bool {
    const SIGNS: [char; 9] = [' ', ':', '-', '"', '\'', '`', '(', ')', '|'];
    let token = view.tokens[index];
    let (before, behind) = (&view.text[..token.start.at()], &view.text[token.end.at()..]);
    let (before, behind) = (before.trim_end_matches(SIGNS), behind.trim_start_matches(SIGNS));
    let is_phrase = |text: Option<&str>| text.is_some_and(|text| text.eq_ignore_ascii_case(phrase));
    let start = before.len().checked_sub(phrase.len());
    is_phrase(behind.get(..phrase.len())) || is_phrase(start.and_then(|start| before.get(start..)))
}

/// Whether an identifier on the line bears the name of `code` (`NOT_FOUND = 404`, `notFound: 404`).
pub(crate) fn is_named_on_line(view: &View<'_>, index: TokenIndex, code: Code) -> bool {
    const TOKENS: usize = 6;
    let Some(status) = code.status() else { return false };
    let region = view.tokens[index].region;
    let is_quote = |at: Option<TokenIndex>| view.is_kind(at, TokenKind::Quote);
    let is_alone = is_quote(index.checked_sub(1)) && is_quote(Some(index + 1));
    view.line(index).near(index, 16).filter(|at| *at != index && view.is_word(*at)).any(|at| {
        let between = if at < index { (at + 1).to(index) } else { (index + 1).to(at) };
        let is_comment = view.tokens[at].region == Region::Comment;
        // A number within a longer string is named by words of that string alone.
        let is_elsewhere = region == Region::String && !is_alone && view.tokens[at].region != region;
        let is_near = is_comment || between.len() < TOKENS;
        is_near && !is_elsewhere && contains_name(view.str(at), status) && may_name(view, at, between)
    })
}

/// `OK = 200` and `"ok": 200` name the number, `{ok, 200}` and `Ok(200)` do not: short words in small letters have many meanings.
fn may_name(view: &View<'_>, word: TokenIndex, between: TokenRange) -> bool {
    let text = view.str(word);
    let is_everyday =
        text.len() < 9 && !text.contains('_') && text.bytes().skip(1).all(|byte| byte.is_ascii_lowercase());
    !is_everyday
        || view.is_prose()
        || view.tokens[word].region != Region::Code
        || between.len() <= 3 && between.clone().any(|at| matches!(view.str(at), "=" | ":" | "=>" | "->" | ":="))
}

/// Whether only a sign between a name and a value stands between two tokens.
pub(crate) fn are_tied(view: &View<'_>, a: TokenIndex, b: TokenIndex) -> bool {
    let between = (a.min(b) + 1).to(a.max(b));
    between.len() <= 4
        && between.clone().all(|at| {
            view.is_kind(Some(at), TokenKind::Quote)
                || matches!(view.str(at), "=" | ":" | "=>" | "->" | ":=" | "(" | "`" | "|")
        })
}

/// The codes of a class that the line names near `index`.
pub(crate) fn named_around(view: &View<'_>, index: TokenIndex, digit: u8) -> Vec<Code> {
    const TOKENS: usize = 8;
    let range = view.line(index).near(index, TOKENS);
    let words = || range.clone().filter(|at| *at != index && view.is_word(*at));
    let phrases = words().filter_map(|at| phrase_at(view, at)).map(|(_, code)| code);
    let mut codes: Vec<Code> = phrases.filter(|code| code.class_digit() == digit).collect();
    let of_class = Status::all().iter().filter(|status| status.code.class_digit() == digit);
    codes.extend(
        of_class.filter(|status| words().any(|at| contains_name(view.str(at), status))).map(|status| status.code),
    );
    codes
}

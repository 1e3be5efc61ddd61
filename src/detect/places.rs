//! Places: where a status belongs, whether one stands there or not.
//!
//! - This file: the place at an offset, where one may still be typed, found by judging what would stand there.
//! - `occupied`: what stands in the places of a text: a mention, another number, an unknown name, a variable.
//! - `constants`, `qualifiers`: the constants of libraries that fit, and what stands before them.
//! - `statements`: where a statement begins, which may send one.
//! - `trial`: a text with something written at a place, to be judged.
//! - `labels`: the codes that the same switch or map already has.
//!
//! The last folder of `detect`: it uses the judges and all before them.

pub(crate) mod constants;
mod fitting;
pub(crate) mod labels;
pub(crate) mod occupied;
pub(crate) mod qualifiers;
mod statements;
mod trial;

pub use fitting::{Fitting, TypedKind, TypedPlace};
pub use occupied::{Place, PlaceKind};
pub use statements::{TypedStatement, statement_at};

use trial::written_out;

use crate::catalog::byte_class::CONTINUES;
use crate::catalog::tables::{CLASS_NOUNS, COMMON, RANGE_JOINTS};
use crate::catalog::{Code, LanguageKind, Spelling, StatusRef};

use crate::detect::document::code_blocks;
use crate::detect::document::definitions::Member;
use crate::detect::document::excerpt::Excerpt;
use crate::detect::evidence::phrases;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::judges::{name, number};
use crate::detect::lexicon::words::is_word;
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// The place of a code in the order of completions: the commonest first, those that are not listed last.
pub fn rank(code: Code) -> usize {
    COMMON.iter().position(|common| *common == code.number()).unwrap_or(COMMON.len())
}

/// The place at `offset` (bytes from the start of the document), if a status belongs there.
pub fn place_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<TypedPlace> {
    let at = offset.checked_sub(excerpt.start).filter(|at| excerpt.text.is_char_boundary(*at))?;
    // One types at the end of a block as well as inside it.
    match code_blocks::around(excerpt, at).or_else(|| code_blocks::around(excerpt, at.checked_sub(1)?)) {
        Some(block) => block.read(excerpt, None, |excerpt| place_in(excerpt, offset)),
        None => place_in(excerpt, offset),
    }
}

fn place_in(excerpt: &Excerpt<'_>, offset: usize) -> Option<TypedPlace> {
    let at = offset - excerpt.start;
    let before = &excerpt.text[..at];
    let after = &excerpt.text[at..];
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match phrase_place(excerpt, before, after) {
        PhrasePlace::Phrase(place) => {
            return Some(TypedPlace { is_text: place.is_text || ends_in_comment(excerpt, at), ..place });
        }
        PhrasePlace::OtherText => return None,
        PhrasePlace::Elsewhere => {}
    }
    // Behind the mark of a symbol a code stands for its name.
    let is_symbol = qualifiers::is_symbol(before.trim_end_matches(|c: char| c.is_ascii_digit()));
    let symbol = is_symbol.then(|| name_place(excerpt, before, after)).flatten();
    symbol.or_else(|| number_place(excerpt, before, after)).or_else(|| name_place(excerpt, before, after))
}

/// Whether what stands right before a byte of the excerpt belongs to a comment.
fn ends_in_comment(excerpt: &Excerpt<'_>, at: usize) -> bool {
    region_before(excerpt, at) == Some(Region::Comment)
}

/// Whether it belongs to a comment or to a string.
fn ends_in_text(excerpt: &Excerpt<'_>, at: usize) -> bool {
    matches!(region_before(excerpt, at), Some(Region::Comment | Region::String))
}

fn region_before(excerpt: &Excerpt<'_>, at: usize) -> Option<Region> {
    let view = View::new(excerpt);
    let last = view.token_from(ExcerptByte::new(at)).checked_sub(1)?;
    Some(view.tokens[last].region)
}

fn place(excerpt: &Excerpt<'_>, before: &str, typed: &str, kind: TypedKind) -> TypedPlace {
    let start = excerpt.start + before.len() - typed.len();
    TypedPlace {
        range: start..start + typed.len(),
        typed: typed.to_owned(),
        kind,
        is_quoted: before[..before.len() - typed.len()].ends_with(['\'', '"']),
        is_text: excerpt.language.kind == LanguageKind::Prose,
        codes_around: Vec::new(),
        taken: Vec::new(),
        named: Vec::new(),
    }
}

/// The place with the evidence of its surroundings.
fn surrounded(place: TypedPlace, view: &View<'_>, index: TokenIndex, head: &str, after: &str) -> TypedPlace {
    TypedPlace {
        is_text: place.is_text || is_written_text(view, index),
        codes_around: codes_around(view, index),
        taken: labels::taken(view.language, head, after),
        named: named_beside(view, index, &place.typed),
        ..place
    }
}

/// Whether the place stands among words: in a comment, a string that holds more, the text of markup, or a value of YAML.
fn is_written_text(view: &View<'_>, index: TokenIndex) -> bool {
    let candidate = Candidate::new(view, index, index);
    let before = index.checked_sub(1).filter(|before| view.line(index).contains(before));
    let follows_word = view.is_kind(before, TokenKind::Word);
    match candidate.region {
        Region::Comment | Region::String => true,
        Region::Code => match view.language.kind {
            LanguageKind::Markup | LanguageKind::Data | LanguageKind::Log => follows_word && !candidate.is_quoted,
            // `description: We got 50` is text, `location = /x { return 404; }` is not.
            LanguageKind::Config if follows_word => {
                let mark = view.line(index).start.to(index).rev().find(|at| !view.is_word(*at));
                matches!(view.get(mark), ":" | "=")
            }
            _ => false,
        },
    }
}

/// The codes of the phrases on the line, or on the next one behind a key that ends its line.
fn named_beside(view: &View<'_>, index: TokenIndex, typed: &str) -> Vec<Code> {
    let digit = typed.bytes().next().filter(u8::is_ascii_digit).map(|digit| digit - b'0');
    let digits = digit.map_or(1..=5, |digit| digit..=digit);
    let of_line = |at: TokenIndex| digits.clone().flat_map(move |digit| phrases::named_around(view, at, digit));
    let found: Vec<Code> = of_line(index).collect();
    let line = view.line(index);
    let ends_with_key = line.end > TokenIndex::FIRST && view.str(line.end - 1) == ":";
    let next = (line.end + 1 < view.tokens.end() && ends_with_key).then(|| line.end + 1);
    match next.filter(|_| found.is_empty()) {
        Some(next) => of_line(next).collect(),
        None => found,
    }
}

/// How many tokens to each side are searched for codes in use.
const IN_USE: usize = 400;

/// The codes that stand near a token as numbers that hardly mean anything else, or under a name.
fn codes_around(view: &View<'_>, index: TokenIndex) -> Vec<Code> {
    let mut codes: Vec<Code> = Vec::new();
    for at in view.tokens.all().near(index, IN_USE).filter(|at| *at != index) {
        let word = view.str(at);
        let code = match view.tokens[at].kind {
            TokenKind::Number => {
                Code::parse(word).filter(|code| !code.number().is_multiple_of(100) && view.catalog.is_status(*code))
            }
            TokenKind::Word if word.len() >= 8 => Spelling::named(word).next().map(Spelling::code),
            _ => None,
        };
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

/// The text that may be typed behind a code.
enum PhrasePlace {
    /// Its phrase.
    Phrase(TypedPlace),
    /// A text that is neither its phrase nor a status.
    OtherText,
    /// No code stands there.
    Elsewhere,
}

/// `HTTP/1.1 404 |`, and in a text the phrase of a code that stands right before it: `[401 Una|`. In a status line nothing but
/// the phrase may follow the code, be it one that is known or not.
fn phrase_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> PhrasePlace {
    let Some((version, code, typed)) = behind_code(before) else { return quoted_phrase_place(excerpt, before, after) };
    let is_status_line = version
        .trim_end()
        .rsplit([' ', '<'])
        .next()
        .is_some_and(|word| word.len() <= 8 && word.to_ascii_uppercase().starts_with("HTTP/"));
    let stands_free = !version.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let names_it = begins_phrase_of(excerpt, code, typed);
    let is_text = || {
        matches!(
            excerpt.language.kind,
            LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http | LanguageKind::Markup
        ) || typed.len() >= 3 && ends_in_text(excerpt, before.len())
    };
    if is_status_line {
        if !names_it && typed.contains(' ') {
            return PhrasePlace::OtherText;
        }
    } else if !stands_free || typed.len() < 2 || !names_it || !is_text() {
        return PhrasePlace::Elsewhere;
    }
    PhrasePlace::Phrase(place(excerpt, before, typed, TypedKind::Phrase(code)))
}

/// `404: "Not|"`, `return new Response('Not|', { status: 404 })`: a text that begins like the phrase of a code on its line.
fn quoted_phrase_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> PhrasePlace {
    /// How far to each side of the text a code is looked for, in bytes.
    const BYTES: usize = 120;
    let line_before = before.rsplit(['\n', '\r']).next().unwrap_or(before);
    let Some((head, typed)) = line_before.rsplit_once(['"', '\'', '`']) else { return PhrasePlace::Elsewhere };
    let is_phrase = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-'));
    if typed.len() < 3 || !typed.starts_with(|c: char| c.is_ascii_uppercase()) || !is_phrase(typed) {
        return PhrasePlace::Elsewhere;
    }
    let line_after = after.split(['\n', '\r']).next().unwrap_or(after);
    let (near_before, near_after) = (last_bytes(head, BYTES), first_bytes(line_after, BYTES));
    let code = free_codes(near_before).into_iter().rev().chain(free_codes(near_after));
    match code.into_iter().find(|code| begins_phrase_of(excerpt, *code, typed)) {
        Some(code) => PhrasePlace::Phrase(place(excerpt, before, typed, TypedKind::Phrase(code))),
        None => PhrasePlace::Elsewhere,
    }
}

/// The numbers of a text that may be codes and belong to no word or longer number.
fn free_codes(text: &str) -> Vec<Code> {
    let words = text.split(|c: char| !is_word(c) && c != '.');
    words.filter(|word| word.len() == 3).filter_map(Code::parse).collect()
}

fn last_bytes(text: &str, count: usize) -> &str {
    let start = text.len().saturating_sub(count);
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
    &text[start..]
}

fn first_bytes(text: &str, count: usize) -> &str {
    let end = (0..=count.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    &text[..end]
}

/// Whether a name of the status begins with the typed text, in either case.
fn begins_phrase_of(excerpt: &Excerpt<'_>, code: Code, typed: &str) -> bool {
    let begins_as_typed = |name: &str| name.to_ascii_lowercase().starts_with(&typed.to_ascii_lowercase());
    match excerpt.catalog.status(code) {
        Some(StatusRef::Compiled(status)) => {
            std::iter::once(status.name).chain(status.former_names.iter().copied()).any(begins_as_typed)
        }
        Some(StatusRef::Own(status)) => begins_as_typed(&status.name),
        None => false,
    }
}

/// The last code of a line that goes on with words alone: what stands before it, and the words.
fn behind_code(before: &str) -> Option<(&str, Code, &str)> {
    let line = before.rsplit(['\n', '\r', '"', '\'', '`']).next()?;
    let (head, rest) = line.split_at(line.rfind(|c: char| c.is_ascii_digit())? + 1);
    let typed = rest.trim_start_matches([' ', ':', '-', '(', '[', ',']);
    if rest.is_empty() || !typed.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-')) {
        return None;
    }
    let (version, code) = head.split_at_checked(head.len().checked_sub(3)?)?;
    Some((version, Code::parse(code)?, typed))
}

/// A number of up to two digits is judged as if it were whole: the rest is put there, and the place is judged without
/// what the code itself would add.
fn number_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<TypedPlace> {
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let typed = &before[before.len() - digits..];
    // In `300-scene.mp4` a hyphen joins a word to the number, in `the 200-range` one that speaks of it.
    let joined = after.strip_prefix('-').filter(|word| word.starts_with(|c: char| c.is_alphabetic()));
    let is_joined = joined.is_some_and(|word| !CLASS_NOUNS.iter().any(|noun| word.starts_with(noun)));
    let rest_of_word = is_joined || after.starts_with(is_word);
    let head = &before[..before.len() - digits];
    let joins_word = head.ends_with(|c: char| is_word(c) || c == '.')
        || head.ends_with("::")
        || head.ends_with("->")
        // `[45]` of a pattern is a digit or another.
        || ["^[", "/[", "|[", "\\[", ")["].iter().any(|opening| head.ends_with(opening)) && after.starts_with(']');
    if digits > 3
        || rest_of_word
        || joins_word
        || (digits == 0 && !may_begin_number(head))
        || typed.starts_with(['0', '7', '8', '9'])
    {
        return None;
    }
    let class = typed.bytes().next().map_or(2, |digit| digit - b'0');
    if class == 6 {
        return "600".starts_with(typed).then(|| end_of_codes(excerpt, head, before, after, typed)).flatten();
    }
    let typical = number::typical(class);
    // What ends a range is seen as such only if it is an end.
    let ends = [u16::from(class) * 100, u16::from(class) * 100 + 99];
    // Among others of its class the typical one may stand already, or break their order.
    let others = COMMON.iter().copied().filter(|code| code / 100 == u16::from(class) && *code != typical);
    let others = others.filter(|_| stands_in_list(head, after)).take(4);
    let ends = ends.into_iter().filter(|_| joins_a_range(head, after));
    // A label has its colon only when it is written.
    let ends_with_lead = excerpt.language.syntax.colon_labels.iter().any(|lead| head.trim_end().ends_with(lead));
    let is_label = ends_with_lead && !after.trim_start_matches(' ').starts_with([':', ',']);
    let colon = if is_label { ":" } else { "" };
    let mut stand_ins = std::iter::once(typical).chain(ends).chain(others);
    stand_ins.find_map(|stand_in| {
        written_out(excerpt, head, &format!("{stand_in}{colon}"), after, |view, index| {
            let is_key = is_key_of_responses(view, index, head, after);
            let fit = number::place(&Candidate::new(view, index, index), index, class, digits > 0);
            if !is_key && fit.is_none() {
                return None;
            }
            let is_text = view.is_prose() || view.tokens[index].region != Region::Code;
            let constants = if is_text { Vec::new() } else { constants::instead_of_number(view, index, typed) };
            let kind = TypedKind::Number {
                is_response_key: is_key && is_alone(head, after),
                is_bound: fit == Some(number::Fit::RangeEdge),
                prefers_constants: constants::are_preferred(view, index, &constants),
                constants,
            };
            Some(surrounded(place(excerpt, before, typed, kind), view, index, head, after))
        })
    })
}

/// `status < 6|`: 600 is no status, and the only number of its class that belongs to them, as the end of a range.
fn end_of_codes(excerpt: &Excerpt<'_>, head: &str, before: &str, after: &str, typed: &str) -> Option<TypedPlace> {
    written_out(excerpt, head, "600", after, |view, index| {
        let verdict = number::judge_alone(view, index).filter(|verdict| verdict.is_bound && verdict.is_likely());
        let kind = TypedKind::Number {
            is_response_key: false,
            is_bound: true,
            constants: Vec::new(),
            prefers_constants: false,
        };
        verdict.map(|_| surrounded(place(excerpt, before, typed, kind), view, index, head, after))
    })
}

/// `200 - |`, `|..299`, `between 400 and |`
fn joins_a_range(head: &str, after: &str) -> bool {
    const SIGNS: [&str; 5] = ["-", "–", "..", "...", "..="];
    let (head, after) = (head.trim_end_matches(' '), after.trim_start_matches(' '));
    SIGNS.iter().chain(&RANGE_JOINTS).any(|sign| head.ends_with(sign) || after.starts_with(sign))
}

/// `[301, |, 303]`: numbers on both sides, or on the one that a bracket leaves.
fn stands_in_list(head: &str, after: &str) -> bool {
    let (head, after) = (head.trim_end(), after.trim_start());
    let ends_with_number = |text: &str| text.trim_end().ends_with(|c: char| c.is_ascii_digit());
    let begins_with_number = |text: &str| text.trim_start().starts_with(|c: char| c.is_ascii_digit());
    let left = head.strip_suffix(',').map(ends_with_number);
    let right = after.strip_prefix(',').map(begins_with_number);
    left == Some(true) && right != Some(false) || right == Some(true) && left != Some(false)
}

/// With nothing typed yet a number is offered only behind what opens a place for it.
fn may_begin_number(head: &str) -> bool {
    // A colon behind a blank begins a symbol.
    if head.strip_suffix(':').is_some_and(|rest| rest.ends_with([' ', '(', ','])) {
        return false;
    }
    head.trim_end_matches(' ').ends_with(['(', ',', ':', '=', '>', '<', '[', '"', '\'']) || head.ends_with(' ')
}

/// Whether the place is a key of OpenAPI's `responses` in YAML, with its quotes and colon or without.
fn is_key_of_responses(view: &View<'_>, index: TokenIndex, head: &str, after: &str) -> bool {
    let line = head.rsplit(['\n', '\r']).next().unwrap_or(head);
    let is_first = line.trim_start().is_empty() || matches!(line.trim_start(), "'" | "\"");
    let rest = after.trim_start_matches(['\'', '"']);
    let ends_as_key = rest.is_empty() || rest.starts_with(['\n', '\r', ':']);
    let is_yaml = view.language.id == "yaml";
    is_yaml && is_first && ends_as_key && Candidate::new(view, index, index).parents().first() == Some(&"responses")
}

/// Whether the line holds nothing but the text that is being typed.
fn is_alone(head: &str, after: &str) -> bool {
    let line = head.rsplit(['\n', '\r']).next().unwrap_or(head);
    line.trim().is_empty() && after.chars().next().is_none_or(|c| c == '\n' || c == '\r')
}

/// The name that is being typed, with what stands before it; nothing within a word. Behind a qualifier it may be a code, by
/// which its name is found.
fn typed_name<'a>(excerpt: &Excerpt<'_>, before: &'a str, after: &str) -> Option<(&'a str, &'a str)> {
    let has_hyphens = excerpt.language.bytes[usize::from(b'-')] & CONTINUES != 0;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || (c == '-' && has_hyphens);
    if after.chars().next().is_some_and(is_name) {
        return None;
    }
    let (head, typed) = before.split_at(before.trim_end_matches(is_name).len());
    let is_code = typed.len() <= 3 && typed.bytes().all(|byte| byte.is_ascii_digit()) && qualifiers::is_qualified(head);
    (is_code || !typed.starts_with(|c: char| c.is_ascii_digit()) && typed.len() <= 64).then_some((head, typed))
}

/// `http.Stat|`, `:not_|`, `status = NOT_|`, `http.404|`: what would be taken for a status if it were written out.
fn name_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<TypedPlace> {
    let (head, typed) = typed_name(excerpt, before, after)?;
    // Something must stand there to be judged, and digits are judged as a name.
    let is_name = typed.starts_with(|c: char| !c.is_ascii_digit());
    let name = if is_name { typed } else { "x" };
    written_out(excerpt, head, name, after, |view, index| {
        let takes_status = || {
            let number = number::typical(2).to_string();
            let takes_it = |view: &View<'_>, index| number::place(&Candidate::new(view, index, index), index, 2, true);
            written_out(excerpt, head, &number, after, takes_it).is_some()
        };
        let (fitting, mut own) = constants::at(view, index, head, typed, takes_status);
        // The members of a qualifier are known; a name alone may be one that is used near by.
        if own.is_empty() && (fitting.is_empty() || !qualifiers::is_qualified(head)) {
            let is_new = |name: &&str| fitting.iter().all(|fitting| fitting.spelling.name() != *name);
            let names = constants::seen(view, index, head, typed).into_iter().filter(is_new);
            own = names.filter_map(|name| member(excerpt, head, name, after)).collect();
        }
        if fitting.is_empty() && own.is_empty() {
            return None;
        }
        let kind = TypedKind::Name { fitting, own };
        Some(surrounded(place(excerpt, before, typed, kind), view, index, head, after))
    })
}

/// The name as what it would stand for, if it would be taken for a status.
fn member(excerpt: &Excerpt<'_>, head: &str, name: &str, after: &str) -> Option<Member> {
    written_out(excerpt, head, name, after, |view, index| {
        let verdict = name::judge(view, index).filter(Verdict::is_likely)?;
        Some(Member { name: name.to_owned(), code: verdict.code })
    })
}

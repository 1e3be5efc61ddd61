//! Where a status that is still being typed would belong.

use std::ops::Range;

use crate::catalog::tables::COMMON;
use crate::catalog::{Code, LanguageKind, Library, Proof, Spelling};

use super::Excerpt;
use super::changed::Changed;
use super::company::{self, Company};
use super::lexer::TokenKind;
use super::view::View;
use super::{embedded, names, numbers};

/// A place where a status belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The bytes of the document that hold what has been typed of it.
    pub range: Range<usize>,
    /// What has been typed.
    pub typed: String,
    /// What belongs there.
    pub kind: PlaceKind,
    /// Whether it stands in quotes.
    pub is_quoted: bool,
    /// The codes that the lines around name or number, each once.
    pub codes_around: Vec<Code>,
}

/// What belongs at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceKind {
    /// A number.
    Number {
        /// Whether it is a key of OpenAPI's `responses` that stands alone on its line.
        is_response_key: bool,
        /// Whether it may be the edge of a range.
        is_bound: bool,
    },
    /// A name.
    Name(Vec<Fitting>),
    /// The reason phrase behind that code.
    Phrase(Code),
}

/// A spelling that fits a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fitting {
    /// The spelling.
    pub spelling: Spelling,
    /// Whether its qualifier is still to be written.
    pub needs_qualifier: bool,
    /// Whether others of its form stand near by.
    pub is_in_use: bool,
}

/// The place of a code in the order of completions: the commonest first, those that are not listed last.
pub fn rank(code: Code) -> usize {
    COMMON.iter().position(|common| *common == code.number()).unwrap_or(COMMON.len())
}

/// The place at `offset` (bytes from the start of the document), if a status belongs there.
pub fn place_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Place> {
    let at = offset.checked_sub(excerpt.start).filter(|at| excerpt.text.is_char_boundary(*at))?;
    // One types at the end of a block as well as inside it.
    match embedded::around(excerpt, at).or_else(|| embedded::around(excerpt, at.checked_sub(1)?)) {
        Some(block) => place_in(&block.excerpt(excerpt, &block.head(excerpt)), offset),
        None => place_in(excerpt, offset),
    }
}

fn place_in(excerpt: &Excerpt<'_>, offset: usize) -> Option<Place> {
    let at = offset - excerpt.start;
    let before = &excerpt.text[..at];
    let after = &excerpt.text[at..];
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    match phrase_place(excerpt, before) {
        Some(place) => place,
        None => number_place(excerpt, before, after).or_else(|| name_place(excerpt, before, after)),
    }
}

fn place(excerpt: &Excerpt<'_>, before: &str, typed: &str, kind: PlaceKind) -> Place {
    let start = excerpt.start + before.len() - typed.len();
    Place {
        range: start..start + typed.len(),
        typed: typed.to_owned(),
        kind,
        is_quoted: before[..before.len() - typed.len()].ends_with(['\'', '"']),
        codes_around: Vec::new(),
    }
}

/// How many tokens to each side are searched for codes in use.
const IN_USE: usize = 400;

/// The codes that stand near a token as numbers that hardly mean anything else, or under a name.
fn codes_around(view: &View<'_>, index: usize) -> Vec<Code> {
    let window = index.saturating_sub(IN_USE)..view.tokens.len().min(index + IN_USE);
    let mut codes: Vec<Code> = Vec::new();
    for at in window.filter(|at| *at != index) {
        let word = view.str(at);
        let code = match view.tokens[at].kind {
            TokenKind::Number => {
                Code::parse(word).filter(|code| !code.number().is_multiple_of(100) && code.status().is_some())
            }
            TokenKind::Word if word.len() >= 8 => Spelling::named(word).next().map(Spelling::code),
            _ => None,
        };
        codes.extend(code.filter(|code| !codes.contains(code)));
    }
    codes
}

/// `HTTP/1.1 404 |`, and in a text the phrase of a code that stands right before it: `[401 Una|`. In a status line nothing but
/// the phrase may follow the code, be it one that is known or not.
fn phrase_place(excerpt: &Excerpt<'_>, before: &str) -> Option<Option<Place>> {
    let line = before.rsplit(['\n', '\r', '"', '\'', '`']).next()?;
    let (head, rest) = line.split_at(line.rfind(|c: char| c.is_ascii_digit())? + 1);
    let typed = rest.trim_start_matches([' ', ':', '-', '(', '[', ',']);
    if rest.is_empty() || !typed.bytes().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b' ' | b'-')) {
        return None;
    }
    let code = Code::parse(head.get(head.len().checked_sub(3)?..)?)?;
    let version = &head[..head.len() - 3];
    let is_status_line = version
        .trim_end()
        .rsplit([' ', '<'])
        .next()
        .is_some_and(|word| word.len() <= 8 && word.to_ascii_uppercase().starts_with("HTTP/"));
    let stands_free = !version.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '-'));
    let begins_as_typed = |name: &str| name.to_ascii_lowercase().starts_with(&typed.to_ascii_lowercase());
    let names_it = code.status().is_some_and(|status| {
        let mut names = std::iter::once(status.name).chain(status.former_names.iter().copied());
        names.any(begins_as_typed)
    });
    let is_text = matches!(
        excerpt.language.kind,
        LanguageKind::Prose | LanguageKind::Log | LanguageKind::Http | LanguageKind::Markup
    );
    if is_status_line {
        let is_phrase = names_it || !typed.contains(' ');
        return Some(is_phrase.then(|| place(excerpt, before, typed, PlaceKind::Phrase(code))));
    }
    let is_begun = is_text && stands_free && typed.len() >= 2 && names_it;
    is_begun.then(|| Some(place(excerpt, before, typed, PlaceKind::Phrase(code))))
}

/// A number of up to two digits is judged as if it were whole: the rest is put there, and the place is judged without
/// what the code itself would add.
fn number_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<Place> {
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let typed = &before[before.len() - digits..];
    let rest_of_word = after.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let head = &before[..before.len() - digits];
    let joins_word = head.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '.')
        || head.ends_with("::")
        || head.ends_with("->");
    if digits > 3
        || rest_of_word
        || joins_word
        || (digits == 0 && !may_begin_number(head))
        || typed.starts_with(['0', '6', '7', '8', '9'])
    {
        return None;
    }
    let class = typed.bytes().next().map_or(2, |digit| digit - b'0');
    let typical = numbers::typical(class);
    // What ends a range is seen as such only if it is an end.
    let ends = [u16::from(class) * 100, u16::from(class) * 100 + 99];
    let mut stand_ins = std::iter::once(typical).chain(ends.into_iter().filter(|_| joins_a_range(head, after)));
    stand_ins.find_map(|stand_in| {
        written_out(excerpt, head, &stand_in.to_string(), after, |view, index| {
            let is_response_key = is_response_key(view, index, head, after);
            let is_bound = numbers::place(view, index, class, digits > 0);
            let kind = PlaceKind::Number { is_response_key, is_bound: is_bound.unwrap_or(false) };
            (is_response_key || is_bound.is_some())
                .then(|| Place { codes_around: codes_around(view, index), ..place(excerpt, before, typed, kind) })
        })
    })
}

/// What `judge` says of the token that begins behind `head` once `name` stands there.
fn written_out<T>(
    excerpt: &Excerpt<'_>,
    head: &str,
    name: &str,
    after: &str,
    judge: impl FnOnce(&View<'_>, usize) -> Option<T>,
) -> Option<T> {
    let text = [head, name, after].concat();
    let changed =
        Changed { start: head.len(), end: head.len() + name.len(), end_before: excerpt.text.len() - after.len() };
    let known = excerpt.lexed.map(|known| known.tried(excerpt.text, &text, &changed, excerpt.start, excerpt.language));
    let lexed = known.unwrap_or_default();
    let view = View::new(&Excerpt { text: &text, lexed: None, ..*excerpt }, &lexed);
    let index = view.token_from(head.len());
    let begins_there = view.tokens.get(index).is_some_and(|token| token.start as usize == head.len());
    if begins_there { judge(&view, index) } else { None }
}

/// `200 - |`, `|..299`, `between 400 and |`
fn joins_a_range(head: &str, after: &str) -> bool {
    const SIGNS: [&str; 7] = ["-", "–", "..", "...", "to", "and", "..="];
    let (head, after) = (head.trim_end_matches(' '), after.trim_start_matches(' '));
    SIGNS.iter().any(|sign| head.ends_with(sign) || after.starts_with(sign))
}

/// With nothing typed yet a number is offered only behind what opens a place for it.
fn may_begin_number(head: &str) -> bool {
    // A colon behind a blank begins a symbol.
    if head.strip_suffix(':').is_some_and(|rest| rest.ends_with([' ', '(', ','])) {
        return false;
    }
    head.trim_end_matches(' ').ends_with(['(', ',', ':', '=', '>', '<', '[', '"', '\'']) || head.ends_with(' ')
}

/// A line under `responses:` that holds nothing else.
fn is_response_key(view: &View<'_>, index: usize, head: &str, after: &str) -> bool {
    let is_yaml = view.language.id == "yaml";
    let line = head.rsplit(['\n', '\r']).next().unwrap_or(head);
    let is_alone = line.trim().is_empty() && after.chars().next().is_none_or(|c| c == '\n' || c == '\r');
    is_yaml && is_alone && super::site::Site::new(view, index, index).parents().first() == Some(&"responses")
}

/// The name that is being typed, with what stands before it; nothing within a word.
fn typed_name<'a>(excerpt: &Excerpt<'_>, before: &'a str, after: &str) -> Option<(&'a str, &'a str)> {
    let has_hyphens = excerpt.language.bytes[usize::from(b'-')] & 0x40 != 0;
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || (c == '-' && has_hyphens);
    if after.chars().next().is_some_and(is_name) {
        return None;
    }
    let (head, typed) = before.split_at(before.trim_end_matches(is_name).len());
    (!typed.starts_with(|c: char| c.is_ascii_digit()) && typed.len() <= 64).then_some((head, typed))
}

/// `http.Stat|`, `:not_|`, `status = NOT_|`: what would be taken for a status if it were written out.
fn name_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<Place> {
    let (head, typed) = typed_name(excerpt, before, after)?;
    // With nothing typed yet something must stand there to be judged.
    let name = if typed.is_empty() { "x" } else { typed };
    written_out(excerpt, head, name, after, |view, index| {
        let candidates = candidates(view, index, head, typed);
        if candidates.is_empty() {
            return None;
        }
        let takes_status = written_out(excerpt, head, &numbers::typical(2).to_string(), after, |view, index| {
            numbers::place(view, index, 2, true)
        });
        let fitting = fitting(view, index, head, candidates, takes_status.is_some());
        let codes_around = codes_around(view, index);
        (!fitting.is_empty()).then(|| Place { codes_around, ..place(excerpt, before, typed, PlaceKind::Name(fitting)) })
    })
}

/// Which of the candidates fit, each with whether its qualifier is still to be written.
fn fitting(
    view: &View<'_>,
    index: usize,
    head: &str,
    candidates: Vec<(Spelling, bool)>,
    takes_status: bool,
) -> Vec<Fitting> {
    let mut company = Company::new(view, index);
    let mut judged: Vec<(Spelling, bool)> = Vec::new();
    let mut forms: Vec<(Spelling, bool, bool)> = Vec::new();
    let mut fitting = Vec::new();
    for (spelling, is_qualified) in candidates {
        // What a library puts together in the same way stands or falls together.
        let known = judged.iter().find(|(known, _)| known.is_of_form(spelling)).map(|(_, fits)| *fits);
        let fits = known.unwrap_or_else(|| {
            let is_at_home = view.head.imports(spelling.library()) || spelling.library().is_common;
            let fits = is_qualified && spelling.proof() == Proof::Qualifier
                || takes_status && is_at_home && spelling.proof() != Proof::Place
                || names::would_be_likely(view, index, spelling, &mut company);
            judged.push((spelling, fits));
            fits
        });
        if fits {
            let form =
                forms.iter().find(|(known, ..)| spelling.is_of_form(*known)).map(|(_, bare, in_use)| (*bare, *in_use));
            let (is_written_bare, is_in_use) = form.unwrap_or_else(|| {
                let (bare, qualified) = company::others_of_form(view, index, spelling);
                forms.push((spelling, bare > qualified, bare + qualified > 0));
                (bare > qualified, bare + qualified > 0)
            });
            let needs_qualifier =
                !(is_qualified || is_written_bare || spelling.qualifier().is_empty() || belongs_to_other(head));
            fitting.push(Fitting { spelling, needs_qualifier, is_in_use });
        }
    }
    fitting
}

/// The spellings that go on with what is typed, each with whether its qualifier stands before it.
fn candidates(view: &View<'_>, index: usize, head: &str, typed: &str) -> Vec<(Spelling, bool)> {
    let belongs_to_other = belongs_to_other(head);
    let is_symbol = head.ends_with(':') && !head.ends_with("::");
    let in_use = company::libraries_in_use(view, index);
    let owner_speaks = names::qualifier_weight(view, index) > 0.0;
    let mut found = Vec::new();
    for library in Library::all() {
        let is_native = library.languages.contains(&view.language.id);
        let is_in_use = in_use.iter().any(|known| std::ptr::eq(*known, library));
        if !is_native && !is_in_use {
            continue;
        }
        let is_imported = view.head.imports(library);
        for spelling in library.spellings() {
            let qualifier = spelling.qualifier();
            let is_qualified = !qualifier.is_empty()
                && (is_imported || is_in_use || spelling.proof() != Proof::Import)
                && ends_with_qualifier(head, qualifier);
            let may_stand_bare = !is_symbol && !typed.is_empty() && spelling.proof() != Proof::Place;
            let may_stand =
                is_qualified || may_stand_bare && (!belongs_to_other || is_in_use || is_imported || owner_speaks);
            if may_stand && goes_on(spelling, typed, is_qualified) {
                found.push((spelling, is_qualified));
            }
        }
    }
    found
}

/// A name within a path or an address, or behind the dot of something else, is no start of a new one.
fn belongs_to_other(head: &str) -> bool {
    head.ends_with(['.', '\\', '/', '@', '#']) || head.ends_with("::") || head.ends_with("->")
}

/// Whether the spelling holds what is typed, as clients match it: in either case.
fn goes_on(spelling: Spelling, typed: &str, is_qualified: bool) -> bool {
    let typed = typed.as_bytes();
    let begins = |text: &str| text.as_bytes().get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let holds = |text: &str| text.as_bytes().windows(typed.len()).any(|part| part.eq_ignore_ascii_case(typed));
    let name = spelling.name();
    is_qualified || begins(name) || begins(spelling.qualifier()) || typed.len() >= 3 && holds(name)
}

fn ends_with_qualifier(head: &str, qualifier: &str) -> bool {
    let last_part = qualifier
        .trim_end_matches(|c: char| !c.is_alphanumeric() && c != '_' && c != ')')
        .rfind(|c: char| !c.is_alphanumeric() && c != '_')
        .map_or(0, |at| at + 1);
    let wanted = if qualifier.ends_with("().") { qualifier } else { &qualifier[last_part..] };
    if !head.ends_with(wanted) {
        return false;
    }
    let rest = &head[..head.len() - wanted.len()];
    match wanted {
        // A symbol's colon is not the second half of `::` nor the end of `key:`.
        ":" | "`" | "." => {
            !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, ':' | '_' | ')' | '"' | '\'' | ']'))
        }
        _ => !rest.ends_with(|c: char| c.is_alphanumeric() || c == '_'),
    }
}

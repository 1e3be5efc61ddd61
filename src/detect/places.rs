//! Where a status that is still being typed would belong.

use std::ops::Range;

use crate::catalog::tables::COMMON;
use crate::catalog::{Code, Language, Library, Proof, Spelling};

use super::Excerpt;
use super::view::View;
use super::{embedded, numbers};

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
}

/// What belongs at a place.
#[derive(Clone, Debug, PartialEq)]
pub enum PlaceKind {
    /// A number.
    Number {
        /// Whether it is a key of OpenAPI's `responses` that stands alone on its line.
        is_response_key: bool,
    },
    /// A name behind the qualifier of its library.
    Qualified(Vec<Spelling>),
    /// A name without a qualifier.
    Bare {
        /// Whether the place takes a status, whatever its form.
        takes_status: bool,
    },
    /// The reason phrase behind that code.
    Phrase(Code),
}

/// The place of a code in the order of completions: the commonest first, those that are not listed last.
pub fn rank(code: Code) -> usize {
    COMMON.iter().position(|common| *common == code.number()).unwrap_or(COMMON.len())
}

/// The place at `offset` (bytes from the start of the document), if a status belongs there.
pub fn place_at(excerpt: &Excerpt<'_>, offset: usize) -> Option<Place> {
    let at = offset.checked_sub(excerpt.start).filter(|at| excerpt.text.is_char_boundary(*at))?;
    // One types at the end of a block as well as inside it.
    let inner = embedded::around(excerpt, at).or_else(|| embedded::around(excerpt, at.checked_sub(1)?));
    let excerpt = inner.as_ref().unwrap_or(excerpt);
    let at = offset - excerpt.start;
    let before = &excerpt.text[..at];
    let after = &excerpt.text[at..];
    if after.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    phrase_place(excerpt, before)
        .or_else(|| qualified_place(excerpt, before, after))
        .or_else(|| number_place(excerpt, before, after))
        .or_else(|| bare_place(excerpt, before, after))
}

fn place(excerpt: &Excerpt<'_>, before: &str, typed: &str, kind: PlaceKind) -> Place {
    let start = excerpt.start + before.len() - typed.len();
    Place {
        range: start..start + typed.len(),
        typed: typed.to_owned(),
        kind,
        is_quoted: before[..before.len() - typed.len()].ends_with(['\'', '"']),
    }
}

/// `HTTP/1.1 404 |`
fn phrase_place(excerpt: &Excerpt<'_>, before: &str) -> Option<Place> {
    let line = before.rsplit(['\n', '\r', '"', '\'', '`']).next()?;
    let typed_start = line.rfind(' ').map_or(0, |space| space + 1);
    let head = line[..typed_start].trim_end();
    let code = Code::parse(head.get(head.len().checked_sub(3)?..)?)?;
    let version = head[..head.len() - 3].trim_end();
    let is_status_line = version
        .rsplit([' ', '<'])
        .next()
        .is_some_and(|word| word.len() <= 8 && word.to_ascii_uppercase().starts_with("HTTP/"));
    let typed = &line[typed_start..];
    (is_status_line && typed.bytes().all(|byte| byte.is_ascii_alphabetic()))
        .then(|| place(excerpt, before, typed, PlaceKind::Phrase(code)))
}

/// A number of up to two digits is judged as if it were whole: the rest is put there, and the place is judged without
/// what the code itself would add.
fn number_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<Place> {
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let typed = &before[before.len() - digits..];
    let rest_of_word = after.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_');
    let head = &before[..before.len() - digits];
    let joins_word = head.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
    if digits > 3
        || rest_of_word
        || joins_word
        || (digits == 0 && !may_begin_number(head))
        || typed.starts_with(['0', '6', '7', '8', '9'])
    {
        return None;
    }
    let class = typed.chars().next().unwrap_or('2');
    let stand_in = format!("{class}98");
    let text = format!("{head}{stand_in}{after}");
    let whole = Excerpt { text: &text, ..*excerpt };
    let view = View::new(&whole);
    let index = view.token_from(head.len());
    if view.tokens.get(index).is_none_or(|token| token.start as usize != head.len()) {
        return None;
    }
    let is_response_key = is_response_key(&view, index, head, after);
    if !is_response_key && !numbers::is_place(&view, index, digits > 0) {
        return None;
    }
    Some(place(excerpt, before, typed, PlaceKind::Number { is_response_key }))
}

/// With nothing typed yet a number is offered only behind what opens a place for it.
fn may_begin_number(head: &str) -> bool {
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

/// `http.Stat|`, `:not_|`
fn qualified_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<Place> {
    let (head, typed) = typed_name(excerpt, before, after)?;
    let (symbols, constants): (Vec<Spelling>, Vec<Spelling>) =
        qualified(excerpt, head).into_iter().partition(|spelling| spelling.proof() == Proof::Place);
    if !constants.is_empty() {
        return Some(place(excerpt, before, typed, PlaceKind::Qualified(constants)));
    }
    let is_wanted = !symbols.is_empty() && takes_status(excerpt, &head[..head.len() - 1], after);
    is_wanted.then(|| place(excerpt, before, typed, PlaceKind::Qualified(symbols)))
}

/// `status = NOT_|`
fn bare_place(excerpt: &Excerpt<'_>, before: &str, after: &str) -> Option<Place> {
    let (head, typed) = typed_name(excerpt, before, after)?;
    let belongs_to_other = head.ends_with(['.', '\\', '/', '@', '#']) || head.ends_with("::") || head.ends_with("->");
    if belongs_to_other || typed.is_empty() {
        return None;
    }
    let takes_status = takes_status(excerpt, head, after);
    Some(place(excerpt, before, typed, PlaceKind::Bare { takes_status }))
}

/// Whether a number at the end of `head` would be a status.
fn takes_status(excerpt: &Excerpt<'_>, head: &str, after: &str) -> bool {
    let text = format!("{head}298{after}");
    let whole = Excerpt { text: &text, ..*excerpt };
    let view = View::new(&whole);
    let index = view.token_from(head.len());
    view.tokens.get(index).is_some_and(|token| token.start as usize == head.len())
        && numbers::is_place(&view, index, true)
}

/// The spellings of the document's language whose qualifier stands at the end of `head`.
fn qualified(excerpt: &Excerpt<'_>, head: &str) -> Vec<Spelling> {
    let mut found = Vec::new();
    for library in libraries(excerpt.language) {
        let is_imported = library.is_imported_by(excerpt.head);
        for spelling in library.spellings() {
            let qualifier = spelling.qualifier();
            let is_allowed = is_imported || spelling.proof() != Proof::Import;
            if !qualifier.is_empty() && is_allowed && ends_with_qualifier(head, qualifier) {
                found.push(spelling);
            }
        }
    }
    found
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

fn libraries(language: &'static Language) -> impl Iterator<Item = &'static Library> {
    Library::all().iter().filter(move |library| library.languages.contains(&language.id))
}

//! Evidence from the qualifier of a name: `http.` before `StatusNotFound`, `:` before `not_found`.

use crate::catalog::Spelling;
use crate::catalog::tables::{HTTP_WORDS, Role, STATUS_TYPE_WORDS};

use crate::detect::lexicon::words::{is_word, split, weight};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;

/// The weight of a qualifier that no library has: `commonHTTPErrors` in `commonHTTPErrors.notFound`.
pub(crate) fn qualifier_weight(view: &View<'_>, index: TokenIndex) -> f32 {
    let separator = index.checked_sub(1).filter(|at| matches!(view.str(*at), "." | ":" | "->"));
    let owner = separator.and_then(|at| at.saturating_sub(2).to(at).rev().find(|at| view.is_word(*at)));
    let speaks = |owner: &str| split(owner).any(|word| HTTP_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)));
    owner.map(|owner| view.str(owner)).filter(|owner| speaks(owner)).map_or(0.0, |owner| weight(Role::Key, owner))
}

/// Whether the name is a member of a type whose name says nothing but status: `StatusCode.Ok`, `HttpStatus.created`. Then a name of one word
/// is meant as well.
pub(crate) fn is_of_status_type(view: &View<'_>, index: TokenIndex) -> bool {
    let separator = index.checked_sub(1).filter(|at| matches!(view.str(*at), "." | ":" | "::" | "->"));
    let owner = separator.and_then(|at| at.saturating_sub(2).to(at).rev().find(|at| view.is_word(*at)));
    let Some(owner) = owner.map(|owner| view.str(owner)) else { return false };
    let is_one = |word: &str| STATUS_TYPE_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known));
    owner.starts_with(|c: char| c.is_ascii_uppercase()) && split(owner).count() > 1 && split(owner).all(is_one)
}

/// The share by which the first word of a name shows that it stands for a status: `HTTP_NOT_FOUND`, `STATUS_CREATED`.
pub(crate) fn prefix_strength(name: &str) -> f32 {
    match split(name).next() {
        Some("HTTP" | "Http") => 1.0,
        Some("STATUS" | "Status") => 0.5,
        _ => 0.0,
    }
}

/// The bytes of the mark (`:` of a symbol, `` ` `` of a variant, `.` of an implicit member) that belong to the name.
pub(crate) fn mark_length(view: &View<'_>, index: TokenIndex, spelling: Spelling) -> usize {
    let mark = match spelling.qualifier() {
        mark @ (":" | "`" | ".") => mark,
        _ => return 0,
    };
    let Some(before) = view.glued_before(index) else { return 0 };
    let is_mark = view.str(before) == mark;
    // In `a::b` and `x.ok` the mark separates the name from its owner.
    let stands_free = before.checked_sub(1).is_none_or(|left| {
        !view.are_glued(left, before)
            || !(view.is_word(left)
                || view.is_kind(Some(left), TokenKind::Close)
                || view.str(left) == ":" && mark != "`"
                || view.is_kind(Some(left), TokenKind::Quote))
    });
    usize::from(is_mark && stands_free)
}

/// Whether the last part of the usual qualifier stands before the name.
pub(crate) fn is_qualified(view: &View<'_>, index: TokenIndex, spelling: Spelling) -> bool {
    let qualifier = spelling.qualifier();
    if qualifier.is_empty() {
        return true;
    }
    let text = view.text_before(index);
    if text.as_bytes().last() != qualifier.as_bytes().last() {
        return false;
    }
    let ends_with =
        |part: &str| text.strip_suffix(part).is_some_and(|rest| !part.starts_with(is_word) || !rest.ends_with(is_word));
    if ends_with(qualifier) {
        return true;
    }
    match spelling.owner() {
        Some(owner) => ends_with(owner),
        None => mark_length(view, index, spelling) > 0,
    }
}

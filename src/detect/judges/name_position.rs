//! The position of a name, for all libraries that have it: what stands right beside it, and what it belongs to.

use crate::catalog::tables::{PLAIN_RECEIVERS, RESULT_TAGS, Role, THROWN_WORDS, is_importing_statement, threshold};

use crate::detect::lexicon::words::{split, weight};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// `.badRequest`, `case badRequest`: a case of an enumeration of Swift, which names no type.
pub(crate) fn is_case_of_enumeration(view: &View<'_>, index: TokenIndex) -> bool {
    let Some(before) = index.checked_sub(1).filter(|_| view.language.id == "swift") else { return false };
    let is_free = |mark: TokenIndex| {
        let owner = mark.checked_sub(1).filter(|owner| view.are_glued(*owner, mark));
        owner.is_none_or(|owner| view.is_kind(Some(owner), TokenKind::Open))
    };
    view.str(before) == "case" || view.str(before) == "." && is_free(before)
}

/// Whether the name stands in a statement that imports it.
pub(crate) fn is_in_import(view: &View<'_>, index: TokenIndex) -> bool {
    let first = view.str(view.line_start(index));
    is_importing_statement(first)
}

/// Whether the name belongs to something that is neither the object itself nor a response: `ActivityStatusCode.Ok`.
pub(crate) fn is_member_of_other(view: &View<'_>, index: TokenIndex) -> bool {
    let owner = index.checked_sub(2).filter(|_| matches!(view.str(index - 1), "." | "->"));
    owner.is_some_and(|owner| {
        let owner_name = view.str(owner);
        view.is_word(owner)
            && !PLAIN_RECEIVERS.contains(&owner_name)
            && split(owner_name).all(|word| weight(Role::Callee, word) <= threshold::PLAIN_OWNER)
    })
}

/// Whether the name is the tag of a tuple that is thrown: `throw({bad_request, Reason})`.
pub(crate) fn is_tag_of_thrown(view: &View<'_>, first: TokenIndex) -> bool {
    const THROWING: [&str; 3] = ["throw", "error", "exit"];
    let thrower = first.checked_sub(3).filter(|_| view.str(first - 1) == "{" && view.str(first - 2) == "(");
    view.language.has_tuples && thrower.is_some_and(|at| THROWING.contains(&view.str(at)))
}

/// Whether an assertion expects that exceptions of the name are thrown: `assertThrows(NotFoundException.class, …)`, `ThrowsAsync<Gone>`.
pub(crate) fn is_carrier_expected(view: &View<'_>, index: TokenIndex) -> bool {
    let open = index.checked_sub(2).filter(|open| matches!(view.str(*open + 1), "<" | "(") && view.is_word(*open));
    let is_expected = |at: TokenIndex| {
        split(view.str(at)).any(|word| THROWN_WORDS.iter().any(|known| word.eq_ignore_ascii_case(known)))
    };
    open.is_some_and(is_expected) && ["Exception", "Error"].iter().any(|end| view.str(index).ends_with(end))
}

/// Whether the name is what a Lisp calls: `(created …)`.
pub(crate) fn heads_a_form(view: &View<'_>, index: TokenIndex) -> bool {
    matches!(view.get(view.glued_before(index)), "(" | "/")
}

/// `{:error, :not_found}`: a result of a function in Elixir and Erlang.
pub(crate) fn is_of_result(view: &View<'_>, index: TokenIndex) -> bool {
    let tag = index.checked_sub(3).filter(|tag| view.str(*tag + 1) == ",");
    view.language.has_tuples && tag.is_some_and(|tag| RESULT_TAGS.contains(&view.str(tag)))
}

/// `response.ok?`, `res.must_be :not_found?`
pub(crate) fn asks_a_response(candidate: &Candidate<'_, '_>) -> bool {
    let receiver = candidate.path_before(candidate.first).words;
    receiver.iter().any(|word| weight(Role::Key, word) >= threshold::ASKED_RESPONSE)
}

//! Evidence from the place of a name: what a function of that name is given, what it belongs to, and whether it is the code of an error.

use crate::catalog::tables::{BUILT_IN_ERRORS, RESPONSE_ARGUMENTS};

use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::words::{is_folded, split};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::Region;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::OperandPath;

/// Whether the name is a function that is given a response or a request: `notFound(res)`, `handle_not_found(conn)`,
/// `func notFound(w http.ResponseWriter)`.
pub(crate) fn is_given_response(view: &View<'_>, index: TokenIndex) -> bool {
    /// How many tokens of the arguments are read.
    const TOKENS: usize = 12;
    let open = index + 1;
    if view.str(open) != "(" || !view.are_glued(index, open) {
        return false;
    }
    let arguments = (open + 1).to(view.tokens.end().min(open + 1 + TOKENS));
    let mut begins_argument = true;
    for at in arguments {
        match view.str(at) {
            ")" | "(" | "{" => return false,
            "," => begins_argument = true,
            "$" | "&" | "*" | "@" | "mut" => {}
            word if begins_argument && RESPONSE_ARGUMENTS.contains(&word.trim_start_matches('$')) => {
                // `notFound(res.id)` is given something else.
                return matches!(view.str(at + 1), "," | ")" | ":" | "*" | "?") || view.is_word(at + 1);
            }
            // `HttpServletResponse response`
            _ => begins_argument &= view.is_word(at),
        }
    }
    false
}

/// Whether the name is a member of the program's own codes of errors: `AppErrorCode.NOT_FOUND`.
pub(crate) fn is_of_error_codes(view: &View<'_>, index: TokenIndex) -> bool {
    let Some(mark) = index.checked_sub(1).filter(|at| matches!(view.str(*at), "." | "::" | ":" | "->" | "\\")) else {
        return false;
    };
    let owner = mark.saturating_sub(2).to(mark).rev().find(|at| view.is_word(*at)).map_or("", |at| view.str(at));
    let mut words = split(owner).collect::<Vec<_>>().into_iter().rev();
    let is = |word: Option<&str>, singular: &str, plural: &str| {
        word.is_some_and(|word| word.eq_ignore_ascii_case(singular) || word.eq_ignore_ascii_case(plural))
    };
    // `ErrorCode` alone belongs to any library; with a further word it is the program's own.
    owner.starts_with(|c: char| c.is_ascii_uppercase())
        && is(words.next(), "code", "codes")
        && is(words.next(), "error", "errors")
        && words.next().is_some()
}

/// Whether the text is the code of an error: `new AppError('bad-request', …)`, `error.code === 'NOT_FOUND'`.
pub(crate) fn is_code_of_error(candidate: &Candidate<'_, '_>) -> bool {
    if !candidate.is_quoted || candidate.region != Region::Code {
        return false;
    }
    if let Some((_, path)) = candidate.relation()
        && names_code_of_error(&path)
    {
        return true;
    }
    let Some(enclosure) = candidate.enclosure(candidate.first).filter(|enclosure| enclosure.bracket == b'(') else {
        return false;
    };
    let Some(callee) = enclosure.callee.words.first() else { return false };
    if is_check(callee) {
        return names_code_of_error(&candidate.checked_by(&enclosure))
            || candidate.sibling_words(enclosure.open).into_iter().any(is_error_code_word);
    }
    let makes_error = split(callee).last().is_some_and(|word| matches!(word, "Error" | "Exception"));
    let is_own = enclosure.callee.words.len() > 1 || !BUILT_IN_ERRORS.contains(callee);
    makes_error && is_own && enclosure.argument == 1 && candidate.view.get(candidate.after()) == ","
}

/// `errorCode`, `error.code`
fn names_code_of_error(path: &OperandPath<'_>) -> bool {
    const OWNERS: [&str; 8] = ["error", "err", "e", "ex", "exc", "exception", "problem", "failure"];
    match path.words[..] {
        [word, ..] if is_error_code_word(word) => true,
        ["code", owner, ..] => {
            split(owner).last().is_some_and(|word| OWNERS.iter().any(|known| word.eq_ignore_ascii_case(known)))
        }
        _ => false,
    }
}

/// `errorCode`, `error_code`
fn is_error_code_word(word: &str) -> bool {
    is_folded(word, |word| word.ends_with("errorcode") || word == "errcode")
}

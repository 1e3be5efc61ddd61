//! Evidence from a call about its arguments.

use crate::catalog::evidence::Call;
use crate::catalog::tables::{
    CALLS, CONSTRUCTORS, ERROR_ENDINGS, METHODS, Piece, Role, operand_strength, shares, threshold,
};
use crate::catalog::{Language, LanguageKind};

use crate::detect::evidence::parameters::takes_status;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::assertions::is_check;
use crate::detect::lexicon::words::{Folded, best_words, has_role, split};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::candidate::Candidate;
use crate::detect::view::classes::{LINE_TOKENS, class_above};
use crate::detect::view::enclosure::Enclosure;
use crate::detect::view::operand::OperandPath;

/// `callee(…, 404, …)`
pub(crate) fn called<'a>(
    candidate: &Candidate<'_, 'a>,
    enclosure: &Enclosure<'a>,
    depth: usize,
    verdict: &mut Verdict<'_>,
) {
    let share = shares::ENCLOSURE[depth];
    add_callee(candidate, &enclosure.callee, enclosure.argument, share, verdict);
    // In prose a bracket behind a blank is not a call: `the handler rejects it (422)`.
    let is_call =
        !candidate.is_text() || enclosure.open.checked_sub(1).is_some_and(|at| candidate.view.are_glued(at, at + 1));
    if depth == 0 && is_argument_of_status(candidate, enclosure) {
        verdict.add(Piece::ParameterOfStatus);
    } else if depth == 0
        && is_call
        && enclosure.callee.words.first().is_some_and(|callee| is_unknown_callee(candidate, callee))
    {
        verdict.add(Piece::CalledWithUnknown);
    }
    if depth == 0 {
        let target = candidate.target_of_call(enclosure.open).weight();
        verdict.add_times(Piece::ResultTiedTo, target);
    }
    if let (Some(key), true) = (&enclosure.key, depth > 0) {
        verdict.add_times(Piece::TiedTo, operand_strength::ARGUMENT_KEY.clamp(key.weight()) * share);
    }
    if depth == 0 && is_status_of_error(candidate, enclosure) {
        verdict.add(Piece::StatusOfError);
    }
    let is_check = enclosure.callee.words.first().is_some_and(|callee| is_check(callee));
    if depth <= 1 {
        let receiver = if is_check { candidate.checked_by(enclosure) } else { enclosure.callee.without_first() };
        let receiver = operand_strength::RECEIVER.clamp(receiver.weight());
        verdict.add_times(if is_check { Piece::CheckedAgainst } else { Piece::ChainedTo }, receiver * share);
    }
    if depth == 0 {
        let words = candidate.sibling_words(enclosure.open);
        let mut sibling = best_words(words.iter().copied());
        // `assert.Equal(t, 404, got)`
        if is_check && sibling.abs() < threshold::OPERAND_SPEAKS {
            let given = words.iter().take(SIBLINGS).filter_map(|word| candidate.given_before(word));
            sibling = given
                .map(|value| value.weight())
                .filter(|weight| *weight >= threshold::VALUE_OF_STATUS)
                .fold(sibling, f32::max);
        }
        verdict.add_times(if is_check { Piece::CheckedAgainst } else { Piece::BesideArgument }, sibling);
        if is_check && sibling > threshold::OPERAND_SPEAKS {
            verdict.add(Piece::ComparedForEquality);
        }
        beside_route(candidate, enclosure.open + 1, verdict);
        if candidate.has_block_behind(enclosure.open) {
            verdict.add_times(Piece::LoopedOver, best_words(candidate.words_behind(enclosure.open)));
        }
        if let Some(name) = candidate.checked_argument(enclosure).filter(|_| is_check) {
            verdict.add_times(Piece::ValueOfName, name.weight());
        }
    }
}

/// `reply(404, body)` in a document that defines `fn reply(status: u16, body: &str)`
fn is_argument_of_status(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = candidate.view;
    // Only a whole argument: `reply(500 * ms, body)` is something else.
    enclosure.bracket == b'('
        && enclosure.key.is_none()
        && candidate.region == Region::Code
        && matches!(view.get(candidate.before()), "(" | ",")
        && matches!(view.get(candidate.after()), ")" | ",")
        && takes_status(view, &enclosure.callee.words, enclosure.open, enclosure.argument)
}

/// `super(409)`, `this(500, message)` in a class of errors
fn is_status_of_error(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = candidate.view;
    let code = view.code(candidate.last).or_else(|| view.code(candidate.first));
    if !code.is_some_and(|code| matches!(code.class_digit(), 4 | 5))
        || !enclosure.callee.words.first().is_some_and(|callee| CONSTRUCTORS.contains(callee))
    {
        return false;
    }
    let is_error = |at: TokenIndex| {
        view.is_word(at) && split(view.str(at)).last().is_some_and(|word| ERROR_ENDINGS.contains(&word))
    };
    let before = view.line_start(enclosure.open).max(enclosure.open.saturating_sub(LINE_TOKENS)).to(enclosure.open);
    before.into_iter().any(is_error) || class_above(view, candidate.first).is_some()
}

/// How many other arguments of an assertion are followed to where they were given a value.
const SIBLINGS: usize = 4;

/// `("/items", 200)`, `["GET /items", 404]`: a row of a table of cases.
pub(crate) fn beside_route(candidate: &Candidate<'_, '_>, from: TokenIndex, verdict: &mut Verdict<'_>) {
    /// How many tokens before and behind the candidate are read.
    const TOKENS: usize = 48;
    let view = candidate.view;
    let from = from.max(candidate.first.saturating_sub(TOKENS));
    let to = view.line(candidate.first).end.min(candidate.last + TOKENS).max(candidate.last);
    let around = || from.to(candidate.first).chain((candidate.last + 1).to(to));
    let opening = around().filter(|at| view.is_kind(Some(*at), TokenKind::Quote));
    let mut inside = opening.map(|quote| view.str(quote + 1));
    let is_route = inside.any(|first| first.starts_with('/') || METHODS.contains(&first));
    let is_http = |at| view.is_word(at) && view.str(at) == "HTTP";
    let is_message = || around().any(|at| is_http(at) && view.str(at + 1) == "/");
    if is_route || is_message() {
        verdict.add(Piece::BesideRoute);
    }
    if is_beside_method(candidate) {
        verdict.add(Piece::BesideMethod);
    }
}

/// `("GET", 200)`: whether the value beside is nothing but the method of a request.
fn is_beside_method(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let is_method = |quote: Option<TokenIndex>, word: Option<TokenIndex>| {
        view.is_kind(quote, TokenKind::Quote) && word.is_some_and(|word| METHODS.contains(&view.str(word)))
    };
    let before = candidate
        .before()
        .filter(|comma| view.str(*comma) == ",")
        .and_then(|comma| view.before(comma, candidate.region));
    let behind =
        candidate.after().filter(|comma| view.str(*comma) == ",").and_then(|comma| view.after(comma, candidate.region));
    is_method(before, before.and_then(|close| close.checked_sub(1)))
        && before.is_some_and(|close| view.is_kind(close.checked_sub(2), TokenKind::Quote))
        || is_method(behind, behind.map(|open| open + 1))
            && behind.is_some_and(|open| view.is_kind(Some(open + 2), TokenKind::Quote))
}

/// `assert_equal 404, status`, `status.must_equal 404`, `halt 404`: a call without brackets.
pub(crate) fn commanded(candidate: &Candidate<'_, '_>, verdict: &mut Verdict<'_>) {
    let view = candidate.view;
    if candidate.region != Region::Code || view.is_prose() {
        return;
    }
    // Haskell puts a function between its arguments in backquotes.
    let before = candidate.before().map(|mark| if view.str(mark) == "`" { mark.saturating_sub(1) } else { mark });
    let Some(callee) = before.filter(|before| view.is_word(*before)) else { return };
    let line = view.line(candidate.first);
    if !line.contains(&callee) {
        return;
    }
    let path = candidate.path_before(callee + 1);
    add_callee(candidate, &path, 1, 1.0, verdict);
    if is_unknown_callee(candidate, view.str(callee)) {
        verdict.add(Piece::CalledWithUnknown);
    }
    beside_route(candidate, line.start, verdict);
    if path.words.first().is_some_and(|callee| is_check(callee)) {
        let receiver = if path.words.len() > 1 { path.without_first() } else { candidate.path_on_line_before(callee) };
        let behind = (candidate.last + 1).to(line.end).filter(|at| view.is_word(*at));
        let behind = best_words(behind.filter(|at| view.tokens[*at].region == Region::Code).map(|at| view.str(at)));
        verdict.add_times(Piece::CheckedAgainst, operand_strength::RECEIVER.clamp(receiver.weight()) + behind);
    } else {
        verdict.add_times(Piece::ChainedTo, operand_strength::COMMAND_RECEIVER.clamp(path.without_first().weight()));
    }
}

/// Adds the evidence of the callee. A known function counts for the arguments that take a status.
fn add_callee(
    candidate: &Candidate<'_, '_>,
    path: &OperandPath<'_>,
    argument: u8,
    share: f32,
    verdict: &mut Verdict<'_>,
) {
    let Some(callee) = path.words.first() else { return };
    let language = candidate.view.language.id;
    let owned = path.words.get(1).and_then(|owner| known_call(&[owner, callee], language));
    if let Some(call) = owned.or_else(|| known_call(&[callee], language)) {
        let takes_it = call.arguments.is_empty() || call.arguments.contains(&argument);
        verdict.add_times(Piece::CalledWith, if takes_it { call.weight } else { call.weight.min(0.0) } * share);
    }
    if candidate.view.language.kind == LanguageKind::Config {
        // A directive of a configuration is a key of its value, not a function.
        verdict.add_words(Piece::TiedTo, path.roles(Role::Key, Role::Owner));
        return;
    }
    let words = path.roles(Role::Callee, Role::CalleeOwner);
    verdict.add_words(Piece::CalleeSays, words.map(|(role, word, of)| (role, word, of * share)));
}

/// Whether the data has neither a function nor any word of its name.
fn is_unknown_callee(candidate: &Candidate<'_, '_>, callee: &str) -> bool {
    known_call(&[callee], candidate.view.language.id).is_none()
        && !has_role(Role::Callee, callee)
        && !has_role(Role::Key, callee)
        && !is_check(callee)
}

/// Whether the function, whose name stands before that of its owner, takes a status by the data or checks a value.
pub(crate) fn takes_or_checks(language: &Language, callee: &[&str]) -> bool {
    let Some(name) = callee.first() else { return false };
    let owned = || callee.get(1).and_then(|owner| known_call(&[owner, name], language.id));
    is_check(name) || known_call(&[name], language.id).or_else(owned).is_some()
}

/// The entry of a function in the data, by its name or by its owner's name and its own (`ngx.exit`).
pub(crate) fn known_call(parts: &[&str], language: &str) -> Option<&'static Call> {
    let folded = Folded::of_all(parts)?;
    let folded = folded.as_str();
    let first = CALLS.partition_point(|call| call.name < folded);
    CALLS[first..]
        .iter()
        .take_while(|call| call.name == folded)
        .find(|call| call.languages.is_empty() || call.languages.contains(&language))
}

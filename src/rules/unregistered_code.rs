//! `unregistered-code`: a number is sent or declared that neither registry nor a vendor nor the project has.

use crate::catalog::Code;
use crate::catalog::tables::rule_words::unregistered_code as words;
use crate::detect::{MentionKind, MentionRole, Place, PlaceKind, TokenKind, TokenRange, role_in};

use super::finding::Finding;
use super::openapi::response_keys;
use super::part::Part;
use crate::catalog::Rule;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let keys = response_keys(part);
    for key in keys.iter().filter(|key| key.text.bytes().all(|byte| byte.is_ascii_digit())) {
        if !is_known(part, key.text) {
            found.push(Finding::new(Rule::UnregisteredCode, key.range.clone(), message(key.text)));
        }
    }
    // Tests send odd numbers on purpose.
    if !keys.is_empty() || part.is_test() {
        return;
    }
    if part.view.language.id == "apacheconf" {
        actions(part, found);
    }
    for place in part.places.iter().filter(|place| place.kind == PlaceKind::Number && is_sent(part, place)) {
        found.push(Finding::new(Rule::UnregisteredCode, place.range.clone(), message(&place.text)));
    }
}

fn is_known(part: &Part<'_, '_>, digits: &str) -> bool {
    Code::parse(digits).is_some_and(|code| part.file.catalog.is_allowed(code))
}

fn is_sent(part: &Part<'_, '_>, place: &Place) -> bool {
    if is_known(part, &place.text) {
        return false;
    }
    if let Some(mention) = &place.mention {
        let is_edge = matches!(mention.code.number() % 100, 0 | 99);
        return mention.kind == MentionKind::Number
            && !mention.is_bound
            && !is_edge
            && !is_counted(part, place)
            && !is_in_listed_tuple(part, place)
            && role_in(part.view, mention) == MentionRole::Sends;
    }
    // A number that cannot be a code: only where something takes nothing else.
    let is_long = matches!(place.text.len(), 2 | 4) && !place.text.starts_with('0');
    is_long && takes_code(part, place)
}

/// Whether the lines above and below give the numbers before and behind it: values of an enumeration.
fn is_counted(part: &Part<'_, '_>, place: &Place) -> bool {
    let view = part.view;
    let Some((index, _)) = part.tokens_of(&place.range) else { return false };
    let Ok(number) = place.text.parse::<u32>() else { return false };
    let holds = |line: TokenRange, wanted: u32| {
        line.take(40).any(|at| view.is_kind(Some(at), TokenKind::Number) && view.str(at).parse() == Ok(wanted))
    };
    let above = view.lines_above(index).next().is_some_and(|line| holds(line, number.wrapping_sub(1)));
    let end = view.line_end(index);
    above || end + 1 < view.tokens.end() && holds((end + 1).to(view.line_end(end + 1)), number + 1)
}

/// `[{180, actor, "update"}, {220, …}]`: a response is not an element of a list of tuples.
fn is_in_listed_tuple(part: &Part<'_, '_>, place: &Place) -> bool {
    let view = part.view;
    let Some(candidate) = part.candidate(&place.range).filter(|_| view.language.has_tuples) else { return false };
    let mut around = candidate.enclosures();
    let is_tuple = around.next().is_some_and(|around| around.bracket == b'{');
    is_tuple && around.next().is_some_and(|around| around.bracket == b'[')
}

/// `res.status(44)`, `status_code=2000`
fn takes_code(part: &Part<'_, '_>, place: &Place) -> bool {
    let Some(candidate) = part.candidate(&place.range) else { return false };
    let folded = |word: &str| word.to_ascii_lowercase().replace(['_', '-'], "");
    let is_code = |word: &str| words::CODE_KEYS.contains(&folded(word).as_str());
    let view = part.view;
    let call = candidate.enclosure(candidate.first).filter(|call| call.bracket == b'(');
    let is_keyed =
        || candidate.relation().is_some_and(|(_, path)| path.words.first().is_some_and(|word| is_code(word)));
    let is_response = |path: &[&str]| {
        path.first().is_some_and(|word| words::STATUS_CALLS.contains(&folded(word).as_str()))
            && path.get(1).is_some_and(|owner| words::RESPONSES.contains(&folded(owner).as_str()))
    };
    let is_called = call.is_some_and(|call| {
        let is_alone = candidate.before() == Some(call.open) && view.get(candidate.after()) == ")";
        is_alone && is_response(&call.callee.words)
    });
    is_called || is_keyed() && call_is_response(part, place)
}

/// Whether the keyed value stands in a call that makes a response or an exception.
fn call_is_response(part: &Part<'_, '_>, place: &Place) -> bool {
    let Some(candidate) = part.candidate(&place.range) else { return false };
    let call = candidate.enclosure(candidate.first).filter(|call| call.bracket == b'(');
    let callee = call.and_then(|call| call.callee.words.first().map(|word| word.to_ascii_lowercase()));
    callee.is_some_and(|callee| {
        callee.ends_with("response") || callee.ends_with("exception") || callee.ends_with("error")
    })
}

/// `deny,status:44` among the actions of `ModSecurity`, which stand in a string.
fn actions(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    let view = part.view;
    for index in part.tokens().filter(|index| view.is_kind(Some(*index), TokenKind::Number)) {
        let is_status = view.get(index.checked_sub(1)) == ":" && view.get(index.checked_sub(2)) == "status";
        let starts_so = || matches!(view.str(view.line_start(index)), "SecRule" | "SecAction" | "SecDefaultAction");
        if is_status && starts_so() && !is_known(part, view.str(index)) {
            found.push(Finding::new(Rule::UnregisteredCode, part.range(index, index), message(view.str(index))));
        }
    }
}

fn message(digits: &str) -> String {
    let class = match (digits.len(), digits.as_bytes()[0]) {
        (3, digit @ b'1'..=b'5') => format!("clients treat it as {}00", char::from(digit)),
        _ => "a status has three digits and begins with 1 to 5".to_owned(),
    };
    format!("{digits} is neither registered nor a vendor's status: {class}.")
}

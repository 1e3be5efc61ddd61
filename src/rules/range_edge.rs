//! `range-edge`: comparisons that miss the first or last code of a class, or take one too many.

use crate::catalog::LanguageKind;
use crate::detect::{MentionKind, Region, TokenIndex};

use super::finding::Finding;
use super::part::Part;
use crate::catalog::Rule;

pub(super) fn check(part: &Part<'_, '_>, found: &mut Vec<Finding>) {
    // In a Lisp the sign stands before both.
    if part.view.language.kind != LanguageKind::Code || part.view.language.is_prefix_notation {
        return;
    }
    for (place, mention) in part.mentions().filter(|(_, mention)| mention.kind == MentionKind::Number) {
        let number = mention.code.number();
        if matches!(number % 100, 0 | 99)
            && let Some((index, _)) = part.tokens_of(&place.range)
            && !part.is_comment(index)
        {
            found.extend(compared(part, index, number).or_else(|| range(part, index, number)));
        }
    }
}

/// `status > 400`, `400 < status`: the sign as it reads with the status on the left, and whether it does not stand so.
fn sign(part: &Part<'_, '_>, index: TokenIndex) -> Option<(&'static str, TokenIndex, bool)> {
    const SIGNS: [(&str, &str); 4] = [("<", ">"), ("<=", ">="), (">", "<"), (">=", "<=")];
    let view = part.view;
    let is_sign = |at: TokenIndex| SIGNS.iter().find(|(sign, _)| *sign == view.str(at));
    if let Some((sign, _)) = index.checked_sub(1).and_then(is_sign) {
        return Some((sign, index - 1, false));
    }
    let after = index + 1;
    is_sign(after).map(|(_, turned)| (*turned, after, true))
}

fn compared(part: &Part<'_, '_>, index: TokenIndex, number: u16) -> Option<Finding> {
    let view = part.view;
    let (sign, mark, is_turned) = sign(part, index)?;
    // `<h1>500</h1>`, in a string or not.
    let ends_tag = sign.starts_with('>') && view.str(index + 1).starts_with('<');
    if ends_tag || view.tokens[index].region != Region::Code {
        return None;
    }
    // A generic type or a shift is no comparison.
    let other = if is_turned { mark + 1 } else { mark.checked_sub(1)? };
    if !view.is_word(other) && !matches!(view.str(other), ")" | "]" | "\"" | "'" | "$" | "(" | "*" | "&") {
        return None;
    }
    if !is_turned && is_difference(part, other) {
        return None;
    }
    let (message, better, text) = match (sign, number) {
        // A mere `> 200` may mean each other code, and beside a range of errors all that is not plainly right.
        (">", 200) if is_paired(part, index) && !is_beside_errors(part, index) => (misses(part, number), ">=", number),
        (">", 300 | 400 | 500) => (misses(part, number), ">=", number),
        ("<=", 300 | 400 | 500 | 600) if number < 600 || is_paired(part, index) => (takes(part, number), "<", number),
        ("<", 299 | 399 | 499 | 599) => (misses(part, number), "<", number + 1),
        (">=", 299 | 399) => (takes(part, number), ">", number),
        _ => return None,
    };
    let better = if is_turned { turned(better) } else { better };
    let range = part.range(mark.min(index), mark.max(index));
    let between = &view.text[view.tokens[mark.min(index)].end.at()..view.tokens[mark.max(index)].start.at()];
    let new_text = if is_turned { format!("{text}{between}{better}") } else { format!("{better}{between}{text}") };
    let finding = Finding::new(Rule::RangeEdge, range.clone(), message);
    Some(finding.replacing(format!("Write `{new_text}`"), range, new_text))
}

fn misses(part: &Part<'_, '_>, number: u16) -> String {
    format!("This comparison leaves out {}, {}.", named(part, number), edge(number))
}

fn takes(part: &Part<'_, '_>, number: u16) -> String {
    format!("This comparison takes in {}, {}.", named(part, number), edge(number))
}

fn named(part: &Part<'_, '_>, number: u16) -> String {
    match crate::catalog::Code::new(number).filter(|code| code.number().is_multiple_of(100)) {
        Some(code) => part.titled(code),
        None => number.to_string(),
    }
}

/// `the first code of the 4xx class`
fn edge(number: u16) -> String {
    match (number, number % 100) {
        (600, _) => "which is no status".to_owned(),
        (_, 0) => format!("the first code of the {}xx class", number / 100),
        _ => format!("the last code of the {}xx class", number / 100),
    }
}

fn turned(sign: &str) -> &'static str {
    match sign {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        _ => "<=",
    }
}

/// Whether another number on the line is compared too: `> 200 && status < 300`.
fn is_paired(part: &Part<'_, '_>, index: TokenIndex) -> bool {
    compared_beside(part, index).next().is_some()
}

/// Whether the line also has a range of errors: `status >= 400 && status < 600 || status > 200 && status < 300`.
fn is_beside_errors(part: &Part<'_, '_>, index: TokenIndex) -> bool {
    compared_beside(part, index).any(|number| number >= 400)
}

/// The other numbers of three digits that the line compares.
fn compared_beside(part: &Part<'_, '_>, index: TokenIndex) -> impl Iterator<Item = u16> {
    let numbers = part.view.candidates(&part.view.line(index)).filter(move |at| *at != index);
    let codes = numbers.filter_map(|at| Some((at, part.view.str(at).parse::<u16>().ok()?)));
    codes.filter(|(at, _)| part.view.str(*at).len() == 3 && sign(part, *at).is_some()).map(|(_, number)| number)
}

/// `now() - self.last_status > 300`: what ends with the token `last` is reckoned, and no status.
fn is_difference(part: &Part<'_, '_>, last: TokenIndex) -> bool {
    let view = part.view;
    if !view.is_word(last) {
        return false;
    }
    let mut first = last;
    while let Some(mark) = view.glued_before(first).filter(|mark| matches!(view.str(*mark), "." | "->" | "::" | "?.")) {
        let Some(owner) = view.glued_before(mark).filter(|owner| view.is_word(*owner)) else { return false };
        first = owner;
    }
    matches!(view.get(first.checked_sub(1)), "-" | "+" | "*" | "/" | "%")
}

/// How a language reads the signs between two numbers.
#[derive(Clone, Copy, PartialEq)]
enum End {
    Inclusive,
    Exclusive,
}

/// `200..300`, `range(200, 299)`: the number at `index` ends it.
fn range(part: &Part<'_, '_>, index: TokenIndex, number: u16) -> Option<Finding> {
    let view = part.view;
    // In a string or comment `100..599` is prose.
    if view.tokens[index].region != Region::Code {
        return None;
    }
    // The signs may be several tokens.
    let first = (1..=5).filter_map(|back| index.checked_sub(back)).find(|at| {
        let text = view.str(*at);
        text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_digit())
    })?;
    let start: u16 = view.str(first).parse().ok().filter(|start| start % 100 == 0 && *start < number)?;
    let between = &view.text[view.tokens[first].end.at()..view.tokens[index].start.at()];
    let opens = first.checked_sub(2).filter(|_| view.get(first.checked_sub(1)) == "(").map(|callee| view.str(callee));
    let end = end_of(view.language.id, between.trim(), opens)?;
    let (message, better) = match (end, number) {
        (End::Inclusive, 300 | 400 | 500) if start < number => (takes(part, number), number - 1),
        (End::Exclusive, 299 | 399 | 499 | 599) => (misses(part, number), number + 1),
        _ => return None,
    };
    let range = part.range(index, index);
    let finding = Finding::new(Rule::RangeEdge, range.clone(), message.replace("comparison", "range"));
    Some(finding.replacing(format!("Write `{better}`"), range, better.to_string()))
}

fn end_of(language: &str, sign: &str, callee: Option<&str>) -> Option<End> {
    let is_one_of = |languages: &[&str]| languages.contains(&language);
    match sign {
        ".." if is_one_of(&[
            "ruby",
            "crystal",
            "kotlin",
            "groovy",
            "perl",
            "elixir",
            "coffeescript",
            "nim",
            "fsharp",
        ]) =>
        {
            Some(End::Inclusive)
        }
        ".." if is_one_of(&["rust", "zig"]) => Some(End::Exclusive),
        "..." if is_one_of(&["swift", "zig"]) => Some(End::Inclusive),
        "..." if is_one_of(&["ruby", "crystal", "coffeescript"]) => Some(End::Exclusive),
        "..=" if language == "rust" => Some(End::Inclusive),
        "..<" if is_one_of(&["swift", "kotlin", "groovy", "nim"]) => Some(End::Exclusive),
        "to" if language == "scala" => Some(End::Inclusive),
        "until" if is_one_of(&["scala", "kotlin"]) => Some(End::Exclusive),
        "," if callee == Some("range") && language == "python" => Some(End::Exclusive),
        "," if callee == Some("range") && language == "php" => Some(End::Inclusive),
        _ => None,
    }
}

//! The ends of a class of statuses: `200..299`, `code >= 400 && code < 500`.

use crate::catalog::Code;
use crate::catalog::evidence::Relation;
use crate::catalog::tables::{RANGE_JOINTS, relation_of};

use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;

/// The ends of a class: `200..299`, `between? 200, 299`, `200 - 399`, `500..<600`.
pub(crate) fn range_of_class(view: &View<'_>, first: TokenIndex, last: TokenIndex) -> bool {
    let number = |at: Option<TokenIndex>| {
        at.filter(|at| view.is_kind(Some(*at), TokenKind::Number)).and_then(|at| view.code(at))
    };
    let Some(own) = number(Some(first)) else { return false };
    let joins = |from: TokenIndex, to: TokenIndex| {
        from.to(to).all(|at| {
            let joint = view.str(at);
            matches!(joint, "=" | "-" | "–" | "," | "<")
                || joint.starts_with('.')
                || RANGE_JOINTS.iter().any(|known| joint.eq_ignore_ascii_case(known))
        })
    };
    let other = (2..=4).find_map(|far| {
        let behind = number(Some(last + far)).filter(|_| joins(last + 1, last + far)).map(|code| (own, code));
        let before = first
            .checked_sub(far)
            .and_then(|at| number(Some(at)).filter(|_| joins(at + 1, first)))
            .map(|code| (code, own));
        behind.or(before)
    });
    // Numbers between commas need not be a range; there only 99 makes an end.
    let has = |sign: &str| view.str(last + 1) == sign || view.get(first.checked_sub(1)) == sign;
    let is_inclusive = |equals: Option<TokenIndex>| {
        view.get(equals) == "=" && view.get(equals.and_then(|at| at.checked_sub(1))) == "."
    };
    let is_inclusive = is_inclusive(Some(last + 3)) || is_inclusive(first.checked_sub(1));
    other.is_some_and(|(low, high)| {
        // `200..=300` includes its end, so it does not end with a class.
        let is_next_class = high.number() == low.number() + 100 && !has(",") && !is_inclusive;
        low.number() % 100 == 0 && high > low && (high.number() % 100 == 99 || is_next_class)
    })
}

/// `500 <= code && code < 600`, `x >= 400 and x <= 499`: both ends of classes on one line.
pub(crate) fn compared_with_both_ends(view: &View<'_>, index: TokenIndex) -> bool {
    compared_with(view, index, u16::MAX)
}

/// The same for the ends of one class.
pub(crate) fn compared_with_one_class(view: &View<'_>, index: TokenIndex) -> bool {
    compared_with(view, index, 100)
}

/// The same for ends that are no more than `most` apart.
fn compared_with(view: &View<'_>, index: TokenIndex, most: u16) -> bool {
    let edge = |at: TokenIndex| {
        let is_ordered = |at: Option<TokenIndex>| matches!(view.get(at), "<" | "<=" | ">" | ">=");
        let is_compared = is_ordered(at.checked_sub(1)) || is_ordered(Some(at + 1));
        view.code(at).filter(|code| is_compared && matches!(code.number() % 100, 0 | 99))
    };
    let Some(own) = edge(index) else { return false };
    let is_end = |low: Code, high: Code| {
        let apart = high.number() - low.number();
        low.number().is_multiple_of(100) && (91..=most).contains(&apart)
    };
    view.line(index)
        .near(index, 16)
        .filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Number))
        .filter_map(edge)
        .any(|other| is_end(own.min(other), own.max(other)))
}

/// `code < 0 || code > 255`, `code === 69 || code === 101`: a name that the same line compares with a number below 100 is not a status. A
/// comparison for equality with one digit does not count, since many programs use 0 for no response.
pub(crate) fn ordered_with_small(view: &View<'_>, index: TokenIndex, operand: Option<&str>) -> bool {
    let Some(operand) = operand else { return false };
    let is_ordered = |at: TokenIndex| relation_of(view.str(at)) == Some(Relation::Ordered);
    view.line(index)
        .filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Number) && view.str(*at).len() <= 2)
        .any(|at| {
            let near = at.saturating_sub(4).to(at + 4);
            let has_operand = near.clone().any(|near| view.str(near) == operand);
            let is_equal = |at: TokenIndex| matches!(view.str(at), "==" | "===");
            let is_compared = near.clone().any(is_ordered) || view.str(at).len() == 2 && near.clone().any(is_equal);
            has_operand && is_compared && view.str(at).bytes().all(|byte| byte.is_ascii_digit())
        })
}

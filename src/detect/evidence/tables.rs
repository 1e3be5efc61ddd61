//! Evidence from tables and columns, and from the line that a number is shown for.

use arrayvec::ArrayVec;

use crate::catalog::Code;

use crate::detect::tokens::positions::{TokenIndex, TokenRange};
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::operand::{OperandPath, PATH_WORDS};

/// Where the number is alone on its line or in its comment, the operand at the end of the line above or before the comment:
/// `>>> r.status_code` and below it `200`, `response.status # => 200`.
pub(crate) fn shown_for<'a>(candidate: &Candidate<'_, 'a>) -> Option<OperandPath<'a>> {
    let view = candidate.view;
    let line = view.line(candidate.first);
    let is_sign = |at: TokenIndex| {
        matches!(view.tokens[at].kind, TokenKind::Operator | TokenKind::Punctuation) && view.str(at) != ","
    };
    let is_comment = view.tokens[candidate.first].region == Region::Comment;
    let first = line
        .start
        .to(candidate.first)
        .rev()
        .find(|at| !is_sign(*at) || (is_comment && view.tokens[*at].region != Region::Comment));
    let is_key = candidate
        .after()
        .is_some_and(|after| line.contains(&after) && matches!(view.str(after), ":" | "=" | "=>" | "->"));
    let is_alone = !is_key
        && (candidate.last + 1)
            .to(line.end)
            .all(|at| is_sign(at) || !is_comment && view.tokens[at].region == Region::Comment);
    if !is_alone {
        return None;
    }
    let path = match first {
        Some(code) if is_comment && view.tokens[code].region == Region::Code => {
            let outside = Candidate { view, first: code + 1, last: code + 1, region: Region::Code, is_quoted: false };
            outside.path_before(code + 1)
        }
        Some(_) => return None,
        None => {
            let above = view.lines_above(candidate.first).next()?;
            candidate.path_before(above.end)
        }
    };
    (!path.words.is_empty()).then_some(path)
}

/// How many lines above and below are searched for the other rows of a table.
const ROWS: usize = 8;

/// Where the number is the first on its line, the first numbers of the lines around that begin in the same way: the keys of
/// a map, the arms of a switch, the first column of a table.
pub(crate) fn numbers_below(view: &View<'_>, index: TokenIndex) -> Vec<Option<Code>> {
    let opening = |line: &TokenRange| {
        let number = line.clone().take(6).find(|at| view.is_kind(Some(*at), TokenKind::Number))?;
        Some((line.start.to(number), number))
    };
    let own = view.line(index);
    let Some((before, first)) = opening(&own) else { return Vec::new() };
    let stands_for_something = own.end > first + 1 && !matches!(view.str(first + 1), "," | ")" | "]" | "}");
    if first != index || !stands_for_something {
        return Vec::new();
    }
    let begins_alike = |other: &TokenRange| {
        other.len() == before.len() && before.clone().zip(other.clone()).all(|(a, b)| view.str(a) == view.str(b))
    };
    let mut found = Vec::new();
    let mut read = |line: TokenRange| {
        if let Some((_, number)) = opening(&line).filter(|(start, _)| begins_alike(start)) {
            found.push(view.code(number));
        }
    };
    view.lines_above(index).take(ROWS).for_each(&mut read);
    let mut end = own.end;
    for _ in 0..ROWS {
        if end + 1 >= view.tokens.end() {
            break;
        }
        let line = view.line(end + 1);
        end = line.end;
        read(line);
    }
    found
}

/// The words at the head of the column that the number stands in, in a table drawn with `|`.
pub(crate) fn table_head<'a>(view: &View<'a>, index: TokenIndex) -> Option<OperandPath<'a>> {
    let head = view.column_head(index)?;
    let is_word = |at: &TokenIndex| view.is_word(*at);
    let words: ArrayVec<&str, PATH_WORDS> = head.filter(is_word).take(PATH_WORDS).map(|at| view.str(at)).collect();
    (!words.is_empty()).then(|| OperandPath::of(words.into_iter().rev()))
}

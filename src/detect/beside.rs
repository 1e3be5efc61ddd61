//! What stands on a number's own line and on the lines around it.

use crate::catalog::Code;

use super::context::{file_speaks, numbers_below, table_head, words_around};
use super::contra::is_page;
use super::evidence::{Piece, Verdict};
use super::lexer::{Region, TokenKind};
use super::numbers::prior_of;
use super::phrases;
use super::site::Site;
use super::view::View;
use super::words::{Role, weight};

/// What stands on the same line: the status's own phrase, HTTP words, words about something else. Answers whether the
/// status is named there.
pub(crate) fn beside(site: &Site<'_, '_>, index: usize, code: Code, structure: f32, verdict: &mut Verdict) -> bool {
    let view = site.view;
    let has_phrase = phrases::stands_beside(view, index, code);
    let is_named = has_phrase || phrases::is_named_on_line(view, index, code);
    if is_named {
        verdict.add(if has_phrase { Piece::BesideItsPhrase } else { Piece::BesideItsName });
    } else if structure >= 0.0 && phrases::stands_on_neighbouring_line(view, index, code) {
        verdict.add(Piece::PhraseOnNextLine);
    }
    let line = view.line(index);
    let is_text = site.is_text();
    let mut near = 0.0f32;
    let mut far = 0.0f32;
    let from = line.start.max(index.saturating_sub(40));
    let to = line.end.min(index + 40);
    for at in (from..to).filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Word)) {
        let weight = weight(Role::Line, view.str(at));
        if weight != 0.0 {
            // What is said in the same string or comment says more of a number there than the code around it.
            let is_elsewhere = site.region != Region::Code && view.tokens[at].region != site.region;
            if at.abs_diff(index) <= 6 && !is_elsewhere { near += weight } else { far += weight * 0.4 }
        }
    }
    let sum = near.clamp(-5.0, 5.0) + far.clamp(-2.5, 2.5);
    verdict.add_times(if is_text { Piece::WordsOfText } else { Piece::WordsOfLine }, sum);
    if is_text {
        verdict.add_times(Piece::CommonInText, prior_of(code).clamp(0.0, 0.8));
        if is_behind_article(view, index) {
            verdict.add(Piece::BehindArticle);
        }
    }
    if is_page(view, index) {
        verdict.add(Piece::PageNamedForIt);
    }
    let in_row = numbers_in_row(view, index);
    if let Some(in_row) = known_codes(&in_row).filter(|codes| is_distinct_list(codes, code)) {
        verdict.add_times(Piece::RowOfCodes, (in_row.len() as f32).min(3.0));
    }
    if let Some(column) = known_codes(&numbers_below(view, index)).filter(|codes| is_distinct_list(codes, code)) {
        verdict.add_times(Piece::FirstOnLinesOfCodes, (column.len() as f32).min(3.0));
    }
    if let Some(head) = table_head(view, index) {
        verdict.add_times(Piece::UnderColumnHead, head.weight(Role::Key).clamp(-4.0, 5.0));
    }
    verdict.add_times(Piece::WordsAround, words_around(view, index));
    verdict.add_times(Piece::FileSpeaksHttp, file_speaks(view));
    is_named
}

/// `a 404`, `an early 400`, `the 302`: `a` and `an` may have words between them and the number.
pub(crate) fn is_behind_article(view: &View<'_>, index: usize) -> bool {
    let mut before = (index.saturating_sub(4)..index).rev().take_while(|at| {
        view.is_kind(Some(*at), TokenKind::Word) && view.tokens[*at].region == view.tokens[index].region
    });
    let Some(nearest) = before.next() else { return false };
    matches!(view.str(nearest), "a" | "an" | "A" | "An" | "the" | "The" | "second" | "first")
        || before.any(|at| matches!(view.str(at), "a" | "an" | "A" | "An"))
}

/// The codes that an enumeration without brackets joins to the number: `301, 302 or 307`, `(?:200|304)`.
fn numbers_in_row(view: &View<'_>, index: usize) -> Vec<Option<Code>> {
    let joins = |at: usize| matches!(view.str(at), "," | "/" | "|" | "or" | "and" | "&" | "`" | "||");
    let number = |at: usize| Some(at).filter(|at| view.is_kind(Some(*at), TokenKind::Number));
    let line = view.line(index);
    let mut found = Vec::new();
    let mut collect = |way: &mut dyn Iterator<Item = usize>| {
        let mut since = 0;
        for at in way {
            if let Some(number) = number(at).filter(|_| since > 0) {
                found.push(Code::parse(view.str(number)));
                since = 0;
            } else if joins(at) && since < 4 {
                since += 1;
            } else {
                return;
            }
        }
    };
    collect(&mut (line.start..index).rev().take(24));
    collect(&mut (index + 1..line.end).take(24));
    found
}

/// The codes, if there are any and all are in the catalogue.
pub(crate) fn known_codes(codes: &[Option<Code>]) -> Option<Vec<Code>> {
    let known: Vec<Code> = codes.iter().flatten().copied().filter(|code| code.status().is_some()).collect();
    (!known.is_empty() && known.len() == codes.len()).then_some(known)
}

/// Steps such as 100, 200, 300 are no list of statuses; 301, 302, 307 are.
pub(crate) fn is_distinct_list(codes: &[Code], code: Code) -> bool {
    let (mut round, mut all) = (0, 0);
    for code in codes.iter().chain([&code]) {
        all += 1;
        round += u32::from(code.number().is_multiple_of(50));
    }
    round * 2 <= all
}

//! Evidence from a number's line and the lines around it.

use crate::catalog::Code;
use crate::catalog::tables::{LIST_JOINTS, Piece, Role, STATUS_NOUNS};

use crate::detect::evidence::code_lists::{is_distinct_list, known_codes};
use crate::detect::evidence::phrases;
use crate::detect::evidence::surroundings::other_protocol;
use crate::detect::evidence::tables::{numbers_below, shown_for, table_head};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::evidence::wording::{is_behind_article, is_page};
use crate::detect::tokens::positions::TokenIndex;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// Adds the evidence of the same line: the status's reason phrase, other codes. Returns whether the status is named there.
pub(crate) fn add_line_evidence(
    candidate: &Candidate<'_, '_>,
    index: TokenIndex,
    code: Code,
    verdict: &mut Verdict<'_>,
) -> bool {
    let view = candidate.view;
    let has_phrase = phrases::stands_beside(view, index, code);
    let is_named = has_phrase || phrases::is_named_on_line(view, index, code);
    if is_named {
        verdict.add(if has_phrase { Piece::BesideItsPhrase } else { Piece::BesideItsName });
    }
    if is_said_again(view, index) {
        verdict.add(Piece::SaidAgain);
    }
    if candidate.is_text() && is_behind_article(view, index) {
        verdict.add(Piece::BehindArticle);
    }
    if is_page(view, index) {
        verdict.add(Piece::PageNamedForIt);
    }
    let in_row = numbers_in_row(view, index);
    if let Some(in_row) = known_codes(&in_row).filter(|codes| is_distinct_list(codes, code)) {
        verdict.add_times(Piece::RowOfCodes, in_row.len() as f32);
    }
    if let Some(column) = known_codes(&numbers_below(view, index)).filter(|codes| is_distinct_list(codes, code)) {
        verdict.add_times(Piece::FirstOnLinesOfCodes, column.len() as f32);
    }
    if let Some(head) = table_head(view, index) {
        verdict.add_times(Piece::UnderColumnHead, head.weight());
    }
    if let Some(path) = shown_for(candidate) {
        verdict.add_words(Piece::ShownFor, path.roles(Role::Key, Role::Owner));
    }
    is_named
}

/// `assert(200 == c, "expected status code 200")`: whether a string or comment on the line calls the same number a status.
fn is_said_again(view: &View<'_>, index: TokenIndex) -> bool {
    const TOKENS: usize = 40;
    let own = view.str(index);
    view.tokens[index].region == Region::Code
        && view
            .line(index)
            .near(index, TOKENS)
            .filter(|at| view.tokens[*at].region != Region::Code && view.str(*at) == own)
            .any(|at| at.saturating_sub(2).to(at).any(|word| STATUS_NOUNS.contains(&view.str(word))))
}

/// Adds the evidence of the status's phrase on a line next to the number's. Returns whether it stands there.
pub(crate) fn phrase_on_next_line(
    candidate: &Candidate<'_, '_>,
    index: TokenIndex,
    code: Code,
    verdict: &mut Verdict<'_>,
) -> bool {
    let stands = phrases::stands_on_neighboring_line(candidate.view, index, code);
    if stands {
        verdict.add(Piece::PhraseOnNextLine);
    }
    stands
}

/// Adds the words of the line, of the lines around and of the file. Returns the part of their sum that is for a status.
pub(crate) fn add_surrounding_words(
    candidate: &Candidate<'_, '_>,
    index: TokenIndex,
    verdict: &mut Verdict<'_>,
) -> f32 {
    let view = candidate.view;
    let before = verdict.sum();
    let is_text = candidate.is_text();
    verdict.add_words(if is_text { Piece::WordsOfText } else { Piece::WordsOfLine }, words_of_line(candidate, index));
    if is_text {
        verdict.add_words(Piece::WordsNextToIt, words_next_to(view, index));
    }
    verdict.add_around(Piece::WordsAround, view, index);
    verdict.add_times(Piece::FileSpeaksHttp, view.preamble.http_likelihood());
    verdict.add_times(Piece::OtherProtocol, other_protocol(view, index));
    (verdict.sum() - before).max(0.0)
}

/// The words on the number's own line, near and far.
fn words_of_line<'a>(candidate: &Candidate<'_, 'a>, index: TokenIndex) -> impl Iterator<Item = (Role, &'a str, f32)> {
    /// Tokens to each side that are read, and how many of them count as next to the number.
    const READ: usize = 40;
    const NEXT_TO: usize = 6;
    let view = candidate.view;
    let near = if candidate.is_text() { Role::NearText } else { Role::NearCode };
    let is_word = move |at: &TokenIndex| *at != index && view.is_word(*at) && view.may_weigh(&view.tokens[*at]);
    view.line(index).near(index, READ).filter(is_word).map(move |at| {
        // Words outside of the string or comment that holds the number are weak evidence.
        let is_outside = candidate.region != Region::Code && view.tokens[at].region != candidate.region;
        let role = match at.abs_diff(index) {
            _ if is_outside => Role::Outside,
            0..=NEXT_TO => near,
            _ => Role::Far,
        };
        (role, view.str(at), 1.0)
    })
}

/// The words right before and behind a number in a text, with only blanks between.
fn words_next_to<'a>(view: &View<'a>, index: TokenIndex) -> impl Iterator<Item = (Role, &'a str, f32)> {
    let is_word = |at: Option<TokenIndex>| {
        at.filter(|at| {
            let region = |at: TokenIndex| view.tokens.get(at).map(|token| token.region);
            view.is_word(*at) && region(*at) == region(index)
        })
    };
    let before = is_word(index.checked_sub(1)).map(|at| (Role::Before, view.str(at), 1.0));
    let after = is_word(Some(index + 1)).map(|at| (Role::After, view.str(at), 1.0));
    before.into_iter().chain(after)
}

/// The codes that an enumeration without brackets joins to the number: `301, 302 or 307`, `(?:200|304)`.
fn numbers_in_row(view: &View<'_>, index: TokenIndex) -> Vec<Option<Code>> {
    let joins = |at: TokenIndex| {
        matches!(view.str(at), "," | "/" | "|" | "&" | "`" | "||") || LIST_JOINTS.contains(&view.str(at))
    };
    let number = |at: TokenIndex| Some(at).filter(|at| view.is_kind(Some(*at), TokenKind::Number));
    let line = view.line(index);
    let mut found = Vec::new();
    let mut collect = |way: &mut dyn Iterator<Item = TokenIndex>| {
        let mut since = 0;
        for at in way {
            if let Some(number) = number(at).filter(|_| since > 0) {
                found.push(view.code(number));
                since = 0;
            } else if joins(at) && since < 4 {
                since += 1;
            } else {
                return;
            }
        }
    };
    collect(&mut line.start.to(index).rev().take(24));
    collect(&mut (index + 1).to(line.end).take(24));
    found
}

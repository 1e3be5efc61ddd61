//! Whether a three-digit number is a status.

use std::ops::Range;

use crate::catalog::tables::{CLASS_PRIORS, Phase, Piece, Role, STATUS_FIELDS, threshold};
use crate::catalog::weights::Phases;
use crate::catalog::{Code, LanguageKind, Status};

use crate::detect::evidence::against::{add_counter_evidence, is_part_of_something_else};
use crate::detect::evidence::line::{add_line_evidence, add_surrounding_words, phrase_on_next_line};
use crate::detect::evidence::patterns::add_shapes;
use crate::detect::evidence::phrases;
use crate::detect::evidence::prior::{PRIOR, kind_of_file, prior_of};
use crate::detect::evidence::recurrence::add_recurrence;
use crate::detect::evidence::structure::{structure, structure_alone};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::judges::class;
use crate::detect::judges::crowd::Crowd;
use crate::detect::lexicon::status_words;
use crate::detect::lexicon::words::{split, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::positions::{ExcerptByte, TokenIndex};
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// Whether the number at `index` is as long as a code or a class is written: `404`, `404s`, `404u16`, `4xx`, or `5` before `..`.
pub(crate) fn may_be_code(view: &View<'_>, index: TokenIndex) -> bool {
    let token = view.tokens[index];
    match token.length() {
        3 | 4 => true,
        5..=9 => view.digits(index).len() == 3,
        1 => {
            matches!(view.text.as_bytes().get(token.end.at()), Some(b'.' | b'|' | b')' | b'\\' | b'['))
                || class::is_in_set(view, index)
        }
        2 => class::is_in_set(view, index),
        _ => false,
    }
}

/// The verdict on the number at `index`; those of `crowd` that stand alike are read once.
pub(crate) fn judge<'a>(view: &View<'a>, crowd: &Crowd<Verdict<'a>>, index: TokenIndex) -> Option<Verdict<'a>> {
    let (code, range) = code_at(view, index)?;
    let may_be = |at| code_at(view, at).is_some();
    let read_first = |first| {
        let (code, range) = code_at(view, first).unwrap_or((code, range.clone()));
        read(view, first, code, range, true)
    };
    let retell = |told: &Verdict<'a>, _| retold(told, code, range.clone());
    let told = crowd.shared(view, (&view.list.numbers, index), may_be, read_first, retell);
    Some(completed(view, told.unwrap_or_else(|| read(view, index, code, range, false))))
}

/// The same, whatever stands alike near by.
pub(crate) fn judge_alone<'a>(view: &View<'a>, index: TokenIndex) -> Option<Verdict<'a>> {
    let (code, range) = code_at(view, index)?;
    Some(completed(view, read(view, index, code, range, false)))
}

/// The verdict with the pieces for a code that the catalog does not have.
fn completed<'a>(view: &View<'a>, mut verdict: Verdict<'a>) -> Verdict<'a> {
    // 299, 399 and 600 are no statuses, but they end ranges of them.
    let is_unknown = !view.catalog.is_status(verdict.code) && !verdict.is_decided;
    if is_unknown && !(verdict.is_bound && matches!(verdict.code.number() % 100, 0 | 99)) {
        verdict.add(Piece::UnregisteredCode);
        if verdict.sum_of(&GOVERNORS) >= threshold::GOVERNED_BY_STATUS {
            verdict.add(Piece::UnregisteredInPlace);
        }
    }
    verdict
}

/// The code that a number may be, and its bytes.
fn code_at(view: &View<'_>, index: TokenIndex) -> Option<(Code, Range<ExcerptByte>)> {
    let token = view.tokens[index];
    let text = view.digits(index);
    let plural = text.strip_suffix('s').filter(|_| view.is_prose() || token.region != Region::Code);
    let digits = plural.unwrap_or(text);
    let code = Code::parse(digits).filter(|code| code.number() <= 600 || view.catalog.is_status(*code))?;
    let range = token.start..token.start + digits.len();
    (!is_part_of_something_else(view, index)).then_some((code, range))
}

/// The evidence around the number at `index`.
fn read<'a>(view: &View<'a>, index: TokenIndex, code: Code, range: Range<ExcerptByte>, is_shared: bool) -> Verdict<'a> {
    let mut verdict = Verdict::new(view.weights, range, code, MentionKind::Number);
    verdict.is_shared = is_shared;
    if view.is_thorough {
        verdict = verdict.recording_words();
    }
    let candidate = Candidate::new(view, index, index);
    if view.digits(index).len() > 3 && view.glued_before(index).is_none() {
        verdict.add(Piece::Plural);
    }
    verdict.is_decided = judge_as(&candidate, index, (code, prior_of(code)), Phase::NumberCode.into(), &mut verdict);
    verdict
}

/// The same verdict for another code.
fn retold<'a>(told: &Verdict<'a>, code: Code, range: Range<ExcerptByte>) -> Verdict<'a> {
    let mut verdict = told.without(PRIOR, Piece::RareCode);
    (verdict.code, verdict.range) = (code, range);
    add_prior(code, prior_of(code), &mut verdict);
    verdict
}

/// The pieces that govern a value.
const GOVERNORS: [Piece; 7] = [
    Piece::TiedTo,
    Piece::CalledWith,
    Piece::CalleeSays,
    Piece::CheckedAgainst,
    Piece::ArmOfSwitch,
    Piece::UnderColumnHead,
    Piece::BesideItsPhrase,
];

/// Adds the evidence for the candidate, whose token is at `index`, as if it were that code, with its prior. Evidence of the phases `rest`
/// comes afterwards. Returns whether that is final.
fn judge_as(
    candidate: &Candidate<'_, '_>,
    index: TokenIndex,
    (code, prior): (Code, Option<f32>),
    rest: Phases,
    verdict: &mut Verdict<'_>,
) -> bool {
    verdict.add(Piece::Bias);
    add_prior(code, prior, verdict);
    kind_of_file(verdict, candidate.view);
    region(verdict, candidate);
    let is_field = log_field(candidate, index, verdict);
    let decides = add_shapes(candidate.view, index, verdict) || is_field;
    if !decides {
        weigh(candidate, index, code, rest, verdict);
    }
    decides
}

/// Adds the piece for the field of a log that holds the number, by the line of field names. That is final.
fn log_field(candidate: &Candidate<'_, '_>, index: TokenIndex, verdict: &mut Verdict<'_>) -> bool {
    if candidate.view.language.kind != LanguageKind::Log {
        return false;
    }
    let Some(field) = candidate.view.field_of_log(index) else { return false };
    let is_status = STATUS_FIELDS.contains(&field);
    verdict.add(if is_status { Piece::StatusFieldOfLog } else { Piece::OtherFieldOfLog });
    true
}

fn add_prior(code: Code, prior: Option<f32>, verdict: &mut Verdict<'_>) {
    match prior {
        Some(weight) => verdict.add_named(PRIOR, weight),
        None if code.status().is_some() => verdict.add(Piece::RareCode),
        None => {}
    }
}

/// Adds the evidence around the candidate, for it and against it.
fn weigh(candidate: &Candidate<'_, '_>, index: TokenIndex, code: Code, rest: Phases, verdict: &mut Verdict<'_>) {
    let before = verdict.sum();
    let structure_speaks = structure(candidate, code, verdict);
    let structure = verdict.sum() - before;
    let is_named = add_line_evidence(candidate, index, code, verdict);
    let is_named = is_named || structure >= 0.0 && phrase_on_next_line(candidate, index, code, verdict);
    if structure < 0.0 {
        if is_named && is_governed_by_name(candidate, code) {
            // In `REQUEST_TIMEOUT(408, "Request Timeout")` the words are those of the status itself.
            verdict.add_times(Piece::NamedDespite, -structure);
        } else if structure < threshold::GOVERNED_BY_OTHER && !is_named {
            // The name that a value is given to, compared with or passed to outweighs the words around it.
            let said = add_surrounding_words(candidate, index, verdict);
            verdict.add_times(Piece::GovernorOutweighs, said);
        } else {
            add_surrounding_words(candidate, index, verdict);
        }
    } else {
        add_surrounding_words(candidate, index, verdict);
    }
    add_counter_evidence(candidate, index, structure_speaks, verdict);
    if verdict.is_worth(candidate.view, rest | Phase::NumberRecurrence) {
        add_recurrence(candidate, index, verdict);
    }
}

/// Whether what the value is tied to or passed to is named for the status.
fn is_governed_by_name(candidate: &Candidate<'_, '_>, code: Code) -> bool {
    let Some(status) = code.status() else { return false };
    let tied = candidate.relation().map(|(_, path)| path);
    let called = candidate.enclosure(candidate.first).map(|enclosure| enclosure.callee);
    let nearest =
        [tied, called].into_iter().flatten().filter_map(|path| path.words.first().copied()).collect::<Vec<_>>();
    nearest.into_iter().any(|word| status_words::contains_name(word, status) && !names_something_of(word, status))
}

/// Whether the last word of an identifier tells that it is something that goes with the status, such as `NOT_FOUND_DELAY`. In
/// `REQUEST_TIMEOUT` that word is the status's own.
pub(crate) fn names_something_of(identifier: &str, status: &Status) -> bool {
    let last = split(identifier).last().filter(|last| weight(Role::Key, last) <= threshold::OTHER_WORD);
    last.is_some_and(|last| !status.name.split(' ').any(|word| word.eq_ignore_ascii_case(last)))
}

/// Whether what the candidate is given to, compared with or passed to is a status.
pub(crate) fn governs_status(candidate: &Candidate<'_, '_>) -> bool {
    let verdict = structure_alone(candidate, Code(200));
    verdict.sum_of(&GOVERNORS) >= threshold::GOVERNED_BY_STATUS
}

/// The pieces for a value that is given or passed as a status.
const TAKERS: [Piece; 4] = [Piece::TiedTo, Piece::CalledWith, Piece::CalleeSays, Piece::ArmOfSwitch];

/// The pieces for the name that holds a constant.
const HOLDERS: [Piece; 4] = [Piece::TiedTo, Piece::InCollection, Piece::UnderKey, Piece::CalledWith];

/// Whether the candidate is given, passed to or matched against what means a status by its own name.
pub(crate) fn is_taken_as_status(candidate: &Candidate<'_, '_>) -> bool {
    structure_alone(candidate, Code(404)).sum_of(&TAKERS) >= threshold::GOVERNED_BY_STATUS
}

/// Whether the number is likely, and the name of its holder is evidence for that.
pub(crate) fn is_held_as_status(view: &View<'_>, index: TokenIndex) -> bool {
    judge_alone(view, index)
        .is_some_and(|verdict| verdict.is_likely() && verdict.sum_of(&HOLDERS) > threshold::HOLDER_SPEAKS)
}

/// A code that stands for its class while only its first digit is typed.
pub(crate) fn typical(digit: u8) -> u16 {
    CLASS_PRIORS[class_index(digit)].0
}

fn class_index(digit: u8) -> usize {
    usize::from(digit).saturating_sub(1).min(CLASS_PRIORS.len() - 1)
}

/// The kinds of place in which a status belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fit {
    Status,
    /// The edge of a range of codes, or a status.
    RangeEdge,
}

/// Whether a status belongs where the candidate stands, whose token is at `index`, be that one of the class `digit` or anything else.
/// With nothing typed there must be more evidence.
pub(crate) fn place(candidate: &Candidate<'_, '_>, index: TokenIndex, digit: u8, has_begun: bool) -> Option<Fit> {
    let view = candidate.view;
    if is_part_of_something_else(view, index) {
        return None;
    }
    let prior = CLASS_PRIORS[class_index(digit)].1;
    let named = phrases::named_around(view, index, digit).into_iter().map(|code| (code, prior_of(code)));
    let stand_in = view.code(index).unwrap_or(Code(typical(digit)));
    std::iter::once((stand_in, Some(prior))).chain(named).find_map(|(code, prior)| {
        let mut verdict = Verdict::of_place(view, code);
        judge_as(candidate, index, (code, prior), Phase::NumberTyping.into(), &mut verdict);
        verdict.add(if has_begun { Piece::StillTyping } else { Piece::NothingTyped });
        if digit == 1 && view.tokens[index].region != Region::Code {
            verdict.add(Piece::FirstClassInText);
        }
        add_neighbors(view, index, &mut verdict);
        verdict.is_likely().then_some(if verdict.is_bound { Fit::RangeEdge } else { Fit::Status })
    })
}

/// Adds the evidence of the numbers that a comma separates from the one at `index`.
fn add_neighbors(view: &View<'_>, index: TokenIndex, verdict: &mut Verdict<'_>) {
    let is_code = |comma: Option<TokenIndex>, at: Option<TokenIndex>| {
        // 0 and -1 stand for "none" beside codes as well.
        let is_listed = view.get(comma) == "," && view.is_kind(at, TokenKind::Number) && view.get(at).len() > 1;
        is_listed.then(|| at.is_some_and(|at| view.is_status(view.digits(at))))
    };
    let left = is_code(index.checked_sub(1), index.checked_sub(2));
    let right = is_code(Some(index + 1), Some(index + 2));
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => verdict.add(Piece::TypedBesideOtherNumber),
        (Some(true), Some(true)) => verdict.add(Piece::TypedBetweenCodes),
        _ => {}
    }
}

/// Where the number stands: in words for people there are other numbers than between the signs of a program.
fn region(verdict: &mut Verdict<'_>, candidate: &Candidate<'_, '_>) {
    match candidate.region {
        _ if candidate.view.is_prose() => verdict.add(Piece::InProse),
        Region::Comment => verdict.add(Piece::InComment),
        Region::String => verdict.add(Piece::InString),
        Region::Code if candidate.is_quoted => verdict.add(Piece::AloneInQuotes),
        Region::Code => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::tables::PIECE_NAMES;
    use crate::catalog::weights::{Weights, phases_of};
    use crate::detect::document::excerpt::Excerpt;
    use crate::detect::tests::excerpted;

    /// Whatever the pieces weigh that are added at the end, a place for a number is the same when all evidence is read.
    #[test]
    fn a_place_does_not_depend_on_where_the_judge_stops() {
        const LAST: [Piece; 5] = [
            Piece::StillTyping,
            Piece::NothingTyped,
            Piece::FirstClassInText,
            Piece::TypedBetweenCodes,
            Piece::TypedBesideOtherNumber,
        ];
        const TEXTS: [&str; 5] = [
            "codes(502, ⟦500⟧, 504);",
            "polish(502, ⟦500⟧, 504);\npolish(1, 80, 7);\n",
            "open(⟦404⟧);\nopen(80);\n",
            "// shelf ⟦100⟧\n",
            "code(80, ⟦404⟧);",
        ];
        for (piece, text) in LAST.into_iter().flat_map(|piece| TEXTS.map(|text| (piece, text))) {
            assert!(phases_of(piece).hold_any(Phase::NumberTyping.into()), "{piece:?}");
            let at = text.find('⟦').expect("a place");
            let text = text.replace(['⟦', '⟧'], "");
            for weight in [-9.0, 3.0, 9.0] {
                let weights = Weights::compiled().with(PIECE_NAMES[piece as usize], weight).expect("a piece");
                excerpted(&text, "javascript", |excerpt| {
                    let placed = |is_thorough| {
                        let view = View::new(&Excerpt { is_thorough, weights: &weights, ..*excerpt });
                        let digit = text.as_bytes()[at] - b'0';
                        let index = view.token_from(ExcerptByte::new(at));
                        let candidate = Candidate::new(&view, index, index);
                        [true, false].map(|has_begun| place(&candidate, index, digit, has_begun))
                    };
                    assert_eq!(placed(false), placed(true), "{piece:?} with weight {weight} in {text}");
                });
            }
        }
    }
}

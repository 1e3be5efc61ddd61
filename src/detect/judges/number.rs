//! Whether a three-digit number is a status.

use std::ops::Range;

use crate::catalog::Code;
use crate::catalog::tables::{CLASS_PRIORS, Piece};

use crate::detect::evidence::against::{add_counter_evidence, is_part_of_something_else};
use crate::detect::evidence::line::{add_line_evidence, add_surrounding_words, phrase_on_next_line};
use crate::detect::evidence::patterns::add_shapes;
use crate::detect::evidence::phrases;
use crate::detect::evidence::prior::{kind_of_file, prior_of};
use crate::detect::evidence::recurrence::{add_recurrence, max_of_recurrence};
use crate::detect::evidence::structure::structure;
use crate::detect::evidence::verdict::{Verdict, max_of_all};
use crate::detect::judges::crowd::Crowd;
use crate::detect::lexicon::status_words;
use crate::detect::mention::MentionKind;
use crate::detect::tokens::token::{Region, TokenKind};
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// Whether the number at `index` is as long as a code or a class is written: `404`, `404s`, `4xx`, or `5` before `..`.
#[inline]
pub(crate) fn may_be_code(view: &View<'_>, index: usize) -> bool {
    let token = view.tokens[index];
    match token.end - token.start {
        3 | 4 => true,
        1 => view.str(index + 1) == ".",
        _ => false,
    }
}

/// What is thought of the number at `index`; those of `crowd` that stand alike are read once.
pub(crate) fn judge(view: &View<'_>, crowd: &Crowd<Verdict>, index: usize) -> Option<Verdict> {
    let (code, range) = code_at(view, index)?;
    let mut verdict = match crowd.key(view, view.all_numbers(), index) {
        None => read(view, index, code, range, false),
        Some(key) => {
            let may_be = |at| code_at(view, at).is_some();
            let read_first = |first| {
                let (code, range) = code_at(view, first).unwrap_or((code, range.clone()));
                read(view, first, code, range, true)
            };
            let retell = |told: &Verdict, _| retold(told, code, range.clone());
            crowd.shared(view, (view.all_numbers(), index), key, may_be, read_first, retell)
        }
    };
    // 299, 399 and 600 are no statuses, but they end ranges of them.
    let is_unknown = !view.catalog.is_status(code) && !verdict.is_decided;
    if is_unknown && !(verdict.is_bound && matches!(code.number() % 100, 0 | 99)) {
        verdict.add(Piece::UnregisteredCode);
        if verdict.sum_of(&GOVERNORS) >= IN_PLACE {
            verdict.add(Piece::UnregisteredInPlace);
        }
    }
    Some(verdict)
}

/// The code that a number may be, and its bytes.
fn code_at(view: &View<'_>, index: usize) -> Option<(Code, Range<usize>)> {
    let token = view.tokens[index];
    let text = view.str(index);
    let digits = text.strip_suffix('s').filter(|_| view.is_prose() || token.region != Region::Code).unwrap_or(text);
    let code = Code::parse(digits).filter(|code| code.number() <= 600 || view.catalog.is_status(*code))?;
    let range = token.start as usize..token.start as usize + digits.len();
    (!is_part_of_something_else(view, index)).then_some((code, range))
}

/// The evidence around the number at `index`.
fn read(view: &View<'_>, index: usize, code: Code, range: Range<usize>, is_shared: bool) -> Verdict {
    let mut verdict = Verdict::new(range, code, MentionKind::Number);
    verdict.is_shared = is_shared;
    if view.is_thorough {
        verdict = verdict.recording_words();
    }
    let candidate = Candidate::new(view, index, index);
    verdict.is_decided = judge_as(&candidate, index, code, prior_of(code), &mut verdict);
    verdict
}

/// The same said of another code.
fn retold(told: &Verdict, code: Code, range: Range<usize>) -> Verdict {
    let mut verdict = told.without(PRIOR, Piece::RareCode).about(code, range);
    add_prior(code, prior_of(code), &mut verdict);
    verdict
}

/// What governs a value, and from which sum on that is surely a status.
const GOVERNORS: [Piece; 7] = [
    Piece::TiedTo,
    Piece::CalledWith,
    Piece::CalleeSays,
    Piece::CheckedAgainst,
    Piece::ArmOfSwitch,
    Piece::UnderColumnHead,
    Piece::BesideItsPhrase,
];

const IN_PLACE: f32 = 2.5;

/// Adds the evidence for the candidate, whose token is at `index`, as if it were `code`. Returns whether that is final.
fn judge_as(
    candidate: &Candidate<'_, '_>,
    index: usize,
    code: Code,
    prior: Option<f32>,
    verdict: &mut Verdict,
) -> bool {
    verdict.add(Piece::Bias);
    add_prior(code, prior, verdict);
    kind_of_file(verdict, candidate.view);
    region(verdict, candidate);
    let decides = add_shapes(candidate.view, index, verdict) == Some(true);
    if !decides {
        weigh(candidate, index, code, verdict);
    }
    decides
}

/// The name of the evidence that a code itself gives.
const PRIOR: &str = "prior";

fn add_prior(code: Code, prior: Option<f32>, verdict: &mut Verdict) {
    match prior {
        Some(weight) => verdict.add_named(PRIOR, weight),
        None if code.status().is_some() => verdict.add(Piece::RareCode),
        None => {}
    }
}

/// What stands around the candidate, for it and against it.
fn weigh(candidate: &Candidate<'_, '_>, index: usize, code: Code, verdict: &mut Verdict) {
    let before = verdict.sum();
    let structure_speaks = structure(candidate, code, verdict);
    let structure = verdict.sum() - before;
    let is_named = add_line_evidence(candidate, index, code, verdict);
    let is_named = is_named || structure >= 0.0 && phrase_on_next_line(candidate, index, code, verdict);
    if structure < 0.0 {
        if is_named && is_governed_by_name(candidate, code) {
            // In `REQUEST_TIMEOUT(408, "Request Timeout")` the words are those of the status itself.
            verdict.add_times(Piece::NamedDespite, -structure);
        } else if structure < GOVERNED && !is_named {
            // What a value is given to, compared with or passed to says more than all that stands around it.
            let said = add_surrounding_words(candidate, index, verdict);
            verdict.add_times(Piece::GovernorOutweighs, said);
        } else {
            add_surrounding_words(candidate, index, verdict);
        }
    } else {
        add_surrounding_words(candidate, index, verdict);
    }
    add_counter_evidence(candidate, index, structure_speaks, verdict);
    // What else may come are the pieces that `judge` and `place` end with.
    const LAST: [Piece; 3] = [Piece::UnregisteredInPlace, Piece::StillTyping, Piece::NothingTyped];
    let most = max_of_recurrence() + max_of_all(&LAST);
    if verdict.is_worth_more(candidate.view, most) {
        add_recurrence(candidate, index, verdict);
    }
}

/// From this sum on, what a value is given to, compared with or passed to is known to be something else.
const GOVERNED: f32 = -1.5;

/// Whether what the value is tied to or passed to is named for the status.
fn is_governed_by_name(candidate: &Candidate<'_, '_>, code: Code) -> bool {
    let Some(status) = code.status() else { return false };
    let tied = candidate.relation().map(|(_, path)| path);
    let called = candidate.enclosure(candidate.first).map(|enclosure| enclosure.callee);
    let nearest =
        [tied, called].into_iter().flatten().filter_map(|path| path.words.first().copied()).collect::<Vec<_>>();
    nearest.into_iter().any(|word| status_words::contains_name(word, status))
}

/// Whether what the candidate is given to, compared with or passed to is a status.
pub(crate) fn governs_status(candidate: &Candidate<'_, '_>) -> bool {
    let mut verdict = Verdict::new(0..0, Code(200), MentionKind::Number);
    structure(candidate, verdict.code, &mut verdict);
    verdict.sum_of(&GOVERNORS) >= IN_PLACE
}

/// A code that stands for its class while only its first digit is typed.
pub(crate) fn typical(digit: u8) -> u16 {
    CLASS_PRIORS[class_index(digit)].0
}

fn class_index(digit: u8) -> usize {
    usize::from(digit).saturating_sub(1).min(CLASS_PRIORS.len() - 1)
}

/// Whether a status belongs where the candidate stands, whose token is at `index`, be that one of the class `digit` or anything else.
/// With nothing typed there must be more evidence. Returns whether it may be the edge of a range.
pub(crate) fn place(candidate: &Candidate<'_, '_>, index: usize, digit: u8, has_begun: bool) -> Option<bool> {
    let view = candidate.view;
    if is_part_of_something_else(view, index) {
        return None;
    }
    let prior = CLASS_PRIORS[class_index(digit)].1;
    let named = phrases::named_around(view, index, digit).into_iter().map(|code| (code, prior_of(code)));
    let stand_in = Code::parse(view.str(index)).unwrap_or(Code(typical(digit)));
    std::iter::once((stand_in, Some(prior))).chain(named).find_map(|(code, prior)| {
        let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
        judge_as(candidate, index, code, prior, &mut verdict);
        verdict.add(if has_begun { Piece::StillTyping } else { Piece::NothingTyped });
        if digit == 1 && view.tokens[index].region != Region::Code {
            verdict.add(Piece::FirstClassInText);
        }
        match listed_between(view, index) {
            Some(true) => verdict.add(Piece::TypedBetweenCodes),
            Some(false) => verdict.add(Piece::TypedBesideOtherNumber),
            None => {}
        }
        verdict.is_likely().then_some(verdict.is_bound)
    })
}

/// Whether the numbers that a comma parts from the one at `index` are codes; nothing where none stands there.
fn listed_between(view: &View<'_>, index: usize) -> Option<bool> {
    let number = |comma: Option<usize>, at: Option<usize>| {
        // 0 and -1 stand for "none" beside codes as well.
        let is_listed = view.get(comma) == "," && view.is_kind(at, TokenKind::Number) && view.get(at).len() > 1;
        is_listed.then(|| view.is_status(view.get(at)))
    };
    let left = number(index.checked_sub(1), index.checked_sub(2));
    let right = number(Some(index + 1), Some(index + 2));
    match (left, right) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// Where the number stands: in words for people there are other numbers than between the signs of a program.
fn region(verdict: &mut Verdict, candidate: &Candidate<'_, '_>) {
    match candidate.region {
        _ if candidate.view.is_prose() => verdict.add(Piece::InProse),
        Region::Comment => verdict.add(Piece::InComment),
        Region::String => verdict.add(Piece::InString),
        Region::Code if candidate.is_quoted => verdict.add(Piece::AloneInQuotes),
        Region::Code => {}
    }
}

//! Whether a three-digit number is a status.

use std::ops::Range;

use crate::catalog::tables::{CLASS_PRIORS, PRIORS};
use crate::catalog::{Code, LanguageKind};

use super::MentionKind;
use super::alike::{add_alike, most_of_alike};
use super::beside::{beside, context, is_distinct_list, phrase_on_next_line};
use super::calls::{beside_route, called, commanded};
use super::contra::{add_contra, is_part_of_something_else};
use super::enclosure::Enclosure;
use super::evidence::{Piece, Verdict, most_of_all};
use super::lexer::{Region, TokenKind};
use super::phrases;
use super::ranges::{compared_with_both_ends, ordered_with_small, range_of_class};
use super::shapes::add_shapes;
use super::site::{Site, Tie};
use super::view::View;
use super::words::{Role, best_words, weight};

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

pub(crate) fn judge(view: &View<'_>, index: usize) -> Option<Verdict> {
    let (code, range) = code_at(view, index)?;
    let mut verdict = match view.numbers_alike.stand(view, view.all_numbers(), index) {
        None => read(view, index, code, range, false),
        Some(stand) => {
            let may_be = |at| code_at(view, at).is_some();
            let read_first = |first| {
                let (code, range) = code_at(view, first).unwrap_or((code, range.clone()));
                read(view, first, code, range, true)
            };
            let retell = |told: &Verdict, _| retold(told, code, range.clone());
            view.numbers_alike.told(view, (view.all_numbers(), index), stand, may_be, read_first, retell)
        }
    };
    // 299, 399 and 600 are no statuses, but they end ranges of them.
    let is_unknown = code.status().is_none() && !verdict.is_decided;
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
    let code = Code::parse(digits).filter(|code| code.number() <= 600 || code.status().is_some())?;
    let range = token.start as usize..token.start as usize + digits.len();
    (!is_part_of_something_else(view, index)).then_some((code, range))
}

/// The evidence around the number at `index`.
fn read(view: &View<'_>, index: usize, code: Code, range: Range<usize>, is_shared: bool) -> Verdict {
    let mut verdict = Verdict::new(range, code, MentionKind::Number);
    verdict.is_shared = is_shared;
    if view.is_thorough {
        verdict = verdict.listening();
    }
    verdict.is_decided = judge_as(view, index, code, prior_of(code), &mut verdict);
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

/// What is thought of the number at `index` if it were `code`. Answers whether that is final.
fn judge_as(view: &View<'_>, index: usize, code: Code, prior: Option<f32>, verdict: &mut Verdict) -> bool {
    let site = Site::new(view, index, index);
    verdict.add(Piece::Bias);
    add_prior(code, prior, verdict);
    kind_of_file(verdict, view);
    region(verdict, &site);
    let decides = add_shapes(view, index, verdict) == Some(true);
    if !decides {
        weigh(&site, index, code, verdict);
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

/// What stands around the site, for it and against it.
fn weigh(site: &Site<'_, '_>, index: usize, code: Code, verdict: &mut Verdict) {
    let before = verdict.sum();
    let structure_speaks = structure(site, code, verdict);
    let structure = verdict.sum() - before;
    let is_named = beside(site, index, code, verdict);
    let is_named = is_named || structure >= 0.0 && phrase_on_next_line(site, index, code, verdict);
    if structure < 0.0 {
        if is_named && is_governed_by_name(site, code) {
            // In `REQUEST_TIMEOUT(408, "Request Timeout")` the words are those of the status itself.
            verdict.add_times(Piece::NamedDespite, -structure);
        } else if structure < GOVERNED && !is_named {
            // What a value is given to, compared with or passed to says more than all that stands around it.
            let said = context(site, index, verdict);
            verdict.add_times(Piece::GovernorOutweighs, said);
        } else {
            context(site, index, verdict);
        }
    } else {
        context(site, index, verdict);
    }
    add_contra(site, index, structure_speaks, verdict);
    // What else may come are the pieces that `judge` and `place` end with.
    const LAST: [Piece; 3] = [Piece::UnregisteredInPlace, Piece::StillTyping, Piece::NothingTyped];
    let most = most_of_alike() + most_of_all(&LAST);
    if verdict.is_worth_more(site.view, most) {
        add_alike(site, index, verdict);
    }
}

/// From this sum on, what a value is given to, compared with or passed to is known to be something else.
const GOVERNED: f32 = -1.5;

/// Whether what the value is tied to or passed to is named for the status.
fn is_governed_by_name(site: &Site<'_, '_>, code: Code) -> bool {
    let Some(status) = code.status() else { return false };
    let tied = site.tie().map(|(_, path)| path);
    let called = site.enclosure(site.first).map(|enclosure| enclosure.callee);
    let nearest =
        [tied, called].into_iter().flatten().filter_map(|path| path.words.first().copied()).collect::<Vec<_>>();
    nearest.into_iter().any(|word| phrases::bears_name(word, status))
}

/// Evidence from a site that does not depend on how the status is written; names in need of a place ask for it too.
pub(crate) fn place_weight(site: &Site<'_, '_>, code: Code) -> f32 {
    let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
    structure(site, code, &mut verdict);
    verdict.sum()
}

/// The part of that which is about the value itself: what it is tied to, passed to or matched against. That a neighbour is
/// a status says nothing of `:ok` in `{:ok, %{status: 404}}`.
pub(crate) fn direct_place_weight(site: &Site<'_, '_>, code: Code) -> f32 {
    let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
    structure(site, code, &mut verdict);
    const INDIRECT: [Piece; 6] = [
        Piece::BesideArgument,
        Piece::BesideField,
        Piece::InCollection,
        Piece::LoopedOver,
        Piece::BesideRoute,
        Piece::FirstOfTriplet,
    ];
    verdict.sum_without(&INDIRECT)
}

/// Whether what the value at `index` is given to, compared with or passed to is a status.
pub(crate) fn governs_status(view: &View<'_>, index: usize) -> bool {
    let site = Site::new(view, index, index);
    let mut verdict = Verdict::new(0..0, Code(200), MentionKind::Number);
    structure(&site, verdict.code, &mut verdict);
    verdict.sum_of(&GOVERNORS) >= IN_PLACE
}

/// A code that stands for its class while only its first digit is typed.
pub(crate) fn typical(digit: u8) -> u16 {
    CLASS_PRIORS[class_index(digit)].0
}

fn class_index(digit: u8) -> usize {
    usize::from(digit).saturating_sub(1).min(CLASS_PRIORS.len() - 1)
}

/// Whether a status would belong where token `index` stands in for one of the class `digit`. With nothing typed there must be
/// more for it. Answers whether it may be the edge of a range.
pub(crate) fn place(view: &View<'_>, index: usize, digit: u8, has_begun: bool) -> Option<bool> {
    if is_part_of_something_else(view, index) {
        return None;
    }
    let prior = CLASS_PRIORS[class_index(digit)].1;
    let named = phrases::named_around(view, index, digit).into_iter().map(|code| (code, prior_of(code)));
    let stand_in = Code::parse(view.str(index)).map(|code| (code, Some(prior)));
    stand_in.into_iter().chain(named).find_map(|(code, prior)| {
        let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
        judge_as(view, index, code, prior, &mut verdict);
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
        is_listed.then(|| Code::parse(view.get(at)).is_some_and(|code| code.status().is_some()))
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
fn region(verdict: &mut Verdict, site: &Site<'_, '_>) {
    match site.region {
        _ if site.view.is_prose() => verdict.add(Piece::InProse),
        Region::Comment => verdict.add(Piece::InComment),
        Region::String => verdict.add(Piece::InString),
        Region::Code if site.is_quoted => verdict.add(Piece::AloneInQuotes),
        Region::Code => {}
    }
}

/// How often a number of that code is a status, before anything around it is read; nothing for rare ones.
#[inline]
pub(crate) fn prior_of(code: Code) -> Option<f32> {
    PRIORS.binary_search_by_key(&code.number(), |(known, _)| *known).ok().map(|index| PRIORS[index].1)
}

pub(crate) fn kind_of_file(verdict: &mut Verdict, view: &View<'_>) {
    match view.language.kind {
        LanguageKind::Style => verdict.add(Piece::StyleSheet),
        LanguageKind::Http => verdict.add(Piece::HttpMessage),
        LanguageKind::Query => verdict.add(Piece::QueryLanguage),
        _ => {}
    }
}

/// What the value is tied to, passed to, listed with and matched against. Answers whether that speaks for a status.
fn structure(site: &Site<'_, '_>, code: Code, verdict: &mut Verdict) -> bool {
    let before = verdict.sum();
    if let Some((tie, path)) = site.tie() {
        let named = site.name_of_pair(&path);
        let said = named.as_ref().unwrap_or(&path);
        let weight = verdict.add_words(Piece::TiedTo, said.roles(Role::Key, Role::Owner));
        if path.is_unknown() && site.region == Region::Code {
            let is_given = matches!(tie, Tie::Assigned | Tie::Keyed);
            verdict.add(if is_given { Piece::GivenToUnknown } else { Piece::ComparedWithUnknown });
        }
        if weight > 0.0 && tie == Tie::Equal {
            verdict.add(Piece::ComparedForEquality);
        }
        if matches!(tie, Tie::Ordered) {
            verdict.is_bound = true;
            if weight < 1.5 {
                verdict.add(Piece::OrderedAgainstUnknown);
            }
        }
        if ordered_with_small(site.view, site.first, said.words.first().copied()) {
            verdict.add(Piece::OrderedWithSmallNumber);
        }
    }
    commanded(site, verdict);
    if range_of_class(site.view, site.first, site.last) {
        verdict.add(Piece::RangeOfClass);
        verdict.is_bound = true;
    } else if compared_with_both_ends(site.view, site.first) {
        verdict.add(Piece::ComparedWithBothEnds);
        verdict.is_bound = true;
    }
    match site.subject() {
        Some(subject) => {
            if subject.is_unknown() {
                verdict.add(Piece::ArmOfUnknown);
            }
            verdict.add_words(Piece::ArmOfSwitch, subject.roles(Role::Key, Role::Owner));
        }
        // The switch is still to be written, or out of sight.
        None if site.region == Region::Code && !site.view.is_prose() && site.is_arm() => {
            verdict.add(Piece::ArmWithoutSubject);
        }
        None => {}
    }
    for (depth, enclosure) in site.enclosures().enumerate() {
        let share = [1.0, 0.5, 0.25][depth.min(2)];
        if enclosure.bracket == b'{'
            && (site.is_statement_block(enclosure.open) || !site.is_arm() && site.is_body(enclosure.open))
        {
            break;
        }
        enclosed(site, &enclosure, depth, share, code, verdict);
        // A statement block ends what an argument could mean.
        if enclosure.bracket == b'{' && enclosure.callee.words.is_empty() {
            break;
        }
    }
    if site.view.language.is_indented || site.view.language.kind == LanguageKind::Config {
        under_keys(site, verdict);
    }
    verdict.sum() > before + 1.0
}

fn enclosed<'a>(
    site: &Site<'_, 'a>,
    enclosure: &Enclosure<'a>,
    depth: usize,
    share: f32,
    code: Code,
    verdict: &mut Verdict,
) {
    match enclosure.bracket {
        b'(' => called(site, enclosure, depth, share, verdict),
        b'[' | b'{' => collected(site, enclosure, depth, share, verdict),
        _ => {}
    }
    if depth == 0 {
        listed(site, enclosure, code, verdict);
    }
}

/// `[404, …]` and `{ 404: … }`
fn collected(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, depth: usize, share: f32, verdict: &mut Verdict) {
    let words = enclosure.callee.roles(Role::Collection, Role::Owner);
    // The blocks of a configuration tell where their directives hold, not what they take.
    let before = site.view.get(site.view.before(enclosure.open, site.region));
    let is_block =
        enclosure.bracket == b'{' && site.view.language.kind == LanguageKind::Config && !matches!(before, ":" | "=");
    let name = match is_block {
        true => 0.0,
        false => verdict.add_words(Piece::InCollection, words.map(|(role, word, of)| (role, word, of * share))),
    };
    if depth > 0 {
        return;
    }
    if enclosure.callee.is_unknown() && enclosure.bracket == b'[' {
        verdict.add(Piece::InUnknownCollection);
    }
    if enclosure.bracket == b'{' && matches!(site.view.get(site.after()), ":" | "=>") {
        verdict.add(Piece::KeyOfMap);
        verdict.add_times(Piece::KeyOfMapOfResponses, name.max(0.0));
    }
    if enclosure.bracket == b'{' {
        let sibling = best_words(site.sibling_words(enclosure.open)).max(0.0);
        verdict.add_times(Piece::BesideField, sibling);
        if site.view.language.has_tuples {
            in_tuple(site, enclosure, verdict);
        }
    } else {
        beside_route(site, enclosure.open + 1, verdict);
        if enclosure.argument == 1 && returns_triplet(site, enclosure) {
            verdict.add(Piece::FirstOfTriplet);
        } else if enclosure.argument == 1 && is_result(site, enclosure) {
            verdict.add(Piece::FirstOfResult);
        }
        verdict.add_times(Piece::LoopedOver, best_words(site.words_behind(enclosure.open)));
    }
}

/// `{200, _, Body} = get(…)`, `{response, fin, 200, Headers}`: what the other values of a tuple are.
fn in_tuple(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, verdict: &mut Verdict) {
    let view = site.view;
    let words: Vec<&str> = site.sibling_words(enclosure.open).into_iter().take(6).collect();
    if enclosure.argument == 1 && words.len() >= 2 && view.get(site.after()) == "," {
        let is_response = words.iter().all(|word| word.starts_with('_') || weight(Role::Key, word) >= 0.0);
        if is_response {
            verdict.add(Piece::FirstOfTriplet);
        }
    } else if let Some(tag) = words.first().filter(|_| enclosure.argument > 1) {
        verdict.add_times(Piece::TaggedTuple, weight(Role::Key, tag));
    }
}

/// The numbers that stand in the same brackets.
fn listed(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, code: Code, verdict: &mut Verdict) {
    // The values of a map are not alike.
    let is_value = matches!(site.view.get(site.before()), ":" | "=" | "=>");
    if enclosure.bracket == b'{' && (is_value || site.view.language.kind == LanguageKind::Config) {
        return;
    }
    let numbers = site.sibling_numbers(enclosure.open);
    if numbers.is_empty() {
        return;
    }
    let known = numbers.iter().filter_map(|number| Code::parse(number)).filter(|code| code.status().is_some());
    let codes: Vec<Code> = known.collect();
    let others = numbers.len() - codes.len();
    if others == 0 && is_distinct_list(&codes, code) {
        verdict.add_times(Piece::ListedWithCodes, (codes.len() as f32).min(3.0));
    } else if numbers.len() >= 2 && others * 2 >= numbers.len() {
        verdict.add(Piece::ListedWithOtherNumbers);
    }
}

/// `[404, headers, body]`: a response of Rack, PSGI and their like.
fn returns_triplet(site: &Site<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = site.view;
    let comma = site.after();
    view.get(comma) == ","
        && comma.and_then(|comma| view.after(comma, site.region)).is_some_and(|next| {
            matches!(view.str(next), "{" | "[") || weight(Role::Key, view.str(next)) >= 0.5 || view.str(next) == "\\"
        })
        && enclosure.callee.weight() > -1.0
}

/// `{ [409, "taken"] }`, `return [404, "gone"]`: a pair that a block answers.
fn is_result(site: &Site<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = site.view;
    let before = view.get(view.before(enclosure.open, site.region));
    view.get(site.after()) == "," && matches!(before, "{" | "do" | "return" | "=>" | "->" | "|" | ")")
}

/// YAML and Python: the key of the line's own block and the keys above.
fn under_keys(site: &Site<'_, '_>, verdict: &mut Verdict) {
    const SHARES: [f32; 4] = [1.0, 0.5, 0.25, 0.1];
    let parents = site.parents();
    let words = parents.iter().zip(SHARES).map(|(parent, share)| (Role::Parent, *parent, share));
    verdict.add_words(Piece::UnderKey, words);
    let is_key = site.view.line_start(site.first) == site.first && site.view.get(site.after()) == ":";
    if is_key && parents.first() == Some(&"responses") {
        verdict.add(Piece::KeyOfMapOfResponses);
    }
}

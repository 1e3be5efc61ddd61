//! Evidence from the position of a value: what it is assigned to, compared with, passed to, listed with or matched against.

use crate::catalog::tables::{Piece, Role};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::calls::{beside_route, called, commanded};
use crate::detect::evidence::code_lists::is_distinct_list;
use crate::detect::evidence::ranges::{compared_with_both_ends, ordered_with_small, range_of_class};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::words::{best_words, weight};
use crate::detect::mention::MentionKind;
use crate::detect::tokens::token::Region;
use crate::detect::view::enclosure::Enclosure;
use crate::detect::view::site::{Site, Tie};

/// Evidence from a site that does not depend on how the status is written; names in need of a place ask for it too.
pub(crate) fn place_weight(site: &Site<'_, '_>, code: Code) -> f32 {
    let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
    structure(site, code, &mut verdict);
    verdict.sum()
}

/// The part of that which is about the value itself: what it is tied to, passed to or matched against. That a neighbor is
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

/// What the value is tied to, passed to, listed with and matched against. Answers whether that speaks for a status.
pub(crate) fn structure(site: &Site<'_, '_>, code: Code, verdict: &mut Verdict) -> bool {
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

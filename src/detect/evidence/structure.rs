//! Evidence from the position of a value: what it is assigned to, compared with, passed to, listed with or matched against.

use crate::catalog::evidence::Relation;
use crate::catalog::tables::{Piece, RESULT_OPENERS, Role, SCHEMA_KEYS, shares, threshold};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::calls::{beside_route, called, commanded};
use crate::detect::evidence::code_lists::is_distinct_list;
use crate::detect::evidence::ranges::{
    compared_with_both_ends, compared_with_one_class, ordered_with_small, range_of_class,
};
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::words::{best_words, weight};
use crate::detect::tokens::token::Region;
use crate::detect::view::candidate::Candidate;
use crate::detect::view::enclosure::Enclosure;
use crate::detect::view::operand::OperandPath;

/// The key of the responses of an operation in descriptions of interfaces.
const RESPONSES: &str = "responses";

/// The evidence of the position of a candidate, however the status is written there.
pub(crate) fn structure_alone<'a>(candidate: &Candidate<'_, 'a>, code: Code) -> Verdict<'a> {
    let mut verdict = Verdict::of_place(candidate.view, code);
    structure(candidate, code, &mut verdict);
    verdict
}

/// The pieces that are not about the value itself: what it is tied to, passed to or matched against. A status beside it is no evidence for
/// `:ok` in `{:ok, %{status: 404}}`.
pub(crate) const INDIRECT: [Piece; 8] = [
    Piece::FirstOfMatchedPair,
    Piece::BesideArgument,
    Piece::BesideField,
    Piece::InCollection,
    Piece::LoopedOver,
    Piece::BesideMethod,
    Piece::BesideRoute,
    Piece::FirstOfTriplet,
];

/// Adds the evidence of what the value is tied to, passed to, listed with and matched against. Returns whether it is evidence for a status.
pub(crate) fn structure(candidate: &Candidate<'_, '_>, code: Code, verdict: &mut Verdict<'_>) -> bool {
    let before = verdict.sum();
    if let Some((relation, path)) = candidate.relation() {
        let named = candidate.name_of_pair(&path).or_else(|| followed(candidate, relation, &path));
        let is_followed = named.is_some();
        let said = named.as_ref().unwrap_or(&path);
        let weight = verdict.add_words(Piece::TiedTo, said.roles(Role::Key, Role::Owner));
        // Both ends of a class tell enough about `s` in `s >= 100 && s < 200`.
        let is_class = relation == Relation::Ordered && compared_with_one_class(candidate.view, candidate.first);
        let is_verb = relation == Relation::Equal && is_passive(candidate);
        if path.is_unknown() && !is_followed && candidate.region == Region::Code && !is_verb && !is_class {
            let is_given = matches!(relation, Relation::Assigned | Relation::Keyed);
            verdict.add(if is_given { Piece::GivenToUnknown } else { Piece::ComparedWithUnknown });
        }
        if weight > 0.0 && relation == Relation::Equal {
            verdict.add(Piece::ComparedForEquality);
        }
        if matches!(relation, Relation::Ordered) {
            verdict.is_bound = true;
            if weight < threshold::ORDERED_NAME {
                verdict.add(Piece::OrderedAgainstUnknown);
            }
        }
        if ordered_with_small(candidate.view, candidate.first, said.words.first().copied()) {
            verdict.add(Piece::OrderedWithSmallNumber);
        }
    }
    commanded(candidate, verdict);
    if range_of_class(candidate.view, candidate.first, candidate.last) {
        verdict.add(Piece::RangeOfClass);
        verdict.is_bound = true;
    } else if compared_with_both_ends(candidate.view, candidate.first) {
        verdict.add(Piece::ComparedWithBothEnds);
        verdict.is_bound = true;
    }
    match candidate.subject() {
        Some(subject) => {
            if subject.is_unknown() {
                verdict.add(Piece::ArmOfUnknown);
            }
            verdict.add_words(Piece::ArmOfSwitch, subject.roles(Role::Key, Role::Owner));
        }
        // The head of the switch is not written yet, or too far away.
        None if candidate.region == Region::Code && !candidate.view.is_prose() && candidate.is_arm() => {
            verdict.add(Piece::ArmWithoutSubject);
        }
        None => {}
    }
    for (depth, enclosure) in candidate.enclosures().enumerate() {
        if enclosure.bracket == b'{'
            && (candidate.is_statement_block(enclosure.open)
                || !candidate.is_arm() && candidate.is_body(enclosure.open))
        {
            break;
        }
        match enclosure.bracket {
            b'(' => called(candidate, &enclosure, depth, verdict),
            _ => collected(candidate, &enclosure, depth, verdict),
        }
        if depth == 0 {
            listed(candidate, &enclosure, code, verdict);
        }
        // Brackets around a block of statements are no evidence about a value in it.
        if enclosure.bracket == b'{' && enclosure.callee.words.is_empty() {
            break;
        }
    }
    if candidate.view.language.is_indented || candidate.view.language.kind == LanguageKind::Config {
        under_keys(candidate, verdict);
    }
    verdict.sum() > before + threshold::STRUCTURE_SPEAKS
}

/// `By default 404 is assumed`: behind a number in prose, `is` compares nothing.
fn is_passive(candidate: &Candidate<'_, '_>) -> bool {
    let view = candidate.view;
    let verb = candidate.after().filter(|verb| view.is_prose() && view.str(*verb) == "is");
    verb.is_some_and(|verb| view.is_word(verb + 1) && view.str(verb + 1).ends_with("ed"))
}

/// The value that a compared name was assigned before: `w.StatusCode` for `got` of `got := w.StatusCode`.
fn followed<'a>(candidate: &Candidate<'_, 'a>, relation: Relation, path: &OperandPath<'a>) -> Option<OperandPath<'a>> {
    let is_compared = matches!(relation, Relation::Equal | Relation::Ordered | Relation::Member);
    let [name] = path.words[..] else { return None };
    if !is_compared
        || candidate.region != Region::Code
        || !(threshold::OPERAND_DENIES..threshold::OPERAND_SPEAKS).contains(&path.weight())
    {
        return None;
    }
    candidate.given_before(name).filter(|value| value.weight() >= threshold::VALUE_OF_STATUS)
}

/// `[404, …]` and `{ 404: … }`
fn collected(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>, depth: usize, verdict: &mut Verdict<'_>) {
    let share = shares::ENCLOSURE[depth];
    let words = enclosure.callee.roles(Role::Collection, Role::Owner);
    // The name of a block in a configuration is the scope of its directives, not a key of their values.
    let before = candidate.view.get(candidate.view.before(enclosure.open, candidate.region));
    let is_block = enclosure.bracket == b'{'
        && candidate.view.language.kind == LanguageKind::Config
        && !matches!(before, ":" | "=");
    let name = match is_block {
        true => 0.0,
        false if is_schema_of_count(candidate, enclosure.callee.words.first().copied()) => {
            verdict.add(Piece::ExampleOfCount);
            0.0
        }
        false => verdict.add_words(Piece::InCollection, words.map(|(role, word, of)| (role, word, of * share))),
    };
    if depth > 0 {
        return;
    }
    if enclosure.callee.is_unknown() && enclosure.bracket == b'[' {
        verdict.add(Piece::InUnknownCollection);
    }
    if enclosure.bracket == b'{' && matches!(candidate.view.get(candidate.after()), ":" | "=>") {
        verdict.add(Piece::KeyOfMap);
        verdict.add_times(Piece::KeyOfMapOfResponses, name.max(0.0));
    }
    if enclosure.bracket == b'{' {
        let sibling = best_words(candidate.sibling_words(enclosure.open)).max(0.0);
        verdict.add_times(Piece::BesideField, sibling);
        if let Some(field) = candidate.field_of_row(enclosure) {
            verdict.add_words(Piece::TiedTo, [(Role::Key, field, 1.0)]);
        }
        if candidate.view.language.has_tuples {
            in_tuple(candidate, enclosure, verdict);
        }
    } else {
        beside_route(candidate, enclosure.open + 1, verdict);
        if enclosure.argument == 1 && returns_triplet(candidate, enclosure) {
            verdict.add(Piece::FirstOfTriplet);
        } else if enclosure.argument == 1 && is_result(candidate, enclosure) {
            verdict.add(Piece::FirstOfResult);
        }
        verdict.add_times(Piece::LoopedOver, best_words(candidate.words_behind(enclosure.open)));
    }
}

/// `{200, _, Body} = get(…)`, `{response, fin, 200, Headers}`: what the other values of a tuple are.
fn in_tuple(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>, verdict: &mut Verdict<'_>) {
    let view = candidate.view;
    let words: Vec<&str> = candidate.sibling_words(enclosure.open).into_iter().take(6).collect();
    let is_keyed = matches!(view.get(candidate.before()), ":" | "=>" | "=");
    let is_first = enclosure.argument == 1 && !is_keyed && view.get(candidate.after()) == ",";
    let is_response = || words.iter().all(|word| word.starts_with('_') || weight(Role::Key, word) >= 0.0);
    if is_first && words.len() >= 2 && is_response() {
        verdict.add(Piece::FirstOfTriplet);
    } else if is_first && is_matched(candidate, enclosure) {
        verdict.add(Piece::FirstOfMatchedPair);
    } else if let Some(tag) = words.first().filter(|_| enclosure.argument > 1) {
        verdict.add_times(Piece::TaggedTuple, weight(Role::Key, tag));
    }
}

/// `{200, Body} = get(Path)`, `{404, _} ->`: a pair that something is matched with.
fn is_matched(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = candidate.view;
    let behind = candidate.closing(enclosure.open).and_then(|close| view.after(close, candidate.region));
    matches!(view.get(behind), "=" | "->")
}

/// The numbers that stand in the same brackets.
fn listed(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>, code: Code, verdict: &mut Verdict<'_>) {
    // The values of a map are not alike.
    let is_value = matches!(candidate.view.get(candidate.before()), ":" | "=" | "=>");
    if enclosure.bracket == b'{' && (is_value || candidate.view.language.kind == LanguageKind::Config) {
        return;
    }
    let numbers = candidate.sibling_numbers(enclosure.open);
    if numbers.is_empty() {
        return;
    }
    let known =
        numbers.iter().filter(|number| candidate.view.is_status(number)).filter_map(|number| Code::parse(number));
    let codes: Vec<Code> = known.collect();
    let others = numbers.len() - codes.len();
    if others == 0 && is_distinct_list(&codes, code) {
        verdict.add_times(Piece::ListedWithCodes, codes.len() as f32);
    } else if numbers.len() >= 2 && others * 2 >= numbers.len() {
        verdict.add(Piece::ListedWithOtherNumbers);
    }
}

/// `[404, headers, body]`: a response of Rack, PSGI and their like.
fn returns_triplet(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = candidate.view;
    let comma = candidate.after();
    view.get(comma) == ","
        && comma.and_then(|comma| view.after(comma, candidate.region)).is_some_and(|next| {
            matches!(view.str(next), "{" | "[")
                || weight(Role::Key, view.str(next)) >= threshold::SECOND_OF_TRIPLET
                || view.str(next) == "\\"
        })
        && enclosure.callee.weight() > threshold::CALLEE_OF_TRIPLET
}

/// `{ [409, "taken"] }`, `return [404, "gone"]`: a pair that a block returns.
fn is_result(candidate: &Candidate<'_, '_>, enclosure: &Enclosure<'_>) -> bool {
    let view = candidate.view;
    let before = view.get(view.before(enclosure.open, candidate.region));
    view.get(candidate.after()) == "," && RESULT_OPENERS.contains(&before)
}

/// `responses: {type: integer, example: 200}`: a property of a schema that counts responses, and holds none.
fn is_schema_of_count(candidate: &Candidate<'_, '_>, parent: Option<&str>) -> bool {
    parent == Some(RESPONSES)
        && candidate.relation().is_some_and(|(relation, path)| {
            relation == Relation::Keyed && path.words.first().is_some_and(|key| SCHEMA_KEYS.contains(key))
        })
}

/// YAML and Python: the key of the line's own block and the keys above.
fn under_keys(candidate: &Candidate<'_, '_>, verdict: &mut Verdict<'_>) {
    let parents = candidate.parents();
    if is_schema_of_count(candidate, parents.first().copied()) {
        verdict.add(Piece::ExampleOfCount);
        return;
    }
    let words = parents.iter().zip(shares::PARENT).map(|(parent, share)| (Role::Parent, *parent, share));
    verdict.add_words(Piece::UnderKey, words);
    let is_key =
        candidate.view.line_start(candidate.first) == candidate.first && candidate.view.get(candidate.after()) == ":";
    if is_key && parents.first() == Some(&RESPONSES) {
        verdict.add(Piece::KeyOfMapOfResponses);
    }
}

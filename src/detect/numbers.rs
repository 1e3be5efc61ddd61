//! Whether a three-digit number is a status.

use crate::catalog::tables::{CALLS, PRIORS};
use crate::catalog::{Code, LanguageKind};

use super::MentionKind;
use super::contra::{add_contra, is_part_of_something_else};
use super::evidence::{Piece, Verdict};
use super::lexer::{Region, TokenKind};
use super::phrases;
use super::shapes::add_shapes;
use super::site::{Enclosure, Site, Tie};
use super::view::View;
use super::words::{Role, fold, weight};

pub(crate) fn judge(view: &View<'_>, index: usize) -> Option<Verdict> {
    let token = view.tokens[index];
    let text = view.str(index);
    let digits = text.strip_suffix('s').filter(|_| view.is_prose() || token.region != Region::Code).unwrap_or(text);
    let code = Code::parse(digits).filter(|code| code.number() < 600 || code.status().is_some())?;
    if is_part_of_something_else(view, index) {
        return None;
    }
    let range = token.start as usize..token.start as usize + digits.len();
    let mut verdict = Verdict::new(range, code, MentionKind::Number);
    let site = Site::new(view, index, index);
    prior(&mut verdict, view, code);
    if add_shapes(view, index, &mut verdict) == Some(true) {
        return Some(verdict);
    }
    let structure_speaks = structure(&site, code, &mut verdict);
    beside(&site, index, code, &mut verdict);
    add_contra(&site, index, structure_speaks, &mut verdict);
    Some(verdict)
}

/// Evidence from a site that does not depend on how the status is written; names in need of a place ask for it too.
pub(crate) fn place_weight(site: &Site<'_, '_>, code: Code) -> f32 {
    let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
    structure(site, code, &mut verdict);
    verdict.sum()
}

/// Whether a status would belong where token `index` stands in for one. With nothing typed there must be more for it.
pub(crate) fn is_place(view: &View<'_>, index: usize, has_begun: bool) -> bool {
    let Some(code) = Code::parse(view.str(index)) else { return false };
    if is_part_of_something_else(view, index) {
        return false;
    }
    let mut verdict = Verdict::new(0..0, code, MentionKind::Number);
    verdict.add(Piece::Bias);
    kind_of_file(&mut verdict, view);
    let decides = add_shapes(view, index, &mut verdict) == Some(true);
    let site = Site::new(view, index, index);
    if !decides {
        let structure_speaks = structure(&site, code, &mut verdict);
        beside(&site, index, code, &mut verdict);
        add_contra(&site, index, structure_speaks, &mut verdict);
    }
    if !has_begun {
        verdict.add(Piece::NothingTyped);
    }
    verdict.is_likely()
}

fn prior(verdict: &mut Verdict, view: &View<'_>, code: Code) {
    verdict.add(Piece::Bias);
    if let Ok(index) = PRIORS.binary_search_by_key(&code.number(), |(known, _)| *known) {
        verdict.add_named("prior", PRIORS[index].1);
    }
    match code.status() {
        None => verdict.add(Piece::UnregisteredCode),
        Some(status) if status.owner.id != "iana" => verdict.add(Piece::VendorCode),
        Some(_) => {}
    }
    kind_of_file(verdict, view);
}

fn kind_of_file(verdict: &mut Verdict, view: &View<'_>) {
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
        let weight = path.weight(Role::Key).clamp(-6.0, 6.0);
        verdict.add_times(Piece::TiedTo, weight);
        if weight > 0.0 && tie == Tie::Equal {
            verdict.add(Piece::ComparedForEquality);
        }
        if matches!(tie, Tie::Ordered) {
            verdict.is_bound = true;
            if weight < 1.5 {
                verdict.add(Piece::OrderedAgainstUnknown);
            }
        }
    }
    if let Some(subject) = site.subject() {
        verdict.add_times(Piece::ArmOfSwitch, subject.weight(Role::Key).clamp(-4.0, 6.0));
    }
    let enclosures = site.enclosures();
    for (depth, enclosure) in enclosures.iter().enumerate() {
        let share = [1.0, 0.5, 0.25][depth.min(2)];
        enclosed(site, enclosure, depth, share, code, verdict);
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

fn enclosed(
    site: &Site<'_, '_>,
    enclosure: &Enclosure<'_>,
    depth: usize,
    share: f32,
    code: Code,
    verdict: &mut Verdict,
) {
    let numbers = if depth == 0 { site.sibling_numbers(enclosure.open) } else { Vec::new() };
    let others_are_codes =
        numbers.iter().filter(|number| Code::parse(number).is_some_and(|code| code.status().is_some())).count();
    match enclosure.bracket {
        b'(' => {
            let call = call_weight(site, enclosure);
            verdict.add_times(Piece::CalledWith, call * share);
            if let (Some(key), true) = (&enclosure.key, depth > 0) {
                verdict.add_times(Piece::TiedTo, key.weight(Role::Key).clamp(-3.0, 4.0) * share);
            }
            if depth <= 1 {
                let chain =
                    enclosure.callee.words.iter().skip(1).map(|word| weight(Role::Key, word)).fold(0.0, strongest);
                verdict.add_times(Piece::ChainedTo, chain.clamp(-3.0, 4.0) * share);
            }
            if depth == 0 {
                let sibling =
                    site.sibling_words(enclosure.open).map(|word| weight(Role::Key, word)).fold(0.0, strongest);
                let is_check = enclosure.callee.words.first().is_some_and(|callee| is_check(callee));
                let piece = if is_check { Piece::CheckedAgainst } else { Piece::BesideArgument };
                verdict.add_times(piece, sibling.clamp(-3.0, 4.0));
            }
        }
        b'[' | b'{' => {
            let name = enclosure.callee.weight(Role::Key).clamp(-4.0, 5.0);
            verdict.add_times(Piece::InCollection, name * share);
            if depth == 0 && enclosure.bracket == b'{' {
                let sibling =
                    site.sibling_words(enclosure.open).map(|word| weight(Role::Key, word)).fold(0.0, f32::max);
                verdict.add_times(Piece::BesideField, sibling.clamp(0.0, 4.0));
            }
            if depth == 0 && enclosure.bracket == b'[' && enclosure.argument == 1 && returns_triplet(site, enclosure) {
                verdict.add(Piece::FirstOfTriplet);
            }
        }
        _ => {}
    }
    if depth == 0 && !numbers.is_empty() {
        let others = numbers.len() - others_are_codes;
        if others == 0 && is_distinct_list(&numbers, code) {
            verdict.add_times(Piece::ListedWithCodes, (others_are_codes as f32).min(3.0));
        } else if numbers.len() >= 2 && others * 2 >= numbers.len() {
            verdict.add(Piece::ListedWithOtherNumbers);
        }
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
        && enclosure.callee.weight(Role::Key) > -1.0
}

/// Steps such as 100, 200, 300 are no list of statuses; 301, 302, 307 are.
fn is_distinct_list(numbers: &[&str], code: Code) -> bool {
    let codes = numbers.iter().filter_map(|number| Code::parse(number)).chain([code]);
    let (mut round, mut all) = (0, 0);
    for code in codes {
        all += 1;
        round += u32::from(code.number().is_multiple_of(50));
    }
    round * 2 < all
}

fn call_weight(site: &Site<'_, '_>, enclosure: &Enclosure<'_>) -> f32 {
    let Some(callee) = enclosure.callee.words.first() else { return 0.0 };
    let mut buffer = [0; 64];
    let Some(folded) = fold(callee, &mut buffer) else { return 0.0 };
    let language = site.view.language.id;
    let first = CALLS.partition_point(|call| call.name < folded);
    let known = CALLS[first..]
        .iter()
        .take_while(|call| call.name == folded)
        .find(|call| call.languages.is_empty() || call.languages.contains(&language));
    match known {
        Some(call) if call.arguments.is_empty() || call.arguments.contains(&enclosure.argument) => call.weight,
        Some(call) => call.weight.min(0.0),
        None => weight(Role::Callee, callee).clamp(-5.0, 4.0),
    }
}

/// Functions that compare their arguments.
fn is_check(callee: &str) -> bool {
    let mut buffer = [0; 64];
    fold(callee, &mut buffer).is_some_and(|name| {
        name.contains("assert")
            || name.contains("expect")
            || name.contains("equal")
            || matches!(
                name,
                "tobe" | "eq" | "eql" | "is" | "same" | "check" | "verify" | "shouldbe" | "ok" | "require"
            )
    })
}

fn strongest(a: f32, b: f32) -> f32 {
    if b.abs() > a.abs() { b } else { a }
}

/// YAML and Python: the key of the line's own block and the keys above.
fn under_keys(site: &Site<'_, '_>, verdict: &mut Verdict) {
    let parents = site.parents();
    let mut sum = 0.0;
    for (depth, parent) in parents.iter().enumerate() {
        sum += weight(Role::Key, parent) * [0.8, 0.4, 0.2, 0.1][depth.min(3)];
    }
    verdict.add_times(Piece::UnderKey, sum.clamp(-3.0, 4.0));
}

/// What stands on the same line: the status's own phrase, HTTP words, words about something else.
fn beside(site: &Site<'_, '_>, index: usize, code: Code, verdict: &mut Verdict) {
    let view = site.view;
    if phrases::stands_beside(view, index, code) {
        verdict.add(Piece::BesideItsPhrase);
    } else if phrases::is_named_on_line(view, index, code) {
        verdict.add(Piece::BesideItsName);
    }
    let line = view.line(index);
    let is_text = site.region != Region::Code || view.is_prose() || view.language.kind == LanguageKind::Markup;
    let mut near = 0.0f32;
    let mut far = 0.0f32;
    let from = line.start.max(index.saturating_sub(40));
    let to = line.end.min(index + 40);
    for at in (from..to).filter(|at| *at != index && view.is_kind(Some(*at), TokenKind::Word)) {
        let weight = weight(Role::Line, view.str(at));
        if weight != 0.0 {
            if at.abs_diff(index) <= 6 { near += weight } else { far += weight * 0.4 }
        }
    }
    let sum = near.clamp(-5.0, 5.0) + far.clamp(-2.5, 2.5);
    verdict.add_times(if is_text { Piece::WordsOfText } else { Piece::WordsOfLine }, sum);
    if view.get(Some(index + 1)) == "."
        && view.are_glued(index, index + 1)
        && matches!(
            view.get(Some(index + 2)),
            "html"
                | "htm"
                | "php"
                | "tsx"
                | "jsx"
                | "vue"
                | "svelte"
                | "json"
                | "http"
                | "astro"
                | "erb"
                | "haml"
                | "blade"
        )
    {
        verdict.add(Piece::PageNamedForIt);
    }
}

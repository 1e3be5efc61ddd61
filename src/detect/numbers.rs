//! Whether a three-digit number is a status.

use crate::catalog::tables::{CALLS, PRIORS};
use crate::catalog::{Code, LanguageKind};

use super::MentionKind;
use super::contra::{add_contra, is_page, is_part_of_something_else};
use super::evidence::{Piece, Verdict};
use super::lexer::{Region, TokenKind};
use super::phrases;
use super::shapes::add_shapes;
use super::site::{Enclosure, Path, Site, Tie};
use super::view::View;
use super::words::{Role, fold, weight};

pub(crate) fn judge(view: &View<'_>, index: usize) -> Option<Verdict> {
    let token = view.tokens[index];
    let text = view.str(index);
    let digits = text.strip_suffix('s').filter(|_| view.is_prose() || token.region != Region::Code).unwrap_or(text);
    let code = Code::parse(digits).filter(|code| code.number() <= 600 || code.status().is_some())?;
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
    weigh(&site, index, code, &mut verdict);
    // 299, 399 and 600 are no statuses, but they end ranges of them.
    if code.status().is_none() && !(verdict.is_bound && matches!(code.number() % 100, 0 | 99)) {
        verdict.add(Piece::UnregisteredCode);
    }
    Some(verdict)
}

/// What stands around the site, for it and against it.
fn weigh(site: &Site<'_, '_>, index: usize, code: Code, verdict: &mut Verdict) {
    let before = verdict.sum();
    let structure_speaks = structure(site, code, verdict);
    let structure = verdict.sum() - before;
    let is_named = beside(site, index, code, verdict);
    // In `REQUEST_TIMEOUT(408, "Request Timeout")` the words are those of the status itself.
    if is_named && structure < 0.0 {
        verdict.add_times(Piece::NamedDespite, -structure);
    }
    add_contra(site, index, structure_speaks, verdict);
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
        weigh(&site, index, code, &mut verdict);
    }
    verdict.add(if has_begun { Piece::StillTyping } else { Piece::NothingTyped });
    // What the line calls by name is what is being typed: `NOT_FOUND = 4`, `"5 Service Unavailable"`.
    if has_begun && !verdict.is_likely() && phrases::names_one_of_class(view, index, code.class_digit()) {
        verdict.add(Piece::BesideItsName);
    }
    verdict.is_likely()
}

fn prior(verdict: &mut Verdict, view: &View<'_>, code: Code) {
    verdict.add(Piece::Bias);
    verdict.add_named("prior", prior_of(code));
    if code.status().is_some_and(|status| status.owner.id != "iana") {
        verdict.add(Piece::VendorCode);
    }
    kind_of_file(verdict, view);
}

/// How often a number of that code is a status, before anything around it is read.
fn prior_of(code: Code) -> f32 {
    PRIORS.binary_search_by_key(&code.number(), |(known, _)| *known).map_or(0.0, |index| PRIORS[index].1)
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
    commanded(site, verdict);
    if range_of_class(site.view, site.first, site.last) {
        verdict.add(Piece::RangeOfClass);
        verdict.is_bound = true;
    }
    match site.subject() {
        Some(subject) => verdict.add_times(Piece::ArmOfSwitch, subject.weight(Role::Key).clamp(-4.0, 6.0)),
        // The switch is still to be written, or out of sight.
        None if site.region == Region::Code && !site.view.is_prose() && site.is_arm() => {
            verdict.add(Piece::ArmWithoutSubject);
        }
        None => {}
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
    match enclosure.bracket {
        b'(' => called(site, enclosure, depth, share, verdict),
        b'[' | b'{' => collected(site, enclosure, depth, share, verdict),
        _ => {}
    }
    if depth == 0 {
        listed(site, enclosure, code, verdict);
    }
}

/// `callee(…, 404, …)`
fn called(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, depth: usize, share: f32, verdict: &mut Verdict) {
    let call = callee_weight(site, &enclosure.callee, Some(enclosure.argument));
    verdict.add_times(Piece::CalledWith, call * share);
    if let (Some(key), true) = (&enclosure.key, depth > 0) {
        verdict.add_times(Piece::TiedTo, key.weight(Role::Key).clamp(-3.0, 4.0) * share);
    }
    let is_check = enclosure.callee.words.first().is_some_and(|callee| is_check(callee));
    if depth <= 1 {
        let receiver = if is_check { site.checked_by(enclosure) } else { enclosure.callee.without_first() };
        let receiver = receiver.weight(Role::Key).clamp(-4.0, 5.0);
        verdict.add_times(if is_check { Piece::CheckedAgainst } else { Piece::ChainedTo }, receiver * share);
    }
    if depth == 0 {
        let sibling = best_words(site.sibling_words(enclosure.open));
        verdict.add_times(if is_check { Piece::CheckedAgainst } else { Piece::BesideArgument }, sibling);
        if is_check && sibling > 1.0 {
            verdict.add(Piece::ComparedForEquality);
        }
        beside_route(site, enclosure, verdict);
    }
}

/// `("/items", 200)`, `["GET /items", 404]`: a row of a table of cases.
fn beside_route(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, verdict: &mut Verdict) {
    let view = site.view;
    let opening = (enclosure.open + 1..site.first).filter(|at| view.is_kind(Some(*at), TokenKind::Quote));
    let mut inside = opening.map(|quote| view.get(Some(quote + 1)));
    if inside.any(|first| {
        first.starts_with('/') || matches!(first, "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS")
    }) {
        verdict.add(Piece::BesideRoute);
    }
}

/// `[404, …]` and `{ 404: … }`
fn collected(site: &Site<'_, '_>, enclosure: &Enclosure<'_>, depth: usize, share: f32, verdict: &mut Verdict) {
    let name = enclosure.callee.weight(Role::Key).clamp(-4.0, 5.0);
    verdict.add_times(Piece::InCollection, name * share);
    if depth > 0 {
        return;
    }
    if enclosure.bracket == b'{' {
        let sibling = best_words(site.sibling_words(enclosure.open)).max(0.0);
        verdict.add_times(Piece::BesideField, sibling);
    } else {
        beside_route(site, enclosure, verdict);
        if enclosure.argument == 1 && returns_triplet(site, enclosure) {
            verdict.add(Piece::FirstOfTriplet);
        }
        verdict.add_times(Piece::LoopedOver, best_words(site.words_behind(enclosure.open)));
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
    let is_code = |number: &&str| Code::parse(number).is_some_and(|code| code.status().is_some());
    let codes = numbers.iter().filter(|number| is_code(number)).count();
    let others = numbers.len() - codes;
    if others == 0 && is_distinct_list(&numbers, code) {
        verdict.add_times(Piece::ListedWithCodes, (codes as f32).min(3.0));
    } else if numbers.len() >= 2 && others * 2 >= numbers.len() {
        verdict.add(Piece::ListedWithOtherNumbers);
    }
}

/// What the words say together: the strongest and half of the next.
fn best_words<'a>(words: impl Iterator<Item = &'a str>) -> f32 {
    let (mut best, mut next) = (0.0f32, 0.0f32);
    for weight in words.map(|word| weight(Role::Key, word)) {
        if weight.abs() > best.abs() {
            (best, next) = (weight, best);
        } else if weight.abs() > next.abs() {
            next = weight;
        }
    }
    (best + next * 0.5).clamp(-4.0, 5.0)
}

/// `assert_equal 404, status`, `status.must_equal 404`, `halt 404`: a call without brackets.
fn commanded(site: &Site<'_, '_>, verdict: &mut Verdict) {
    let view = site.view;
    if site.region != Region::Code || view.is_prose() {
        return;
    }
    // Haskell puts a function between its arguments in backquotes.
    let before = site.before().map(|mark| if view.str(mark) == "`" { mark.saturating_sub(1) } else { mark });
    let Some(callee) = before.filter(|before| view.is_kind(Some(*before), TokenKind::Word)) else { return };
    let line = view.line(site.first);
    if !line.contains(&callee) {
        return;
    }
    let path = site.path_before(callee + 1);
    verdict.add_times(Piece::CalledWith, callee_weight(site, &path, Some(1)));
    if path.words.first().is_some_and(|callee| is_check(callee)) {
        let receiver = if path.words.len() > 1 { path.without_first() } else { site.path_before(callee) };
        let behind = (site.last + 1..line.end).filter(|at| view.is_kind(Some(*at), TokenKind::Word));
        let behind = best_words(behind.filter(|at| view.tokens[*at].region == Region::Code).map(|at| view.str(at)));
        verdict.add_times(Piece::CheckedAgainst, receiver.weight(Role::Key).clamp(-4.0, 5.0) + behind);
    } else {
        verdict.add_times(Piece::ChainedTo, path.without_first().weight(Role::Key).clamp(-3.0, 3.0));
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

/// What the callee says; a known function says it for the arguments that take a status.
fn callee_weight(site: &Site<'_, '_>, path: &Path<'_>, argument: Option<u8>) -> f32 {
    let Some(callee) = path.words.first() else { return 0.0 };
    let mut buffer = [0; 64];
    let Some(folded) = fold(callee, &mut buffer) else { return 0.0 };
    let language = site.view.language.id;
    let first = CALLS.partition_point(|call| call.name < folded);
    let known = CALLS[first..]
        .iter()
        .take_while(|call| call.name == folded)
        .find(|call| call.languages.is_empty() || call.languages.contains(&language));
    match known {
        Some(call) if call.arguments.is_empty() || argument.is_some_and(|at| call.arguments.contains(&at)) => {
            call.weight
        }
        Some(call) => call.weight.min(0.0),
        None => {
            let owner = path.words.get(1).map_or(0.0, |owner| weight(Role::Callee, owner).max(0.0));
            (weight(Role::Callee, callee) + owner * 0.6).clamp(-5.0, 4.0)
        }
    }
}

/// Functions that compare their arguments.
pub(crate) fn is_check(callee: &str) -> bool {
    let mut buffer = [0; 64];
    fold(callee, &mut buffer).is_some_and(|name| {
        name.contains("assert")
            || name.contains("expect")
            || name.contains("equal")
            || name.contains("should")
            || name.starts_with("must")
            || matches!(
                name,
                "tobe" | "eq" | "eql" | "is" | "same" | "check" | "verify" | "shouldbe" | "ok" | "require"
            )
    })
}

/// The ends of a class: `200..299`, `between? 200, 299`, `200 - 399`, `500..<600`.
fn range_of_class(view: &View<'_>, first: usize, last: usize) -> bool {
    let number = |at: Option<usize>| {
        at.filter(|at| view.is_kind(Some(*at), TokenKind::Number)).and_then(|at| Code::parse(view.str(at)))
    };
    let Some(own) = number(Some(first)) else { return false };
    let joins = |from: usize, to: usize| {
        (from..to).all(|at| {
            matches!(view.str(at), "=" | "." | "-" | "–" | "," | "<" | "to" | "and" | "...")
                || view.str(at).starts_with('.')
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
    // Between commas stand any numbers; there only 99 says that it is an end.
    let has_comma = view.get(Some(last + 1)) == "," || first.checked_sub(1).is_some_and(|at| view.str(at) == ",");
    other.is_some_and(|(low, high)| {
        let is_next_class = high.number() == low.number() + 100 && !has_comma;
        low.number() % 100 == 0 && high > low && (high.number() % 100 == 99 || is_next_class)
    })
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

/// What stands on the same line: the status's own phrase, HTTP words, words about something else. Answers whether the
/// status is named there.
fn beside(site: &Site<'_, '_>, index: usize, code: Code, verdict: &mut Verdict) -> bool {
    let view = site.view;
    let has_phrase = phrases::stands_beside(view, index, code);
    let is_named = has_phrase || phrases::is_named_on_line(view, index, code);
    if is_named {
        verdict.add(if has_phrase { Piece::BesideItsPhrase } else { Piece::BesideItsName });
    } else if phrases::stands_on_neighbouring_line(view, index, code) {
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
            if at.abs_diff(index) <= 6 { near += weight } else { far += weight * 0.4 }
        }
    }
    let sum = near.clamp(-5.0, 5.0) + far.clamp(-2.5, 2.5);
    verdict.add_times(if is_text { Piece::WordsOfText } else { Piece::WordsOfLine }, sum);
    if is_text {
        verdict.add_times(Piece::CommonInText, prior_of(code).max(0.0));
        let before = index.checked_sub(1).filter(|before| line.contains(before));
        if matches!(view.get(before), "a" | "an" | "A" | "An" | "the" | "second" | "first") {
            verdict.add(Piece::BehindArticle);
        }
    }
    if is_page(view, index) {
        verdict.add(Piece::PageNamedForIt);
    }
    is_named
}

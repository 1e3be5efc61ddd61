//! Other values in the same place near by: further arguments of a function, values that a name is assigned or compared with,
//! and the other numbers of a column. A careful reader takes `fallback(200, …)` for a status where `fallback(404, …)` stands
//! some lines further down, and `frame(200)` for none where `frame(80)` does.

use crate::catalog::tables::{DISTINCTIVE, DOUBTFUL, Piece};
use crate::catalog::{Code, LanguageKind};

use crate::detect::evidence::prior::prior_of;
use crate::detect::evidence::tables::table_head;
use crate::detect::evidence::verdict::Verdict;
use crate::detect::lexicon::assertions::is_check;
use crate::detect::tokens::positions::{NumberIndex, TokenIndex};
use crate::detect::tokens::slot::{NameHash, Slot};
use crate::detect::tokens::steps;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// How far away is still near by, in bytes to each side.
const NEAR_BYTES: usize = 3 * 1024;

/// How many numbers to each side are near by at most.
const NEAR_NUMBERS: usize = 64;

/// Adds the evidence of the other numbers in the same slot for the number at `index`, which is the candidate's.
pub(crate) fn add_recurrence(candidate: &Candidate<'_, '_>, index: TokenIndex, verdict: &mut Verdict<'_>) {
    let view = candidate.view;
    let Some(own) = view.list.number_of(index) else { return };
    let slot = slot_of(view, own);
    if slot == Slot::Unshared {
        return;
    }
    let start = view.tokens[candidate.first].start;
    let own_code = view.code(index);
    // The other numbers in the slot: codes, and the count of those that are not codes.
    let (mut codes, mut no_codes) = (Vec::new(), 0);
    for number in view.list.numbers_near(own, NEAR_NUMBERS, start - NEAR_BYTES..start + NEAR_BYTES) {
        steps::count(1);
        if slot_of(view, number) != slot {
            continue;
        }
        let at = view.list.token_of(number);
        if candidate.is_own(at) {
            continue;
        }
        if matches!(slot, Slot::Cell(_)) && view.table_of(at) != view.table_of(candidate.first) {
            continue;
        }
        match view.code(at).filter(|code| view.catalog.is_status(*code)) {
            Some(code) => codes.push(code),
            None => no_codes += 1,
        }
    }
    codes.sort_unstable();
    codes.dedup();
    let distinctive = codes.iter().filter(|code| Some(**code) != own_code && is_distinctive(**code)).count();
    // Among numbers of both kinds a distinctive code may be a status, and one that is often a count is one more count.
    if no_codes > distinctive || no_codes > 0 && !own_code.is_some_and(is_distinctive) {
        verdict.add_times(Piece::SameSlotHasOtherNumbers, no_codes as f32);
    } else if distinctive > 0
        && no_codes == 0
        && !codes.iter().copied().chain(own_code).any(is_doubtful)
        && is_open(candidate, index, slot)
    {
        // The first may be chance, so it counts half.
        verdict.add_times(Piece::SameSlotHasCodes, distinctive as f32 - 0.5);
    }
}

/// Whether a number of that code is seldom anything but a status. Round numbers are often counts.
fn is_distinctive(code: Code) -> bool {
    !code.number().is_multiple_of(100) && prior_of(code).is_some_and(|prior| prior >= DISTINCTIVE)
}

/// Whether a number of that code is mostly something else, as 100 and 300 are.
fn is_doubtful(code: Code) -> bool {
    prior_of(code).is_none_or(|prior| prior < DOUBTFUL)
}

/// Whether the slot itself leaves open what stands in it. What a name is given or compared with, the name tells; so does the head of a column.
fn is_open(candidate: &Candidate<'_, '_>, index: TokenIndex, slot: Slot) -> bool {
    match slot {
        Slot::Unshared | Slot::Tied(_) => false,
        Slot::Argument(..) => true,
        // A column of a table in SQL is as often one of identifiers.
        Slot::Column(..) => candidate.view.language.kind != LanguageKind::Query,
        Slot::Cell(_) => table_head(candidate.view, index).is_none_or(|head| head.weight() > 0.0),
    }
}

/// The slot of a number. Each of the numbers near by reads it.
fn slot_of(view: &View<'_>, number: NumberIndex) -> Slot {
    view.slots.of(number, || {
        let at = view.list.token_of(number);
        slot(&Candidate::new(view, at, at)).unwrap_or(Slot::Unshared)
    })
}

fn slot(candidate: &Candidate<'_, '_>) -> Option<Slot> {
    let view = candidate.view;
    if view.is_prose() {
        return view.column(candidate.first).map(Slot::Cell);
    }
    if let Some((_, path)) = candidate.relation() {
        return path.words.first().map(|word| Slot::Tied(NameHash::of(word)));
    }
    let before = candidate.before_on_line().filter(|before| view.is_word(*before));
    if let Some(callee) = before.map(|before| view.str(before)).filter(|callee| is_telling_callee(callee)) {
        return Some(Slot::Argument(NameHash::of(callee), 1));
    }
    let enclosure = candidate.enclosure(candidate.first)?;
    match enclosure.callee.words.first() {
        Some(callee) if enclosure.bracket == b'(' => {
            is_telling_callee(callee).then(|| Slot::Argument(NameHash::of(callee), enclosure.argument))
        }
        Some(_) => None,
        None => Some(Slot::Column(enclosure.bracket, enclosure.argument)),
    }
}

/// Whether the calls of a function are alike: not those of an assertion, nor those of a name of one letter, such as `c(…)` in R.
fn is_telling_callee(callee: &str) -> bool {
    callee.len() > 1 && !is_check(callee)
}

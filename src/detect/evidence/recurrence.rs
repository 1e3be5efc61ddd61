//! What stands in the same place elsewhere near by: what else a function is called with, a name is given or compared with,
//! the other numbers of a column. A careful reader takes `fallback(200, …)` for a status where `fallback(404, …)` stands
//! some lines further down, and `frame(200)` for none where `frame(80)` does.

use crate::catalog::Code;
use crate::catalog::tables::Piece;

use crate::detect::evidence::prior::prior_of;
use crate::detect::evidence::verdict::{Verdict, max_of};
use crate::detect::lexicon::assertions::is_check;
use crate::detect::tokens::slot::{Name, Slot};
use crate::detect::tokens::steps;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;
use crate::detect::view::candidate::Candidate;

/// How far away is still near by, in bytes to each side.
const NEAR_BYTES: usize = 3 * 1024;

/// How many numbers to each side are near by at most.
const NEAR_NUMBERS: usize = 64;

/// A code with this prior is hardly anything but a status.
const TELLTALE: f32 = 1.0;

/// No more of them count.
const MAX_COUNT: f32 = 3.0;

/// What the others in the same slot as the number at `index` say, whose candidate that is.
pub(crate) fn add_recurrence(candidate: &Candidate<'_, '_>, index: usize, verdict: &mut Verdict) {
    let view = candidate.view;
    let Some(own) = view.number_at(index) else { return };
    let Some(slot) = slot_at(view, own) else { return };
    let start = view.tokens[candidate.first].start as usize;
    let near = view.numbers_within(start.saturating_sub(NEAR_BYTES)..start + NEAR_BYTES);
    let near = near.start.max(own.saturating_sub(NEAR_NUMBERS))..near.end.min(own + NEAR_NUMBERS);
    steps::count(near.len());
    let is_unknown = |number: &usize| view.slots().borrow().get(*number).is_none_or(Option::is_none);
    for number in near.clone().filter(is_unknown) {
        slot_at(view, number);
    }
    let slots = view.slots().borrow();
    let mut codes: Vec<Code> = Vec::new();
    let mut others = 0;
    for (number, _) in near.clone().zip(&slots[near]).filter(|(_, of_number)| **of_number == Some(Some(slot))) {
        let at = view.number(number);
        if (candidate.first..=candidate.last).contains(&at) {
            continue;
        }
        if matches!(slot, Slot::Cell(_)) && view.table_of(at) != view.table_of(candidate.first) {
            continue;
        }
        match Code::parse(view.str(at)).filter(|code| view.catalog.is_status(*code)) {
            Some(code) => codes.push(code),
            None => others += 1,
        }
    }
    codes.sort_unstable();
    codes.dedup();
    let distinctiveness = codes
        .iter()
        .filter(|code| prior_of(**code).is_some_and(|prior| prior >= TELLTALE) && code.number() % 100 != 0)
        .count();
    if others > distinctiveness {
        verdict.add_times(Piece::SameSlotHasOtherNumbers, (others as f32).min(MAX_COUNT));
    } else if others == 0 && distinctiveness > 0 {
        verdict.add_times(Piece::SameSlotHasCodes, (distinctiveness as f32).min(MAX_COUNT));
    }
}

/// The most that `add_recurrence` can add.
pub(crate) fn max_of_recurrence() -> f32 {
    max_of(Piece::SameSlotHasCodes, 0.0..=MAX_COUNT) + max_of(Piece::SameSlotHasOtherNumbers, 0.0..=MAX_COUNT)
}

/// The slot of a number, by its place among all numbers. Each of the numbers near by asks for it, and it is kept until a token that is
/// near it changes.
fn slot_at(view: &View<'_>, number: usize) -> Option<Slot> {
    let known = view.slots().borrow().get(number).copied().flatten();
    known.unwrap_or_else(|| {
        let (near, at) = view.near(view.number(number));
        let slot = slot(&Candidate::new(&near, at, at));
        let mut slots = view.slots().borrow_mut();
        slots.resize(view.numbers(), None);
        slots[number] = Some(slot);
        slot
    })
}

fn slot(candidate: &Candidate<'_, '_>) -> Option<Slot> {
    let view = candidate.view;
    if view.is_prose() {
        return view.column(candidate.first).map(Slot::Cell);
    }
    let line = view.line(candidate.first);
    if let Some((_, path)) = candidate.relation() {
        return path.words.first().map(|word| Slot::Tied(Name::of(word)));
    }
    let before =
        candidate.before().filter(|before| line.contains(before) && view.is_kind(Some(*before), TokenKind::Word));
    if let Some(callee) = before.map(|before| view.str(before)).filter(|callee| !is_check(callee)) {
        return Some(Slot::Argument(Name::of(callee), 1));
    }
    let enclosure = candidate.enclosure(candidate.first)?;
    match enclosure.callee.words.first() {
        Some(callee) if enclosure.bracket == b'(' => {
            (!is_check(callee)).then(|| Slot::Argument(Name::of(callee), enclosure.argument))
        }
        Some(_) => None,
        None => Some(Slot::Column(enclosure.bracket, enclosure.argument)),
    }
}

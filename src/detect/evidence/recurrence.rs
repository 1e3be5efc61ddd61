//! What stands in the same place elsewhere near by: what else a function is called with, a name is given or compared with,
//! the other numbers of a column. A careful reader takes `fallback(200, …)` for a status where `fallback(404, …)` stands
//! some lines further down, and `frame(200)` for none where `frame(80)` does.

use crate::catalog::Code;
use crate::catalog::tables::Piece;

use crate::detect::evidence::prior::prior_of;
use crate::detect::evidence::verdict::{Verdict, max_of};
use crate::detect::lexicon::assertions::is_check;
use crate::detect::tokens::positions::NumberIndex;
use crate::detect::tokens::slot::{NameHash, Slot};
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
    let Some(own) = view.list().number_of(index) else { return };
    let slot = slot_of(view, own);
    if slot == Slot::Unshared {
        return;
    }
    let start = view.tokens[candidate.first].start;
    let mut codes: Vec<Code> = Vec::new();
    let mut others = 0;
    for number in view.list().numbers_near(own, NEAR_NUMBERS, start - NEAR_BYTES..start + NEAR_BYTES) {
        steps::count(1);
        if slot_of(view, number) != slot {
            continue;
        }
        let at = view.list().token_of(number);
        if (candidate.first..=candidate.last).contains(&at) {
            continue;
        }
        if matches!(slot, Slot::Cell(_)) && view.table_of(at) != view.table_of(candidate.first) {
            continue;
        }
        match Code::parse(view.str(at)).filter(|code| code.status().is_some()) {
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

/// The slot of a number. Each of the numbers near by asks for it.
fn slot_of(view: &View<'_>, number: NumberIndex) -> Slot {
    view.slots.of(number, || {
        let at = view.list().token_of(number);
        slot(&Candidate::new(view, at, at)).unwrap_or(Slot::Unshared)
    })
}

fn slot(candidate: &Candidate<'_, '_>) -> Option<Slot> {
    let view = candidate.view;
    if view.is_prose() {
        return view.column(candidate.first).map(Slot::Cell);
    }
    let line = view.line(candidate.first);
    if let Some((_, path)) = candidate.relation() {
        return path.words.first().map(|word| Slot::Tied(NameHash::of(word)));
    }
    let before =
        candidate.before().filter(|before| line.contains(before) && view.is_kind(Some(*before), TokenKind::Word));
    if let Some(callee) = before.map(|before| view.str(before)).filter(|callee| !is_check(callee)) {
        return Some(Slot::Argument(NameHash::of(callee), 1));
    }
    let enclosure = candidate.enclosure(candidate.first)?;
    match enclosure.callee.words.first() {
        Some(callee) if enclosure.bracket == b'(' => {
            (!is_check(callee)).then(|| Slot::Argument(NameHash::of(callee), enclosure.argument))
        }
        Some(_) => None,
        None => Some(Slot::Column(enclosure.bracket, enclosure.argument)),
    }
}

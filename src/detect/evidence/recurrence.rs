//! What stands in the same place elsewhere near by: what else a function is called with, a name is given or compared with,
//! the other numbers of a column. A careful reader takes `fallback(200, …)` for a status where `fallback(404, …)` stands
//! some lines further down, and `frame(200)` for none where `frame(80)` does.

use crate::catalog::Code;
use crate::catalog::tables::Piece;

use crate::detect::evidence::prior::prior_of;
use crate::detect::evidence::verdict::{Verdict, most_of};
use crate::detect::lexicon::assertions::is_check;
use crate::detect::tokens::slot::{Name, Slot};
use crate::detect::tokens::steps;
use crate::detect::tokens::token::TokenKind;
use crate::detect::view::View;
use crate::detect::view::site::Site;

/// How far away is still near by, in bytes to each side.
const NEAR: usize = 3 * 1024;

/// How many numbers to each side are near by at most.
const CROWD: usize = 64;

/// A code with this prior is hardly anything but a status.
const TELLTALE: f32 = 1.0;

/// No more of them count.
const MOST: f32 = 3.0;

/// What the others in the same slot as the number at `index` say, whose site that is.
pub(crate) fn add_alike(site: &Site<'_, '_>, index: usize, verdict: &mut Verdict) {
    let view = site.view;
    let Some(own) = view.number_at(index) else { return };
    let Some(slot) = slot_at(view, own) else { return };
    let start = view.tokens[site.first].start as usize;
    let near = view.numbers_within(start.saturating_sub(NEAR)..start + NEAR);
    let near = near.start.max(own.saturating_sub(CROWD))..near.end.min(own + CROWD);
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
        if (site.first..=site.last).contains(&at) {
            continue;
        }
        if matches!(slot, Slot::Cell(_)) && view.table_of(at) != view.table_of(site.first) {
            continue;
        }
        match Code::parse(view.str(at)).filter(|code| code.status().is_some()) {
            Some(code) => codes.push(code),
            None => others += 1,
        }
    }
    codes.sort_unstable();
    codes.dedup();
    let telling = codes
        .iter()
        .filter(|code| prior_of(**code).is_some_and(|prior| prior >= TELLTALE) && code.number() % 100 != 0)
        .count();
    if others > telling {
        verdict.add_times(Piece::SameSlotHasOtherNumbers, (others as f32).min(MOST));
    } else if others == 0 && telling > 0 {
        verdict.add_times(Piece::SameSlotHasCodes, (telling as f32).min(MOST));
    }
}

/// The most that `add_alike` can add.
pub(crate) fn most_of_alike() -> f32 {
    most_of(Piece::SameSlotHasCodes, 0.0..=MOST) + most_of(Piece::SameSlotHasOtherNumbers, 0.0..=MOST)
}

/// The slot of a number, by its place among all numbers. Each of the numbers near by asks for it, and it is kept until a token that is
/// near it changes.
fn slot_at(view: &View<'_>, number: usize) -> Option<Slot> {
    let known = view.slots().borrow().get(number).copied().flatten();
    known.unwrap_or_else(|| {
        let (near, at) = view.near(view.number(number));
        let slot = slot(&Site::new(&near, at, at));
        let mut slots = view.slots().borrow_mut();
        slots.resize(view.numbers(), None);
        slots[number] = Some(slot);
        slot
    })
}

fn slot(site: &Site<'_, '_>) -> Option<Slot> {
    let view = site.view;
    if view.is_prose() {
        return view.column(site.first).map(Slot::Cell);
    }
    let line = view.line(site.first);
    if let Some((_, path)) = site.tie() {
        return path.words.first().map(|word| Slot::Tied(Name::of(word)));
    }
    let before = site.before().filter(|before| line.contains(before) && view.is_kind(Some(*before), TokenKind::Word));
    if let Some(callee) = before.map(|before| view.str(before)).filter(|callee| !is_check(callee)) {
        return Some(Slot::Argument(Name::of(callee), 1));
    }
    let enclosure = site.enclosure(site.first)?;
    match enclosure.callee.words.first() {
        Some(callee) if enclosure.bracket == b'(' => {
            (!is_check(callee)).then(|| Slot::Argument(Name::of(callee), enclosure.argument))
        }
        Some(_) => None,
        None => Some(Slot::Column(enclosure.bracket, enclosure.argument)),
    }
}

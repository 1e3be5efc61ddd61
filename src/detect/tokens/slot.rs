//! The slot of a number: the position that other numbers of a file may share with it.

use std::cell::RefCell;

use crate::detect::lexicon::hash::hash;
use crate::detect::tokens::positions::NumberIndex;

/// The place of a value, as far as it recurs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// No other number shares it.
    Unshared,
    /// The value of that name, compared with it or matched against it.
    Tied(NameHash),
    /// An argument of a function, counted from 1.
    Argument(NameHash, u8),
    /// An element of rows without a name, by their bracket and counted from 1.
    Column(u8, u8),
    /// A cell of a table drawn with `|`, counted by the bars before it.
    Cell(usize),
}

/// A name's hash: names are compared with names of the same text and nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NameHash(u64);

impl NameHash {
    pub(crate) fn of(text: &str) -> Self {
        Self(hash(text, 0))
    }
}

/// The slots of numbers that were read.
#[derive(Debug, Default)]
pub(crate) struct Slots(RefCell<Vec<Option<Slot>>>);

impl Slots {
    /// The slot of a number, which `find` finds once.
    pub(crate) fn of(&self, number: NumberIndex, find: impl FnOnce() -> Slot) -> Slot {
        let place = number.place();
        let known = self.0.borrow().get(place).copied().flatten();
        known.unwrap_or_else(|| {
            let slot = find();
            let mut slots = self.0.borrow_mut();
            if slots.len() <= place {
                slots.resize(place + 1, None);
            }
            slots[place] = Some(slot);
            slot
        })
    }
}

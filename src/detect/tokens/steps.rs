//! Counts the work on a text: one step for each byte that is split into tokens, for each token that is read, and for each spelling of a
//! library that a word is compared with.
//!
//! Tests hold the steps to the size of the text, which times could not do. Counted where assertions are checked, and in the fuzz
//! targets; a release reads its tokens with nothing in between.

#[cfg(debug_assertions)]
thread_local! {
    static TAKEN: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// How many steps this thread has taken so far.
#[cfg(debug_assertions)]
pub fn taken() -> u64 {
    TAKEN.get()
}

/// Adds so many steps.
pub(crate) fn count(steps: usize) {
    #[cfg(debug_assertions)]
    TAKEN.set(TAKEN.get() + steps as u64);
    #[cfg(not(debug_assertions))]
    let _ = steps;
}

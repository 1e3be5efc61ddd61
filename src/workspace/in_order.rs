//! Work on many items by several threads, with results in the order of the items.

use std::collections::VecDeque;
use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results each thread may be ahead of the one that is waited for.
const WINDOW: usize = 64;

/// Calls `work` for each item on one of `threads` threads, and `take` with the results, on this thread and in the order of the items. After
/// `take` breaks, no item is begun.
///
/// Items are drawn when a thread is free for them, so neither they nor the results are all in memory at once.
pub fn in_order<T: Send, R: Send>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    work: impl Fn(T) -> R + Sync,
    mut take: impl FnMut(R) -> ControlFlow<()>,
) {
    let threads = threads.max(1);
    let items = Mutex::new(Items { items, count: 0 });
    let window = Window { results: Mutex::default(), changed: Condvar::new(), size: WINDOW * threads };
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                let _ended = Ended(&window);
                while let Some((number, item)) = window.draw(&items) {
                    window.put(number, work(item));
                }
            });
        }
        let _stopped = Stopped(&window);
        while let Some(result) = window.next(threads) {
            if take(result).is_break() {
                break;
            }
        }
    });
}

struct Items<I> {
    items: I,
    count: usize,
}

/// The results that are not taken yet.
struct Window<R> {
    results: Mutex<Results<R>>,
    changed: Condvar,
    size: usize,
}

struct Results<R> {
    /// From the one that is taken next on.
    waiting: VecDeque<Option<R>>,
    /// The number of the first of them.
    first: usize,
    /// How many threads have ended.
    ended: usize,
    is_stopped: bool,
}

impl<R> Default for Results<R> {
    fn default() -> Self {
        Self { waiting: VecDeque::new(), first: 0, ended: 0, is_stopped: false }
    }
}

impl<R> Window<R> {
    /// The next item with its number, once its result has room.
    fn draw<T>(&self, items: &Mutex<Items<impl Iterator<Item = T>>>) -> Option<(usize, T)> {
        let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
        let number = items.count;
        let mut results = self.lock();
        while !results.is_stopped && number >= results.first + self.size {
            results = self.wait(results);
        }
        if results.is_stopped {
            return None;
        }
        drop(results);
        let item = items.items.next()?;
        items.count += 1;
        Some((number, item))
    }

    fn put(&self, number: usize, result: R) {
        let mut results = self.lock();
        let place = number - results.first;
        while results.waiting.len() <= place {
            results.waiting.push_back(None);
        }
        results.waiting[place] = Some(result);
        drop(results);
        self.changed.notify_all();
    }

    /// The next result; nothing where no thread is left that could give one.
    fn next(&self, threads: usize) -> Option<R> {
        let mut results = self.lock();
        loop {
            if let Some(result) = results.waiting.front_mut().and_then(Option::take) {
                results.waiting.pop_front();
                results.first += 1;
                drop(results);
                self.changed.notify_all();
                return Some(result);
            }
            if results.ended == threads {
                return None;
            }
            results = self.wait(results);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Results<R>> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'w>(&self, results: MutexGuard<'w, Results<R>>) -> MutexGuard<'w, Results<R>> {
        self.changed.wait(results).unwrap_or_else(PoisonError::into_inner)
    }
}

/// Tells that a thread has ended, also where its work panics.
struct Ended<'w, R>(&'w Window<R>);

impl<R> Drop for Ended<'_, R> {
    fn drop(&mut self) {
        self.0.lock().ended += 1;
        self.0.changed.notify_all();
    }
}

/// Stops the threads, also where taking a result panics.
struct Stopped<'w, R>(&'w Window<R>);

impl<R> Drop for Stopped<'_, R> {
    fn drop(&mut self) {
        self.0.lock().is_stopped = true;
        self.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_come_in_the_order_of_the_items() {
        for threads in [0, 1, 2, 8] {
            let mut taken = Vec::new();
            // Items with few steps of work overtake those with many.
            let work = |item: usize| (0..item * 7919 % 1000).fold(item, |item, _| std::hint::black_box(item));
            in_order(0..5000, threads, work, |result| {
                taken.push(result);
                ControlFlow::Continue(())
            });
            assert!(taken.iter().copied().eq(0..5000), "{threads}");
        }
    }

    #[test]
    fn no_more_is_begun_than_has_room_or_is_wanted() {
        let begun = AtomicUsize::new(0);
        let work = |_| begun.fetch_add(1, Ordering::Relaxed);
        let mut taken = 0;
        in_order(0.., 4, work, |_| {
            taken += 1;
            assert!(begun.load(Ordering::Relaxed) <= taken + 4 * WINDOW);
            if taken < 1000 { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        assert_eq!(taken, 1000);
    }

    #[test]
    fn a_panic_ends_the_work_and_is_passed_on() {
        let work = |item| assert_ne!(item, 7, "the seventh");
        let ran = std::panic::catch_unwind(|| in_order(0..100, 2, work, |()| ControlFlow::Continue(())));
        assert!(ran.is_err());
    }
}

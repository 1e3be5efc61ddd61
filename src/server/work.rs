//! The one home of long work: requests that read a whole document or more.
//!
//! Each runs on a thread beside the message loop, as many at once as there are cores. The others wait as futures, in the order in which
//! they came. Work stops when its request is canceled, when its document is changed or closed, and when the client's input ends; what has
//! not begun by then never begins. A permit returns when the thread has ended and its result has been taken, so that no more results than cores wait
//! for a client that reads slowly.

use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot, watch};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use super::{exit, guard};

/// How many requests for long work may be under way, running or waiting. A further one is refused. One that waits takes some 2 kB.
pub(super) const UNDER_WAY: usize = 4096;

/// `LSPErrorCodes.RequestFailed` (LSP 3.17, "Base Protocol").
const REQUEST_FAILED: i64 = -32803;

/// Runs long work.
#[derive(Debug)]
pub(super) struct LongWork {
    /// One for each thread that works.
    permits: Arc<Semaphore>,
    /// One for each request that is under way.
    places: Semaphore,
    /// Current until the client's input ends.
    input: Version,
}

impl LongWork {
    /// Runs work as long as `input` is current.
    pub(super) fn during(input: Version) -> Self {
        Self::on(std::thread::available_parallelism().map_or(1, usize::from), UNDER_WAY, input)
    }

    fn on(threads: usize, under_way: usize, input: Version) -> Self {
        Self { permits: Arc::new(Semaphore::new(threads)), places: Semaphore::new(under_way), input }
    }

    /// The result of `work`, which reads that version of a document. It is to stop, with whatever result, soon after the function that it
    /// is given says no. Dropping the future cancels the work.
    ///
    /// # Errors
    /// - "Content modified" (LSP 3.17, `LSPErrorCodes`), at once, when the document is changed. The same when it is closed: from then on
    ///   its content is what its URI leads to (LSP 3.17, `textDocument/didClose`), which is not what was read.
    /// - "Request failed", when too many are under way, and at once when the client's input ends.
    /// - An internal error, when `work` panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        version: Version,
        work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
    ) -> Result<T> {
        let _place = self.places.try_acquire().map_err(|_| too_many())?;
        let (reader, input) = (version.clone(), self.input.clone());
        let ended = async {
            // What came together with the request is handled first; its cancellation may be there.
            tokio::task::yield_now().await;
            // The semaphore is never closed.
            let permit = Arc::clone(&self.permits).acquire_owned().await.map_err(|_| Error::internal_error())?;
            let (sender, receiver) = oneshot::channel();
            tokio::task::spawn_blocking(move || {
                let goes_on = || reader.is_current() && input.is_current() && !sender.is_closed();
                let result = guard(|| work(&goes_on));
                // The receiver is gone when the request was canceled.
                let _ = sender.send((result, permit));
            });
            // Without a sender the runtime is shutting down.
            let (result, _permit) = receiver.await.map_err(|_| exit::panicked())?;
            result
        };
        tokio::select! {
            biased;
            () = version.clone().outdated() => Err(Error::content_modified()),
            () = self.input.clone().outdated() => Err(failed("the input has ended".to_owned())),
            result = ended => result,
        }
    }
}

fn too_many() -> Error {
    failed(format!("http-status-lsp already has {UNDER_WAY} requests under way that read whole documents"))
}

fn failed(message: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: message.into(), data: None }
}

/// Held by whatever changes or ends, such as an open document or the client's input.
#[derive(Debug)]
pub(super) struct Versions(watch::Sender<()>);

impl Default for Versions {
    fn default() -> Self {
        Self(watch::Sender::new(()))
    }
}

impl Versions {
    /// The present version.
    pub(super) fn current(&self) -> Version {
        Version(self.0.subscribe())
    }

    /// Ends the present version. Dropping has the same effect.
    pub(super) fn advance(&mut self) {
        if self.0.receiver_count() > 0 {
            *self = Self::default();
        }
    }
}

/// One version of a document. It stays current until the document is changed or closed. The input has one version, until it ends.
#[derive(Clone, Debug)]
pub(super) struct Version(watch::Receiver<()>);

impl Version {
    fn is_current(&self) -> bool {
        self.0.has_changed().is_ok()
    }

    /// Ends once the version is no longer current.
    async fn outdated(mut self) {
        while self.0.changed().await.is_ok() {}
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc;
    use std::time::Duration;

    use futures_util::future::join_all;
    use futures_util::poll;

    use super::*;

    /// Longer than any of this takes on a busy machine.
    const PATIENCE: Duration = Duration::from_secs(30);

    /// With a client's input that does not end.
    fn on(threads: usize, under_way: usize) -> (LongWork, Versions) {
        let input = Versions::default();
        (LongWork::on(threads, under_way, input.current()), input)
    }

    fn code<T>(result: Result<T>) -> Option<i64> {
        result.err().map(|error| error.code.code())
    }

    #[tokio::test]
    async fn as_many_work_at_once_as_there_are_permits() {
        let (home, _input) = on(2, 100);
        let versions = Versions::default();
        let (pair, now, most) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let most = Arc::new(most);
        let runs = (0..20).map(|number| {
            let (pair, now, most) = (Arc::clone(&pair), Arc::clone(&now), Arc::clone(&most));
            home.run(versions.current(), move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // With fewer than two this never returns.
                pair.wait();
                now.fetch_sub(1, Ordering::SeqCst);
                number
            })
        });
        let results: Vec<_> = join_all(runs).await.into_iter().flatten().collect();
        assert_eq!(results, (0..20).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    /// One permit, taken by work that ends when the sender is dropped.
    fn blocked(home: &LongWork, versions: &Versions) -> (impl Future<Output = Result<()>>, mpsc::Sender<()>) {
        let (sender, receiver) = mpsc::channel::<()>();
        let work = move |_: &dyn Fn() -> bool| {
            let _ = receiver.recv_timeout(PATIENCE);
        };
        (home.run(versions.current(), work), sender)
    }

    /// Polls it until it has got in line, or is on its way.
    async fn begin_to_wait(work: &mut (impl Future + Unpin)) {
        assert!(poll!(&mut *work).is_pending());
        tokio::task::yield_now().await;
        assert!(poll!(&mut *work).is_pending());
    }

    #[tokio::test]
    async fn what_comes_with_a_request_is_handled_before_it_begins() {
        let (home, _input) = on(1, 100);
        let versions = Versions::default();
        let (sender, receiver) = mpsc::channel();
        let mut work = Box::pin(home.run(versions.current(), move |_| sender.send(())));
        assert!(poll!(work.as_mut()).is_pending());
        drop(work);
        // The sender is gone, and nothing was sent.
        assert_eq!(receiver.recv_timeout(PATIENCE), Err(mpsc::RecvTimeoutError::Disconnected));
    }

    #[tokio::test]
    async fn what_ends_while_it_waits_never_begins() {
        let (home, _input) = on(1, 100);
        let (first_document, mut second_document) = (Versions::default(), Versions::default());
        let (first, release) = blocked(&home, &first_document);
        let mut first = Box::pin(first);
        begin_to_wait(&mut first).await;
        let begun = Arc::new(AtomicUsize::new(0));
        let begin = |by: usize| {
            let begun = Arc::clone(&begun);
            move |_: &dyn Fn() -> bool| {
                begun.fetch_add(by, Ordering::SeqCst);
            }
        };
        let mut canceled = Box::pin(home.run(first_document.current(), begin(1)));
        let changed = home.run(second_document.current(), begin(10));
        let mut changed = Box::pin(changed);
        begin_to_wait(&mut canceled).await;
        begin_to_wait(&mut changed).await;
        drop(canceled);
        second_document.advance();
        // Before the one that works has ended.
        assert_eq!(code(changed.await), Some(-32801));
        let closed = home.run(second_document.current(), begin(100));
        drop(second_document);
        assert_eq!(code(closed.await), Some(-32801));
        drop(release);
        assert_eq!(code(first.await), None);
        assert_eq!(code(home.run(first_document.current(), begin(1000)).await), None);
        assert_eq!(begun.load(Ordering::SeqCst), 1000);
    }

    #[tokio::test]
    async fn work_is_told_to_stop() {
        for end in ["cancel", "change", "close", "end of the input"] {
            let (home, input) = on(1, 100);
            let mut versions = Versions::default();
            let (sender, receiver) = mpsc::channel();
            let until_told = move |goes_on: &dyn Fn() -> bool| {
                while goes_on() {
                    std::thread::yield_now();
                }
                let _ = sender.send(());
            };
            let mut work = Box::pin(home.run(versions.current(), until_told));
            begin_to_wait(&mut work).await;
            match end {
                "cancel" => drop(work),
                "change" => {
                    versions.advance();
                    assert_eq!(code(work.await), Some(-32801));
                }
                "close" => {
                    drop(versions);
                    assert_eq!(code(work.await), Some(-32801));
                }
                _ => {
                    drop(input);
                    assert_eq!(code(work.await), Some(REQUEST_FAILED));
                    receiver.recv_timeout(PATIENCE).expect("it stops");
                    assert_eq!(code(home.run(versions.current(), |_| 7).await), Some(REQUEST_FAILED));
                    continue;
                }
            }
            receiver.recv_timeout(PATIENCE).expect("it stops");
            let versions = Versions::default();
            assert_eq!(home.run(versions.current(), |_| 7).await, Ok(7), "the permit is back");
        }
    }

    #[tokio::test]
    async fn a_panic_costs_one_result_and_no_permit() {
        let (home, _input) = on(1, 100);
        let versions = Versions::default();
        for _ in 0..3 {
            let panicked = home.run(versions.current(), |_| panic!("on purpose")).await;
            assert_eq!(code::<()>(panicked), Some(-32603));
        }
        assert_eq!(home.run(versions.current(), |_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn one_too_many_is_refused() {
        let (home, _input) = on(1, 1);
        let versions = Versions::default();
        let (first, release) = blocked(&home, &versions);
        let mut first = Box::pin(first);
        begin_to_wait(&mut first).await;
        assert_eq!(code(home.run(versions.current(), |_| ()).await), Some(REQUEST_FAILED));
        drop(release);
        assert_eq!(first.await, Ok(()));
        assert_eq!(home.run(versions.current(), |_| 7).await, Ok(7));
    }

    #[test]
    fn a_version_ends_with_a_change_and_no_other() {
        let mut versions = Versions::default();
        versions.advance();
        let first = versions.current();
        assert!(first.is_current());
        versions.advance();
        let second = versions.current();
        assert!(!first.is_current() && second.is_current());
        drop(versions);
        assert!(!second.is_current());
    }
}

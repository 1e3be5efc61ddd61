//! Long work: requests that read a whole document or more.
//!
//! Each runs on a thread beside the message loop, as many at once as there are cores. The others wait as futures, in the order of their
//! requests. Work stops when its request is canceled, when its document is changed or closed, and when the client's input ends; waiting
//! work then never starts. A permit is held until the result has been taken, so no more results than cores wait for a client that reads
//! slowly.

use std::sync::Arc;

use tokio::sync::{Semaphore, oneshot};
use tower_lsp::jsonrpc::{Error, ErrorCode, Result};

use super::revisions::Revision;
use super::rpc::panics::{catch_panic, handler_panicked};

/// How many requests for long work may run or wait; a further one is refused. One that waits takes some 2 kB.
pub(super) const MAX_REQUESTS: usize = 4096;

/// `LSPErrorCodes.RequestFailed` (LSP 3.17, "Base Protocol").
const REQUEST_FAILED: i64 = -32803;

/// Runs long work.
#[derive(Debug)]
pub(super) struct LongWork {
    /// One for each thread.
    threads: Arc<Semaphore>,
    /// One for each request that runs or waits.
    requests: Semaphore,
    /// Current until the client's input ends.
    input: Revision,
}

impl LongWork {
    /// Runs work while `input` is current.
    pub(super) fn new(input: Revision) -> Self {
        Self::with_limits(std::thread::available_parallelism().map_or(1, usize::from), MAX_REQUESTS, input)
    }

    fn with_limits(threads: usize, requests: usize, input: Revision) -> Self {
        Self { threads: Arc::new(Semaphore::new(threads)), requests: Semaphore::new(requests), input }
    }

    /// Returns the result of `work` on that revision of a document. `work` gets a function that turns false when it should stop; it must
    /// return soon after that, with any result. Dropping the future cancels the work.
    ///
    /// # Errors
    /// - "Content modified" (LSP 3.17, `LSPErrorCodes`), at once, when the document is changed. The same when it is closed: from then on
    ///   its content is the file's (LSP 3.17, `textDocument/didClose`), which `work` did not read.
    /// - "Request failed" at [`MAX_REQUESTS`], and at once when the client's input ends.
    /// - An internal error when `work` panics.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        revision: Revision,
        work: impl FnOnce(&dyn Fn() -> bool) -> T + Send + 'static,
    ) -> Result<T> {
        let _request = self.requests.try_acquire().map_err(|_| too_many())?;
        let (read_revision, input) = (revision.clone(), self.input.clone());
        let result = async {
            // Messages that were received together with the request are handled first; one may cancel it.
            tokio::task::yield_now().await;
            // Fails only on a closed semaphore, and nothing closes this one.
            let thread = Arc::clone(&self.threads).acquire_owned().await.map_err(|_| Error::internal_error())?;
            let (sender, receiver) = oneshot::channel();
            tokio::task::spawn_blocking(move || {
                let goes_on = || read_revision.is_current() && input.is_current() && !sender.is_closed();
                let result = catch_panic(|| work(&goes_on));
                // Fails when the request was canceled.
                let _ = sender.send((result, thread));
            });
            // Fails when the runtime shuts down before the thread starts.
            let (result, _thread) = receiver.await.map_err(|_| handler_panicked())?;
            result
        };
        tokio::select! {
            biased;
            () = revision.clone().replaced() => Err(Error::content_modified()),
            () = self.input.clone().replaced() => Err(failed("the input has ended".to_owned())),
            result = result => result,
        }
    }
}

fn too_many() -> Error {
    failed(format!("http-status-lsp already has {MAX_REQUESTS} requests under way that read whole documents"))
}

fn failed(message: String) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: message.into(), data: None }
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
    use crate::server::revisions::Revisions;

    /// A test that takes longer has failed.
    const TEST_TIMEOUT: Duration = Duration::from_secs(30);

    /// With these limits and an input that stays open.
    fn limited_to(threads: usize, requests: usize) -> (LongWork, Revisions) {
        let input = Revisions::default();
        (LongWork::with_limits(threads, requests, input.current()), input)
    }

    fn code<T>(result: Result<T>) -> Option<i64> {
        result.err().map(|error| error.code.code())
    }

    #[tokio::test]
    async fn as_much_work_runs_at_once_as_there_are_threads() {
        let (long_work, _input) = limited_to(2, 100);
        let revisions = Revisions::default();
        let (pair, now, most) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)), AtomicUsize::new(0));
        let most = Arc::new(most);
        let runs = (0..20).map(|number| {
            let (pair, now, most) = (Arc::clone(&pair), Arc::clone(&now), Arc::clone(&most));
            long_work.run(revisions.current(), move |_| {
                most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                // Fewer than two threads never pass it.
                pair.wait();
                now.fetch_sub(1, Ordering::SeqCst);
                number
            })
        });
        let results: Vec<_> = join_all(runs).await.into_iter().flatten().collect();
        assert_eq!(results, (0..20).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 2);
    }

    /// Work that takes a thread until the sender is dropped.
    fn blocked(long_work: &LongWork, revisions: &Revisions) -> (impl Future<Output = Result<()>>, mpsc::Sender<()>) {
        let (sender, receiver) = mpsc::channel::<()>();
        let work = move |_: &dyn Fn() -> bool| {
            let _ = receiver.recv_timeout(TEST_TIMEOUT);
        };
        (long_work.run(revisions.current(), work), sender)
    }

    /// Polls it until it waits for a thread, or runs on one.
    async fn start_waiting(work: &mut (impl Future + Unpin)) {
        assert!(poll!(&mut *work).is_pending());
        tokio::task::yield_now().await;
        assert!(poll!(&mut *work).is_pending());
    }

    #[tokio::test]
    async fn messages_received_with_a_request_are_handled_before_it_starts() {
        let (long_work, _input) = limited_to(1, 100);
        let revisions = Revisions::default();
        let (sender, receiver) = mpsc::channel();
        let mut work = Box::pin(long_work.run(revisions.current(), move |_| sender.send(())));
        assert!(poll!(work.as_mut()).is_pending());
        drop(work);
        // The sender is gone, and nothing was sent.
        assert_eq!(receiver.recv_timeout(TEST_TIMEOUT), Err(mpsc::RecvTimeoutError::Disconnected));
    }

    #[tokio::test]
    async fn work_that_ends_while_it_waits_never_starts() {
        let (long_work, _input) = limited_to(1, 100);
        let (first_document, mut second_document) = (Revisions::default(), Revisions::default());
        let (first, release) = blocked(&long_work, &first_document);
        let mut first = Box::pin(first);
        start_waiting(&mut first).await;
        let started = Arc::new(AtomicUsize::new(0));
        let start = |by: usize| {
            let started = Arc::clone(&started);
            move |_: &dyn Fn() -> bool| {
                started.fetch_add(by, Ordering::SeqCst);
            }
        };
        let mut canceled = Box::pin(long_work.run(first_document.current(), start(1)));
        let changed = long_work.run(second_document.current(), start(10));
        let mut changed = Box::pin(changed);
        start_waiting(&mut canceled).await;
        start_waiting(&mut changed).await;
        drop(canceled);
        second_document.advance();
        // While the first one still runs.
        assert_eq!(code(changed.await), Some(-32801));
        let closed = long_work.run(second_document.current(), start(100));
        drop(second_document);
        assert_eq!(code(closed.await), Some(-32801));
        drop(release);
        assert_eq!(code(first.await), None);
        assert_eq!(code(long_work.run(first_document.current(), start(1000)).await), None);
        assert_eq!(started.load(Ordering::SeqCst), 1000);
    }

    #[tokio::test]
    async fn running_work_is_stopped() {
        for end in ["cancel", "change", "close", "end of the input"] {
            let (long_work, input) = limited_to(1, 100);
            let mut revisions = Revisions::default();
            let (sender, receiver) = mpsc::channel();
            let until_stopped = move |goes_on: &dyn Fn() -> bool| {
                while goes_on() {
                    std::thread::yield_now();
                }
                let _ = sender.send(());
            };
            let mut work = Box::pin(long_work.run(revisions.current(), until_stopped));
            start_waiting(&mut work).await;
            match end {
                "cancel" => drop(work),
                "change" => {
                    revisions.advance();
                    assert_eq!(code(work.await), Some(-32801));
                }
                "close" => {
                    drop(revisions);
                    assert_eq!(code(work.await), Some(-32801));
                }
                _ => {
                    drop(input);
                    assert_eq!(code(work.await), Some(REQUEST_FAILED));
                    receiver.recv_timeout(TEST_TIMEOUT).expect("it stops");
                    assert_eq!(code(long_work.run(revisions.current(), |_| 7).await), Some(REQUEST_FAILED));
                    continue;
                }
            }
            receiver.recv_timeout(TEST_TIMEOUT).expect("it stops");
            let revisions = Revisions::default();
            assert_eq!(long_work.run(revisions.current(), |_| 7).await, Ok(7), "the permit is back");
        }
    }

    #[tokio::test]
    async fn a_panic_costs_one_result_and_no_permit() {
        let (long_work, _input) = limited_to(1, 100);
        let revisions = Revisions::default();
        for _ in 0..3 {
            let panicked = long_work.run(revisions.current(), |_| panic!("on purpose")).await;
            assert_eq!(code::<()>(panicked), Some(-32603));
        }
        assert_eq!(long_work.run(revisions.current(), |_| 7).await, Ok(7));
    }

    #[tokio::test]
    async fn requests_over_the_limit_are_refused() {
        let (long_work, _input) = limited_to(1, 1);
        let revisions = Revisions::default();
        let (first, release) = blocked(&long_work, &revisions);
        let mut first = Box::pin(first);
        start_waiting(&mut first).await;
        assert_eq!(code(long_work.run(revisions.current(), |_| ()).await), Some(REQUEST_FAILED));
        drop(release);
        assert_eq!(first.await, Ok(()));
        assert_eq!(long_work.run(revisions.current(), |_| 7).await, Ok(7));
    }
}

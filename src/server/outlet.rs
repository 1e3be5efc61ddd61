//! The way out, watched: a client that no longer reads must not keep the process.
//!
//! No message is read while much waits for the client to read it. Against a client that never reads this bounds the memory, but the end
//! of the input then goes unseen.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio::sync::Notify;

/// How long a client that has closed our input may take no output before it is given up.
const STILL: Duration = Duration::from_millis(500);

/// An output that notes how it goes.
pub(super) struct Outlet<O> {
    output: Pin<Box<O>>,
    traffic: Arc<Traffic>,
}

/// What was noted.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    /// In bytes.
    written: AtomicU64,
    is_blocked: AtomicBool,
    blocked: Notify,
}

impl<O: AsyncWrite> Outlet<O> {
    pub(super) fn of(output: O) -> (Self, Arc<Traffic>) {
        let traffic = Arc::new(Traffic::default());
        (Self { output: Box::pin(output), traffic: Arc::clone(&traffic) }, traffic)
    }
}

impl Traffic {
    fn note<T>(&self, poll: &Poll<io::Result<T>>, written: impl Fn(&T) -> usize) {
        let was_blocked = self.is_blocked.swap(poll.is_pending(), Ordering::Relaxed);
        match poll {
            Poll::Ready(Ok(done)) => {
                self.written.fetch_add(written(done) as u64, Ordering::Relaxed);
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending if was_blocked => {}
            Poll::Pending => self.blocked.notify_one(),
        }
    }

    /// Ends when nobody will read what is written: the output stands still and the input is closed.
    pub(super) async fn ended(&self, is_input_closed: impl Fn() -> bool) {
        loop {
            self.blocked.notified().await;
            let mut before = self.written.load(Ordering::Relaxed);
            while self.is_blocked.load(Ordering::Relaxed) {
                tokio::time::sleep(STILL).await;
                let now = self.written.load(Ordering::Relaxed);
                if self.is_blocked.load(Ordering::Relaxed) && now == before && is_input_closed() {
                    return;
                }
                before = now;
            }
        }
    }
}

impl<O: AsyncWrite> AsyncWrite for Outlet<O> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = self.output.as_mut().poll_write(context, bytes);
        self.traffic.note(&poll, |written| *written);
        poll
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = self.output.as_mut().poll_flush(context);
        self.traffic.note(&poll, |()| 0);
        poll
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.output.as_mut().poll_shutdown(context)
    }
}

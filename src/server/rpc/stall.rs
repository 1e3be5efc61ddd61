//! Detects a client that no longer reads the output.
//!
//! The message loop stops reading while much output waits, which bounds the memory. It then cannot see the end of the input either, so
//! a client that closes both ends would keep the process. The detector ends in that case: the output makes no progress for
//! [`STALL_TIMEOUT`] and the input is closed.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::AsyncWrite;
use tokio::sync::Notify;

/// How long the output may make no progress once the client has closed the input. A pipe's reader that is alive takes far less.
const STALL_TIMEOUT: Duration = Duration::from_millis(500);

/// The progress of an output.
#[derive(Debug, Default)]
pub(super) struct StallDetector {
    written_bytes: AtomicU64,
    is_blocked: AtomicBool,
    blocked: Notify,
}

/// An output whose progress a [`StallDetector`] observes.
pub(super) struct MonitoredOutput<O> {
    output: Pin<Box<O>>,
    detector: Arc<StallDetector>,
}

impl StallDetector {
    /// The output with its detector.
    pub(super) fn monitor<O: AsyncWrite>(output: O) -> (MonitoredOutput<O>, Arc<Self>) {
        let detector = Arc::new(Self::default());
        (MonitoredOutput { output: Box::pin(output), detector: Arc::clone(&detector) }, detector)
    }

    /// Ends when the output is stalled and the input is closed.
    pub(super) async fn stalled(&self, is_input_closed: impl Fn() -> bool) {
        loop {
            self.blocked.notified().await;
            let mut before = self.written_bytes.load(Ordering::Relaxed);
            while self.is_blocked.load(Ordering::Relaxed) {
                tokio::time::sleep(STALL_TIMEOUT).await;
                let now = self.written_bytes.load(Ordering::Relaxed);
                if self.is_blocked.load(Ordering::Relaxed) && now == before && is_input_closed() {
                    return;
                }
                before = now;
            }
        }
    }

    fn record<T>(&self, poll: &Poll<io::Result<T>>, bytes: impl Fn(&T) -> usize) {
        let was_blocked = self.is_blocked.swap(poll.is_pending(), Ordering::Relaxed);
        match poll {
            Poll::Ready(Ok(done)) => {
                self.written_bytes.fetch_add(bytes(done) as u64, Ordering::Relaxed);
            }
            Poll::Ready(Err(_)) => {}
            Poll::Pending if was_blocked => {}
            Poll::Pending => self.blocked.notify_one(),
        }
    }
}

impl<O: AsyncWrite> AsyncWrite for MonitoredOutput<O> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = self.output.as_mut().poll_write(context, bytes);
        self.detector.record(&poll, |written| *written);
        poll
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = self.output.as_mut().poll_flush(context);
        self.detector.record(&poll, |()| 0);
        poll
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.output.as_mut().poll_shutdown(context)
    }
}

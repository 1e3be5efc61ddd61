//! Records the first error of the input or the output, so that the log can say why the server exits.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The first error of either pipe.
#[derive(Debug, Default)]
pub(super) struct PipeErrors {
    first: OnceLock<String>,
}

/// A pipe whose errors are recorded.
pub(super) struct RecordedPipe<P> {
    pipe: P,
    name: &'static str,
    errors: Arc<PipeErrors>,
}

impl PipeErrors {
    /// The input and the output, with their errors recorded here.
    pub(super) fn record<I, O>(self: &Arc<Self>, input: I, output: O) -> (RecordedPipe<I>, RecordedPipe<O>) {
        let input = RecordedPipe { pipe: input, name: "input", errors: Arc::clone(self) };
        let output = RecordedPipe { pipe: output, name: "output", errors: Arc::clone(self) };
        (input, output)
    }

    /// The first error, as a clause for the log.
    pub(super) fn first(&self) -> Option<String> {
        self.first.get().cloned()
    }
}

impl<P> RecordedPipe<P> {
    fn recorded<T>(&self, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &poll {
            // An earlier error stays.
            let _ = self.errors.first.set(format!("the {} is broken ({error})", self.name));
        }
        poll
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for RecordedPipe<I> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_read(context, out);
        self.recorded(poll)
    }
}

impl<O: AsyncWrite + Unpin> AsyncWrite for RecordedPipe<O> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = match Pin::new(&mut self.pipe).poll_write(context, bytes) {
            Poll::Ready(Ok(0)) if !bytes.is_empty() => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            poll => poll,
        };
        self.recorded(poll)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_flush(context);
        self.recorded(poll)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_shutdown(context);
        self.recorded(poll)
    }
}

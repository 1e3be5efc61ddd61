//! The pipes to the client, whose errors are noted, so that the exit can say why.

use std::io;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What went wrong with the pipes to the client.
#[derive(Debug, Default)]
pub(super) struct Pipes {
    fault: OnceLock<String>,
}

impl Pipes {
    /// The same input and output, whose errors are noted.
    pub(super) fn watched<I, O>(self: &Arc<Self>, input: I, output: O) -> (Watched<I>, Watched<O>) {
        let watched = |name| (name, Arc::clone(self));
        (Watched { pipe: input, to: watched("input") }, Watched { pipe: output, to: watched("output") })
    }

    /// The first error, in words.
    pub(super) fn fault(&self) -> Option<String> {
        self.fault.get().cloned()
    }
}

/// A pipe whose first error is noted.
pub(super) struct Watched<P> {
    pipe: P,
    to: (&'static str, Arc<Pipes>),
}

impl<P> Watched<P> {
    fn noted<T>(&self, poll: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &poll {
            let (name, pipes) = &self.to;
            let _ = pipes.fault.set(format!("the {name} is broken ({error})"));
        }
        poll
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Watched<I> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_read(context, out);
        self.noted(poll)
    }
}

impl<O: AsyncWrite + Unpin> AsyncWrite for Watched<O> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let poll = match Pin::new(&mut self.pipe).poll_write(context, bytes) {
            Poll::Ready(Ok(0)) if !bytes.is_empty() => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
            poll => poll,
        };
        self.noted(poll)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_flush(context);
        self.noted(poll)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let poll = Pin::new(&mut self.pipe).poll_shutdown(context);
        self.noted(poll)
    }
}

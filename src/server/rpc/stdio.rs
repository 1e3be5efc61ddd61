//! Standard input and output as asynchronous pipes.
//!
//! tokio reads and writes both on a thread, since they may be files, so each message waits for two threads to wake. Editors connect
//! servers by pipes (most of them) or local sockets (those on libuv: VS Code, Neovim). The runtime polls these itself, which halves the
//! round trip. Files, and all systems but Unix, go through tokio's thread.

use tokio::io::{AsyncRead, AsyncWrite};

/// The pipe from the client.
pub type Input = Box<dyn AsyncRead + Unpin>;
/// The pipe to the client.
pub type Output = Box<dyn AsyncWrite + Unpin>;

/// Opens standard input and output.
///
/// # Panics
/// Outside of a tokio runtime, where they are pipes or sockets.
pub fn open() -> (Input, Output) {
    #[cfg(unix)]
    let (input, output) = (unix::input(), unix::output());
    #[cfg(not(unix))]
    let (input, output) = (None, None);
    (input.unwrap_or_else(|| Box::new(tokio::io::stdin())), output.unwrap_or_else(|| Box::new(tokio::io::stdout())))
}

/// Whether the client has closed standard input. Bytes that it wrote before may still be unread.
pub(crate) fn is_input_closed() -> bool {
    #[cfg(unix)]
    let is_closed = unix::is_input_closed();
    #[cfg(not(unix))]
    let is_closed = false;
    is_closed
}

#[cfg(unix)]
mod unix {
    use std::os::fd::{AsFd, OwnedFd};
    use std::os::unix::net::UnixStream as BlockingStream;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::fs::{FileType, fstat};
    use tokio::net::UnixStream;
    use tokio::net::unix::pipe::{Receiver, Sender};

    use super::{Input, Output};

    /// Set for a socket whose peer has shut down only its writing side. Systems without this flag report it as a hang-up, or not at all.
    #[cfg(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "illumos"))]
    const HALF_CLOSED: PollFlags = PollFlags::RDHUP;
    #[cfg(not(any(target_os = "linux", target_os = "android", target_os = "freebsd", target_os = "illumos")))]
    const HALF_CLOSED: PollFlags = PollFlags::HUP;

    pub(super) fn input() -> Option<Input> {
        let (kind, fd) = duplicate(&std::io::stdin())?;
        match kind {
            FileType::Fifo => Some(Box::new(Receiver::from_owned_fd(fd).ok()?)),
            FileType::Socket => Some(Box::new(stream(fd)?)),
            _ => None,
        }
    }

    pub(super) fn output() -> Option<Output> {
        let (kind, fd) = duplicate(&std::io::stdout())?;
        match kind {
            FileType::Fifo => Some(Box::new(Sender::from_owned_fd(fd).ok()?)),
            FileType::Socket => Some(Box::new(stream(fd)?)),
            _ => None,
        }
    }

    pub(super) fn is_input_closed() -> bool {
        let stdin = std::io::stdin();
        let mut input = [PollFd::new(&stdin, PollFlags::IN | HALF_CLOSED)];
        let closed = PollFlags::HUP | HALF_CLOSED;
        poll(&mut input, Some(&Timespec::default())).is_ok() && input[0].revents().intersects(closed)
    }

    /// The descriptor's type, and an owned duplicate of it.
    fn duplicate(standard: &impl AsFd) -> Option<(FileType, OwnedFd)> {
        let kind = FileType::from_raw_mode(fstat(standard).ok()?.st_mode);
        Some((kind, standard.as_fd().try_clone_to_owned().ok()?))
    }

    fn stream(fd: OwnedFd) -> Option<UnixStream> {
        let stream = BlockingStream::from(fd);
        // A network socket (inetd) has no address of the local kind, and tokio's `UnixStream` cannot hold it.
        stream.local_addr().ok()?;
        stream.set_nonblocking(true).ok()?;
        UnixStream::from_std(stream).ok()
    }
}

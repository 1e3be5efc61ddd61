//! Standard input and output as the runtime reads and writes them.
//!
//! tokio hands both to a thread of its own, since they may be files, and each message then waits for two threads to wake.
//! Editors connect servers by pipes (most) or local sockets (whatever stands on libuv: VS Code, Neovim). Both can be waited for by the
//! runtime itself, which halves the round trip. Anything else, and any other system, takes tokio's way.

use tokio::io::{AsyncRead, AsyncWrite};

/// Reads the client's messages.
pub type Input = Box<dyn AsyncRead + Unpin>;
/// Writes ours.
pub type Output = Box<dyn AsyncWrite + Unpin>;

/// Standard input and output. To be called inside of the runtime.
pub fn standard() -> (Input, Output) {
    #[cfg(unix)]
    let (input, output) = (unix::input(), unix::output());
    #[cfg(not(unix))]
    let (input, output) = (None, None);
    (input.unwrap_or_else(|| Box::new(tokio::io::stdin())), output.unwrap_or_else(|| Box::new(tokio::io::stdout())))
}

/// Whether the client has closed our input. What it wrote before may still wait there.
pub(super) fn is_input_closed() -> bool {
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

    /// Set for a socket whose other end has shut down its writing side alone. Systems without this flag set the one for a closed pipe, or
    /// none.
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

    /// What the descriptor is, and one of our own for it.
    fn duplicate(standard: &impl AsFd) -> Option<(FileType, OwnedFd)> {
        let kind = FileType::from_raw_mode(fstat(standard).ok()?.st_mode);
        Some((kind, standard.as_fd().try_clone_to_owned().ok()?))
    }

    fn stream(fd: OwnedFd) -> Option<UnixStream> {
        let stream = BlockingStream::from(fd);
        // A socket of the network (inetd) is none of these, and its address says so.
        stream.local_addr().ok()?;
        stream.set_nonblocking(true).ok()?;
        UnixStream::from_std(stream).ok()
    }
}

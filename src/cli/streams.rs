//! Where a command that works on many files writes, and how it is stopped.

use std::io::{self, ErrorKind, Write};
use std::sync::atomic::{AtomicBool, Ordering};

/// The outputs of the process, and its wish to end.
pub struct Streams<'a> {
    /// Standard output.
    pub out: &'a mut dyn Write,
    /// Standard error.
    pub err: &'a mut dyn Write,
    /// Whether people see standard error while the work goes on.
    pub has_progress: bool,
    /// Set once the work is to stop, as by Ctrl-C.
    pub stop: &'a AtomicBool,
}

/// Exit codes that all commands over trees have.
pub(super) const TROUBLE: u8 = 2;
/// As shells have it for a process that a SIGINT has ended.
pub(super) const INTERRUPTED: u8 = 130;

/// Why a command ends before its work is done.
#[derive(Debug)]
pub(super) enum Ended {
    /// The reader of the output has closed it, as `head` does.
    Closed,
    /// The output cannot be written.
    Failed(io::Error),
}

impl From<io::Error> for Ended {
    fn from(error: io::Error) -> Self {
        if error.kind() == ErrorKind::BrokenPipe { Self::Closed } else { Self::Failed(error) }
    }
}

impl Streams<'_> {
    /// Whether the work is to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Writes a message about the work. If this fails, only the exit code reports it.
    pub(super) fn say(&mut self, message: &str) {
        let _ = writeln!(self.err, "http-status-lsp: {message}");
    }

    /// The exit code of work that ended so early.
    pub(super) fn ended(&mut self, ended: &Ended) -> u8 {
        match ended {
            Ended::Closed => 0,
            Ended::Failed(error) => {
                self.say(&format!("standard output: {error}"));
                TROUBLE
            }
        }
    }
}

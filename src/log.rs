//! Logs on standard error, through a bounded queue, so that a line that cannot be written costs nothing but itself.
//!
//! The thread that serves the client only puts lines into the queue. Another one, which starts with the first line, writes them, and it
//! may block on a pipe that is not read. Lines beyond the bounds are dropped and counted, as are those that could not be written; the
//! count is written when standard error takes lines again.
//!
//! This is `tracing-appender`'s `non_blocking` with four differences: the bound is in bytes too, the count is written, an idle server has
//! no second thread, and the wait at the exit ends with the last line.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::panic::PanicHookInfo;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tracing::Metadata;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

/// The bounds of the queue: lines, and bytes in all of them.
const LINES: usize = 1000;
const BYTES: usize = 256 * 1024;
/// The longest line (bytes). An entry about a message may be as long as the message.
const LINE: usize = 8 * 1024;
/// The stack of the thread that writes (bytes).
const STACK: usize = 64 * 1024;
/// How long the exit waits for lines that are not yet written.
const FAREWELL: Duration = Duration::from_millis(200);

/// The library's lines are about messages that the protocol does not allow, one for each of them.
const LIBRARY: &str = "tower_lsp_server";

/// The log of the process.
#[derive(Clone)]
pub(crate) struct Log {
    queue: Arc<Queue>,
    level: LevelFilter,
}

/// Lines on their way to the thread that writes them.
#[derive(Default)]
struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// Taken by the thread when it starts.
    output: Option<Box<dyn Write + Send>>,
    lines: VecDeque<Vec<u8>>,
    /// In all lines.
    bytes: usize,
    /// Lines that were dropped and not yet reported.
    dropped: u64,
    /// Whether a line is with the output now.
    is_writing: bool,
}

impl Log {
    /// Starts the log of the process: warnings alone, unless the environment variable `HTTP_STATUS_LSP_LOG` names another level, and
    /// panics. Neovim writes each line as an error into its log.
    pub(crate) fn start() -> Self {
        let level = std::env::var("HTTP_STATUS_LSP_LOG").ok().and_then(|level| level.parse::<LevelFilter>().ok());
        let log = Self::to(Box::new(io::stderr()), level.unwrap_or(LevelFilter::WARN));
        tracing_subscriber::fmt()
            .with_writer(log.clone())
            .with_ansi(false)
            .with_max_level(log.level)
            // Otherwise it reports with `eprintln!` what cannot be written, which panics on the same output.
            .log_internal_errors(false)
            .init();
        std::panic::set_hook(Box::new(report));
        log
    }

    /// A log to any output.
    fn to(output: Box<dyn Write + Send>, level: LevelFilter) -> Self {
        let state = State { output: Some(output), ..State::default() };
        Self { queue: Arc::new(Queue { state: Mutex::new(state), changed: Condvar::new() }), level }
    }

    /// Writes a line, whatever the level. Never waits.
    pub(crate) fn say(&self, line: &str) {
        self.queue.push(line.as_bytes());
    }

    /// Waits until all lines are written, for [`FAREWELL`] at most.
    pub(crate) fn finish(&self) {
        let state = self.queue.lock();
        let is_busy = |state: &mut State| !state.lines.is_empty() || state.is_writing;
        drop(self.queue.changed.wait_timeout_while(state, FAREWELL, is_busy));
    }
}

/// Logs a panic. The default hook writes to standard error and waits as long as that does.
fn report(info: &PanicHookInfo<'_>) {
    let place = info.location().map(ToString::to_string).unwrap_or_default();
    let message = info.payload_as_str().unwrap_or("no message");
    // Nothing unless RUST_BACKTRACE asks for it.
    let backtrace = std::backtrace::Backtrace::capture();
    match backtrace.status() {
        std::backtrace::BacktraceStatus::Captured => tracing::error!(place, "panicked: {message}\n{backtrace}"),
        _ => tracing::error!(place, "panicked: {message}"),
    }
}

impl Queue {
    /// Changes of the state are whole before anything can panic.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(self: &Arc<Self>, line: &[u8]) {
        let line = shortened(line);
        let mut state = self.lock();
        if state.lines.len() >= LINES || state.bytes + line.len() > BYTES {
            state.dropped += 1;
            return;
        }
        state.bytes += line.len();
        state.lines.push_back(line);
        self.changed.notify_all();
        let Some(output) = state.output.take() else { return };
        drop(state);
        let queue = Arc::clone(self);
        let writer = std::thread::Builder::new().name("log".to_owned()).stack_size(STACK);
        // Without a thread there is no log.
        let _ = writer.spawn(move || queue.write(output));
    }

    /// Writes lines as they come, to the end of the process.
    fn write(&self, mut output: Box<dyn Write + Send>) -> ! {
        let mut state = self.lock();
        loop {
            let Some(line) = state.lines.pop_front() else {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
                continue;
            };
            state.bytes -= line.len();
            state.is_writing = true;
            drop(state);
            let is_written = write_line(&mut output, &line);
            state = self.lock();
            if !is_written {
                state.dropped += 1;
            }
            // What was dropped came after all that is in the queue.
            let dropped = state.dropped;
            if is_written && dropped > 0 && state.lines.is_empty() {
                drop(state);
                let count =
                    format!("http-status-lsp: {dropped} log lines were dropped, since they could not be written\n");
                let is_counted = write_line(&mut output, count.as_bytes());
                state = self.lock();
                state.dropped -= if is_counted { dropped } else { 0 };
            }
            state.is_writing = false;
            self.changed.notify_all();
        }
    }
}

fn write_line(output: &mut dyn Write, line: &[u8]) -> bool {
    output.write_all(line).and_then(|()| output.flush()).is_ok()
}

/// The line, with its end left out if it is long.
fn shortened(line: &[u8]) -> Vec<u8> {
    const END: &[u8] = " …\n".as_bytes();
    if line.len() <= LINE {
        return line.to_vec();
    }
    let mut end = LINE - END.len();
    // At a character of UTF-8.
    while line[end] & 0xC0 == 0x80 {
        end -= 1;
    }
    [&line[..end], END].concat()
}

impl<'l> MakeWriter<'l> for Log {
    type Writer = Entry<'l>;

    fn make_writer(&'l self) -> Self::Writer {
        Entry(Some(&self.queue))
    }

    fn make_writer_for(&'l self, of: &Metadata<'_>) -> Self::Writer {
        let is_wanted = self.level >= LevelFilter::DEBUG || !of.target().starts_with(LIBRARY);
        Entry(is_wanted.then_some(&self.queue))
    }
}

/// The writer of one event, which receives it in one piece. It discards events that the level leaves out.
pub(crate) struct Entry<'l>(Option<&'l Arc<Queue>>);

impl Write for Entry<'_> {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Some(queue) = self.0 {
            queue.push(line);
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;

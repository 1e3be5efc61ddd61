//! The log against outputs that fail, wait or end.

use std::panic::catch_unwind;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

use super::*;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// An output that waits for a permit before each write, and hands on what was written. Without a permit to come it fails.
struct Gate {
    /// Told of each write before it waits.
    begun: Sender<()>,
    permits: Receiver<io::Result<()>>,
    written: Sender<String>,
}

impl Write for Gate {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let _ = self.begun.send(());
        self.permits.recv().map_err(io::Error::other)??;
        let _ = self.written.send(String::from_utf8_lossy(bytes).into_owned());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn gated() -> (Log, Sender<io::Result<()>>, Receiver<String>) {
    let (log, permit, written, _) = gated_and_told();
    (log, permit, written)
}

/// The same with what tells of each write that begins.
fn gated_and_told() -> (Log, Sender<io::Result<()>>, Receiver<String>, Receiver<()>) {
    let (permit, permits) = channel();
    let (writes, written) = channel();
    let (begins, begun) = channel();
    let gate = Gate { begun: begins, permits, written: writes };
    (Log::to(Box::new(gate), LevelFilter::WARN), permit, written, begun)
}

/// The number in a line that reports what was dropped.
fn dropped(line: &str) -> Option<usize> {
    line.strip_prefix("http-status-lsp: ")?.split_once(" log lines were dropped")?.0.parse().ok()
}

#[test]
fn the_thread_starts_with_the_first_line() {
    let (log, permit, written) = gated();
    assert!(log.queue.lock().output.is_some());
    log.finish();
    log.say("one\n");
    assert!(log.queue.lock().output.is_none());
    permit.send(Ok(())).expect("it waits for a permit");
    assert_eq!(written.recv_timeout(PATIENCE).as_deref(), Ok("one\n"));
}

#[test]
fn an_output_that_takes_nothing_costs_lines_and_no_time() {
    let (log, permit, written, begun) = gated_and_told();
    for number in 0..5000 {
        log.say(&format!("{number}\n"));
        if number == 0 {
            // The thread has taken the line, and takes no other until it is written.
            begun.recv_timeout(PATIENCE).expect("a write");
        }
    }
    // It ends without the lines.
    log.finish();
    assert!(log.queue.lock().lines.len() <= LINES);
    (0..6000).for_each(|_| permit.send(Ok(())).expect("it waits for a permit"));
    let mut lines = 0;
    loop {
        let line = written.recv_timeout(PATIENCE).expect("a line");
        if let Some(dropped) = dropped(&line) {
            assert_eq!(lines + dropped, 5000);
            break;
        }
        assert_eq!(line, format!("{lines}\n"));
        lines += 1;
    }
    // There is room again, and nothing more to report.
    log.say("again\n");
    assert_eq!(written.recv_timeout(PATIENCE).as_deref(), Ok("again\n"));
    log.finish();
    assert_eq!(written.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Timeout));
}

#[test]
fn lines_that_cannot_be_written_are_counted() {
    let (log, permit, written) = gated();
    for _ in 0..7 {
        permit.send(Err(io::ErrorKind::StorageFull.into())).expect("it waits for a permit");
        log.say("lost\n");
    }
    permit.send(Ok(())).and_then(|()| permit.send(Ok(()))).expect("it waits for a permit");
    log.say("kept\n");
    assert_eq!(written.recv_timeout(PATIENCE).as_deref(), Ok("kept\n"));
    assert_eq!(written.recv_timeout(PATIENCE).map(|line| dropped(&line)), Ok(Some(7)));
    // A closed output fails for good.
    drop((permit, written));
    (0..5000).for_each(|_| log.say("lost\n"));
    log.finish();
}

#[test]
fn memory_is_bounded_whatever_is_logged() {
    let (log, permit, written) = gated();
    let long = format!("{}\n", "é".repeat(5_000_000));
    (0..100).for_each(|_| log.say(&long));
    {
        let state = log.queue.lock();
        let held: usize = state.lines.iter().map(Vec::len).sum();
        assert!(held <= BYTES && held == state.bytes, "{held} {}", state.bytes);
    }
    permit.send(Ok(())).expect("it waits for a permit");
    let line = written.recv_timeout(PATIENCE).expect("a line");
    assert!(line.len() <= LINE && line.ends_with("é …\n"), "{} bytes", line.len());
    assert!(!line.contains('\u{fffd}'));
}

const CHILD: &str = "HTTP_STATUS_LSP_TEST_CHILD";

/// A process whose handlers panic, with each kind of broken standard error. The released program has no handler that panics.
#[cfg(target_os = "linux")]
#[test]
fn a_panic_with_a_broken_standard_error_is_caught_all_the_same() {
    if std::env::var_os(CHILD).is_some() {
        let log = Log::start();
        for number in 0..3000 {
            assert!(catch_unwind(|| panic!("on purpose, number {number}")).is_err());
            tracing::warn!(number, "a line");
        }
        log.finish();
        #[allow(clippy::print_stdout)]
        {
            println!("still alive");
        }
        return;
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a device");
    let (unread, unread_end) = io::pipe().expect("a pipe");
    let (closed, closed_end) = io::pipe().expect("a pipe");
    drop(closed);
    for (kind, stderr) in
        [("full", Stdio::from(full)), ("unread", Stdio::from(unread_end)), ("closed", Stdio::from(closed_end))]
    {
        let output = Command::new(std::env::current_exe().expect("a path"))
            .args(["--exact", "log::tests::a_panic_with_a_broken_standard_error_is_caught_all_the_same", "--nocapture"])
            .env(CHILD, "1")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(stderr)
            .spawn()
            .and_then(std::process::Child::wait_with_output)
            .expect("it runs");
        assert!(output.status.success(), "{kind}");
        assert!(String::from_utf8_lossy(&output.stdout).contains("still alive"), "{kind}");
    }
    drop(unread);
}

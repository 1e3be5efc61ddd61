//! Watches the process that started the server.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

/// How often the client's process is polled. Most clients that die close the pipe, which ends the server sooner.
const POLL_PARENT_EVERY: Duration = Duration::from_millis(700);

/// The client's process, once `initialize` has named it (`processId`).
#[derive(Debug, Default)]
pub(crate) struct ClientProcess {
    /// 0 while it is unknown.
    id: AtomicU32,
    known: Notify,
}

impl ClientProcess {
    /// Sets the id. Without one the process is not watched.
    pub(crate) fn set(&self, id: Option<u32>) {
        if let Some(id) = id {
            self.id.store(id, Ordering::Relaxed);
            self.known.notify_one();
        }
    }

    /// Returns the id once the process has ended. Never ends while the id is unknown, and on systems other than Unix.
    pub(super) async fn ended(&self) -> u32 {
        self.known.notified().await;
        loop {
            let id = self.id.load(Ordering::Relaxed);
            if !is_alive(id) {
                return id;
            }
            tokio::time::sleep(POLL_PARENT_EVERY).await;
        }
    }
}

#[cfg(unix)]
fn is_alive(id: u32) -> bool {
    let Some(pid) = i32::try_from(id).ok().and_then(rustix::process::Pid::from_raw) else { return true };
    // EPERM means that the process is another user's, and alive.
    rustix::process::test_kill_process(pid) != Err(rustix::io::Errno::SRCH) && !is_zombie(id)
}

/// Whether the process has ended and its parent has not reaped it. In a container whose first process reaps nothing it stays so.
#[cfg(unix)]
fn is_zombie(id: u32) -> bool {
    // Linux only; elsewhere the file does not exist. The process name in parentheses may hold any character; the state follows it.
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    stat.rsplit(") ").next().is_some_and(|rest| rest.starts_with('Z'))
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}

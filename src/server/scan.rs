//! What reads a whole document, beside the task that carries the messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::jsonrpc::{Error, Result};

use crate::detect::Mention;
use crate::features::{Target, links};

use super::state::Snapshot;
use super::{exit, guard};

/// A document of up to so many bytes is read at once: it takes no longer than handing it to another thread and back is worth.
const SMALL: usize = 32 * 1024;

/// All links of a document.
///
/// # Errors
/// "Content modified" (LSP 3.17, `ErrorCodes`) once the document has changed: the answer would be of no use.
pub(super) async fn links(snapshot: &Snapshot) -> Result<Vec<(Mention, Target)>> {
    let (document, language) = (snapshot.document.clone(), snapshot.language);
    let is_current = Arc::clone(&snapshot.is_current);
    let request = Request::default();
    let is_dropped = Arc::clone(&request.is_dropped);
    let goes_on = move || is_current.load(Ordering::Relaxed) && !is_dropped.load(Ordering::Relaxed);
    let is_small = document.len() <= SMALL;
    let work = move || guard(|| links::links(&document.text(), language, &goes_on));
    let found = if is_small {
        work()
    } else {
        tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(exit::panicked()))
    };
    found?.ok_or_else(Error::content_modified)
}

/// A request that is under way. The client may cancel it, and then nobody waits for it any more.
#[derive(Default)]
struct Request {
    is_dropped: Arc<AtomicBool>,
}

impl Drop for Request {
    fn drop(&mut self) {
        self.is_dropped.store(true, Ordering::Relaxed);
    }
}

//! Writes pages beside the message loop.

use std::sync::Arc;
use std::time::Duration;

use super::page_store::PageStore;

/// How long after pages were written they are checked again, since another process may be removing them.
const CHECK_AGAIN_AFTER: Duration = Duration::from_secs(4);

/// Writes pages that are missing or damaged, on another thread, since the disk may be slow. After a write it checks again until nothing
/// was missing.
pub(super) async fn write_pages(pages: &Arc<PageStore>) {
    if write_missing(pages).await {
        let pages = Arc::clone(pages);
        tokio::spawn(async move {
            tokio::time::sleep(CHECK_AGAIN_AFTER).await;
            while write_missing(&pages).await {
                tokio::time::sleep(CHECK_AGAIN_AFTER).await;
            }
        });
    }
}

/// Whether any page was missing or damaged.
async fn write_missing(pages: &Arc<PageStore>) -> bool {
    let pages = Arc::clone(pages);
    // Fails only if it panics, which is logged.
    tokio::task::spawn_blocking(move || pages.write()).await.unwrap_or(false)
}

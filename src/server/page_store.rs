//! The pages as files in the user's cache directory, written when a link first needs them and again when they are missing or damaged.
//!
//! What cannot be written has no address until it can be written again, and the warning is logged once for each cause.
//!
//! The folder is named for its content. Servers that run at the same time write the same texts if they share a folder, and do not share
//! one if their pages differ.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tower_lsp::ls_types::Uri;
use tracing::{debug, warn};

use crate::features::Target;
use crate::features::pages::{file_names, fingerprint, page, relative_address};
use crate::workspace::page_file;

mod other_builds;
#[cfg(test)]
mod tests;

/// A file that changed less than this ago can change again without a new time, by the resolution of file systems (FAT has 2 s).
const SETTLED_AFTER: Duration = Duration::from_secs(3);
/// How often the pages are checked in one go while another process removes them.
const ROUNDS: usize = 8;
/// How long a write that failed is not repeated. There is no timer: the next request that needs pages tries again.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// A folder of pages, one for each content.
#[derive(Debug)]
pub(super) struct PageStore {
    cache: Option<PathBuf>,
    /// Made when a card first links to a page: its name needs the text of all pages.
    folder: OnceLock<Option<Folder>>,
    /// Whether a check is scheduled.
    is_due: AtomicBool,
    /// Never locked while files are read or written, so no answer waits for the disk.
    outage: Mutex<Outage>,
    /// Held while pages are checked: two answers may need them at the same time.
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// As a URI.
    address: String,
}

/// What has no address since the last check.
#[derive(Debug, Default)]
struct Outage {
    /// When the folder could not be made or used; then no page has an address.
    folder_failed: Option<Instant>,
    /// The names of the pages that could not be written.
    pages: Vec<String>,
    /// How often the set of pages with addresses has changed.
    changes: u64,
}

/// What the last check found.
#[derive(Debug, Default)]
struct Seen {
    /// In the order of the pages' names.
    files: Vec<FileState>,
    /// The pages whose writes have failed since the last report, by the text of the error.
    failures: BTreeMap<String, Vec<String>>,
    /// The errors that are in the log.
    logged: HashSet<String>,
    tidied: Option<Instant>,
}

/// What is known of the file of a page.
#[derive(Clone, Copy, Debug, Default)]
enum FileState {
    /// It is read with the next check.
    #[default]
    Unknown,
    /// It held the page while it had this stamp.
    Whole(Stamp),
    /// It could not be written.
    Failed(Instant),
}

/// Metadata that differ after any change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    /// Bytes.
    length: u64,
    modified: SystemTime,
    /// The file's number and the time of its last change, in seconds and nanoseconds. Programs can set the time above, not this one.
    #[cfg(unix)]
    changed: (u64, i64, i64),
}

impl PageStore {
    /// In a folder below the user's cache directory.
    pub(super) fn below(cache: Option<PathBuf>) -> Self {
        Self {
            cache,
            folder: OnceLock::new(),
            is_due: AtomicBool::new(false),
            outage: Mutex::default(),
            seen: Mutex::default(),
        }
    }

    /// Does ahead of time what the first link would wait for.
    pub(super) fn prepare(&self) {
        self.folder();
    }

    /// The address of a page, that of the index for a code without one, as a URI. Nothing where it cannot be written.
    pub(super) fn address(&self, target: &Target) -> Option<String> {
        let name = relative_address(target)?;
        let folder = self.folder()?;
        let is_written = self.outage().has_address(&name);
        is_written.then(|| [&folder.address, "/", &*name].concat())
    }

    /// A number that changes with the set of pages that have addresses. Nothing where none has.
    pub(super) fn version_of_addresses(&self) -> Option<u64> {
        self.folder()?;
        let outage = self.outage();
        outage.folder_failed.is_none().then_some(outage.changes)
    }

    /// The same as `address`, for answers that are no text.
    pub(super) fn uri(&self, target: &Target) -> Option<Uri> {
        self.address(target)?.parse().ok()
    }

    fn folder(&self) -> Option<&Folder> {
        self.folder.get_or_init(|| folder_below(self.cache.as_deref()?)).as_ref()
    }

    fn outage(&self) -> MutexGuard<'_, Outage> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the caller should schedule a check. False for other callers until `write` has run.
    pub(super) fn is_check_due(&self) -> bool {
        self.is_check_due_at(Instant::now())
    }

    fn is_check_due_at(&self, now: Instant) -> bool {
        self.folder().is_some() && !self.outage().is_recent(now) && !self.is_due.swap(true, Ordering::Relaxed)
    }

    /// Makes sure that all pages are there and whole, and answers whether any had to be written. What cannot be written has no
    /// address until a later check can write it; writes that failed are not repeated before [`RETRY_AFTER`] has passed.
    ///
    /// Where nothing has changed since the last check, only the metadata of each file is read.
    pub(super) fn write(&self) -> bool {
        self.write_at(Instant::now())
    }

    fn write_at(&self, now: Instant) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_due.store(false, Ordering::Relaxed);
        let Some(folder) = self.folder() else { return false };
        if self.outage().is_recent(now) {
            return false;
        }
        let checked = seen.make_whole(&folder.path, now);
        self.outage().set(checked.is_err().then_some(now), seen.failed_pages());
        seen.report(&folder.path, checked.as_ref().err());
        let Ok(has_written) = checked else { return false };
        if seen.tidied.is_none_or(|then| now.saturating_duration_since(then) >= other_builds::DAY) {
            seen.tidied = Some(now);
            other_builds::tidy(&folder.path);
        }
        has_written
    }
}

impl Outage {
    fn has_address(&self, file_name: &str) -> bool {
        self.folder_failed.is_none() && !self.pages.iter().any(|page| page == file_name)
    }

    /// Whether the folder failed so short a time ago that it is not tried again.
    fn is_recent(&self, now: Instant) -> bool {
        self.folder_failed.is_some_and(|then| is_recent(then, now))
    }

    fn set(&mut self, folder_failed: Option<Instant>, pages: Vec<String>) {
        if folder_failed.is_some() != self.folder_failed.is_some() || pages != self.pages {
            debug!(failed = pages.len(), "the pages that have addresses have changed");
            self.changes += 1;
        }
        self.folder_failed = folder_failed;
        self.pages = pages;
    }
}

fn is_recent(failed: Instant, now: Instant) -> bool {
    now.saturating_duration_since(failed) < RETRY_AFTER
}

/// Only an absolute path has a URI (RFC 8089, section 2), and clients decode URIs as UTF-8, so no link leads to another path. A
/// relative one comes from a relative HOME and would put the pages into the folder in which the editor was started.
fn folder_below(cache: &Path) -> Option<Folder> {
    if !cache.is_absolute() || cache.to_str().is_none() {
        warn!(?cache, "the cache directory has no URI; cards link to the web alone");
        return None;
    }
    let path = cache
        .join("http-status-lsp")
        .join(format!("pages-{}", fingerprint(file_names().filter_map(|name| page(&name)))));
    let address = Uri::from_file_path(&path)?.as_str().to_owned();
    Some(Folder { path, address })
}

impl Seen {
    /// Other processes may remove files at the same time, so all are checked again after any was written.
    fn make_whole(&mut self, folder: &Path, now: Instant) -> io::Result<bool> {
        let mut has_written = false;
        let mut round = 0;
        loop {
            round += 1;
            match self.check(folder, now) {
                Ok(0) => return Ok(has_written),
                Ok(written) => {
                    debug!(written, ?folder, "pages were missing or damaged");
                    has_written = true;
                    if round >= ROUNDS {
                        return Ok(true);
                    }
                }
                // The folder was removed after it was made.
                Err(error) if error.kind() == io::ErrorKind::NotFound && round < ROUNDS => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Writes the pages that are missing or damaged and returns the number of those written. One that fails does not stop the others.
    fn check(&mut self, folder: &Path, now: Instant) -> io::Result<usize> {
        make_folder(folder)?;
        self.files.resize(file_names().count(), FileState::default());
        let mut written = 0;
        for (file, name) in self.files.iter_mut().zip(file_names()) {
            let path = folder.join(&name);
            if let FileState::Whole(stamp) = *file
                && fs::symlink_metadata(&path).ok().and_then(|there| Stamp::of(&there)) == Some(stamp)
            {
                continue;
            }
            let Some(page) = page(&name) else { continue };
            let mut metadata = page_file::metadata_if_whole(&path, &page.text);
            if metadata.is_none() {
                if matches!(*file, FileState::Failed(then) if is_recent(then, now)) {
                    continue;
                }
                if let Err(error) = page_file::replace(&path, &page.text) {
                    // Windows refuses to rename over a file that another process is renaming to.
                    metadata = page_file::metadata_if_whole(&path, &page.text);
                    if metadata.is_none() {
                        // The folder was removed, and the other pages with it.
                        if error.kind() == io::ErrorKind::NotFound {
                            return Err(error);
                        }
                        *file = FileState::Failed(now);
                        self.failures.entry(error.to_string()).or_default().push(name);
                        continue;
                    }
                }
                written += 1;
            }
            *file = metadata.as_ref().and_then(Stamp::settled).map_or(FileState::Unknown, FileState::Whole);
        }
        Ok(written)
    }

    fn failed_pages(&self) -> Vec<String> {
        let failed = self.files.iter().zip(file_names()).filter(|(file, _)| matches!(file, FileState::Failed(_)));
        failed.map(|(_, name)| name).collect()
    }

    /// Warns of what has failed, once for each cause, whatever the number of pages. What comes again shows at `debug`.
    fn report(&mut self, folder: &Path, whole: Option<&io::Error>) {
        let all = file_names().count();
        let mut failures = std::mem::take(&mut self.failures);
        if let Some(error) = whole {
            // It costs the links to these pages too.
            failures = BTreeMap::from([(error.to_string(), file_names().collect())]);
        }
        for (error, pages) in failures {
            let (failed, is_new) = (pages.len(), self.logged.insert(error.clone()));
            match (is_new, pages.first()) {
                (true, _) if failed == all => {
                    warn!(%error, ?folder, "the pages cannot be written; cards link to the web alone");
                }
                (true, Some(first)) => {
                    warn!(%error, ?folder, first, failed, "pages cannot be written; nothing links to them");
                }
                _ => debug!(%error, ?folder, failed, "pages cannot be written"),
            }
        }
    }
}

/// A link at these levels could redirect the pages to another place. The cache directory itself may be a link: the user has set it.
fn make_folder(folder: &Path) -> io::Result<()> {
    for level in [folder.parent(), Some(folder)].into_iter().flatten() {
        fs::create_dir_all(level)?;
        if !fs::symlink_metadata(level)?.is_dir() {
            let problem = format!("{level:?} is a link");
            return Err(io::Error::new(io::ErrorKind::NotADirectory, problem));
        }
    }
    Ok(())
}

impl Stamp {
    fn of(metadata: &Metadata) -> Option<Self> {
        if !metadata.is_file() {
            return None;
        }
        Some(Self {
            length: metadata.len(),
            modified: metadata.modified().ok()?,
            #[cfg(unix)]
            changed: {
                use std::os::unix::fs::MetadataExt as _;

                (metadata.ino(), metadata.ctime(), metadata.ctime_nsec())
            },
        })
    }

    /// The stamp, if a later change cannot bear the same one.
    fn settled(metadata: &Metadata) -> Option<Self> {
        let stamp = Self::of(metadata)?;
        let age = SystemTime::now().duration_since(stamp.last_change()).ok()?;
        (age >= SETTLED_AFTER).then_some(stamp)
    }

    #[cfg(unix)]
    fn last_change(&self) -> SystemTime {
        let (_, seconds, _) = self.changed;
        let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or_default());
        changed.max(self.modified)
    }

    #[cfg(not(unix))]
    fn last_change(&self) -> SystemTime {
        self.modified
    }
}

//! The pages as files in the user's cache directory, written when a link first needs them and again when they are missing or damaged.
//!
//! A page that cannot be written has no address until a later write succeeds. The warning is logged once for each cause.
//!
//! The folder's name is a checksum of its content, so servers share a folder only if they write the same pages.

use std::collections::{BTreeMap, HashSet};
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use tower_lsp::ls_types::Uri;
use tracing::{debug, warn};

use crate::catalog::Catalog;
use crate::features::Target;
use crate::features::pages::{file_names, fingerprint, page, relative_address};
use crate::workspace::page_file;

mod other_builds;
#[cfg(test)]
mod tests;

/// A file that changed less than this ago can change again without a new modification time: file systems have a resolution (FAT 2 s).
const SETTLED_AFTER: Duration = Duration::from_secs(3);
/// How many times one check is repeated while another process removes pages.
const MAX_ROUNDS: usize = 8;
/// How long after a failed write the next one is tried. There is no timer: the next request that needs pages after that tries it.
const RETRY_AFTER: Duration = Duration::from_secs(10);

/// The folder of pages of this build.
#[derive(Debug)]
pub(super) struct PageStore {
    cache: Option<PathBuf>,
    /// Computed when a card first links to a page, since its name depends on the text of all pages.
    folder: OnceLock<Option<Folder>>,
    /// Whether a check is scheduled.
    is_due: AtomicBool,
    /// Never locked while files are read or written, so no response waits for the disk.
    outage: Mutex<Outage>,
    /// Locked while pages are checked, so that one check runs at a time.
    last_check: Mutex<LastCheck>,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// As a URI.
    address: String,
}

/// The pages that have no address since the last check.
#[derive(Debug, Default)]
struct Outage {
    /// When the folder could not be made or used. While this is set, no page has an address.
    folder_failed: Option<Instant>,
    /// The names of the pages that could not be written.
    pages: Vec<String>,
    /// How often the set of pages with addresses has changed.
    changes: u64,
}

/// The result of the last check.
#[derive(Debug, Default)]
struct LastCheck {
    /// In the order of the pages' names.
    files: Vec<FileState>,
    /// The pages whose writes have failed since the last report, by the message of the error.
    failures: BTreeMap<String, Vec<String>>,
    /// The messages of errors that were logged as warnings.
    logged: HashSet<String>,
    /// When the folders of other builds were last looked at.
    tidied: Option<Instant>,
}

/// The state of a page's file.
#[derive(Clone, Copy, Debug, Default)]
enum FileState {
    /// The next check reads it.
    #[default]
    Unknown,
    /// It holds the page as long as it has this stamp.
    Intact(Stamp),
    /// It could not be written.
    Failed(Instant),
}

/// Metadata that change with every change of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    /// In bytes.
    length: u64,
    modified: SystemTime,
    /// The inode and the time of its last status change, in seconds and nanoseconds. Programs can set `modified`, but not this time.
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
            last_check: Mutex::default(),
        }
    }

    /// Computes the folder ahead of time, so that the first link does not wait for it.
    pub(super) fn prepare(&self) {
        self.folder();
    }

    /// The URI of a page. A code without a page has that of the index. Nothing where the page cannot be written.
    pub(super) fn address(&self, target: &Target) -> Option<String> {
        let name = relative_address(target, Catalog::compiled())?;
        let folder = self.folder()?;
        let is_written = self.outage().has_address(name.split('#').next().unwrap_or_default());
        is_written.then(|| [&folder.address, "/", &*name].concat())
    }

    /// A number that changes with the set of pages that have addresses. Nothing where no page has one.
    pub(super) fn version_of_addresses(&self) -> Option<u64> {
        self.folder()?;
        let outage = self.outage();
        outage.folder_failed.is_none().then_some(outage.changes)
    }

    /// The same as `address`, as the protocol's type.
    pub(super) fn uri(&self, target: &Target) -> Option<Uri> {
        self.address(target)?.parse().ok()
    }

    fn folder(&self) -> Option<&Folder> {
        self.folder.get_or_init(|| folder_below(self.cache.as_deref()?)).as_ref()
    }

    fn outage(&self) -> MutexGuard<'_, Outage> {
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether the caller should schedule a check. Then it is false for other callers until `write` has run.
    pub(super) fn is_check_due(&self) -> bool {
        self.is_check_due_at(Instant::now())
    }

    fn is_check_due_at(&self, now: Instant) -> bool {
        self.folder().is_some() && !self.outage().is_recent(now) && !self.is_due.swap(true, Ordering::Relaxed)
    }

    /// Writes the pages that are missing or damaged, and returns whether there were any. A page that cannot be written has no address
    /// until a later check can write it. Failed writes are not repeated before [`RETRY_AFTER`] has passed.
    ///
    /// Of a file that has not changed since the last check, only the metadata is read.
    pub(super) fn write(&self) -> bool {
        self.write_at(Instant::now())
    }

    fn write_at(&self, now: Instant) -> bool {
        let mut last_check = self.last_check.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_due.store(false, Ordering::Relaxed);
        let Some(folder) = self.folder() else { return false };
        if self.outage().is_recent(now) {
            return false;
        }
        let checked = last_check.write_missing(&folder.path, now);
        self.outage().set(checked.is_err().then_some(now), last_check.failed_pages());
        last_check.report(&folder.path, checked.as_ref().err());
        let Ok(has_written) = checked else { return false };
        if last_check.tidied.is_none_or(|then| now.saturating_duration_since(then) >= other_builds::DAY) {
            last_check.tidied = Some(now);
            other_builds::tidy(&folder.path);
        }
        has_written
    }
}

impl Outage {
    fn has_address(&self, file_name: &str) -> bool {
        self.folder_failed.is_none() && !self.pages.iter().any(|page| page == file_name)
    }

    /// Whether the folder failed less than [`RETRY_AFTER`] ago.
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

/// The folder of pages, if its path has a URI: it must be absolute (RFC 8089, section 2) and in UTF-8, which clients decode URIs as. A
/// relative path comes from a relative HOME and would put the pages into the folder in which the editor was started.
fn folder_below(cache: &Path) -> Option<Folder> {
    if !cache.is_absolute() || cache.to_str().is_none() {
        warn!(?cache, "the cache directory has no URI; cards link to the web alone");
        return None;
    }
    let path = cache.join("http-status-lsp").join(format!(
        "pages-{}",
        fingerprint(file_names(Catalog::compiled()).filter_map(|name| page(&name, Catalog::compiled())))
    ));
    let address = Uri::from_file_path(&path)?.as_str().to_owned();
    Some(Folder { path, address })
}

impl LastCheck {
    /// Writes the pages that are missing or damaged, and returns whether there were any. After a write all pages are checked again,
    /// since other processes may remove them at the same time.
    fn write_missing(&mut self, folder: &Path, now: Instant) -> io::Result<bool> {
        let mut has_written = false;
        let mut round = 0;
        loop {
            round += 1;
            match self.check(folder, now) {
                Ok(0) => return Ok(has_written),
                Ok(written) => {
                    debug!(written, ?folder, "pages were missing or damaged");
                    has_written = true;
                    if round >= MAX_ROUNDS {
                        return Ok(true);
                    }
                }
                // The folder was removed after it was made.
                Err(error) if error.kind() == io::ErrorKind::NotFound && round < MAX_ROUNDS => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// One round: writes the pages that are missing or damaged, and returns their number. A failed write does not stop the others.
    fn check(&mut self, folder: &Path, now: Instant) -> io::Result<usize> {
        make_folder(folder)?;
        self.files.resize(file_names(Catalog::compiled()).count(), FileState::default());
        let mut written = 0;
        for (file, name) in self.files.iter_mut().zip(file_names(Catalog::compiled())) {
            let path = folder.join(&name);
            if let FileState::Intact(stamp) = *file
                && fs::symlink_metadata(&path).ok().and_then(|there| Stamp::from_metadata(&there)) == Some(stamp)
            {
                continue;
            }
            let Some(page) = page(&name, Catalog::compiled()) else { continue };
            let mut metadata = page_file::metadata_if_whole(&path, &page.text);
            if metadata.is_none() {
                if matches!(*file, FileState::Failed(then) if is_recent(then, now)) {
                    continue;
                }
                if let Err(error) = page_file::replace(&path, &page.text) {
                    // Windows refuses to rename over a file that another process is renaming to.
                    metadata = page_file::metadata_if_whole(&path, &page.text);
                    if metadata.is_none() {
                        // The folder was removed; the next round makes it again.
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
            let stamp = metadata.as_ref().and_then(|metadata| Stamp::settled(metadata, SystemTime::now()));
            *file = stamp.map_or(FileState::Unknown, FileState::Intact);
        }
        Ok(written)
    }

    fn failed_pages(&self) -> Vec<String> {
        let failed = self
            .files
            .iter()
            .zip(file_names(Catalog::compiled()))
            .filter(|(file, _)| matches!(file, FileState::Failed(_)));
        failed.map(|(_, name)| name).collect()
    }

    /// Logs failures, the first of each cause as a warning and others at `debug`.
    fn report(&mut self, folder: &Path, folder_error: Option<&io::Error>) {
        let all = file_names(Catalog::compiled()).count();
        let mut failures = std::mem::take(&mut self.failures);
        if let Some(error) = folder_error {
            // No page has a link then.
            failures = BTreeMap::from([(error.to_string(), file_names(Catalog::compiled()).collect())]);
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

/// Makes the folder and its parent. Neither may be a symbolic link, which could redirect the pages. The cache directory above may be one,
/// since the user has set it.
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
    fn from_metadata(metadata: &Metadata) -> Option<Self> {
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

    /// The stamp, if a change after `now` is sure to differ in it.
    fn settled(metadata: &Metadata, now: SystemTime) -> Option<Self> {
        let stamp = Self::from_metadata(metadata)?;
        let age = now.duration_since(stamp.last_change()).ok()?;
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

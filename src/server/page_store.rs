//! The pages as files in the user's cache directory, written when a link first needs them and again when they are missing or damaged.
//!
//! The folder is named for its content. Servers that run at the same time write the same texts if they share a folder, and do not share
//! one if their pages differ.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
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

/// A folder of pages, one for each content.
#[derive(Debug)]
pub(super) struct PageStore {
    cache: Option<PathBuf>,
    /// Made when a card first links to a page: its name needs the text of all pages.
    folder: OnceLock<Option<Folder>>,
    has_failed: AtomicBool,
    /// Whether a check is scheduled.
    is_due: AtomicBool,
    /// Held while pages are checked: two answers may need them at the same time.
    seen: Mutex<Seen>,
}

#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// As a URI.
    address: String,
}

/// What the last check found.
#[derive(Debug, Default)]
struct Seen {
    /// For each page, in the order of their names, the state in which its file held it, once that can be relied on.
    stamps: Vec<Option<Stamp>>,
    tidied: Option<Instant>,
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
            has_failed: AtomicBool::new(false),
            is_due: AtomicBool::new(false),
            seen: Mutex::default(),
        }
    }

    /// Does ahead of time what the first link would wait for.
    pub(super) fn prepare(&self) {
        self.folder();
    }

    /// The address of a page, that of the index for a code without one, as a URI. Nothing where pages cannot be written.
    pub(super) fn address(&self, target: &Target) -> Option<String> {
        Some([&self.folder()?.address, "/", &*relative_address(target)?].concat())
    }

    /// Whether pages have addresses.
    pub(super) fn can_be_linked(&self) -> bool {
        self.folder().is_some()
    }

    /// The same, for answers that are no text.
    pub(super) fn uri(&self, target: &Target) -> Option<Uri> {
        self.address(target)?.parse().ok()
    }

    fn folder(&self) -> Option<&Folder> {
        if self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        self.folder.get_or_init(|| folder_below(self.cache.as_deref()?)).as_ref()
    }

    /// Whether the caller should schedule a check. False for other callers until `write` has run.
    pub(super) fn is_check_due(&self) -> bool {
        self.can_be_linked() && !self.is_due.swap(true, Ordering::Relaxed)
    }

    /// Makes sure that all pages are there and whole, and answers whether any had to be written. A failure is logged once and ends
    /// the links to pages.
    ///
    /// Where nothing has changed since the last check, only the metadata of each file is read.
    pub(super) fn write(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_due.store(false, Ordering::Relaxed);
        let Some(folder) = self.folder() else { return false };
        match seen.make_whole(&folder.path) {
            Ok(has_written) => {
                if seen.tidied.is_none_or(|then| then.elapsed() >= other_builds::DAY) {
                    seen.tidied = Some(Instant::now());
                    other_builds::tidy(&folder.path);
                }
                has_written
            }
            Err(error) => {
                warn!(%error, folder = ?folder.path, "the pages cannot be written; cards link to the web alone");
                self.has_failed.store(true, Ordering::Relaxed);
                false
            }
        }
    }
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
    fn make_whole(&mut self, folder: &Path) -> io::Result<bool> {
        let mut has_written = false;
        let mut round = 0;
        loop {
            round += 1;
            match self.check(folder) {
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

    /// Writes the pages that are missing or damaged and returns their number.
    fn check(&mut self, folder: &Path) -> io::Result<usize> {
        make_folder(folder)?;
        let mut found = Vec::new();
        let mut written = 0;
        for (place, name) in file_names().enumerate() {
            let path = folder.join(&name);
            let known = self.stamps.get(place).copied().flatten();
            if known.is_some() && known == fs::symlink_metadata(&path).ok().and_then(|there| Stamp::of(&there)) {
                found.push(known);
                continue;
            }
            let Some(page) = page(&name) else { continue };
            let mut metadata = page_file::metadata_if_whole(&path, &page.text);
            if metadata.is_none() {
                written += 1;
                if let Err(error) = page_file::replace(&path, &page.text) {
                    // Windows refuses to rename over a file that another process is renaming to.
                    metadata = Some(page_file::metadata_if_whole(&path, &page.text).ok_or(error)?);
                }
            }
            found.push(metadata.as_ref().and_then(Stamp::settled));
        }
        self.stamps = found;
        Ok(written)
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

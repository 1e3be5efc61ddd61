//! The pages as files in the user's cache directory, written when a link first needs them.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use tower_lsp::ls_types::Uri;
use tracing::warn;

use crate::features::Target;
use crate::features::pages::{INDEX, pages, relative_address};

/// A folder of pages, one for each version of the program.
#[derive(Debug)]
pub(super) struct PageStore {
    folder: Option<PathBuf>,
    /// The folder's address, worked out when a card first links to a page.
    address: OnceLock<Option<String>>,
    is_written: AtomicBool,
    has_failed: AtomicBool,
    /// Whether somebody has undertaken to write them.
    is_due: AtomicBool,
    /// Held while pages are written: two hovers may ask for them at the same time.
    writing: Mutex<()>,
}

impl PageStore {
    /// In a folder of this version below the user's cache directory.
    pub(super) fn below(cache: Option<PathBuf>) -> Self {
        let name = format!("pages-{}", env!("CARGO_PKG_VERSION"));
        Self::at(cache.map(|cache| cache.join("http-status-lsp").join(name)))
    }

    fn at(folder: Option<PathBuf>) -> Self {
        Self {
            folder,
            address: OnceLock::new(),
            is_written: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            is_due: AtomicBool::new(false),
            writing: Mutex::new(()),
        }
    }

    /// The address of a page, that of the index for a code without one, as a URI. Nothing where pages cannot be written.
    pub(super) fn address(&self, target: &Target) -> Option<String> {
        Some([self.folder_address()?, "/", &relative_address(target)?].concat())
    }

    /// Whether pages have addresses.
    pub(super) fn can_be_linked(&self) -> bool {
        self.folder_address().is_some()
    }

    fn folder_address(&self) -> Option<&str> {
        if self.has_failed.load(Ordering::Relaxed) {
            return None;
        }
        let address = || Some(Uri::from_file_path(self.folder.as_ref()?)?.as_str().to_owned());
        self.address.get_or_init(address).as_deref()
    }

    /// The same, for answers that are no text.
    pub(super) fn uri(&self, target: &Target) -> Option<Uri> {
        self.address(target)?.parse().ok()
    }

    /// Whether the pages are still to be written, or have been cleared away since, as caches are.
    pub(super) fn needs_writing(&self) -> bool {
        if self.has_failed.load(Ordering::Relaxed) {
            return false;
        }
        let index = self.folder.as_ref().map(|folder| folder.join(INDEX));
        !self.is_written.load(Ordering::Relaxed) || index.is_some_and(|index| fs::symlink_metadata(index).is_err())
    }

    /// The same, answered to one alone until that one has called `write`.
    pub(super) fn is_to_be_written(&self) -> bool {
        self.needs_writing() && !self.is_due.swap(true, Ordering::Relaxed)
    }

    /// Makes sure that all pages stand there as they should. A failure is logged once and ends the links to pages.
    pub(super) fn write(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        self.is_due.store(false, Ordering::Relaxed);
        let Some(folder) = self.folder.as_ref().filter(|_| self.needs_writing()) else { return };
        match write_pages(folder) {
            Ok(()) => self.is_written.store(true, Ordering::Relaxed),
            Err(error) => {
                warn!(%error, folder = %folder.display(), "the pages cannot be written; cards link to the web alone");
                self.has_failed.store(true, Ordering::Relaxed);
            }
        }
    }
}

fn write_pages(folder: &Path) -> io::Result<()> {
    // Whoever could put a link there could have the pages written somewhere else. The cache directory itself is the user's, link or not.
    for level in [folder.parent(), Some(folder)].into_iter().flatten() {
        fs::create_dir_all(level)?;
        if !fs::symlink_metadata(level)?.is_dir() {
            let problem = format!("{} is a link", level.display());
            return Err(io::Error::new(io::ErrorKind::NotADirectory, problem));
        }
    }
    for page in pages() {
        let path = folder.join(&page.file_name);
        let is_current = fs::symlink_metadata(&path).is_ok_and(|there| there.is_file())
            && fs::read(&path).is_ok_and(|there| there == page.text.as_bytes());
        if !is_current {
            replace(folder, &path, page.text.as_bytes())?;
        }
    }
    Ok(())
}

/// Writes beside the file and renames, so that a reader sees the old text or the new one, and a link is replaced and not
/// followed. Several servers may do this at once.
fn replace(folder: &Path, path: &Path, text: &[u8]) -> io::Result<()> {
    let temporary =
        folder.join(format!(".{}-{}.tmp", path.file_stem().unwrap_or_default().to_string_lossy(), std::process::id()));
    let written = (|| {
        let mut file = match OpenOptions::new().write(true).create_new(true).open(&temporary) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                // Left behind by a process of the same number that is gone.
                fs::remove_file(&temporary)?;
                OpenOptions::new().write(true).create_new(true).open(&temporary)?
            }
            opened => opened?,
        };
        file.write_all(text)?;
        fs::rename(&temporary, path)
    })();
    if written.is_err() {
        // Best effort: the first error is the one to tell.
        let _ = fs::remove_file(&temporary);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path) -> PageStore {
        PageStore::at(Some(folder.to_owned()))
    }

    #[test]
    fn pages_are_written_once_and_mended() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("pages");
        store(&path).write();
        let page = path.join("401.md");
        let text = fs::read_to_string(&page).expect("the page");
        assert!(text.starts_with("# 401 Unauthorized\n"), "{text}");
        fs::write(&page, "spoilt").expect("written");
        store(&path).write();
        assert_eq!(fs::read_to_string(&page).expect("the page"), text);
        let left: Vec<_> = fs::read_dir(&path)
            .expect("the folder")
            .flatten()
            .filter(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn pages_that_were_cleared_away_come_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder.path().join("pages"));
        store.write();
        assert!(!store.needs_writing());
        fs::remove_dir_all(folder.path().join("pages")).expect("removed");
        assert!(store.needs_writing());
        store.write();
        assert!(folder.path().join("pages/401.md").exists() && !store.needs_writing());
    }

    #[test]
    fn one_undertakes_to_write_them() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder.path().join("pages"));
        assert!(store.is_to_be_written() && !store.is_to_be_written());
        store.write();
        assert!(!store.is_to_be_written());
        fs::remove_dir_all(folder.path().join("pages")).expect("removed");
        assert!(store.is_to_be_written() && !store.is_to_be_written());
    }

    #[test]
    fn writers_do_not_get_in_each_others_way() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = store(&folder.path().join("pages"));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| store.write());
            }
        });
        assert!(store.uri(&Target::Index).is_some() && !store.needs_writing());
    }

    #[test]
    fn a_folder_that_cannot_be_written_ends_the_links() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("file");
        fs::write(&file, "").expect("written");
        let store = store(&file.join("pages"));
        assert!(store.uri(&Target::Index).is_some());
        store.write();
        assert_eq!(store.uri(&Target::Index), None);
        assert!(!store.needs_writing());
    }

    #[cfg(unix)]
    #[test]
    fn links_are_replaced_and_never_written_through() {
        let folder = tempfile::tempdir().expect("a folder");
        let victim = folder.path().join("victim");
        fs::write(&victim, "precious").expect("written");
        let path = folder.path().join("pages");
        fs::create_dir(&path).expect("made");
        std::os::unix::fs::symlink(&victim, path.join("401.md")).expect("linked");
        store(&path).write();
        assert_eq!(fs::read_to_string(&victim).expect("read"), "precious");
        assert!(fs::symlink_metadata(path.join("401.md")).expect("there").is_file());

        let elsewhere = folder.path().join("elsewhere");
        fs::create_dir(&elsewhere).expect("made");
        let linked = folder.path().join("linked");
        std::os::unix::fs::symlink(&elsewhere, &linked).expect("linked");
        for path in [linked.clone(), linked.join("pages")] {
            store(&path).write();
            assert_eq!(fs::read_dir(&elsewhere).expect("read").count(), 0, "{}", path.display());
        }

        // What the file is called before it is whole can be guessed.
        let temporary = path.join(format!(".404-{}.tmp", std::process::id()));
        std::os::unix::fs::symlink(&victim, &temporary).expect("linked");
        fs::remove_file(path.join("404.md")).expect("removed");
        store(&path).write();
        assert_eq!(fs::read_to_string(&victim).expect("read"), "precious");
        assert!(fs::symlink_metadata(path.join("404.md")).expect("there").is_file());
        assert!(fs::symlink_metadata(temporary).is_err());
    }
}

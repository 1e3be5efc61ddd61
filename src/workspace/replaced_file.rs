//! Files whose content is replaced as a whole: each is old or new at any time, and keeps its mode, owner and links.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// Replaces the content of a file that has the bytes `known`.
///
/// The new content is written to a file beside it, which then takes its name. A file with several hard links keeps them: it is written
/// in place, once all bytes have found room on the disk. Links to files are resolved, and those that lead out of the current folder refused.
///
/// # Errors
/// The file has changed since it was read, or cannot be written. Then it has its old content, and nothing is left beside it.
pub fn replace(path: &Path, known: &[u8], new: &[u8]) -> Result<(), String> {
    let target = resolved(path)?;
    let metadata = fs::metadata(&target).map_err(told)?;
    if metadata.permissions().readonly() {
        return Err("it is not writable".to_owned());
    }
    let beside = Beside::new(&target);
    beside.write(new, &metadata).map_err(told)?;
    if fs::read(&target).map_err(told)? != known {
        return Err("it has changed since it was read".to_owned());
    }
    if has_other_links(&metadata) || !beside.is_alike(&metadata) {
        return in_place(&target, new).map_err(told);
    }
    fs::rename(&beside.path, &target).map_err(told)
}

fn told(error: io::Error) -> String {
    error.to_string()
}

/// The file that a path leads to.
fn resolved(path: &Path) -> Result<PathBuf, String> {
    let is_link = fs::symlink_metadata(path).map_err(told)?.is_symlink();
    let target = fs::canonicalize(path).map_err(told)?;
    if is_link && !target.starts_with(fs::canonicalize(".").map_err(told)?) {
        return Err("a link that leads out of the current folder".to_owned());
    }
    Ok(target)
}

fn in_place(path: &Path, new: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    file.write_all(new)?;
    file.set_len(new.len() as u64)?;
    file.sync_all()
}

/// A file beside another one, which is removed when this is dropped.
struct Beside {
    path: PathBuf,
}

impl Beside {
    fn new(target: &Path) -> Self {
        let mut name = std::ffi::OsString::from(".");
        name.push(target.file_name().unwrap_or_default());
        name.push(format!(".{}.http-status-lsp", std::process::id()));
        Self { path: target.with_file_name(name) }
    }

    fn write(&self, new: &[u8], like: &Metadata) -> io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&self.path)?;
        file.write_all(new)?;
        take_owner(&file, like);
        file.set_permissions(like.permissions())?;
        file.sync_all()
    }

    /// Whether it has the owner of the other file.
    #[cfg(unix)]
    fn is_alike(&self, other: &Metadata) -> bool {
        use std::os::unix::fs::MetadataExt as _;

        fs::metadata(&self.path).is_ok_and(|own| (own.uid(), own.gid()) == (other.uid(), other.gid()))
    }

    #[cfg(not(unix))]
    fn is_alike(&self, _: &Metadata) -> bool {
        true
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // It is gone where it has taken the other's name.
        let _ = fs::remove_file(&self.path);
    }
}

/// Only some users may give files away.
#[cfg(unix)]
fn take_owner(file: &File, like: &Metadata) {
    use std::os::unix::fs::MetadataExt as _;

    let _ = std::os::unix::fs::fchown(file, Some(like.uid()), Some(like.gid()));
}

#[cfg(not(unix))]
fn take_owner(_: &File, _: &Metadata) {}

#[cfg(unix)]
fn has_other_links(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;

    metadata.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_links(_: &Metadata) -> bool {
    false
}

//! Pages on disk: compared and replaced without following links and without reading what cannot be a page.

use std::ffi::OsStr;
use std::fs::{self, File, Metadata, OpenOptions};
use std::hash::{BuildHasher as _, RandomState};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

/// How the name of a file ends that is not whole yet.
const TEMPORARY: &str = ".tmp";

/// The file's content and metadata, if it is a regular file of at most `limit` bytes.
///
/// # Errors
/// Links, other kinds of files and larger files are errors too; none of them is read.
pub fn read(path: &Path, limit: u64) -> io::Result<(Vec<u8>, Metadata)> {
    let refused = |problem: &str| Err(io::Error::new(io::ErrorKind::InvalidInput, problem.to_owned()));
    // Opening a device or a pipe could wait or have effects.
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_symlink() {
        return refused("a link");
    }
    if !metadata.is_file() {
        return refused("not a regular file");
    }
    let file = open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() || metadata.len() > limit {
        return refused("not a regular file, or too large");
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes, metadata))
}

/// Another process may have put a link or a pipe there since its kind was read.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;

    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// The metadata of the file if it holds this text. A file of another length is not read.
pub fn metadata_if_whole(path: &Path, text: &str) -> Option<Metadata> {
    let length = text.len() as u64;
    let is_candidate = fs::symlink_metadata(path).is_ok_and(|there| there.is_file() && there.len() == length);
    let (bytes, metadata) = is_candidate.then(|| read(path, length).ok()).flatten()?;
    (bytes == text.as_bytes()).then_some(metadata)
}

/// Writes beside the file and renames. A reader sees the old text or the new one, a link is replaced and not followed, and other
/// processes may do the same at the same time. An empty directory in the place of the file is removed.
///
/// # Errors
/// The temporary file cannot be written or renamed. Nothing is left behind then.
pub fn replace(path: &Path, text: &str) -> io::Result<()> {
    let temporary = temporary_beside(path);
    let written = (|| {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        file.write_all(text.as_bytes())?;
        drop(file);
        fs::rename(&temporary, path).or_else(|error| {
            // Fails, and so changes nothing, unless it is an empty directory.
            fs::remove_dir(path).map_err(|_| error)?;
            fs::rename(&temporary, path)
        })
    })();
    if written.is_err() {
        // Best effort: the first error is the one to report.
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A random name: processes in different containers can have the same number, and a name that can be guessed can be taken.
fn temporary_beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{stem}-{:016x}{TEMPORARY}", RandomState::new().hash_one(0)))
}

/// Whether a file of this name was begun by [`replace`] and, if it is old, left behind by a process that was killed.
pub fn is_temporary(file_name: &OsStr) -> bool {
    file_name.to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(TEMPORARY))
}

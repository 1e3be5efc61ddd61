//! The files of one folder below a root that are read: found by their names, within bounds, and read again where they have changed.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::document_file::decoded;
use super::page_file;

/// The largest file that is read, in bytes.
pub const FILE_LIMIT: u64 = 4 * 1024 * 1024;

/// How many files of one folder are read at most.
const MOST_FILES: usize = 500;

/// How many entries of one folder are looked at.
const MOST_ENTRIES: usize = 50_000;

/// A folder whose files are read, with all below it.
#[derive(Debug)]
pub struct Root {
    path: PathBuf,
    /// The same without links.
    real: PathBuf,
}

/// The state of the file system's entry for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    modified: Option<SystemTime>,
    bytes: u64,
}

/// Which files are read.
pub struct Wanted<'w> {
    /// Whether the file with that path is one.
    pub file: &'w dyn Fn(&str) -> bool,
    /// Whether the folder of that name may hold some that belong to the folder around it.
    pub folder: &'w dyn Fn(&str) -> bool,
}

/// The change of a file since it was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Change {
    /// It is new or has changed: its text, or the reason why it cannot be read.
    Text(Result<String, String>),
    /// It is gone.
    Gone,
}

impl Root {
    /// The folder with that path.
    ///
    /// # Errors
    /// It cannot be found.
    pub fn at(path: &Path) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), real: fs::canonicalize(path)? })
    }

    /// The changes among the wanted files of `folder`, against those that are `known`, which is brought up to date.
    /// Paths are relative to the root, with `/`.
    pub fn changes(
        &self,
        folder: &str,
        wanted: &Wanted<'_>,
        known: &mut HashMap<String, Stamp>,
    ) -> Vec<(String, Change)> {
        let mut found = self.files(folder, wanted);
        found.sort_unstable_by(|(a, ..), (b, ..)| a.cmp(b));
        found.truncate(MOST_FILES);
        let mut changes = Vec::new();
        known.retain(|path, _| {
            let is_there = found.iter().any(|(there, ..)| there == path);
            if !is_there {
                changes.push((path.clone(), Change::Gone));
            }
            is_there
        });
        for (path, real, stamp) in found {
            if known.insert(path.clone(), stamp) != Some(stamp) {
                changes.push((path, Change::Text(read(&real, stamp))));
            }
        }
        changes
    }

    /// The wanted files of a folder and of those in it that may hold some: path, path without links, state.
    fn files(&self, folder: &str, wanted: &Wanted<'_>) -> Vec<(String, PathBuf, Stamp)> {
        let mut found = Vec::new();
        for entry in self.entries(folder) {
            let Ok(name) = entry.file_name().into_string() else { continue };
            let path = joined(folder, &name);
            if (wanted.folder)(&name) && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                for inner in self.entries(&path) {
                    let inner_path = inner.file_name().into_string().map(|name| joined(&path, &name));
                    found.extend(inner_path.ok().and_then(|path| self.file(path, &inner, wanted)));
                }
            }
            found.extend(self.file(path, &entry, wanted));
        }
        found
    }

    fn file(&self, path: String, entry: &fs::DirEntry, wanted: &Wanted<'_>) -> Option<(String, PathBuf, Stamp)> {
        let (real, metadata) = (wanted.file)(&path).then(|| self.inside(entry)).flatten()?;
        let stamp = Stamp { modified: metadata.modified().ok(), bytes: metadata.len() };
        metadata.is_file().then_some((path, real, stamp))
    }

    /// Where an entry lies. Nothing for a link that leads out of the root.
    fn inside(&self, entry: &fs::DirEntry) -> Option<(PathBuf, Metadata)> {
        let real = fs::canonicalize(entry.path()).ok().filter(|real| real.starts_with(&self.real))?;
        let metadata = fs::symlink_metadata(&real).ok()?;
        Some((real, metadata))
    }

    /// Nothing where the folder is missing, or lies elsewhere by a link.
    fn entries(&self, folder: &str) -> impl Iterator<Item = fs::DirEntry> {
        let path = self.path.join(folder);
        let is_inside = fs::canonicalize(&path).is_ok_and(|real| real.starts_with(&self.real));
        let entries = is_inside.then(|| fs::read_dir(path).ok()).flatten();
        entries.into_iter().flatten().take(MOST_ENTRIES).flatten()
    }
}

fn read(path: &Path, stamp: Stamp) -> Result<String, String> {
    if stamp.bytes > FILE_LIMIT {
        return Err(format!("it is larger than {} MiB", FILE_LIMIT >> 20));
    }
    let (bytes, _) = page_file::read(path, FILE_LIMIT).map_err(|error| error.to_string())?;
    decoded(bytes)
}

fn joined(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

//! Folders of pages of other builds, one of which would be left behind by every update.
//!
//! A folder in use has an index that is less than two days old: each server rewrites it when it is older than a day. A folder whose index
//! is 30 days old is removed. A server that was idle for that long writes its pages again with its next response.

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use tracing::debug;

use crate::catalog::Catalog;
use crate::features::pages::{INDEX, is_page_name, page};
use crate::workspace::page_file;

/// How often a server looks at the folders, and how old an index may be before it is rewritten.
pub(super) const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// The age of an index at which its folder is removed.
const UNUSED_AFTER: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Marks this build's folder as used and removes unused ones. Errors are ignored: they do not affect this build's pages.
pub(super) fn tidy(folder: &Path) {
    mark_used(folder);
    remove_temporary_files(folder);
    for other in fs::read_dir(folder.parent().unwrap_or(folder)).into_iter().flatten().flatten() {
        let path = other.path();
        let is_other = path != folder && other.file_name().to_str().is_some_and(is_folder_name);
        if is_other && is_older(&path.join(INDEX), UNUSED_AFTER) {
            remove(&path);
        }
    }
}

/// Whether a folder of pages may have this name: a checksum, or a version as in earlier builds.
fn is_folder_name(name: &str) -> bool {
    name.strip_prefix("pages-").is_some_and(|rest| {
        let is_version = rest.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
        !rest.is_empty() && (is_version || rest.len() == 16 && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}

fn mark_used(folder: &Path) {
    let index = folder.join(INDEX);
    if !is_older(&index, DAY) {
        return;
    }
    if let Some(page) = page(INDEX, Catalog::compiled()) {
        let _ = page_file::replace(&index, &page.text);
    }
}

/// Removes the temporary files of processes that were killed.
fn remove_temporary_files(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if page_file::is_temporary(&entry.file_name()) && is_older(&entry.path(), DAY) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Removes the pages in a folder and no other file, then the folder if it is empty.
fn remove(folder: &Path) {
    // A symbolic link may lead to a folder of the user.
    if !fs::symlink_metadata(folder).is_ok_and(|there| there.is_dir()) {
        return;
    }
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        if name != INDEX && (page_file::is_temporary(&name) || name.to_str().is_some_and(is_page_name)) {
            let _ = fs::remove_file(entry.path());
        }
    }
    // Last, since a removal that is interrupted goes on only while there is an old index.
    let _ = fs::remove_file(folder.join(INDEX));
    if fs::remove_dir(folder).is_ok() {
        debug!(?folder, "removed the pages of a build that is not used any more");
    }
}

/// Whether the file was modified at least `age` ago. False for a symbolic link and for a time in the future.
fn is_older(path: &Path, age: Duration) -> bool {
    let modified =
        fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file).and_then(|there| there.modified().ok());
    modified.and_then(|modified| SystemTime::now().duration_since(modified).ok()).is_some_and(|old| old >= age)
}

//! The pages in a folder that the user names.

use std::fmt::Display;
use std::fs;
use std::io;
use std::path::Path;

use crate::catalog::Catalog;
use crate::features::pages::{Page, is_generated, marked_pages};
use crate::workspace::page_file;

use super::shown::shown_path;

/// A larger file cannot be a page and is not read, in bytes.
const PAGE_LIMIT: u64 = 1 << 20;

/// Writes all pages and answers what to print. The folder may be a link, as it was named; nothing in it is followed.
///
/// # Errors
/// Before anything is written: a file stands where a page belongs that is not an unchanged page of some version. And what fails while
/// pages are written.
pub(super) fn write(folder: &Path) -> Result<String, String> {
    let fail = |problem: &dyn Display| format!("{}: {problem}", shown_path(folder));
    if fs::metadata(folder).is_ok_and(|there| !there.is_dir()) {
        return Err(fail(&"not a directory"));
    }
    let pages = marked_pages(Catalog::compiled());
    let foreign: Vec<String> = pages.iter().filter_map(|page| check(folder, page).err()).collect();
    if let Some(first) = foreign.first() {
        let more = match foreign.len() - 1 {
            0 => String::new(),
            more => format!(" (and {more} more)"),
        };
        return Err(format!("{first}{more}; nothing was written"));
    }
    fs::create_dir_all(folder).map_err(|error| fail(&error))?;
    for page in &pages {
        let path = folder.join(&page.file_name);
        // Checked again: another process may have created a file there in between.
        if check(folder, page)? == Found::Other {
            page_file::replace(&path, &page.text).map_err(|error| format!("{}: {error}", shown_path(&path)))?;
        }
    }
    Ok(format!("{} pages in {}\n", pages.len(), shown_path(folder)))
}

/// The file that is found in the place of a page.
#[derive(PartialEq, Eq)]
enum Found {
    /// The page as it would be written.
    Same,
    /// Nothing, or the page as another version wrote it.
    Other,
}

fn check(folder: &Path, page: &Page) -> Result<Found, String> {
    let path = folder.join(&page.file_name);
    match page_file::read(&path, PAGE_LIMIT) {
        Ok((bytes, _)) if bytes == page.text.as_bytes() => Ok(Found::Same),
        Ok((bytes, _)) if std::str::from_utf8(&bytes).is_ok_and(is_generated) => Ok(Found::Other),
        Ok(_) => Err(format!("{}: not written by http-status-lsp, or changed since", shown_path(&path))),
        // The folder cannot be made then, and that is reported.
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => Ok(Found::Other),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found::Other),
        Err(error) => Err(format!("{}: {error}", shown_path(&path))),
    }
}

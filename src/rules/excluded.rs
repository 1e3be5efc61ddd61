//! Files in which no rule reports: logs, patches, and files that are generated, vendored or minified (`data/excluded.toml`).

use crate::catalog::LanguageKind;
use crate::catalog::tables::{EXCLUDED_FOLDERS, EXCLUDED_LANGUAGES, EXCLUDED_MARKS, EXCLUDED_SUFFIXES};
use crate::detect::Source;

use super::finding::File;

/// Generators mark what they write in the first bytes.
const HEAD_BYTES: usize = 2048;

/// The marks stand in the first lines.
const HEAD_LINES: usize = 12;

pub(super) fn is_excluded<S: Source + ?Sized>(text: &S, file: &File<'_>) -> bool {
    let path = file.path.to_lowercase();
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", &path));
    if file.language.kind == LanguageKind::Log
        || EXCLUDED_LANGUAGES.contains(&file.language.id)
        || folders.split('/').any(|folder| EXCLUDED_FOLDERS.contains(&folder))
        || EXCLUDED_SUFFIXES.iter().any(|suffix| name.ends_with(suffix))
    {
        return true;
    }
    let mut room = String::new();
    let head = text.read(0..text.floor_boundary(HEAD_BYTES), &mut room).to_lowercase();
    let mut lines = head.lines().take(HEAD_LINES);
    lines.any(|line| EXCLUDED_MARKS.iter().any(|mark| line.contains(mark)))
}

//! The findings of a document, and where a part of it stands.

use std::ops::Range;

use crate::detect::{ExcerptByte, Source, View};
use crate::rules::{self, File, Finding, RuleSettings};

/// The findings that an editor shows: not those that the language's own server marks.
pub(super) fn reported<S: Source + ?Sized>(
    text: &S,
    file: &File<'_>,
    settings: &RuleSettings,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<Finding>> {
    let mut found = rules::findings(text, file, settings, goes_on)?;
    found.retain(|finding| !finding.rule.is_marked_by_server(file.language.id));
    Some(found)
}

/// Whether a range of the document begins in the part `wanted` of a view.
pub(super) fn begins_within(view: &View<'_>, wanted: &Range<usize>, range: &Range<usize>) -> bool {
    range.start.checked_sub(start(view)).is_some_and(|local| wanted.contains(&local))
}

/// Where a view begins in the document, in bytes.
pub(super) fn start(view: &View<'_>) -> usize {
    view.in_document(ExcerptByte::START).at()
}

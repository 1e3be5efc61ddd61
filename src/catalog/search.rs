//! The words of people who search, beside those of the cards (`data/search.toml`). All are in lower case.

use super::tables::{SEARCH_IGNORED, SEARCH_LABELS, SEARCH_MEANINGS};

/// Whether a word of a search is too common to count: `the`, `when`.
pub(crate) fn is_ignored(word: &str) -> bool {
    SEARCH_IGNORED.contains(&word)
}

/// Whether a word stands beside a code and not for a subject: `HTTP 404`, `status 404`.
pub(crate) fn is_label(word: &str) -> bool {
    SEARCH_LABELS.contains(&word)
}

/// Everyday words for something, with one space between, and the words of the cards for it.
pub(crate) fn meanings() -> &'static [(&'static str, &'static [&'static str])] {
    SEARCH_MEANINGS
}

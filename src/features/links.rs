//! The mentions of a document as links to the pages of their statuses.

use crate::detect::{Mention, Source, Vocabulary, mentions_while};

use super::card::Target;
use super::definition::target;

/// The most links of a document: some 2 MB as JSON. Statuses further down in the document have no links. A log or a table of
/// statuses has one on each line, and editors keep and draw every link that they get.
pub const MOST: usize = 10_000;

/// The first mentions, at most [`MOST`], each with where it leads, in order; `None` if `goes_on` returns false before they are found.
pub fn links<'a, S: Source + ?Sized>(
    text: &S,
    vocabulary: impl Into<Vocabulary<'a>>,
    goes_on: &dyn Fn() -> bool,
) -> Option<Vec<(Mention, Target)>> {
    let found = mentions_while(text, vocabulary, MOST, goes_on)?;
    let with_target = |mention| {
        let target = target(&mention);
        (mention, target)
    };
    Some(found.into_iter().map(with_target).collect())
}

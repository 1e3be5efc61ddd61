//! All mentions of a document as links to the pages of their statuses.

use crate::catalog::Language;
use crate::detect::{Mention, mentions_while};

use super::card::Target;
use super::definition::target;

/// Each mention with where it leads, in order; nothing if `goes_on` says no before all are found.
pub fn links(text: &str, language: &'static Language, goes_on: &dyn Fn() -> bool) -> Option<Vec<(Mention, Target)>> {
    let found = mentions_while(text, language, goes_on)?;
    let with_target = |mention| {
        let target = target(&mention);
        (mention, target)
    };
    Some(found.into_iter().map(with_target).collect())
}

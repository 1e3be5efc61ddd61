//! All mentions of a document as links to the pages of their statuses.

use crate::catalog::Language;
use crate::detect::{Mention, mentions};

use super::card::Target;
use super::definition::target;

/// Each mention with where it leads, in order.
pub fn links(text: &str, language: &'static Language) -> Vec<(Mention, Target)> {
    mentions(text, language)
        .into_iter()
        .map(|mention| {
            let target = target(&mention);
            (mention, target)
        })
        .collect()
}

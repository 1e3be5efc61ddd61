//! All mentions of a document as links to the pages of their statuses.

use std::ops::Range;

use crate::catalog::{Code, Language};
use crate::detect::mentions;

/// The bytes of each mention with its code, in order.
pub fn links(text: &str, language: &'static Language) -> Vec<(Range<usize>, Code)> {
    mentions(text, language).into_iter().map(|mention| (mention.range, mention.code)).collect()
}

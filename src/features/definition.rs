//! A mention's definition is the page of its status.

use std::ops::Range;

use crate::catalog::Code;
use crate::detect::{Excerpt, mention_at};

/// The bytes that the cursor is on, and the code whose page they lead to. Codes without a page lead to their class in the index.
pub fn definition(excerpt: &Excerpt<'_>, offset: usize) -> Option<(Range<usize>, Code)> {
    let mention = mention_at(excerpt, offset)?;
    Some((mention.range, mention.code))
}

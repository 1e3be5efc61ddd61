//! The card of the mention under the cursor.

use std::ops::Range;

use crate::detect::{Excerpt, mention_at};

use super::card::{Card, Context};

/// What a hover shows, and for which bytes of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The whole token.
    pub range: Range<usize>,
    /// Its card.
    pub card: Card,
}

/// The hover at `offset` (bytes), if a mention covers it.
pub fn hover(excerpt: &Excerpt<'_>, offset: usize) -> Option<Hover> {
    let mention = mention_at(excerpt, offset)?;
    let context = Context { language: Some(excerpt.language), head: Some(excerpt.head), is_bound: false };
    Some(Hover { card: Card::of_mention(&mention, &context), range: mention.range })
}

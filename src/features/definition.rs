//! A mention's definition is the page of its status; that of a class is the page with all codes.

use std::ops::Range;

use crate::detect::{Excerpt, Mention, MentionKind, mention_at};

use super::card::Target;

/// The bytes of the mention under the cursor and where it leads.
pub fn definition(excerpt: &Excerpt<'_>, offset: usize) -> Option<(Range<usize>, Target)> {
    let mention = mention_at(excerpt, offset)?;
    Some((mention.range.clone(), target(&mention)))
}

/// The page that a mention leads to.
pub(super) fn target(mention: &Mention) -> Target {
    match mention.kind {
        MentionKind::Class => Target::Index,
        _ => Target::Page(mention.code),
    }
}

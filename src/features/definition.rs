//! A mention's definition is the page of its status; that of a class is the page with all codes. A name has a declaration in the
//! program, to which the language's own server leads, so nothing is answered there unless it is asked for.

use std::ops::Range;

use crate::detect::{Excerpt, Mention, MentionKind, mention_at};

use super::card::Target;

/// The bytes of the mention under the cursor and where it leads; `of_names` says whether names lead there too.
pub fn definition(excerpt: &Excerpt<'_>, offset: usize, of_names: bool) -> Option<(Range<usize>, Target)> {
    let mention = mention_at(excerpt, offset)?;
    let is_name = matches!(mention.kind, MentionKind::Name(_));
    if is_name && !of_names {
        return None;
    }
    Some((mention.range.clone(), target(&mention)))
}

/// The page that a mention leads to.
pub(super) fn target(mention: &Mention) -> Target {
    match mention.kind {
        MentionKind::Class => Target::Index,
        _ => Target::Page(mention.code),
    }
}

//! The card of the mention under the cursor, else of the header whose name stands there.

use std::ops::Range;

use crate::detect::{Excerpt, mention_at};

use super::headers::header_at;
use super::subject::{Context, Subject};

/// The card of a hover, and the bytes of the document that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hover {
    /// The whole token.
    pub range: Range<usize>,
    /// The subject of its card.
    pub subject: Subject,
}

/// The hover at `offset` (bytes), if a mention or the name of a header covers it.
pub fn hover(excerpt: &Excerpt<'_>, offset: usize) -> Option<Hover> {
    let Excerpt { language, preamble, catalog, project, .. } = *excerpt;
    let Some(mention) = mention_at(excerpt, offset) else {
        let (range, header) = header_at(excerpt, offset)?;
        return Some(Hover { subject: Subject::header(header, catalog), range });
    };
    let context = Context { language, preamble, catalog, project };
    Some(Hover { subject: Subject::mentioned(&mention, &context), range: mention.range })
}

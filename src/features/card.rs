//! A card: the list of blocks that shows a status. `markup` turns it into Markdown or plain text.
//!
//! - `blocks`: the blocks, the text in them, and where links lead.
//! - `brief`: one screen, the default of hover.
//! - `full`: everything, for pages, the terminal and on request.
//! - `header`: the cards of a header.
//! - `listed`: a few lines, for lists in which each item carries its card.
//! - `own`: the cards of a status that the document's project defines.
//! - `parts`: the lines and lists that they share.
//! - `remark`: what the document's project adds to them.
//! - `send`: how to send or check the status in code.

use crate::catalog::{Catalog, Code};

use super::subject::Subject;

pub(super) mod blocks;
mod brief;
mod full;
mod header;
mod listed;
mod own;
pub(super) mod parts;
mod remark;
mod send;

pub use blocks::{Block, Card, Link, Span, Target};

/// How much a card shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Detail {
    /// At most 16 rows of 100 columns and 150 words.
    #[default]
    Brief,
    /// All there is.
    Full,
}

impl Card {
    /// The card of a subject.
    pub fn of(subject: &Subject, detail: Detail) -> Self {
        match detail {
            Detail::Brief => brief::card(subject),
            Detail::Full => remark::remarked(full::card(subject), subject),
        }
    }

    /// The full card of a code with a list of the pages that its facts come from.
    pub fn with_sources(code: Code, catalog: &Catalog) -> Self {
        full::with_sources(code, catalog)
    }

    /// The brief card with the most entries with which `fits` holds, for clients whose screens are known. Where it never holds, the
    /// card is the smallest one.
    pub fn brief_that(subject: &Subject, fits: &dyn Fn(&Self) -> bool) -> Self {
        brief::card_that(subject, fits)
    }

    /// The card of a code in some 440 bytes, for lists of up to some hundred items that each carry theirs.
    pub fn listed(code: Code, catalog: &Catalog) -> Self {
        listed::card(code, catalog)
    }
}

//! What a bracket holds.

use crate::detect::tokens::token::Region;

/// What a bracket holds, as far as it is read.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) open: usize,
    pub(crate) region: Region,
    /// The words of that region.
    pub(crate) words: Vec<usize>,
    /// The numbers around which no further brackets stand.
    pub(crate) numbers: Vec<usize>,
    pub(crate) close: Option<usize>,
}

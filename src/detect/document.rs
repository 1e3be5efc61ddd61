//! Documents: the part of one that decides about a place, and the facts at its start that hold for all of it.
//!
//! - `excerpt`: a part of a document with its tokens, kept while the document is edited.
//! - `preamble`: the first kilobytes: imports, and words that show the subject of a file.
//! - `imports`, `definitions`: the names that a text imports, and the members of enumerations that it defines.
//! - `code_blocks`: code of other languages inside of Markdown, reStructuredText, templates.
//! - `source`: a text that is read part by part.
//!
//! Uses the tokens and the lexicon. Nothing here judges a candidate.

pub(crate) mod code_blocks;
pub(crate) mod definitions;
pub(crate) mod excerpt;
pub(crate) mod imports;
pub(crate) mod preamble;
pub(crate) mod source;

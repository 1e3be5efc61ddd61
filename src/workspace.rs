//! Files on disk: documents read within bounds, pages written without following links. No protocol types, no printing.

pub mod document_file;
pub mod page_file;

//! Files on disk: documents read within bounds, manifests read and looked at again, trees walked and read by several threads, pages
//! written without following links. No protocol types, no printing.

pub mod config_files;
pub mod document_file;
pub mod folder_files;
pub mod git;
pub mod in_order;
pub mod manifests;
pub mod page_file;
pub mod replaced_file;
pub mod source_file;
pub mod walk;
pub mod watched;

//! The files of a workspace that have been read, by the folder for which each holds.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Broken, Kind, Packages};

/// Folders, relative to that of the workspace. Copies share the files.
pub(super) type Files = BTreeMap<String, Vec<Arc<File>>>;

#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) packages: Result<Packages, Broken>,
}

//! The files of a workspace that have been read, by the folder that each speaks for.

use std::collections::BTreeMap;

use super::{Broken, Kind, Packages};

/// Folders, relative to that of the workspace.
pub(super) type Files = BTreeMap<String, Vec<File>>;

#[derive(Debug)]
pub(super) struct File {
    pub(super) path: String,
    pub(super) kind: Kind,
    pub(super) packages: Result<Packages, Broken>,
}

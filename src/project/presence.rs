//! Whether a project has something.

use super::{Range, Version};

/// Whether a project has a package or library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It has.
    Present(Installed),
    /// It cannot be there.
    Absent,
    /// The files do not tell.
    Unknown,
}

/// A package that is there, with its version as far as the files tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its version.
    pub version: Versions,
    /// Whether the project asks for it itself, or for a framework that brings it.
    pub is_direct: bool,
    /// Whether it is there for tests or development alone.
    pub is_dev: bool,
}

/// A version as the files tell it: exact, or a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// This one.
    Exact(Version),
    /// One of these.
    Range(Range),
    /// Nothing.
    Unknown,
}

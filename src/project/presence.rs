//! Whether a project has something.

use super::{Range, Version};

/// Whether a project has a package or library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It has.
    Present(Installed),
    /// It cannot be there.
    Absent,
    /// Unknown by the files.
    Unknown,
}

/// A package that is there, with its version if the files have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Installed {
    /// Its version.
    pub version: Versions,
    /// Whether the project asks for it itself, or for a framework that brings it.
    pub is_direct: bool,
    /// Whether it is there for tests or development alone.
    pub is_dev: bool,
}

impl Installed {
    /// That of what comes with a language, whose version no file has.
    pub(super) fn of_language() -> Self {
        Self { version: Versions::Unknown, is_direct: true, is_dev: false }
    }
}

/// A version by the files: exact, or a range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Versions {
    /// This one.
    Exact(Version),
    /// One of these.
    Range(Range),
    /// Nothing.
    Unknown,
}

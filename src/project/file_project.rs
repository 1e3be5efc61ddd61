//! The project as one file sees it.

use std::sync::Arc;

use super::{Installed, Presence, Project};
use crate::catalog::{Ecosystem, Language, Library, Package};

/// The libraries that a file may use, by the manifests around it.
#[derive(Clone, Debug, Default)]
pub struct FileProject {
    /// Nothing where no workspace is known.
    project: Option<Arc<Project>>,
    /// The file, relative to the workspace folder, with `/`.
    path: String,
}

impl FileProject {
    /// The project of a file without a workspace.
    pub fn unknown() -> &'static Self {
        static UNKNOWN: FileProject = FileProject { project: None, path: String::new() };
        &UNKNOWN
    }

    /// The view of the file with that path, relative to the workspace folder, with `/`.
    pub fn new(project: Arc<Project>, path: impl Into<String>) -> Self {
        Self { project: Some(project), path: path.into() }
    }

    /// Whether the file may use a library, and in which version. Unknown without a workspace, but for what comes with a language.
    pub fn library(&self, library: &Library) -> Presence {
        match &self.project {
            Some(project) => project.library(&self.path, library),
            None if library.is_standard => Presence::Present(Installed::of_language()),
            None => Presence::Unknown,
        }
    }

    /// Whether a manifest or lock file exists for the packages that hold the libraries of a language.
    pub fn has_manifests_for(&self, language: &Language) -> bool {
        let Some(project) = &self.project else { return false };
        let packages = language.libraries().flat_map(|library| library.packages);
        let mut ecosystems: Vec<Ecosystem> = packages.map(|package| package.ecosystem).collect();
        ecosystems.sort_unstable();
        ecosystems.dedup();
        ecosystems.into_iter().any(|ecosystem| project.has_manifests_for(&self.path, ecosystem))
    }

    /// Whether a manifest of the project names the package as a direct dependency.
    pub fn asks_for(&self, package: &Package) -> bool {
        self.project.as_ref().is_some_and(|project| project.asks_for(&self.path, package))
    }

    /// Whether all files of the project have the library without an import.
    pub fn imports(&self, library: &Library) -> bool {
        self.project.as_ref().is_some_and(|project| project.imports(&self.path, library))
    }
}

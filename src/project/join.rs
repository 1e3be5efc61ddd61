//! The manifests of a workspace together: what the folder of a file has.

use super::files::{File, Files};
use super::known::Known;
use super::paths::parent;
use super::presence::{Presence, Versions};
use super::resolve::{Chain, runtime};
use super::{Broken, Ecosystem, Kind};

/// The manifests and lock files of a workspace. Of each, only what concerns the libraries of the catalog is kept.
#[derive(Debug, Default)]
pub struct Project {
    folders: Files,
    known: Known,
}

impl Project {
    /// The project of files: paths relative to the workspace folder with `/`, and texts. Files of other kinds are left out.
    pub fn of<'f>(files: impl IntoIterator<Item = (&'f str, &'f str)>) -> Self {
        let mut project = Self::default();
        for (path, text) in files {
            project.insert(path, text);
        }
        project
    }

    /// Reads a file that is new or has changed. Gives the reason where nothing can be read of it.
    pub fn insert(&mut self, path: &str, text: &str) -> Option<&Broken> {
        self.remove(path);
        let kind = Kind::of(path)?;
        let packages = kind.read(text).map(|packages| self.known.of(packages));
        let files = self.folders.entry(folder_of(path, &kind)).or_default();
        files.push(File { path: path.to_owned(), kind, packages });
        files.last()?.packages.as_ref().err()
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &str) {
        let Some(folder) = Kind::of(path).map(|kind| folder_of(path, &kind)) else { return };
        if let Some(files) = self.folders.get_mut(&folder) {
            files.retain(|file| file.path != path);
            if files.is_empty() {
                self.folders.remove(&folder);
            }
        }
    }

    /// The files that cannot be read, with the reason.
    pub fn broken(&self) -> impl Iterator<Item = (&str, &Broken)> {
        let files = self.folders.values().flatten();
        files.filter_map(|file| Some((file.path.as_str(), file.packages.as_ref().err()?)))
    }

    /// Whether a manifest or lock file of that ecosystem stands in the folder of the file or above.
    pub fn speaks_of(&self, path: &str, ecosystem: Ecosystem) -> bool {
        Chain::of(&self.folders, parent(path), ecosystem).speaks()
    }

    /// Whether the file with that path may use a package, by its normalized name. A name that ends with `*` stands for all that begin so.
    pub fn package(&self, path: &str, ecosystem: Ecosystem, name: &str) -> Presence {
        match ecosystem {
            Ecosystem::Runtime => runtime(&self.folders, parent(path), name),
            _ => Chain::of(&self.folders, parent(path), ecosystem).package(name),
        }
    }

    /// The version that the manifests set for a package, whether they ask for it or not.
    pub(super) fn managed(&self, path: &str, ecosystem: Ecosystem, name: &str) -> Versions {
        Chain::of(&self.folders, parent(path), ecosystem).managed(name)
    }
}

/// The folder that a file speaks for.
fn folder_of(path: &str, kind: &Kind) -> String {
    (0..kind.lifted).fold(parent(path), |folder, _| parent(folder)).to_owned()
}

//! The manifests of a workspace, and the packages that they give a file.

use std::sync::Arc;

use super::catalog_packages::CatalogPackages;
use super::files::{File, Files};
use super::paths::{joined, parent};
use super::presence::{Presence, Versions};
use super::resolve::{Chain, runtime};
use super::{Broken, Ecosystem, Kind, Packages};

/// The manifests and lock files of a workspace. Of each, only what concerns the libraries of the catalog is kept. Copies share the files.
#[derive(Clone, Debug, Default)]
pub struct Project {
    folders: Files,
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
        let kind = Kind::of(path)?;
        self.put(path, kind, kind.read(text).map(|packages| CatalogPackages::of_catalog().retained(packages)))
    }

    /// Notes down a file that is there and cannot be read as text.
    pub fn insert_broken(&mut self, path: &str, reason: Broken) {
        if let Some(kind) = Kind::of(path) {
            self.put(path, kind, Err(reason));
        }
    }

    fn put(&mut self, path: &str, kind: Kind, packages: Result<Packages, Broken>) -> Option<&Broken> {
        self.remove(path);
        let files = self.folders.entry(kind.folder_of(path).to_owned()).or_default();
        files.push(Arc::new(File { path: path.to_owned(), kind, packages }));
        files.last()?.packages.as_ref().err()
    }

    /// Forgets a file.
    pub fn remove(&mut self, path: &str) {
        let Some(kind) = Kind::of(path) else { return };
        let folder = kind.folder_of(path);
        if let Some(files) = self.folders.get_mut(folder) {
            files.retain(|file| file.path != path);
            if files.is_empty() {
                self.folders.remove(folder);
            }
        }
    }

    /// The folders of manifests that those of some folders inherit from, wherever they lie.
    pub fn parents<'f>(&self, folders: impl IntoIterator<Item = &'f str>) -> Vec<String> {
        let files = folders.into_iter().filter_map(|folder| self.folders.get(folder)).flatten();
        let folder_of = |file: &Arc<File>| {
            let path = joined(parent(&file.path), file.packages.as_ref().ok()?.parent.as_ref()?)?;
            Some(if path.ends_with(".xml") { parent(&path).to_owned() } else { path })
        };
        files.filter_map(folder_of).collect()
    }

    /// The files that cannot be read, with the reason.
    pub fn broken(&self) -> impl Iterator<Item = (&str, &Broken)> {
        let files = self.folders.values().flatten();
        files.filter_map(|file| Some((file.path.as_str(), file.packages.as_ref().err()?)))
    }

    /// Whether a manifest or lock file of that ecosystem stands in the folder of the file or above.
    pub fn has_manifests_for(&self, path: &str, ecosystem: Ecosystem) -> bool {
        Chain::of(&self.folders, parent(path), ecosystem).has_manifests()
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

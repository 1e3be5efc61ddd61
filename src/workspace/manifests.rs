//! The manifests and lock files around the open documents.
//!
//! A manifest holds for the files below it, so those of a document's folder and of the folders above it are read, up to the root, and no
//! folder is walked: a workspace with thousands of manifests costs what the open documents need. All of it waits for the disk, so it
//! belongs on a separate thread.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use crate::project::{Broken, FileProject, Kind, Project};

use super::folder_files::{Change, Root, Stamp, Wanted};

/// How deep below the root a document may lie, in folders.
const MOST_FOLDERS: usize = 100;

/// How many parents of Maven are followed.
const MOST_PARENTS: usize = 32;

/// The projects of all roots.
#[derive(Debug, Default)]
pub struct Manifests {
    roots: HashMap<PathBuf, RootManifests>,
    /// The folder of the repository around a folder, where none is a workspace's.
    repositories: HashMap<PathBuf, Option<PathBuf>>,
}

/// A document whose manifests are wanted.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file.
    pub file: PathBuf,
    /// The workspace folder that it lies in.
    pub folder: Option<PathBuf>,
}

/// Where a document lies in its project.
#[derive(Clone, Debug)]
pub struct Found {
    /// The workspace folder, or the folder of the repository.
    pub root: PathBuf,
    /// The path of the document below it, with `/`.
    pub path: String,
    /// The project of that root.
    pub project: Arc<Project>,
    /// The files that could not be read and were not reported before, with the reason.
    pub broken: Vec<(String, String)>,
}

/// Where a document lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InRoot {
    root: PathBuf,
    /// Relative to the root, with `/`.
    path: String,
}

impl Found {
    /// The project of the document.
    pub fn file_project(self) -> FileProject {
        FileProject::new(self.project, self.path)
    }
}

/// The manifests below one root.
#[derive(Debug)]
struct RootManifests {
    root: Root,
    /// The files of each folder that was read, by the folder.
    folders: BTreeMap<String, HashMap<String, Stamp>>,
    project: Arc<Project>,
    reported: HashSet<String>,
}

impl Manifests {
    /// Reads the manifests that concern a document and have not been read; with `again` those too that have changed since. Nothing where
    /// the document lies in no workspace folder and in no repository.
    pub fn read_around(&mut self, place: &Place, again: bool) -> Option<Found> {
        let at = self.read(place, again)?;
        self.found(at)
    }

    /// The first of its two steps. As long as a [`Found`] has the project, every further reading copies it, so many documents are read before
    /// the first of them gets it.
    pub fn read(&mut self, place: &Place, again: bool) -> Option<InRoot> {
        let root = match &place.folder {
            Some(folder) => folder.clone(),
            None => self.repository(place.file.parent()?)?,
        };
        let path = below(&root, &place.file)?;
        self.of(&root)?.read_folders(parent(&path), again);
        Some(InRoot { root, path })
    }

    /// The project that was read for a document.
    pub fn found(&mut self, at: InRoot) -> Option<Found> {
        let InRoot { root, path } = at;
        let manifests = self.roots.get_mut(&root)?;
        Some(Found { project: Arc::clone(&manifests.project), broken: manifests.broken(), root, path })
    }

    /// Reads the folders of changed files again, if they were read before. Returns the roots whose projects may differ now.
    pub fn changed(&mut self, files: &[PathBuf]) -> Vec<(PathBuf, Arc<Project>)> {
        let mut changed = Vec::new();
        for (root, manifests) in &mut self.roots {
            let paths = files.iter().filter_map(|file| below(root, file));
            let folders: HashSet<String> =
                paths.filter_map(|path| Some(Kind::of(&path)?.folder_of(&path).to_owned())).collect();
            let known: Vec<String> =
                folders.into_iter().filter(|folder| manifests.folders.contains_key(folder)).collect();
            if !known.is_empty() {
                known.iter().for_each(|folder| manifests.read_folder(folder));
                changed.push((root.clone(), Arc::clone(&manifests.project)));
            }
        }
        changed
    }

    /// Forgets all roots but these.
    pub fn keep(&mut self, is_kept: impl Fn(&Path) -> bool) {
        self.roots.retain(|root, _| is_kept(root));
        self.repositories.clear();
    }

    fn of(&mut self, root: &Path) -> Option<&mut RootManifests> {
        if !self.roots.contains_key(root) {
            let manifests = RootManifests {
                root: Root::at(root).ok()?,
                folders: BTreeMap::new(),
                project: Arc::default(),
                reported: HashSet::new(),
            };
            self.roots.insert(root.to_owned(), manifests);
        }
        self.roots.get_mut(root)
    }

    /// The nearest folder upwards with a repository of Git.
    fn repository(&mut self, folder: &Path) -> Option<PathBuf> {
        if let Some(known) = self.repositories.get(folder) {
            return known.clone();
        }
        let found = folder.ancestors().take(MOST_FOLDERS).find(|folder| folder.join(".git").exists());
        let found = found.map(Path::to_owned);
        self.repositories.insert(folder.to_owned(), found.clone());
        found
    }
}

impl RootManifests {
    /// The folder and those above it, then what their manifests inherit from.
    fn read_folders(&mut self, folder: &str, again: bool) {
        if folder.matches('/').count() >= MOST_FOLDERS {
            return;
        }
        let mut seen: HashSet<String> = HashSet::new();
        let mut above = Some(folder);
        while let Some(folder) = above {
            self.read_once(folder, again, &mut seen);
            above = if folder.is_empty() { None } else { Some(parent(folder)) };
        }
        for _ in 0..MOST_PARENTS {
            let parents = self.project.parents(seen.iter().map(String::as_str));
            let outside: Vec<String> = parents.into_iter().filter(|parent| !seen.contains(parent)).collect();
            if outside.is_empty() {
                break;
            }
            outside.iter().for_each(|parent| self.read_once(parent, again, &mut seen));
        }
    }

    fn read_once(&mut self, folder: &str, again: bool, seen: &mut HashSet<String>) {
        if seen.insert(folder.to_owned()) && (again || !self.folders.contains_key(folder)) {
            self.read_folder(folder);
        }
    }

    /// Reads the files that hold for one folder and are new or have changed.
    fn read_folder(&mut self, folder: &str) {
        let known = self.folders.entry(folder.to_owned()).or_default();
        let speaks = |path: &str| Kind::of(path).is_some_and(|kind| kind.folder_of(path) == folder);
        let wanted = Wanted { file: &speaks, folder: &Kind::may_be_lifted };
        let changes = self.root.changes(folder, &wanted, known);
        if changes.is_empty() {
            return;
        }
        let project = Arc::make_mut(&mut self.project);
        for (path, change) in changes {
            match change {
                Change::Gone => project.remove(&path),
                Change::Text(Ok(text)) => {
                    project.insert(&path, &text);
                }
                Change::Text(Err(reason)) => project.insert_broken(&path, Broken(reason)),
            }
        }
    }

    /// The files that cannot be read and were not reported.
    fn broken(&mut self) -> Vec<(String, String)> {
        let new = |(path, reason): (&str, &Broken)| {
            self.reported.insert(path.to_owned()).then(|| (path.to_owned(), reason.to_string()))
        };
        self.project.broken().filter_map(new).collect()
    }
}

/// The path of a file below a folder, with `/`. Nothing where it lies elsewhere, or has a name that is not Unicode.
fn below(folder: &Path, file: &Path) -> Option<String> {
    let names = file.strip_prefix(folder).ok()?.components().map(|component| match component {
        Component::Normal(name) => name.to_str(),
        _ => None,
    });
    Some(names.collect::<Option<Vec<_>>>()?.join("/"))
}

/// The folder of a path below the root.
fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

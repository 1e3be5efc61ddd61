//! The projects of the open documents, and when their manifests are read; `project_reads` reads them. All of it is synchronous.
//!
//! Until manifests are read, and while they are read again, a request gets the last result: no answer waits for the disk, but for the list of
//! all statuses. A client that watches the files sends those that changed. Otherwise the manifests around a document are read again when it
//! is opened or saved, and after an answer about it. So is a project file above the workspace, which no client watches.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tower_lsp::ls_types::Uri;

use crate::catalog::Catalog;
use crate::project::{FileProject, Project};
use crate::workspace::config_files::ProjectConfig;
use crate::workspace::manifests::{Found, Place};
use crate::workspace::watched::Watched;

/// How long requests about a document do not cause another read of its manifests.
const REREAD_AFTER: Duration = Duration::from_secs(2);

/// The projects of the session.
#[derive(Debug, Default)]
pub(super) struct Projects {
    /// The folders of the workspace.
    folders: Vec<PathBuf>,
    /// The open documents that are files, by URI.
    documents: HashMap<String, Document>,
    /// The manifests that were read, by root.
    roots: HashMap<PathBuf, Arc<Project>>,
    /// The project file of the first folder, for requests that are about no document.
    first_config: Option<Arc<ProjectConfig>>,
    /// Whether the client notifies of files that change in the folders of the workspace.
    is_watched: bool,
    due: Due,
    /// Whether a task reads the files that are due.
    is_reading: bool,
    /// Notified when it has ended.
    has_read: Arc<Notify>,
}

#[derive(Debug)]
struct Document {
    file: PathBuf,
    /// The root, and the path below it; nothing before the first read, and where there is no project.
    place: Option<(PathBuf, String)>,
    /// The project file that holds.
    config: Option<Arc<ProjectConfig>>,
    /// Whether that file may be one above the workspace.
    may_have_config_above: bool,
    /// When the manifests were last read because of this document.
    last_read: Option<Instant>,
}

/// The files that are due.
#[derive(Debug, Default)]
struct Due {
    /// By the URI of a document. With `true`, files that were read are read again if they have changed.
    documents: BTreeMap<String, bool>,
    /// Files that have changed.
    changed: BTreeSet<PathBuf>,
    /// Whether other folders are the workspace now.
    are_folders_new: bool,
    /// Whether a project file has changed, which may be that of the first folder.
    is_first_config_new: bool,
}

/// One job of reading, with all that it needs of the session.
#[derive(Debug)]
pub(super) struct ReadJob {
    /// By URI. With `true`, files that were read are read again if they have changed.
    pub(super) documents: Vec<(String, Place, bool)>,
    /// Files that have changed.
    pub(super) changed: Vec<PathBuf>,
    /// The folders of the workspace, where they are others now.
    pub(super) folders: Option<Vec<PathBuf>>,
    /// The first of all folders.
    pub(super) first_folder: Option<PathBuf>,
}

/// The result of a job.
#[derive(Debug, Default)]
pub(super) struct ReadResult {
    /// By URI.
    pub(super) documents: Vec<(String, DocumentProject)>,
    /// Roots with files that have changed.
    pub(super) changed: Vec<(PathBuf, Arc<Project>)>,
    /// The project file of the first folder.
    pub(super) first: Option<Arc<ProjectConfig>>,
}

/// The result for one document.
#[derive(Debug)]
pub(super) struct DocumentProject {
    pub(super) found: Option<Found>,
    pub(super) config: Option<Arc<ProjectConfig>>,
    /// Whether a project file above the workspace may hold, whose changes the client does not report.
    pub(super) may_have_config_above: bool,
}

impl Projects {
    /// Changes the folders of the workspace. Every document may have another project then.
    pub(super) fn change_folders(&mut self, removed: &[String], added: impl Iterator<Item = String>) {
        let removed: Vec<PathBuf> = removed.iter().filter_map(|uri| file_of(uri)).collect();
        self.folders.retain(|folder| !removed.contains(folder));
        for folder in added.filter_map(|uri| file_of(&uri)) {
            if !self.folders.contains(&folder) {
                self.folders.push(folder);
            }
        }
        self.due.are_folders_new = true;
        self.read_again();
    }

    pub(super) fn open(&mut self, uri: &str) {
        if let Some(file) = file_of(uri) {
            let last_read = Some(Instant::now());
            let document = Document { file, place: None, config: None, may_have_config_above: false, last_read };
            self.documents.insert(uri.to_owned(), document);
            self.want(uri);
        }
    }

    pub(super) fn close(&mut self, uri: &str) {
        self.documents.remove(uri);
        self.due.documents.remove(uri);
    }

    pub(super) fn save(&mut self, uri: &str, now: Instant) {
        if self.may_change_unreported(uri) {
            self.read_document(uri, now);
        }
    }

    /// A request about a document has been answered.
    pub(super) fn answered(&mut self, uri: &str, now: Instant) {
        let last_read = self.documents.get(uri).and_then(|document| document.last_read);
        let is_recent = last_read.is_some_and(|last_read| now.saturating_duration_since(last_read) < REREAD_AFTER);
        if !is_recent && self.may_change_unreported(uri) {
            self.read_document(uri, now);
        }
    }

    /// The client has sent a list of changed files.
    pub(super) fn files_changed(&mut self, uris: impl Iterator<Item = String>) {
        for file in uris.filter_map(|uri| file_of(&uri)) {
            match file.to_str().and_then(Watched::of) {
                Some(Watched::Manifest) => drop(self.due.changed.insert(file)),
                Some(Watched::Config) => self.config_changed(&file),
                None => {}
            }
        }
    }

    /// The documents below the folder of a project file may have another one now.
    fn config_changed(&mut self, file: &Path) {
        let folder = file.parent().unwrap_or(file);
        let below = self.documents.iter().filter(|(_, document)| document.file.starts_with(folder));
        self.due.documents.extend(below.map(|(uri, _)| (uri.clone(), true)));
        self.due.is_first_config_new = true;
    }

    /// From now on the client notifies of changed files. Earlier changes were not reported.
    pub(super) fn begin_watching(&mut self) {
        self.read_again();
        self.is_watched = true;
    }

    /// The libraries by the manifests around a document.
    pub(super) fn of(&self, uri: &str) -> FileProject {
        let place = self.documents.get(uri).and_then(|document| document.place.as_ref());
        let known = place.and_then(|(root, path)| Some((self.roots.get(root)?, path)));
        known.map_or_else(FileProject::default, |(project, path)| FileProject::new(Arc::clone(project), path))
    }

    /// The project file that holds for a document; without a document, that of the first folder.
    pub(super) fn config(&self, uri: Option<&str>) -> Option<&Arc<ProjectConfig>> {
        match uri.map(|uri| self.documents.get(uri)) {
            Some(document) => document?.config.as_ref(),
            None => self.first_config.as_ref(),
        }
    }

    /// The statuses and names that a document means; without a document, those of the first folder.
    pub(super) fn catalog(&self, uri: Option<&str>) -> Catalog {
        self.config(uri).map_or_else(Catalog::default, |config| config.catalog.clone())
    }

    /// Whether something is due and no task works on it. If so, the caller must work it off with [`Self::next`].
    pub(super) fn begin(&mut self) -> bool {
        let begins = !self.is_reading && !self.due.is_empty();
        self.is_reading |= begins;
        begins
    }

    /// The next look. If none is due, the work has ended.
    pub(super) fn next(&mut self) -> Option<ReadJob> {
        let due = std::mem::take(&mut self.due);
        self.is_reading = !due.is_empty();
        if !self.is_reading {
            self.has_read.notify_waiters();
        }
        let place = |file: &Path| {
            let around = self.folders.iter().filter(|folder| file.starts_with(folder));
            let folder = around.max_by_key(|folder| folder.as_os_str().len()).cloned();
            Place { file: file.to_owned(), folder }
        };
        let documents = due.documents.into_iter().filter_map(|(uri, again)| {
            let place = place(&self.documents.get(&uri)?.file);
            Some((uri, place, again))
        });
        self.is_reading.then(|| ReadJob {
            documents: documents.collect(),
            changed: due.changed.into_iter().collect(),
            folders: due.are_folders_new.then(|| self.folders.clone()),
            first_folder: self.folders.first().cloned(),
        })
    }

    /// Notified when the reads in progress have ended; nothing if none are in progress.
    pub(super) fn reading(&self) -> Option<Arc<Notify>> {
        self.is_reading.then(|| Arc::clone(&self.has_read))
    }

    /// Answers get what was found from now on. Returns whether that may change what rules find in an open document.
    pub(super) fn apply(&mut self, read: ReadResult) -> bool {
        let mut is_new = !read.changed.is_empty();
        self.roots.extend(read.changed);
        self.first_config = read.first;
        for (uri, DocumentProject { found, config, may_have_config_above }) in read.documents {
            let Some(document) = self.documents.get_mut(&uri) else { continue };
            is_new |= document.config != config;
            document.config = config;
            document.may_have_config_above = may_have_config_above;
            document.place = found.map(|found| {
                let known = self.roots.insert(found.root.clone(), Arc::clone(&found.project));
                is_new |= known.is_none_or(|known| !Arc::ptr_eq(&known, &found.project));
                (found.root, found.path)
            });
        }
        let in_use: BTreeSet<&PathBuf> =
            self.documents.values().filter_map(|document| Some(&document.place.as_ref()?.0)).collect();
        self.roots.retain(|root, _| self.folders.contains(root) || in_use.contains(root));
        is_new
    }

    /// Whether the project file excludes a document from findings.
    pub(super) fn is_excluded(&self, uri: &str) -> bool {
        let document = self.documents.get(uri);
        document.is_some_and(|document| document.config.as_ref().is_some_and(|config| config.excludes(&document.file)))
    }

    /// Whether the client does not report all changes around a document.
    fn may_change_unreported(&self, uri: &str) -> bool {
        self.is_unwatched(uri) || self.documents.get(uri).is_some_and(|document| document.may_have_config_above)
    }

    /// Whether the client does not report changes of the manifests around a document.
    fn is_unwatched(&self, uri: &str) -> bool {
        let file = self.documents.get(uri).map(|document| &document.file);
        file.is_some_and(|file| !self.is_watched || !self.folders.iter().any(|folder| file.starts_with(folder)))
    }

    fn want(&mut self, uri: &str) {
        let again = self.is_unwatched(uri);
        *self.due.documents.entry(uri.to_owned()).or_default() |= again;
    }

    fn read_document(&mut self, uri: &str, now: Instant) {
        self.want(uri);
        if let Some(document) = self.documents.get_mut(uri) {
            document.last_read = Some(now);
        }
    }

    fn read_again(&mut self) {
        self.due.documents.extend(self.documents.keys().map(|uri| (uri.clone(), true)));
    }
}

impl Due {
    fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.changed.is_empty() && !self.are_folders_new && !self.is_first_config_new
    }
}

/// The file of a URI, also for a cell of a notebook. `None` for other schemes.
fn file_of(uri: &str) -> Option<PathBuf> {
    const SCHEMES: [&str; 2] = ["file:", "vscode-notebook-cell:"];
    SCHEMES.iter().any(|scheme| uri.starts_with(scheme)).then_some(())?;
    let path = uri.parse::<Uri>().ok()?.to_file_path()?.into_owned();
    // VS Code writes the letter of a drive small.
    let text = path.to_str().filter(|text| cfg!(windows) && text.as_bytes().get(1) == Some(&b':'));
    let path = text.map_or_else(|| path.clone(), |text| PathBuf::from(text[..1].to_ascii_uppercase() + &text[1..]));
    path.is_absolute().then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(is_watched: bool) -> (Projects, Instant) {
        let mut projects = Projects::default();
        projects.change_folders(&[], ["file:///srv/a".to_owned()].into_iter());
        projects.is_watched = is_watched;
        projects.open("file:///srv/a/src/main.py");
        projects.open("file:///other/main.py");
        let now = Instant::now();
        assert_eq!(due(&mut projects), [("/other/main.py", true), ("/srv/a/src/main.py", !is_watched)].map(owned));
        (projects, now)
    }

    fn owned((file, again): (&str, bool)) -> (String, bool) {
        (file.to_owned(), again)
    }

    /// The files that are read next, with whether again.
    fn due(projects: &mut Projects) -> Vec<(String, bool)> {
        let documents = projects.next().map(|job| job.documents).unwrap_or_default();
        documents.into_iter().map(|(_, place, again)| (place.file.to_string_lossy().into_owned(), again)).collect()
    }

    #[test]
    fn requests_read_again_at_most_once_in_two_seconds() {
        let (mut projects, start) = opened(false);
        let uri = "file:///srv/a/src/main.py";
        projects.answered(uri, start + Duration::from_millis(1900));
        assert!(due(&mut projects).is_empty());
        projects.answered(uri, start + Duration::from_millis(2100));
        assert_eq!(due(&mut projects), [owned(("/srv/a/src/main.py", true))]);
        projects.answered(uri, start + Duration::from_millis(4000));
        assert!(due(&mut projects).is_empty());
        projects.save(uri, start + Duration::from_millis(4001));
        assert_eq!(due(&mut projects), [owned(("/srv/a/src/main.py", true))]);
    }

    #[test]
    fn what_the_client_watches_is_not_looked_at_again() {
        let (mut projects, start) = opened(true);
        let later = start + Duration::from_secs(60);
        for uri in ["file:///srv/a/src/main.py", "file:///other/main.py", "untitled:Untitled-1"] {
            projects.answered(uri, later);
            projects.save(uri, later);
        }
        // The client watches the folders of the workspace alone.
        assert_eq!(due(&mut projects), [owned(("/other/main.py", true))]);
    }

    #[test]
    fn a_project_file_above_the_workspace_is_looked_at_again() {
        let (mut projects, start) = opened(true);
        let uri = "file:///srv/a/src/main.py";
        let seen = |may_have_config_above| {
            let document = DocumentProject { found: None, config: None, may_have_config_above };
            ReadResult { documents: vec![(uri.to_owned(), document)], ..ReadResult::default() }
        };
        projects.apply(seen(true));
        projects.save(uri, start);
        // The manifests are watched.
        assert_eq!(due(&mut projects), [owned(("/srv/a/src/main.py", false))]);
        projects.answered(uri, start + Duration::from_secs(3));
        assert_eq!(due(&mut projects), [owned(("/srv/a/src/main.py", false))]);
        projects.apply(seen(false));
        projects.save(uri, start + Duration::from_secs(6));
        assert!(due(&mut projects).is_empty());
    }

    #[test]
    fn a_document_is_in_the_nearest_folder() {
        let (mut projects, _) = opened(false);
        projects.change_folders(&[], ["file:///srv/a/src".to_owned()].into_iter());
        let job = projects.next().expect("a job");
        let folders: Vec<_> = job.documents.iter().map(|(_, place, _)| place.folder.as_deref()).collect();
        assert_eq!(folders, [None, Some(Path::new("/srv/a/src"))]);
        projects.change_folders(&["file:///srv/a/src".to_owned()], std::iter::empty());
        let job = projects.next().expect("a job");
        assert_eq!(job.documents[1].1.folder.as_deref(), Some(Path::new("/srv/a")));
        assert_eq!(job.folders, Some(vec![PathBuf::from("/srv/a")]));
    }

    #[test]
    fn only_manifests_that_changed_are_looked_at() {
        let (mut projects, _) = opened(true);
        let uris = ["file:///srv/a/go.mod", "file:///srv/a/main.go", "untitled:go.mod"];
        projects.files_changed(uris.map(str::to_owned).into_iter());
        assert_eq!(projects.next().expect("a job").changed, [PathBuf::from("/srv/a/go.mod")]);
    }

    #[test]
    fn a_changed_project_file_concerns_the_documents_below_it() {
        let (mut projects, _) = opened(true);
        projects.files_changed(["file:///srv/a/.http-status.toml".to_owned()].into_iter());
        assert_eq!(due(&mut projects), [owned(("/srv/a/src/main.py", true))]);
        projects.files_changed(["file:///srv/a/other/.http-status.toml".to_owned()].into_iter());
        assert_eq!(due(&mut projects), []);
    }

    #[test]
    fn files_of_uris() {
        let file = |uri: &str| file_of(uri).map(|path| path.to_string_lossy().into_owned());
        if cfg!(unix) {
            assert_eq!(file("file:///a%20b/c.py").as_deref(), Some("/a b/c.py"));
            assert_eq!(file("vscode-notebook-cell:/a/b.ipynb#W0").as_deref(), Some("/a/b.ipynb"));
        }
        for uri in ["untitled:Untitled-1", "https://example.com/a", "file:", ""] {
            assert_eq!(file(uri), None, "{uri}");
        }
    }
}

//! The project files around documents: found upwards, read within bounds, and read again where they have changed.
//!
//! All of it waits for the disk, so it belongs on a separate thread.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use crate::catalog::{Catalog, Code};
use crate::project::{CONFIG_FILE_NAME, ConfigFile, Folder, holding};

use super::page_file;

/// The largest file that is read, in bytes.
const FILE_LIMIT: u64 = 1024 * 1024;

/// How many folders above a document are read.
const MOST_FOLDERS: usize = 100;

/// The project file that holds for a document.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ProjectConfig {
    /// The folder that it lies in. Its globs are relative to it.
    pub folder: PathBuf,
    /// The contents.
    pub file: ConfigFile,
    /// The statuses, with those of the project.
    pub catalog: Catalog,
}

/// Something wrong in a project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileProblem {
    /// The file.
    pub path: PathBuf,
    /// The line from 1, and the fault.
    pub message: String,
    /// Whether nothing in the file can be read.
    pub is_broken: bool,
}

/// The project files that were read.
#[derive(Debug, Default)]
pub struct ConfigFiles {
    folders: HashMap<PathBuf, Known>,
}

/// The state of a folder.
#[derive(Debug, Default)]
struct Known {
    is_repository: bool,
    /// Of the file, if it is there.
    stamp: Option<Stamp>,
    /// Its settings, or those when it could be read last.
    config: Option<Arc<ProjectConfig>>,
}

/// The state of a file's entry in the file system.
type Stamp = (Option<SystemTime>, u64);

impl ConfigFiles {
    /// The file that holds for a document, and the faults in files that are new or have changed. `workspace` is the folder that the
    /// document was opened in. With `again`, files that were read are read again if they have changed.
    pub fn read_above(
        &mut self,
        document: &Path,
        workspace: Option<&Path>,
        again: bool,
    ) -> (Option<Arc<ProjectConfig>>, Vec<FileProblem>) {
        let folders: Vec<&Path> = document.ancestors().skip(1).take(MOST_FOLDERS).collect();
        let mut problems = Vec::new();
        for folder in &folders {
            if again || !self.folders.contains_key(*folder) {
                problems.extend(self.read(folder));
            }
            if self.folders.get(*folder).is_some_and(|known| known.is_repository) {
                break;
            }
        }
        let of = |folder: &&Path| {
            let known = self.folders.get(*folder);
            let file = known.and_then(|known| known.config.as_ref()).map(|config| &config.file);
            Folder {
                has_file: file.is_some(),
                is_root: file.is_some_and(|file| file.root),
                is_repository: known.is_some_and(|known| known.is_repository),
            }
        };
        // A document outside of the workspace has the file beside it.
        let trusted = folders.iter().filter(|folder| workspace.is_some_and(|root| folder.starts_with(root))).count();
        let found = holding(folders.iter().map(of), trusted.max(1)).and_then(|above| folders.get(above));
        (found.and_then(|folder| self.folders.get(*folder)?.config.clone()), problems)
    }

    /// Whether a file above the workspace may hold for a document that was read: the client reports no change there. No repository
    /// begins in the workspace, and no file there holds.
    pub fn may_have_config_above(&self, document: &Path, workspace: &Path, config: Option<&ProjectConfig>) -> bool {
        let mut inside = document.ancestors().skip(1).take_while(|folder| folder.starts_with(workspace)).peekable();
        inside.peek().is_some()
            && !config.is_some_and(|config| config.folder.starts_with(workspace))
            && !inside.any(|folder| self.folders.get(folder).is_some_and(|known| known.is_repository))
    }

    fn read(&mut self, folder: &Path) -> Vec<FileProblem> {
        let known = self.folders.entry(folder.to_owned()).or_default();
        known.is_repository = fs::symlink_metadata(folder.join(".git")).is_ok();
        let path = folder.join(CONFIG_FILE_NAME);
        let metadata = fs::symlink_metadata(&path).ok();
        let stamp = metadata.map(|metadata| (metadata.modified().ok(), metadata.len()));
        if stamp == known.stamp {
            return Vec::new();
        }
        known.stamp = stamp;
        if stamp.is_none() {
            known.config = None;
            return Vec::new();
        }
        let read = page_file::read(&path, FILE_LIMIT).map_err(|error| error.to_string());
        let text = read.and_then(|(bytes, _)| String::from_utf8(bytes).map_err(|_| "it is not UTF-8".to_owned()));
        let read = text.and_then(|text| ConfigFile::read(&text).map_err(|problem| problem.to_string()));
        let problem = |message, is_broken| FileProblem { path: path.clone(), message, is_broken };
        let (file, problems) = match read {
            Ok((file, problems)) => (file, problems.iter().map(|wrong| problem(wrong.to_string(), false)).collect()),
            // The settings that were read before stay.
            Err(reason) if known.config.is_some() => return vec![problem(reason, true)],
            // It still stands before the files above it.
            Err(reason) => (ConfigFile::default(), vec![problem(reason, true)]),
        };
        let catalog = Catalog::with(file.additions());
        known.config = Some(Arc::new(ProjectConfig { folder: folder.to_owned(), file, catalog }));
        problems
    }
}

impl ProjectConfig {
    /// Where the project defines its own status: the file, and the line from 1.
    pub fn definition(&self, code: Code) -> Option<(PathBuf, usize)> {
        let table = self.file.status.get(&code).filter(|table| table.name.is_some())?;
        Some((self.folder.join(CONFIG_FILE_NAME), table.line))
    }

    /// Whether no rule reports anything in a file.
    pub fn excludes(&self, file: &Path) -> bool {
        let names = file
            .strip_prefix(&self.folder)
            .ok()
            .map(|path| path.components().map(|name| name.as_os_str().to_string_lossy()));
        names.is_some_and(|names| self.file.exclude.match_file(&names.collect::<Vec<_>>().join("/")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Tree(tempfile::TempDir, ConfigFiles);

    impl Tree {
        fn new(files: &[(&str, &str)]) -> Self {
            let tree = Self(tempfile::tempdir().expect("a folder"), ConfigFiles::default());
            files.iter().for_each(|(path, text)| tree.write(path, text));
            tree
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
            fs::write(path, text).expect("it can be written");
        }

        /// The note that the file has for 429, and the problems.
        fn note(&mut self, document: &str, workspace: &str, again: bool) -> (Option<String>, Vec<String>) {
            let root = self.0.path().to_owned();
            let (found, problems) = self.1.read_above(&root.join(document), Some(&root.join(workspace)), again);
            let note = found.and_then(|config| config.catalog.remark(Code::new(429)?)?.note.clone());
            (note, problems.into_iter().map(|problem| problem.message).collect())
        }

        #[track_caller]
        fn check(&mut self, document: &str, workspace: &str, expected: Option<&str>) {
            assert_eq!(self.note(document, workspace, true).0.as_deref(), expected, "{document}");
        }
    }

    fn noting(note: &str) -> String {
        format!("[status.429]\nnote = \"{note}\"\n")
    }

    #[test]
    fn the_nearest_file_holds_in_each_folder() {
        let mut tree = Tree::new(&[
            ("repository/.git", "gitdir: elsewhere"),
            ("repository/.http-status.toml", &noting("outer")),
            ("repository/inner/.http-status.toml", &noting("inner")),
            (".http-status.toml", &noting("outside")),
        ]);
        tree.check("repository/a.go", "repository", Some("outer"));
        tree.check("repository/b/c/a.go", "repository", Some("outer"));
        tree.check("repository/inner/d/a.go", "repository", Some("inner"));
        // A folder of it that is opened alone.
        tree.check("repository/b/c/a.go", "repository/b/c", Some("outer"));
        tree.check("other/a.go", "other", None);
        tree.check("other/a.go", "", Some("outside"));
        tree.write(".http-status.toml", &format!("root = true\n{}", noting("outside")));
        tree.check("other/a.go", "other", Some("outside"));
        tree.check("repository/a.go", "repository", Some("outer"));
    }

    #[test]
    fn a_file_is_read_again_when_it_has_changed() {
        let mut tree = Tree::new(&[(".git", "")]);
        tree.check("a/b.go", "", None);
        tree.write(".http-status.toml", &noting("one"));
        assert_eq!(tree.note("a/b.go", "", false).0, None);
        tree.check("a/b.go", "", Some("one"));
        tree.write("a/.http-status.toml", &noting("nearer"));
        tree.check("a/b.go", "", Some("nearer"));
        fs::remove_file(tree.0.path().join("a/.http-status.toml")).expect("it is there");
        tree.check("a/b.go", "", Some("one"));
    }

    #[test]
    fn problems_are_named_once_and_broken_files_change_nothing() {
        let mut tree = Tree::new(&[(".git", ""), (".http-status.toml", &format!("rot = true\n{}", noting("good")))]);
        let unknown = "line 1: `rot` is not a key of this file; did you mean `root`?";
        assert_eq!(tree.note("b.go", "", true), (Some("good".to_owned()), vec![unknown.to_owned()]));
        assert_eq!(tree.note("b.go", "", true).1, [""; 0]);
        tree.write(".http-status.toml", "[status.429\nnote = 1");
        let (note, problems) = tree.note("b.go", "", true);
        assert_eq!(note.as_deref(), Some("good"), "the last good settings hold");
        assert!(problems.len() == 1 && problems[0].starts_with("line 1: the file is not TOML: "), "{problems:?}");
        assert_eq!(tree.note("b.go", "", true).1, [""; 0]);
        // A new server has nothing to fall back on.
        tree.1 = ConfigFiles::default();
        assert_eq!(tree.note("b.go", "", true).0, None);
    }

    #[test]
    fn what_is_not_a_file_is_refused() {
        let mut tree = Tree::new(&[(".git", ""), (".http-status.toml/x", "")]);
        let (note, problems) = tree.note("b.go", "", true);
        assert_eq!((note, problems.len()), (None, 1));
        let mut tree = Tree::new(&[(".git", ""), (".http-status.toml", &"#".repeat(2 << 20))]);
        assert_eq!(tree.note("b.go", "", true).1.len(), 1);
    }

    #[test]
    fn globs_are_relative_to_their_file() {
        let mut tree = Tree::new(&[("a/.git", ""), ("a/.http-status.toml", "exclude = [\"/b/*.go\"]")]);
        let root = tree.0.path().to_owned();
        let (config, _) = tree.1.read_above(&root.join("a/b/c.go"), None, false);
        let config = config.expect("a file");
        assert!(config.excludes(&root.join("a/b/c.go")) && !config.excludes(&root.join("a/a/b/c.go")));
        assert!(!config.excludes(&root.join("b/c.go")));
    }
}

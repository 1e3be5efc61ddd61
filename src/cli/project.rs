//! The projects around files: their manifests and their project files.

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::catalog::Catalog;
use crate::project::{CONFIG_FILE_NAME, FileProject};
use crate::rules::{Level, Rule, RuleSettings};
use crate::workspace::config_files::{ConfigFiles, FileProblem, ProjectConfig};
use crate::workspace::manifests::{Found, Manifests, Place};

use super::paths::Paths;
use super::shown::{shown, shown_path};

/// The manifests and project files that were read. Threads share them.
#[derive(Debug, Default)]
pub(super) struct Projects {
    manifests: Mutex<Manifests>,
    config_files: Mutex<ConfigFiles>,
    problems: Mutex<Vec<FileProblem>>,
}

/// The project of a file.
#[derive(Debug, Default)]
pub(super) struct ProjectOfFile {
    /// The libraries by the manifests.
    pub(super) libraries: FileProject,
    config: Option<Arc<ProjectConfig>>,
    /// The statuses, with those of the project.
    pub(super) catalog: Catalog,
    is_excluded: bool,
}

impl Projects {
    /// The project of a file: its manifests and its project file, both up to the root of its repository. Outside of a repository,
    /// manifests are read up to the current folder.
    pub(super) fn of(&self, path: &Path, paths: &Paths) -> ProjectOfFile {
        let Some(file) = paths.absolute(path) else { return ProjectOfFile::default() };
        let config = self.config_of(&file, paths);
        let mut manifests = locked(&self.manifests);
        let mut read = |folder: Option<&Path>| {
            manifests.read_around(&Place { file: file.clone(), folder: folder.map(Path::to_owned) }, false)
        };
        let found = read(None).or_else(|| read(paths.current()));
        ProjectOfFile {
            libraries: found.map_or_else(FileProject::default, Found::file_project),
            catalog: catalog_of(config.as_deref()),
            is_excluded: config.as_ref().is_some_and(|config| config.excludes(&file)),
            config,
        }
    }

    fn config_of(&self, file: &Path, paths: &Paths) -> Option<Arc<ProjectConfig>> {
        let (config, problems) = locked(&self.config_files).read_above(file, paths.current(), false);
        locked(&self.problems).extend(problems);
        config
    }

    /// The faults of project files, a line for each, and whether that file cannot be read at all.
    pub(super) fn problems(&self) -> Vec<(String, bool)> {
        let problems = std::mem::take(&mut *locked(&self.problems));
        let line = |problem: &FileProblem| format!("{}: {}", shown_path(&problem.path), shown(&problem.message));
        problems.iter().map(|problem| (line(problem), problem.is_broken)).collect()
    }
}

impl ProjectOfFile {
    /// Whether the project file takes the file out of all rules.
    pub(super) fn is_excluded(&self) -> bool {
        self.is_excluded
    }

    /// The levels of the project file, and over them those of the arguments.
    pub(super) fn settings(&self, arguments: &[(Rule, Level)]) -> RuleSettings {
        let mut settings = RuleSettings::default();
        let levels = self.config.iter().flat_map(|config| config.file.levels());
        for (rule, level) in levels.chain(arguments.iter().copied()) {
            settings.set(rule, level);
        }
        settings
    }
}

/// The statuses, with those of the project file that holds for files of the current folder.
pub(super) fn catalog_of_folder() -> Catalog {
    let paths = Paths::of_process();
    let config =
        paths.absolute(Path::new(CONFIG_FILE_NAME)).and_then(|file| Projects::default().config_of(&file, &paths));
    catalog_of(config.as_deref())
}

fn catalog_of(config: Option<&ProjectConfig>) -> Catalog {
    config.map_or_else(Catalog::default, |config| config.catalog.clone())
}

/// A panic in one file must not end the check of the others.
fn locked<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

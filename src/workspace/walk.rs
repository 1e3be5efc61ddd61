//! The files of trees, in a stable order: as ripgrep chooses them, by ignore files, hidden names and globs.
//!
//! Links are not followed, so nothing outside of the trees is reached and no walk goes in circles. A link that is named itself is.

use std::path::{Component, Path, PathBuf};

use ignore_files::WalkBuilder;
use ignore_files::overrides::{Override, OverrideBuilder};

/// The options of a walk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walked {
    /// Files and folders; the current folder if the list is empty.
    pub paths: Vec<PathBuf>,
    /// Globs as `.gitignore` has them: with `!` in front they leave files out, without it they alone are walked. The last that matches decides.
    pub globs: Vec<String>,
    /// Whether files and folders whose names begin with a dot are walked.
    pub has_hidden: bool,
    /// Whether ignore files are not asked.
    pub has_ignored: bool,
    /// Whether named files are left out as others are, by ignore files, hidden names and globs.
    pub leaves_out_named: bool,
}

/// A step of a walk.
#[derive(Debug)]
pub enum Step {
    /// A file.
    File(FoundFile),
    /// The paths that could not be walked, and why. Paths in it are not escaped.
    Problem(String),
}

/// A file of a tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundFile {
    /// As the arguments lead to it; relative to the current folder where no path was given.
    pub path: PathBuf,
    /// Whether the path was given itself.
    pub is_named: bool,
}

/// The files of the trees: those of each path in the order of their names, part by part.
pub struct Walk {
    walk: ignore_files::Walk,
    globs: Override,
    has_paths: bool,
    leaves_out_named: bool,
}

impl Walk {
    /// Begins a walk.
    ///
    /// # Errors
    /// A glob is wrong.
    pub fn new(walked: &Walked) -> Result<Self, String> {
        let globs = overrides(&walked.globs)?;
        let has_paths = !walked.paths.is_empty();
        let mut paths = walked.paths.iter();
        let mut builder = WalkBuilder::new(paths.next().map_or(Path::new("./"), PathBuf::as_path));
        paths.for_each(|path| {
            builder.add(path);
        });
        builder
            .overrides(globs.clone())
            .hidden(!walked.has_hidden)
            .follow_links(false)
            .add_custom_ignore_filename(".rgignore")
            .sort_by_file_name(Ord::cmp);
        if walked.has_ignored {
            builder.ignore(false).git_ignore(false).git_global(false).git_exclude(false).parents(false);
        }
        let leaves_out_named = walked.leaves_out_named;
        Ok(Self { walk: builder.build(), globs, has_paths, leaves_out_named })
    }

    fn step(&self, entry: &ignore_files::DirEntry) -> Option<Step> {
        let is_named = self.has_paths && entry.depth() == 0;
        let path = if self.has_paths { entry.path() } else { entry.path().strip_prefix("./").unwrap_or(entry.path()) };
        // A folder below another one is refused by its files; a device or a pipe in a tree is no source.
        let is_file = match entry.file_type() {
            Some(kind) if kind.is_dir() => return None,
            Some(kind) if kind.is_symlink() => is_named,
            Some(kind) => kind.is_file() || is_named,
            None => false,
        };
        if !is_file || is_named && self.leaves_out_named && is_left_out_by(path, &self.globs) {
            return None;
        }
        Some(Step::File(FoundFile { path: path.to_owned(), is_named }))
    }
}

/// Whether a walk over the current folder would leave out a file below it, by ignore files, hidden names or globs.
///
/// # Errors
/// A glob is wrong.
pub fn is_left_out(path: &Path, globs: &[String]) -> Result<bool, String> {
    Ok(is_left_out_by(path, &overrides(globs)?))
}

/// Looks for each part of the path in a walk of the folder before it. Parts that do not exist are judged by nothing.
fn is_left_out_by(path: &Path, globs: &Override) -> bool {
    let relative = std::env::current_dir().ok().and_then(|current| path.strip_prefix(current).ok()).unwrap_or(path);
    let parts: Vec<Component<'_>> = relative.components().filter(|part| *part != Component::CurDir).collect();
    if parts.iter().any(|part| !matches!(part, Component::Normal(_))) {
        return globs.matched(path, path.is_dir()).is_ignore();
    }
    let mut folder = PathBuf::from(".");
    parts.into_iter().any(|part| {
        let entry = folder.join(part);
        let walk = WalkBuilder::new(&folder).max_depth(Some(1)).follow_links(false).overrides(globs.clone()).build();
        let is_there = entry.symlink_metadata().is_ok();
        let is_left_out = is_there && !walk.flatten().any(|found| found.path() == entry);
        folder = entry;
        is_left_out
    })
}

impl Iterator for Walk {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            match self.walk.next()? {
                Ok(entry) => {
                    if let Some(step) = self.step(&entry) {
                        return Some(step);
                    }
                }
                // A file that is gone since its folder was read is not in the tree.
                Err(error) if error.depth().is_some_and(|depth| depth > 0) && is_gone(&error) => {}
                Err(error) => return Some(Step::Problem(error.to_string())),
            }
        }
    }
}

fn is_gone(error: &ignore_files::Error) -> bool {
    error.io_error().is_some_and(|error| error.kind() == std::io::ErrorKind::NotFound)
}

fn overrides(globs: &[String]) -> Result<Override, String> {
    let mut builder = OverrideBuilder::new("./");
    for glob in globs {
        builder.add(glob).map_err(|error| error.to_string())?;
    }
    builder.build().map_err(|error| error.to_string())
}

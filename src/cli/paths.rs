//! Paths as reports have them: relative to the current folder, or to the root of its repository.

use std::path::{Component, Path, PathBuf};

/// The folders that paths are relative to.
pub(super) struct Paths {
    current: Option<PathBuf>,
    /// From the root of the repository to the current folder, with `/` at the end; empty where that is the root.
    from_root: String,
}

impl Paths {
    /// Those of the process.
    pub(super) fn of_process() -> Self {
        let current = std::env::current_dir().and_then(|folder| folder.canonicalize()).ok();
        let root = current.as_deref().and_then(|folder| folder.ancestors().find(|folder| folder.join(".git").exists()));
        let below = current.as_deref().zip(root).and_then(|(current, root)| current.strip_prefix(root).ok());
        let below = below.map(|below| slashed(&below.to_string_lossy(), cfg!(windows))).unwrap_or_default();
        let from_root = if below.is_empty() { below } else { format!("{below}/") };
        Self { current, from_root }
    }

    /// The current folder.
    pub(super) fn current(&self) -> Option<&Path> {
        self.current.as_deref()
    }

    /// A path from the root of the file system on, without `.` and `..`.
    pub(super) fn absolute(&self, path: &Path) -> Option<PathBuf> {
        let joined = self.current.as_deref()?.join(path);
        let has_parents = joined.components().any(|part| part == Component::ParentDir);
        if has_parents { joined.canonicalize().ok() } else { Some(joined.components().collect()) }
    }

    /// A path as it stands in reports: with `/`, and relative where it leads below the current folder.
    pub(super) fn relative(&self, path: &Path) -> String {
        let below = self.current.as_deref().and_then(|current| path.strip_prefix(current).ok()).unwrap_or(path);
        slashed(&below.to_string_lossy(), cfg!(windows))
    }

    /// Such a path from the root of the repository on.
    pub(super) fn below_root(&self, path: &str) -> String {
        let is_below = Path::new(path).is_relative() && !path.starts_with("../");
        if is_below { format!("{}{path}", self.from_root) } else { path.to_owned() }
    }
}

/// With `/` between its parts, and without `./` before them.
fn slashed(path: &str, is_windows: bool) -> String {
    let path = if is_windows { path.replace('\\', "/") } else { path.to_owned() };
    let mut rest = path.as_str();
    while let Some(inner) = rest.strip_prefix("./") {
        rest = inner.trim_start_matches('/');
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_slashes_on_every_system() {
        assert_eq!(slashed("./a/b.js", false), "a/b.js");
        assert_eq!(slashed("././/a", false), "a");
        assert_eq!(slashed("a\\b.js", false), "a\\b.js");
        assert_eq!(slashed(".\\a\\b.js", true), "a/b.js");
        assert_eq!(slashed("C:\\src\\a.js", true), "C:/src/a.js");
    }

    #[test]
    fn paths_are_those_below_the_root() {
        let paths = Paths { current: Some("/r/app".into()), from_root: "app/".to_owned() };
        assert_eq!(paths.relative(Path::new("/r/app/a.js")), "a.js");
        assert_eq!(paths.relative(Path::new("/other/a.js")), "/other/a.js");
        assert_eq!(paths.below_root("a.js"), "app/a.js");
        assert_eq!(paths.below_root("../a.js"), "../a.js");
    }
}

//! The names of files that matter for a workspace, and the use of each.

use crate::project::{CONFIG_FILE_NAME, Kind};

/// The kinds of files in a workspace that the server reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// A manifest or lock file: the libraries of the project.
    Manifest,
    /// `.http-status.toml`: the settings and the statuses of the project.
    Config,
}

impl Watched {
    /// The kind of the file with that path; `/` between folders.
    pub fn of(path: &str) -> Option<Self> {
        // The path of a system may have other separators.
        let is_config = path.rsplit(['/', '\\']).next() == Some(CONFIG_FILE_NAME);
        if is_config { Some(Self::Config) } else { Kind::of(path).map(|_| Self::Manifest) }
    }

    /// Patterns of all paths that are read, as LSP 3.17 has them (`GlobPattern`).
    pub fn globs() -> Vec<String> {
        let mut globs = Kind::globs();
        globs.push(format!("**/{CONFIG_FILE_NAME}"));
        globs
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a path below a folder fits a pattern, with the few signs that the patterns use.
    fn fits(glob: &str, path: &str) -> bool {
        match glob.split_once('{') {
            Some((start, rest)) => {
                let (names, end) = rest.split_once('}').expect("a closing brace");
                names.split(',').any(|name| fits(&format!("{start}{name}{end}"), path))
            }
            None => {
                let glob = regex::escape(glob).replace(r"\*\*/", "(.*/)?").replace(r"\*", "[^/]*");
                regex::Regex::new(&format!("^{glob}$")).expect("an expression").is_match(path)
            }
        }
    }

    /// Eglot 1.9 answers a registration that has such a pattern with an error, and then watches nothing.
    #[test]
    fn braces_hold_names_without_signs() {
        for glob in Watched::globs() {
            let inside = glob.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
            assert!(inside.is_none_or(|(names, _)| !names.contains('*')), "{glob}");
        }
    }

    #[test]
    fn the_client_tells_of_every_file_that_is_read() {
        let all = [
            "package.json",
            "a/b/go.mod",
            "a/x.csproj",
            "a/x.fsproj",
            "x.vbproj",
            "x.cabal",
            "a/x.gemspec",
            "requirements.txt",
            "requirements-dev.txt",
            "dev-requirements.in",
            "requirements/base.txt",
            "a/project/Dependencies.scala",
            "gradle/libs.versions.toml",
            "uv.lock",
            ".python-version",
            "Gemfile.lock",
            "Directory.Packages.props",
        ];
        for path in all {
            assert_eq!(Watched::of(path), Some(Watched::Manifest), "{path}");
            assert!(Watched::globs().iter().any(|glob| fits(glob, path)), "{path}");
        }
        for path in [".http-status.toml", "a/b/.http-status.toml"] {
            assert_eq!(Watched::of(path), Some(Watched::Config), "{path}");
            assert!(Watched::globs().iter().any(|glob| fits(glob, path)), "{path}");
        }
        for path in ["main.go", "README.md", "a/notes.txt"] {
            assert_eq!(Watched::of(path), None, "{path}");
            assert!(!Watched::globs().iter().any(|glob| fits(glob, path)), "{path}");
        }
    }
}

//! The globs of `exclude`.

use std::fmt;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

/// Patterns of files, relative to the folder of the file that has them.
#[derive(Clone, Default)]
pub struct Globs {
    patterns: Vec<String>,
    set: GlobSet,
}

impl Globs {
    /// The patterns. Those that are wrong are left out and given back, by their place in the list, with the reason.
    pub fn new(patterns: impl IntoIterator<Item = String>) -> (Self, Vec<(usize, String)>) {
        let mut builder = GlobSetBuilder::new();
        let (mut taken, mut wrong) = (Vec::new(), Vec::new());
        for (index, pattern) in patterns.into_iter().enumerate() {
            match globs(&pattern) {
                Ok(globs) => {
                    for glob in globs {
                        builder.add(glob);
                    }
                    taken.push(pattern);
                }
                Err(error) => wrong.push((index, error.kind().to_string())),
            }
        }
        match builder.build() {
            Ok(set) => (Self { patterns: taken, set }, wrong),
            // Each is valid, so all of them together are too large.
            Err(error) => (Self::default(), vec![(0, error.kind().to_string())]),
        }
    }

    /// Whether a file is meant, by its path relative to the folder of the patterns, with `/`.
    pub fn match_file(&self, path: &str) -> bool {
        !self.patterns.is_empty() && self.set.is_match(path)
    }

    /// As they were written.
    pub fn patterns(&self) -> &[String] {
        &self.patterns
    }
}

/// A pattern for files, and one for all below the folders that it names.
fn globs(pattern: &str) -> Result<[globset::Glob; 2], globset::Error> {
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    let (name, is_folder) = pattern.strip_suffix('/').map_or((pattern, false), |name| (name, true));
    let anchored = match name.strip_prefix('/') {
        Some(name) => name.to_owned(),
        None if name.contains('/') => name.to_owned(),
        None => format!("**/{name}"),
    };
    let build = |glob: &str| GlobBuilder::new(glob).literal_separator(true).backslash_escape(true).build();
    let below = build(&format!("{anchored}/**"))?;
    Ok([if is_folder { below.clone() } else { build(&anchored)? }, below])
}

impl PartialEq for Globs {
    fn eq(&self, other: &Self) -> bool {
        self.patterns == other.patterns
    }
}

impl Eq for Globs {}

impl fmt::Debug for Globs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Globs").field(&self.patterns).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_mean_files_and_folders() {
        let check = |pattern: &str, path: &str, expected: bool| {
            let (globs, wrong) = Globs::new([pattern.to_owned()]);
            assert!(wrong.is_empty(), "{wrong:?}");
            assert_eq!(globs.match_file(path), expected, "{pattern} {path}");
        };
        check("*.pb.go", "a/b.pb.go", true);
        check("*.pb.go", "b.pb.go", true);
        check("*.pb.go", "b.go", false);
        check("vendor", "a/vendor/b.go", true);
        check("vendor/", "vendor/b.go", true);
        check("vendor/", "vendor", false);
        check("/vendor", "a/vendor/b.go", false);
        check("/vendor", "vendor/b.go", true);
        check("docs/*.md", "docs/a.md", true);
        check("docs/*.md", "a/docs/a.md", false);
        check("docs/*.md", "docs/a/b.md", false);
        check("docs/**", "docs/a/b.md", true);
        check("./docs", "docs/a/b.md", true);
        check("**/testdata", "a/testdata/x/y.go", true);
        check("a?c.{js,ts}", "abc.ts", true);
        check("[ab].js", "b.js", true);
    }

    #[test]
    fn a_wrong_pattern_is_left_out() {
        let (globs, wrong) = Globs::new(["a".to_owned(), "b[".to_owned(), "c{d".to_owned(), "e".to_owned()]);
        assert_eq!(globs.patterns(), ["a", "e"]);
        assert_eq!(wrong.iter().map(|(index, _)| *index).collect::<Vec<_>>(), [1, 2]);
        assert!(globs.match_file("e") && !globs.match_file("b["));
    }
}

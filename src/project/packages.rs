//! The contents of one manifest or lock file.

use std::collections::HashMap;
use std::fmt::{self, Display};

use super::{Ecosystem, Range, Version};

/// The packages of one manifest or lock file.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// The packages that it names, in its order. A manifest names requirements, a lock file versions.
    pub dependencies: Vec<Dependency>,
    /// Versions that other files or other places of the file refer to: workspace dependencies, catalogs, managed versions.
    pub shared: Vec<Dependency>,
    /// Variables that stand for versions.
    pub properties: HashMap<String, String>,
    /// Patterns of the folders that are its workspace, relative to its own.
    pub members: Option<Members>,
    /// The path of the manifest that it inherits from, relative to its own folder.
    pub parent: Option<String>,
    /// Whether it lists the dependencies of dependencies too, without exception.
    pub is_whole_graph: bool,
}

/// The folders of a workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Members {
    /// Patterns of folders; `*` stands for one name, `**` for any number of them.
    pub included: Vec<String>,
    /// Patterns of folders that are left out.
    pub excluded: Vec<String>,
}

/// A package that a manifest or lock file names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dependency {
    /// Whose name it is.
    pub ecosystem: Ecosystem,
    /// Its name, normalized; the alias where `wanted` is one.
    pub name: String,
    /// The version or requirement.
    pub wanted: Wanted,
    /// The version or requirement as the file writes it, else empty.
    pub text: String,
    /// Whether the project itself asks for it.
    pub reach: Reach,
    /// Whether it is for tests or development alone.
    pub is_dev: bool,
    /// Where the entry holds.
    pub place: Place,
}

/// The version that a file wants or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Versions in a range: one version in a lock file.
    Range(Range),
    /// The requirement of the dependency of that name in the workspace.
    Workspace,
    /// The requirement in the catalog of that name; the default one has no name.
    Catalog(String),
    /// An alias of a Gradle catalog: the catalog has name and version.
    Alias,
    /// The nearest managed version of that name.
    Managed,
    /// A requirement with variables in it.
    Property,
    /// It comes from an address, a folder, or cannot be read.
    Unknown,
}

/// Who asks for a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The project.
    Direct,
    /// A dependency.
    Indirect,
    /// Unknown by the file.
    Unknown,
}

/// Where an entry holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In all folders of the file.
    Anywhere,
    /// In that folder, relative to the file's, and below it.
    Folder(String),
    /// For dependencies with exactly that requirement.
    Requirement(String),
    /// For one dependency of a dependency.
    Nested,
    /// In the catalog of that name.
    Catalog(String),
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(pub String);

impl Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Dependency {
    /// A direct dependency with a requirement as its file writes it.
    pub(super) fn new(ecosystem: Ecosystem, name: &str, text: &str) -> Self {
        let text = text.trim();
        let wanted = if has_variable(text) {
            Wanted::Property
        } else {
            Range::parse(ecosystem, text).map_or(Wanted::Unknown, Wanted::Range)
        };
        Self {
            ecosystem,
            name: ecosystem.normalized(name.trim()).into_owned(),
            wanted,
            text: text.to_owned(),
            reach: Reach::Direct,
            is_dev: false,
            place: Place::Anywhere,
        }
    }

    /// A package with its version, in a lock file without the dependents.
    pub(super) fn locked(ecosystem: Ecosystem, name: &str, version: &str) -> Self {
        let wanted = Version::parse(version).map_or(Wanted::Unknown, |version| Wanted::Range(Range::exact(version)));
        let text = version.strip_prefix('v').unwrap_or(version).to_owned();
        Self { wanted, text, reach: Reach::Unknown, ..Self::new(ecosystem, name, "") }
    }

    /// A language or platform.
    pub(super) fn runtime(name: &str, range: Option<Range>, text: &str) -> Self {
        let wanted = range.map_or(Wanted::Unknown, Wanted::Range);
        Self { wanted, text: text.to_owned(), ..Self::new(Ecosystem::Runtime, name, "") }
    }

    pub(super) fn dev(self, is_dev: bool) -> Self {
        Self { is_dev, ..self }
    }

    pub(super) fn at(self, place: Place) -> Self {
        Self { place, ..self }
    }

    pub(super) fn reached(self, reach: Reach) -> Self {
        Self { reach, ..self }
    }

    pub(super) fn wanting(self, wanted: Wanted) -> Self {
        Self { wanted, ..self }
    }

    /// The versions that may be there, if the entry has them.
    pub fn range(&self) -> Option<&Range> {
        match &self.wanted {
            Wanted::Range(range) => Some(range),
            _ => None,
        }
    }
}

/// Whether a requirement has a variable of Maven, Gradle or `MSBuild` in it.
fn has_variable(text: &str) -> bool {
    text.contains('$')
}

/// Whether the name of a group of dependencies says that it is for development alone.
pub(super) fn is_dev_group(name: &str) -> bool {
    const WORDS: [&str; 17] = [
        "dev", "test", "doc", "lint", "ci", "typing", "types", "mypy", "format", "style", "coverage", "bench", "spec",
        "cucumber", "rubocop", "e2e", "qa",
    ];
    let name = name.to_ascii_lowercase();
    let mut words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .any(|word| matches!(word, "ci" | "qa") || WORDS.iter().any(|known| word.starts_with(known) && known.len() > 2))
}

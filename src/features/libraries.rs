//! The libraries of a document as its project has them, and which of their names exist in the versions that it has.

use std::cell::OnceCell;

use crate::catalog::{Change, Library, Spelling};
use crate::detect::{Excerpt, Preamble};
use crate::project::{FileProject, Installed, Presence, Range, Version, Versions};

/// The libraries of a document.
#[derive(Debug)]
pub(super) struct Libraries<'a> {
    project: &'a FileProject,
    preamble: &'a Preamble,
    /// By the index of the library.
    presences: Vec<OnceCell<Presence>>,
}

/// Whether the project's version of a library has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Has {
    /// It has.
    Yes,
    /// A later version has.
    NotYet,
    /// An earlier version had.
    NoLonger,
    /// The version is unknown, or may be on either side of the change.
    Perhaps,
}

impl<'a> Libraries<'a> {
    pub(super) fn of(excerpt: &Excerpt<'a>) -> Self {
        Self::new(excerpt.project, excerpt.preamble)
    }

    pub(super) fn new(project: &'a FileProject, preamble: &'a Preamble) -> Self {
        Self { project, preamble, presences: vec![OnceCell::new(); Library::all().len()] }
    }

    /// Whether the document can use the library, as far as is known. What it imports and what comes with the language it can.
    pub(super) fn may_have(&self, library: &Library) -> bool {
        library.is_standard || self.preamble.imports(library) || *self.presence(library) != Presence::Absent
    }

    /// The package that brings the library, where the project is known to have it.
    pub(super) fn installed(&self, library: &Library) -> Option<&Installed> {
        match self.presence(library) {
            Presence::Present(installed) => Some(installed),
            Presence::Absent | Presence::Unknown => None,
        }
    }

    /// The place of a library among others: those that the document imports, those that its project asks for itself, all others.
    pub(super) fn rank(&self, library: &Library) -> u8 {
        match self.presence(library) {
            _ if self.preamble.imports(library) => 0,
            Presence::Present(installed) if installed.is_direct && !library.is_standard => 1,
            _ => 2,
        }
    }

    /// The version that the project has of what the library's names are counted by, with the name of that: `Rack 2.2.8`. Nothing where
    /// it may be one of several.
    pub(super) fn shown_version(&self, library: &Library) -> Option<String> {
        match shown(&self.versions(library, "")) {
            Some((Some(version), _)) => Some(format!("{} {version}", product(library))),
            _ => None,
        }
    }

    /// The version in the project of the product by which a change is counted: `has Rack 2.2.8`, `allows Python >=3.8`.
    pub(super) fn shown_project(&self, library: &Library, change: &str) -> Option<String> {
        let counted = change.rsplit_once(' ').map_or(product(library), |(product, _)| product);
        Some(match shown(&self.versions(library, change))? {
            (Some(version), _) => format!("has {counted} {version}"),
            (None, range) => format!("allows {counted} {range}"),
        })
    }

    /// Whether the project's version has a name.
    pub(super) fn has(&self, spelling: Spelling) -> Has {
        let Change { since, removed_in, .. } = *spelling.change();
        let is_from = |version: &'static str| self.is_from(spelling.library(), version);
        match (since.map_or(Some(true), is_from), removed_in.map_or(Some(false), is_from)) {
            (Some(false), _) => Has::NotYet,
            (_, Some(true)) => Has::NoLonger,
            (Some(true), Some(false)) => Has::Yes,
            _ => Has::Perhaps,
        }
    }

    /// Whether the project's version advises against a name; where the version is unknown, whether any does.
    pub(super) fn is_deprecated(&self, spelling: Spelling) -> bool {
        let since = spelling.change().deprecated_since;
        since.is_some_and(|since| self.is_from(spelling.library(), since) != Some(false))
    }

    /// The versions of what the changes of a library's names are counted by: the library itself, or the product that stands before the
    /// number (`Starlette 0.48`).
    pub(super) fn versions(&self, library: &Library, change: &str) -> Versions {
        let other = change.rsplit_once(' ').map(|(product, _)| product).filter(|_| !library.packages.is_empty());
        let is_of = |known: &&Library, product: &str| {
            known.title().eq_ignore_ascii_case(product) || known.product == Some(product)
        };
        let counted = match other {
            None => Some(library),
            Some(product) => Library::all().iter().find(|known| is_of(known, product)),
        };
        let installed = counted.and_then(|library| self.installed(library));
        installed.map_or(Versions::Unknown, |installed| installed.version.clone())
    }

    /// Whether the project has that version or a later one, where that is known.
    pub(super) fn is_from(&self, library: &Library, change: &str) -> Option<bool> {
        let wanted = Version::parse(change.rsplit(' ').next()?)?;
        match self.versions(library, change) {
            Versions::Exact(version) => Some(version >= wanted),
            Versions::Range(range) => is_range_from(&range, &wanted),
            Versions::Unknown => None,
        }
    }

    fn presence(&self, library: &Library) -> &Presence {
        const UNKNOWN: &Presence = &Presence::Unknown;
        let known = self.presences.get(usize::from(library.index));
        known.map_or(UNKNOWN, |known| known.get_or_init(|| self.project.library(library)))
    }
}

/// The product whose versions the changes of a library name.
pub(super) fn product(library: &Library) -> &'static str {
    library.product.unwrap_or(library.title())
}

/// Versions for people: the one, or the beginning of a series (`3.11`), or else nothing, and the range.
fn shown(versions: &Versions) -> Option<(Option<String>, String)> {
    match versions {
        Versions::Exact(version) => Some((Some(version.to_string()), String::new())),
        Versions::Range(range) => {
            let lowest = range.lowest.as_ref().map(|lowest| lowest.version.text());
            let series = lowest.filter(|lowest| Range::series(lowest).as_ref() == Some(range));
            Some((series.map(str::to_owned), range.to_string()))
        }
        Versions::Unknown => None,
    }
}

/// Whether all versions of a range are that one or later, or none is.
fn is_range_from(range: &Range, wanted: &Version) -> Option<bool> {
    let starts_there = range.lowest.as_ref().is_some_and(|lowest| lowest.version >= *wanted);
    let ends_before = range
        .highest
        .as_ref()
        .is_some_and(|highest| highest.version < *wanted || highest.version == *wanted && !highest.is_inclusive);
    match (starts_there, ends_before) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        _ => None,
    }
}

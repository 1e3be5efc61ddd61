//! The libraries of the catalog in a project.

use super::Ecosystem;
use super::dotnet::IMPLICIT_USINGS;
use super::manifests::Project;
use super::presence::{Installed, Presence, Versions};
use super::{Range, Version};
use crate::catalog::{Follows, Library, Package};

impl Project {
    /// Whether the file with that path may use the library, and in which version. What comes with the language is always there.
    pub fn library(&self, path: &str, library: &Library) -> Presence {
        let own = self.any(path, library.packages);
        let brought = match own {
            Some(Presence::Present(_)) => None,
            _ => self.any(path, library.brought_by),
        };
        let mut installed = match (own, brought) {
            (Some(Presence::Present(installed)), _) => installed,
            // The version of a framework says nothing of what it brings.
            (_, Some(Presence::Present(installed))) => Installed { version: Versions::Unknown, ..installed },
            _ if library.is_standard => Installed::of_language(),
            (Some(Presence::Absent), Some(Presence::Absent) | None) | (None, Some(Presence::Absent)) => {
                return Presence::Absent;
            }
            _ => return Presence::Unknown,
        };
        if installed.version == Versions::Unknown {
            installed.version = self.version_beside(path, library);
        }
        Presence::Present(installed)
    }

    /// Whether the project of the file asks for a package itself.
    pub fn asks_for(&self, path: &str, package: &Package) -> bool {
        matches!(self.ask(path, package), Presence::Present(installed) if installed.is_direct)
    }

    /// Whether the file has the library without an import: its SDK imports it into all files of projects that want that.
    pub fn imports(&self, path: &str, library: &Library) -> bool {
        // Other languages of .NET have no implicit usings.
        if [".fs", ".fsx", ".vb"].iter().any(|ending| path.ends_with(ending)) {
            return false;
        }
        let is_on = || matches!(self.package(path, Ecosystem::Nuget, IMPLICIT_USINGS), Presence::Present(_));
        library.implicit.iter().any(|sdk| self.asks_for(path, sdk)) && is_on()
    }

    /// The version of a library whose packages do not tell: that which the manifests set for one of them, or that of what it comes with.
    fn version_beside(&self, path: &str, library: &Library) -> Versions {
        let set = library.packages.iter().chain(library.versioned_by);
        let mut set = set.map(|package| self.managed(path, package.ecosystem, package.name));
        if let Some(version) = set.find(|version| *version != Versions::Unknown) {
            return version;
        }
        let mut beside = library.versioned_by.iter().filter_map(|package| match self.ask(path, package) {
            Presence::Present(found) => Some(found.version),
            _ => None,
        });
        let version = beside.find(|version| *version != Versions::Unknown);
        version.or_else(|| self.version_by_others(path, library)).unwrap_or(Versions::Unknown)
    }

    /// The series that the project's version of other packages comes with, where the library or its kin follow those: Spring Boot 3.2
    /// comes with Spring Framework 6.1.
    fn version_by_others(&self, path: &str, library: &Library) -> Option<Versions> {
        let is_alike = |other: &&Library| other.is_kin_of(library) || library.product == Some(other.title());
        let follows = Library::all().iter().filter(is_alike).find_map(|other| other.follows.as_ref())?;
        let own = |package: &Package| match self.ask(path, package) {
            Presence::Present(found) if found.version != Versions::Unknown => Some(found.version),
            _ => Some(self.managed(path, package.ecosystem, package.name)),
        };
        let found = follows.packages.iter().find_map(own)?;
        let version = match &found {
            Versions::Exact(version) => version,
            Versions::Range(range) => range.single()?,
            Versions::Unknown => return None,
        };
        series(follows, version).map(Versions::Range)
    }

    /// Whether any of the packages is there; `None` where no file of their ecosystems was found.
    fn any(&self, path: &str, packages: &[Package]) -> Option<Presence> {
        let mut best: Option<Installed> = None;
        let mut others = None;
        for package in packages.iter().filter(|package| self.has_manifests_for(path, package.ecosystem)) {
            match self.ask(path, package) {
                Presence::Present(found) => {
                    let rank = |one: &Installed| (one.is_direct, one.version != Versions::Unknown);
                    if best.as_ref().is_none_or(|best| rank(&found) > rank(best)) {
                        best = Some(found);
                    }
                }
                Presence::Absent if others.is_none() => others = Some(Presence::Absent),
                Presence::Absent => {}
                Presence::Unknown => others = Some(Presence::Unknown),
            }
        }
        best.map(Presence::Present).or(others)
    }

    fn ask(&self, path: &str, package: &Package) -> Presence {
        self.package(path, package.ecosystem, package.name)
    }
}

/// The series of the library that comes with that version. A major version of which the data knows nothing tells nothing.
fn series(follows: &Follows, version: &Version) -> Option<Range> {
    let major = |text: &str| text.split('.').next().and_then(|major| major.parse::<u32>().ok());
    let known = follows.series.iter().filter_map(|(from, series)| Some((Version::parse(from)?, *series)));
    let (from, series) = known.filter(|(from, _)| from <= version).max_by(|(a, _), (b, _)| a.cmp(b))?;
    (major(from.text()) == major(version.text())).then(|| Range::series(series))?
}

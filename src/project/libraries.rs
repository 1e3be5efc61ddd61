//! The libraries of the catalog in a project.

use super::join::Project;
use super::presence::{Installed, Presence, Versions};
use crate::catalog::{Library, Package};

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
            _ if library.is_standard => Installed { version: Versions::Unknown, is_direct: true, is_dev: false },
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
        beside.find(|version| *version != Versions::Unknown).unwrap_or(Versions::Unknown)
    }

    /// Whether any of the packages is there; `None` where no file speaks of their ecosystems.
    fn any(&self, path: &str, packages: &[Package]) -> Option<Presence> {
        let mut best: Option<Installed> = None;
        let mut others = None;
        for package in packages.iter().filter(|package| self.speaks_of(path, package.ecosystem)) {
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

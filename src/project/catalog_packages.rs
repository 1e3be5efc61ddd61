//! The part of the files that concerns the libraries of the catalog; the rest is dropped.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::dotnet::IMPLICIT_USINGS;
use super::packages::{Packages, Wanted};
use super::{Dependency, Ecosystem};
use crate::catalog::Library;

/// The names of all packages in the catalog.
#[derive(Debug)]
pub(super) struct CatalogPackages {
    names: HashSet<(Ecosystem, &'static str)>,
    /// The prefixes of names.
    starts: Vec<(Ecosystem, &'static str)>,
}

impl CatalogPackages {
    /// Built once, with the first file that is read.
    pub(super) fn of_catalog() -> &'static Self {
        static PACKAGES: LazyLock<CatalogPackages> = LazyLock::new(CatalogPackages::new);
        &PACKAGES
    }

    fn new() -> Self {
        let mut all = Self { names: HashSet::new(), starts: Vec::new() };
        for package in Library::all().iter().flat_map(Library::all_packages) {
            let ecosystem = package.ecosystem;
            match package.name.strip_suffix('*') {
                Some(start) => all.starts.push((ecosystem, start)),
                None => drop(all.names.insert((ecosystem, package.name))),
            }
        }
        all.starts.sort_unstable();
        all.starts.dedup();
        all
    }

    fn has(&self, dependency: &Dependency) -> bool {
        let name = dependency.name.as_str();
        dependency.ecosystem == Ecosystem::Runtime
            || dependency.wanted == Wanted::Alias
            || dependency.name == IMPLICIT_USINGS
            || self.names.contains(&(dependency.ecosystem, name))
            || self.starts.iter().any(|(of, start)| *of == dependency.ecosystem && name.starts_with(start))
    }

    /// The packages of the catalog. A lock file names thousands of packages, and a workspace may have thousands of lock files.
    pub(super) fn retained(&self, mut packages: Packages) -> Packages {
        packages.dependencies.retain(|dependency| self.has(dependency));
        packages.shared.retain(|dependency| self.has(dependency));
        packages.dependencies.shrink_to_fit();
        packages.shared.shrink_to_fit();
        let is_version =
            |text: &str| text.len() < 100 && text.starts_with(|c: char| c.is_ascii_digit() || "[($v".contains(c));
        packages.properties =
            packages.properties.into_iter().filter(|(_, value)| is_version(value)).collect::<HashMap<_, _>>();
        packages
    }
}

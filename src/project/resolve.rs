//! One package in one folder: which manifest names it, what its requirement refers to, which version the lock file has.

use std::collections::HashMap;
use std::sync::Arc;

use super::files::{File, Files};
use super::maven::{IMPORTED, replaced};
use super::packages::{Members, Place, Reach, Wanted};
use super::paths::{joined, matches, parent, relative, upwards};
use super::presence::{Installed, Presence, Versions};
use super::{Dependency, Ecosystem, Packages, Range, Role};

/// The files of an ecosystem that count for a folder, nearest first.
pub(super) struct Chain<'p> {
    ecosystem: Ecosystem,
    levels: Vec<Level<'p>>,
    /// The first level with a manifest.
    nearest: usize,
}

struct Level<'p> {
    folder: &'p str,
    files: Vec<&'p File>,
}

/// How many parents of Maven are followed.
const MOST_PARENTS: usize = 32;

impl<'p> Chain<'p> {
    pub(super) fn of(files: &'p Files, folder: &str, ecosystem: Ecosystem) -> Self {
        let mut chain = Self { ecosystem, levels: Vec::new(), nearest: 0 };
        for folder in upwards(folder) {
            chain.add(files, folder);
        }
        if ecosystem == Ecosystem::Maven {
            chain.add_parents(files);
        }
        let has_manifest = |level: &Level<'_>| level.files.iter().any(|file| file.kind.role == Role::Manifest);
        chain.nearest = chain.levels.iter().position(has_manifest).unwrap_or(0);
        if !inherits(ecosystem) {
            chain.levels.truncate(chain.nearest + 1);
        }
        chain
    }

    fn add(&mut self, files: &'p Files, folder: &str) {
        if self.levels.iter().any(|level| level.folder == folder) {
            return;
        }
        let Some((folder, files)) = files.get_key_value(folder) else { return };
        let is_ours = |file: &&File| file.kind.ecosystem == self.ecosystem && file.kind.role != Role::Runtime;
        let files: Vec<&File> = files.iter().map(Arc::as_ref).filter(is_ours).collect();
        if !files.is_empty() {
            self.levels.push(Level { folder, files });
        }
    }

    /// The manifests that Maven's own inherit from, where they do not lie above.
    fn add_parents(&mut self, files: &'p Files) {
        let pom_of = |level: &Level<'p>| level.files.iter().copied().find(|file| file.path.ends_with("pom.xml"));
        let mut pom = self.levels.iter().find_map(pom_of);
        for _ in 0..MOST_PARENTS {
            let next = pom.and_then(|file| {
                let path = file.packages.as_ref().ok()?.parent.as_ref()?;
                let path = joined(parent(&file.path), path)?;
                Some(if path.ends_with(".xml") { parent(&path).to_owned() } else { path })
            });
            let Some(folder) = next else { break };
            self.add(files, &folder);
            pom = self.levels.iter().find(|level| level.folder == folder).and_then(pom_of);
        }
    }

    /// Whether any file was found.
    pub(super) fn has_manifests(&self) -> bool {
        !self.levels.is_empty()
    }

    /// Whether the package is there.
    pub(super) fn package(&self, name: &str) -> Presence {
        if !self.has_manifests() {
            return Presence::Unknown;
        }
        if let Some(installed) = self.declared(name).or_else(|| self.locked(name)) {
            return Presence::Present(installed);
        }
        let files = || self.levels.iter().flat_map(|level| &level.files);
        let has_broken = files().any(|file| file.packages.is_err());
        let has_manifest = files().any(|file| file.kind.role == Role::Manifest);
        let is_listed = names_all_imports(self.ecosystem) && has_manifest;
        let has_graph = self.locks().any(|(_, packages)| packages.is_whole_graph);
        if !has_broken && (is_listed || has_graph) { Presence::Absent } else { Presence::Unknown }
    }

    /// The entry of the nearest manifest that names it.
    fn declared(&self, name: &str) -> Option<Installed> {
        for (index, level) in self.levels.iter().enumerate() {
            let manifests = level.files.iter().filter(|file| file.kind.role == Role::Manifest);
            let dependencies = manifests.filter_map(|file| file.packages.as_ref().ok()).flat_map(|p| &p.dependencies);
            let named: Vec<Dependency> = dependencies
                .filter_map(|dependency| self.resolved(dependency, index))
                .filter(|dependency| is_named(dependency, self.ecosystem, name))
                .collect();
            // Dependencies of the program count before those of its tests.
            let Some(best) = named.iter().min_by_key(|dependency| (dependency.is_dev, rank(dependency))) else {
                continue;
            };
            return Some(Installed {
                version: self.version(best, index),
                is_direct: best.reach != Reach::Indirect,
                is_dev: best.is_dev,
            });
        }
        None
    }

    /// The dependency with what it refers to in place of the reference, as seen from that level.
    fn resolved(&self, dependency: &Dependency, level: usize) -> Option<Dependency> {
        let found = match &dependency.wanted {
            Wanted::Alias => {
                let place = Place::Catalog(dependency.name.clone());
                let shared = self.shared(level).find(|shared| shared.place == place)?;
                Some(Dependency { name: shared.name.clone(), ..shared.clone() })
            }
            Wanted::Workspace | Wanted::Managed => self
                .shared(level)
                .find(|shared| shared.name == dependency.name && shared.place == Place::Anywhere)
                .cloned(),
            Wanted::Catalog(catalog) => {
                let place = Place::Catalog(catalog.clone());
                self.shared(level).find(|shared| shared.name == dependency.name && shared.place == place).cloned()
            }
            _ => None,
        };
        let mut found = match found {
            Some(shared) => {
                Dependency { is_dev: dependency.is_dev, reach: dependency.reach, place: Place::Anywhere, ..shared }
            }
            None => dependency.clone(),
        };
        if found.wanted == Wanted::Property {
            let text = self.with_properties(&found.text, level);
            found.wanted = match Range::parse(self.ecosystem, &text) {
                Some(range) if !text.contains('$') => Wanted::Range(range),
                _ => Wanted::Unknown,
            };
            found.text = text;
        }
        Some(found)
    }

    /// The version that the project sets for a package in all its modules: by managed dependencies and by lists of versions that it imports.
    pub(super) fn managed(&self, name: &str) -> Versions {
        let is_set = |place: &Place| match place {
            Place::Anywhere => true,
            Place::Catalog(catalog) => catalog == IMPORTED,
            _ => false,
        };
        let mut set = self.shared(0).filter(|shared| is_set(&shared.place) && is_named(shared, self.ecosystem, name));
        let range = set.find_map(|shared| self.resolved(shared, 0)?.range().cloned());
        versions(range)
    }

    fn shared(&self, level: usize) -> impl Iterator<Item = &Dependency> {
        self.packages(level).flat_map(|packages| &packages.shared)
    }

    fn packages(&self, level: usize) -> impl Iterator<Item = &Packages> {
        self.levels[level..].iter().flat_map(|level| &level.files).filter_map(|file| file.packages.as_ref().ok())
    }

    /// A requirement with the values of its variables, those of the nearest file that has them.
    fn with_properties(&self, text: &str, level: usize) -> String {
        let mut text = text.to_owned();
        for _ in 0..4 {
            for packages in self.packages(level) {
                text = replaced(&text, &packages.properties);
            }
        }
        text
    }

    /// The version of a dependency that a manifest of that level names.
    fn version(&self, dependency: &Dependency, level: usize) -> Versions {
        let range = dependency.range();
        for (index, packages) in self.locks_of(level) {
            let Some(folder) = relative(self.levels[level].folder, self.levels[index].folder) else { continue };
            let entries =
                packages.dependencies.iter().filter(|entry| is_named(entry, self.ecosystem, &dependency.name));
            let found = pick(entries.collect(), folder, dependency, range);
            if found != Versions::Unknown {
                return found;
            }
        }
        versions(range.cloned())
    }

    /// The lock files' entry of a package that no manifest names.
    fn locked(&self, name: &str) -> Option<Installed> {
        for (index, packages) in self.locks() {
            let folder = relative(self.levels[self.nearest].folder, self.levels[index].folder).unwrap_or_default();
            let named = packages.dependencies.iter().filter(|entry| is_named(entry, self.ecosystem, name));
            let reached: Vec<&Dependency> = named.filter(|entry| self.reaches(entry, folder)).collect();
            if !reached.is_empty() {
                let range = reached.iter().map(|entry| entry.range().cloned()).reduce(|a, b| Some(a?.or(b?)));
                let is_dev = reached.iter().all(|entry| entry.is_dev);
                return Some(Installed { version: versions(range.flatten()), is_direct: false, is_dev });
            }
        }
        None
    }

    /// Whether a file in the folder finds what the entry of a lock file stands for. npm looks in the folders above, and what lies elsewhere
    /// is there for one other package.
    fn reaches(&self, entry: &Dependency, folder: &str) -> bool {
        match &entry.place {
            Place::Nested => self.ecosystem != Ecosystem::Npm,
            Place::Folder(place) => relative(folder, place).is_some(),
            _ => true,
        }
    }

    /// The lock files that hold for the nearest manifest.
    fn locks(&self) -> impl Iterator<Item = (usize, &'p Packages)> {
        self.locks_of(self.nearest)
    }

    /// The lock files that hold for the manifests of a level.
    fn locks_of(&self, level: usize) -> impl Iterator<Item = (usize, &'p Packages)> {
        let levels = self.levels.iter().enumerate().skip(level).filter(move |(index, _)| self.is_member(level, *index));
        levels.flat_map(|(index, level)| {
            let locks = level.files.iter().copied().filter(|file| file.kind.role == Role::Lock);
            locks.filter_map(move |file| Some((index, file.packages.as_ref().ok()?)))
        })
    }

    /// Whether the workspace of one level has the folder of another as a member.
    fn is_member(&self, level: usize, above: usize) -> bool {
        if level == above {
            return true;
        }
        let Some(folder) = relative(self.levels[level].folder, self.levels[above].folder) else { return false };
        let files = self.levels[above].files.iter().filter_map(|file| file.packages.as_ref().ok());
        let mut members = files.filter_map(|packages| packages.members.as_ref()).peekable();
        if members.peek().is_none() {
            // Engines of Ruby and umbrellas of Elixir are listed nowhere.
            return matches!(self.ecosystem, Ecosystem::Gem | Ecosystem::Hex);
        }
        members.any(|members| has(members, folder))
    }
}

/// Whether manifests name every package that a file may import.
fn names_all_imports(ecosystem: Ecosystem) -> bool {
    matches!(ecosystem, Ecosystem::Npm | Ecosystem::Go)
}

/// Whether files may use what manifests of folders above name.
fn inherits(ecosystem: Ecosystem) -> bool {
    ecosystem != Ecosystem::Go
}

fn has(members: &Members, folder: &str) -> bool {
    let is_in = |patterns: &[String]| patterns.iter().any(|pattern| matches(pattern, folder));
    is_in(&members.included) && !is_in(&members.excluded)
}

fn is_named(dependency: &Dependency, ecosystem: Ecosystem, name: &str) -> bool {
    dependency.ecosystem == ecosystem
        && match name.strip_suffix('*') {
            Some(start) => dependency.name.starts_with(start),
            None => dependency.name == name,
        }
}

/// Which of several entries counts: the one with a version.
fn rank(dependency: &Dependency) -> u8 {
    match dependency.range() {
        Some(range) if range.single().is_some() => 0,
        Some(range) if *range != Range::default() => 1,
        _ => 2,
    }
}

/// The entry of a lock file that a dependency in a folder gets.
fn pick(entries: Vec<&Dependency>, folder: &str, dependency: &Dependency, range: Option<&Range>) -> Versions {
    let of_requirement =
        entries.iter().find(|entry| matches!(&entry.place, Place::Requirement(text) if *text == dependency.text));
    let depth = |entry: &Dependency| match &entry.place {
        Place::Folder(place) => relative(folder, place).map(|_| 1 + place.len()),
        Place::Anywhere => Some(0),
        _ => None,
    };
    if let Some(entry) = of_requirement {
        return versions(entry.range().cloned());
    }
    let Some(deepest) = entries.iter().filter_map(|entry| depth(entry)).max() else { return Versions::Unknown };
    let mut candidates: Vec<&Range> =
        entries.iter().filter(|entry| depth(entry) == Some(deepest)).filter_map(|entry| entry.range()).collect();
    let is_allowed = |found: &Range| match (range, found.single()) {
        (Some(range), Some(version)) => range.contains(version),
        _ => true,
    };
    if candidates.len() > 1 && candidates.iter().any(|found| is_allowed(found)) {
        candidates.retain(|found| is_allowed(found));
    }
    versions(candidates.into_iter().cloned().reduce(Range::or))
}

fn versions(range: Option<Range>) -> Versions {
    match range {
        None => Versions::Unknown,
        Some(range) if range == Range::default() => Versions::Unknown,
        Some(range) => match range.single() {
            Some(version) => Versions::Exact(version.clone()),
            None => Versions::Range(range),
        },
    }
}

/// The version of a language: what a file of the nearest folder says that is for nothing else, then manifests, then lock files.
pub(super) fn runtime(files: &Files, folder: &str, name: &str) -> Presence {
    for folder in upwards(folder) {
        let files = files.get(folder).into_iter().flatten();
        let found = files.filter_map(|file| {
            let packages = file.packages.as_ref().ok()?;
            let range = packages.dependencies.iter().find(|one| is_named(one, Ecosystem::Runtime, name))?.range()?;
            let rank = match file.kind.role {
                Role::Runtime => 0,
                Role::Manifest | Role::Shared => 1,
                Role::Lock => 2,
            };
            Some((rank, range))
        });
        // Several projects in one folder: the range of all.
        let mut by_rank: HashMap<u8, Range> = HashMap::new();
        for (rank, range) in found {
            by_rank.entry(rank).and_modify(|one| *one = one.clone().or(range.clone())).or_insert_with(|| range.clone());
        }
        if let Some((_, range)) = by_rank.into_iter().min_by_key(|(rank, _)| *rank) {
            return Presence::Present(Installed { version: versions(Some(range)), is_direct: true, is_dev: false });
        }
    }
    Presence::Unknown
}

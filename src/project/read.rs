//! Which files are manifests and lock files, and who reads each.

use super::paths::parent;
use super::{
    Broken, Ecosystem, Packages, cargo, clojure, dart, dotnet, elixir, go, gradle, haskell, maven, npm, perl, php,
};
use super::{packages, python, python_locks, ruby, scala, swift};

/// The role of a file, which its name decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Requirements.
    Manifest,
    /// Versions.
    Lock,
    /// Versions for the manifests beside and below it, and nothing that one of them asks for.
    Shared,
    /// The version of a language.
    Runtime,
}

/// A kind of file that names packages.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Whose packages it names.
    pub ecosystem: Ecosystem,
    /// Its packages.
    pub role: Role,
    /// How many folders above the file's own its statements hold for: 1 for `gradle/libs.versions.toml`.
    pub lifted: usize,
    read: fn(&str) -> Result<Packages, Broken>,
}

/// Files that have a kind by their whole name.
#[rustfmt::skip]
const NAMED: &[(&str, Kind)] = &{
    use Ecosystem::{Cargo, Composer, Cpan, Gem, Go, Hackage, Hex, Maven, Npm, Nuget, Pub, Pypi, Swift};
    use Role::{Lock, Manifest, Runtime, Shared};
    [
        ("package.json", kind(Npm, Manifest, npm::manifest)),
        ("package-lock.json", kind(Npm, Lock, npm::package_lock)),
        ("npm-shrinkwrap.json", kind(Npm, Lock, npm::package_lock)),
        ("pnpm-lock.yaml", kind(Npm, Lock, npm::pnpm_lock)),
        ("pnpm-workspace.yaml", kind(Npm, Shared, npm::pnpm_workspace)),
        ("yarn.lock", kind(Npm, Lock, npm::yarn_lock)),
        ("bun.lock", kind(Npm, Lock, npm::bun_lock)),
        (".nvmrc", kind(Npm, Runtime, |text| runtime("node", text))),
        (".node-version", kind(Npm, Runtime, |text| runtime("node", text))),
        ("go.mod", kind(Go, Manifest, go::go_mod)),
        ("go.work", kind(Go, Runtime, go::go_work)),
        ("Cargo.toml", kind(Cargo, Manifest, cargo::manifest)),
        ("Cargo.lock", kind(Cargo, Lock, cargo::lock)),
        ("Gemfile", kind(Gem, Manifest, ruby::gemfile)),
        ("gems.rb", kind(Gem, Manifest, ruby::gemfile)),
        ("Gemfile.lock", kind(Gem, Lock, ruby::gemfile_lock)),
        ("gems.locked", kind(Gem, Lock, ruby::gemfile_lock)),
        (".ruby-version", kind(Gem, Runtime, |text| runtime("ruby", text))),
        ("pyproject.toml", kind(Pypi, Manifest, python::pyproject)),
        ("setup.cfg", kind(Pypi, Manifest, python::setup_cfg)),
        ("Pipfile", kind(Pypi, Manifest, python::pipfile)),
        ("Pipfile.lock", kind(Pypi, Lock, python_locks::pipfile_lock)),
        ("poetry.lock", kind(Pypi, Lock, python_locks::poetry_lock)),
        ("pdm.lock", kind(Pypi, Lock, python_locks::poetry_lock)),
        ("uv.lock", kind(Pypi, Lock, python_locks::uv_lock)),
        (".python-version", kind(Pypi, Runtime, python::version_file)),
        ("runtime.txt", kind(Pypi, Runtime, python::version_file)),
        ("composer.json", kind(Composer, Manifest, php::manifest)),
        ("composer.lock", kind(Composer, Lock, php::lock)),
        ("pom.xml", kind(Maven, Manifest, maven::pom)),
        ("build.gradle", kind(Maven, Manifest, gradle::build)),
        ("build.gradle.kts", kind(Maven, Manifest, gradle::build)),
        ("settings.gradle", kind(Maven, Manifest, gradle::build)),
        ("settings.gradle.kts", kind(Maven, Manifest, gradle::build)),
        ("gradle.properties", kind(Maven, Shared, gradle::properties)),
        ("gradle.lockfile", kind(Maven, Lock, gradle::lockfile)),
        ("libs.versions.toml", kind(Maven, Shared, gradle::catalog)),
        ("Directory.Packages.props", kind(Nuget, Shared, dotnet::project)),
        ("Directory.Build.props", kind(Nuget, Manifest, dotnet::project)),
        ("Directory.Build.targets", kind(Nuget, Manifest, dotnet::project)),
        ("packages.lock.json", kind(Nuget, Lock, dotnet::lock)),
        ("mix.exs", kind(Hex, Manifest, elixir::manifest)),
        ("mix.lock", kind(Hex, Lock, elixir::lock)),
        ("pubspec.yaml", kind(Pub, Manifest, dart::manifest)),
        ("pubspec.lock", kind(Pub, Lock, dart::lock)),
        ("Package.swift", kind(Swift, Manifest, swift::manifest)),
        ("Package.resolved", kind(Swift, Lock, swift::lock)),
        ("build.sbt", kind(Maven, Manifest, scala::build)),
        ("deps.edn", kind(Maven, Manifest, clojure::deps)),
        ("project.clj", kind(Maven, Manifest, clojure::project)),
        ("package.yaml", kind(Hackage, Manifest, haskell::package)),
        ("cpanfile", kind(Cpan, Manifest, perl::cpanfile)),
    ]
};

/// Patterns of the other names, and of files that stand for the folder above theirs. Braces hold only names, since Eglot 1.9 refuses all
/// patterns of a registration with a `*` inside of braces.
const OTHER_GLOBS: [&str; 4] = [
    "**/*.{gemspec,cabal,csproj,fsproj,vbproj}",
    "**/*requirements*.{txt,in}",
    "**/project/*.scala",
    "**/requirements/*.{txt,in}",
];

const fn kind(ecosystem: Ecosystem, role: Role, read: fn(&str) -> Result<Packages, Broken>) -> Kind {
    Kind { ecosystem, role, lifted: 0, read }
}

impl Kind {
    /// The kind of the file with that path; `/` between folders.
    pub fn of(path: &str) -> Option<Self> {
        use Ecosystem::{Gem, Hackage, Maven, Nuget, Pypi};
        use Role::Manifest;
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let folder = folder.rsplit('/').next().unwrap_or(folder);
        if let Some((_, kind)) = NAMED.iter().find(|(known, _)| *known == name) {
            let lifted = usize::from(name == "libs.versions.toml" && folder == "gradle");
            return Some(Self { lifted, ..*kind });
        }
        match name {
            _ if name.ends_with(".gemspec") => Some(kind(Gem, Manifest, ruby::gemspec)),
            _ if name.ends_with(".cabal") && name.len() > ".cabal".len() => {
                Some(kind(Hackage, Manifest, haskell::cabal))
            }
            _ if [".csproj", ".fsproj", ".vbproj"].iter().any(|end| name.ends_with(end)) => {
                Some(kind(Nuget, Manifest, dotnet::project))
            }
            _ if name.ends_with(".scala") && folder == "project" => {
                Some(Self { lifted: 1, ..kind(Maven, Manifest, scala::build) })
            }
            _ if is_requirements(folder, name) => {
                let is_dev = packages::is_dev_group(name.trim_start_matches("requirements"));
                let read = if is_dev { dev_requirements } else { python::requirements };
                let lifted = usize::from(folder.starts_with("requirements"));
                Some(Self { lifted, ..kind(Pypi, Manifest, read) })
            }
            _ => None,
        }
    }

    /// The folder for which the file of this kind with that path holds.
    pub fn folder_of<'p>(&self, path: &'p str) -> &'p str {
        (0..self.lifted).fold(parent(path), |folder, _| parent(folder))
    }

    /// Patterns of the paths that have a kind, as LSP 3.17 has them (`GlobPattern`).
    pub fn globs() -> Vec<String> {
        let names: Vec<&str> = NAMED.iter().map(|(name, _)| *name).collect();
        [format!("**/{{{}}}", names.join(","))].into_iter().chain(OTHER_GLOBS.map(str::to_owned)).collect()
    }

    /// Whether a folder may hold files for the one above it, by its name.
    pub fn may_be_lifted(folder: &str) -> bool {
        folder == "gradle" || folder == "project" || folder.starts_with("requirements")
    }

    /// The packages of a file of this kind with that text.
    ///
    /// # Errors
    /// The reason why nothing in it can be read.
    pub fn read(&self, text: &str) -> Result<Packages, Broken> {
        (self.read)(text.trim_start_matches('\u{feff}'))
    }
}

/// `requirements.txt`, `requirements-dev.txt`, `dev-requirements.txt`, `requirements/base.txt`, and the same with `.in`.
fn is_requirements(folder: &str, name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".in")) else { return false };
    folder == "requirements" || stem.starts_with("requirements") || stem.ends_with("requirements")
}

fn dev_requirements(text: &str) -> Result<Packages, Broken> {
    let mut found = python::requirements(text)?;
    found.dependencies.iter_mut().for_each(|dependency| dependency.is_dev = true);
    Ok(Packages { is_whole_graph: false, ..found })
}

/// A file that holds the version of a language and nothing else.
fn runtime(name: &'static str, text: &str) -> Result<Packages, Broken> {
    let version = text.trim().trim_start_matches("ruby-").trim_start_matches('v');
    let range = super::Range::series(version);
    if range.is_none() {
        return Err(Broken("it has no version".into()));
    }
    Ok(Packages { dependencies: vec![super::Dependency::runtime(name, range, version)], ..Packages::default() })
}

//! Any text as the manifests and lock files of a workspace: reading them ends, and the answers agree with each other.
//!
//! An input is files, with the record separator between them. The first line of each is its path.

use std::cmp::Ordering;

use http_status_lsp::catalog::Library;
use http_status_lsp::project::{Ecosystem, Kind, Presence, Project, Range, Version, Versions, Wanted};

use super::SEPARATOR;

/// Checks one input.
pub fn check(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let files: Vec<(&str, &str)> =
        text.split(char::from(SEPARATOR)).take(8).map(|file| file.split_once('\n').unwrap_or((file, ""))).collect();
    let mut versions: Vec<Version> = Vec::new();
    for (path, text) in &files {
        let Some(kind) = Kind::of(path) else {
            requirement(text, &mut versions);
            continue;
        };
        let Ok(packages) = kind.read(text) else { continue };
        for dependency in packages.dependencies.iter().chain(&packages.shared) {
            let normalized = dependency.ecosystem.normalized(&dependency.name);
            assert!(dependency.wanted == Wanted::Alias || normalized == dependency.name, "{dependency:?}");
            versions.extend(dependency.range().into_iter().flat_map(ends));
        }
    }
    order(&versions);
    let mut project = Project::of(files.iter().copied());
    let ask = |project: &Project| -> Vec<Presence> {
        let paths = files.iter().map(|(path, _)| *path);
        paths
            .flat_map(|path| Library::all().iter().step_by(7).map(move |library| project.library(path, library)))
            .collect()
    };
    let answers = ask(&project);
    for answer in &answers {
        let Presence::Present(installed) = answer else { continue };
        if let Versions::Range(range) = &installed.version {
            assert!(range.single().is_none(), "{range}");
        }
    }
    assert!(project.broken().count() <= files.len());
    // The order in which files arrive and that one arrives twice change nothing.
    for (path, text) in &files {
        project.insert(path, text);
    }
    let mut seen = std::collections::HashSet::new();
    if files.iter().all(|(path, _)| seen.insert(*path)) {
        assert_eq!(answers, ask(&project));
    }
    for (path, _) in &files {
        project.remove(path);
    }
    assert_eq!(project.broken().count(), 0);
}

/// A text that is no file of a kind: a requirement of each ecosystem.
fn requirement(text: &str, versions: &mut Vec<Version>) {
    versions.extend(Version::parse(text));
    for (_, ecosystem) in Ecosystem::ALL {
        let Some(range) = Range::parse(ecosystem, text) else { continue };
        versions.extend(ends(&range));
        if let Some(version) = range.single() {
            assert!(range.contains(version), "{text:?} is {range}");
        }
    }
}

fn ends(range: &Range) -> Vec<Version> {
    [&range.lowest, &range.highest].into_iter().flatten().map(|bound| bound.version.clone()).collect()
}

/// Versions are in one order: the same in both directions, and through a third.
fn order(versions: &[Version]) {
    let versions = &versions[..versions.len().min(12)];
    for a in versions {
        assert_eq!(a, &a.clone());
        for b in versions {
            assert_eq!(a.cmp(b), b.cmp(a).reverse(), "{a} and {b}");
            for c in versions {
                let is_less = a.cmp(b) != Ordering::Greater && b.cmp(c) != Ordering::Greater;
                assert!(!is_less || a.cmp(c) != Ordering::Greater, "{a}, {b} and {c}");
            }
        }
    }
}

//! The libraries of a workspace: each kind of manifest and lock file, workspaces, hostile files.

use std::fmt::Write;

use expect_test::Expect;
use http_status_lsp::catalog::Library;
use http_status_lsp::project::{Dependency, Ecosystem, Installed, Kind, Presence, Project, Reach, Versions, Wanted};

#[path = "project/files.rs"]
mod files;
#[path = "project/files_jvm.rs"]
mod files_jvm;
#[path = "project/files_npm.rs"]
mod files_npm;
#[path = "project/files_python.rs"]
mod files_python;
#[path = "project/hostile.rs"]
mod hostile;
#[path = "project/libraries.rs"]
mod libraries;
#[path = "project/workspaces.rs"]
mod workspaces;
#[path = "project/workspaces_npm.rs"]
mod workspaces_npm;

/// Checks the packages of one file: a package a line with its version, the package that depends on it, and whether it is for development.
fn check_file(path: &str, text: &str, expected: &Expect) {
    let kind = Kind::of(path).unwrap_or_else(|| panic!("{path} is read"));
    let mut shown = String::new();
    match kind.read(text) {
        Err(reason) => writeln!(shown, "broken: {reason}").expect("a text"),
        Ok(packages) => {
            packages.dependencies.iter().for_each(|one| line(&mut shown, one, ""));
            packages.shared.iter().for_each(|one| line(&mut shown, one, " (shared)"));
            if packages.is_whole_graph {
                writeln!(shown, "the whole graph").expect("a text");
            }
        }
    }
    expected.assert_eq(&shown);
}

fn line(shown: &mut String, one: &Dependency, note: &str) {
    let version = match &one.wanted {
        Wanted::Range(range) => range.to_string(),
        other => format!("{other:?} {}", one.text).trim_end().to_owned(),
    };
    let reach = match one.reach {
        Reach::Direct => "",
        Reach::Indirect => " indirect",
        Reach::Unknown => " ?",
    };
    let dev = if one.is_dev { " dev" } else { "" };
    writeln!(shown, "{} {version}{reach}{dev}{note}", one.name).expect("a text");
}

/// The project of a fixture, in which each file begins with a line `//- path`.
fn project(fixture: &str) -> Project {
    let files = fixture.split("//- ").skip(1).map(|file| file.split_once('\n').unwrap_or((file, "")));
    Project::of(files)
}

/// Checks the project's packages as files see them: `path: ecosystem name`, a question a line.
fn check(fixture: &str, questions: &str, expected: &Expect) {
    let project = project(fixture);
    let mut shown = String::new();
    for (path, reason) in project.broken() {
        writeln!(shown, "{path} is broken: {reason}").expect("a text");
    }
    for question in questions.lines().map(str::trim).filter(|question| !question.is_empty()) {
        let (path, package) = question.split_once(": ").expect("a path");
        let answer = match package.split_once(' ') {
            Some((ecosystem, name)) => project.package(path, Ecosystem::named(ecosystem).expect("an ecosystem"), name),
            None => {
                let library = Library::all().iter().find(|library| library.id == package).expect("a library");
                project.library(path, library)
            }
        };
        writeln!(shown, "{question} = {}", said(&answer)).expect("a text");
    }
    expected.assert_eq(&shown);
}

fn said(presence: &Presence) -> String {
    match presence {
        Presence::Absent => "absent".into(),
        Presence::Unknown => "unknown".into(),
        Presence::Present(Installed { version, is_direct, is_dev }) => {
            let version = match version {
                Versions::Exact(version) => version.to_string(),
                Versions::Range(range) => range.to_string(),
                Versions::Unknown => "some version".into(),
            };
            let reach = if *is_direct { "" } else { ", indirect" };
            format!("{version}{reach}{}", if *is_dev { ", dev" } else { "" })
        }
    }
}

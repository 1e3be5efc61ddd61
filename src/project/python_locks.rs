//! Lock files of Python: `Pipfile.lock`, `poetry.lock`, `pdm.lock`, `uv.lock`.

use std::collections::HashSet;

use super::packages::Reach;
use super::tree::{Node, from_json, from_toml};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

fn locked(name: &str, version: &str) -> Dependency {
    Dependency::locked(Ecosystem::Pypi, name, version.trim_start_matches('='))
}

pub(super) fn pipfile_lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let mut seen = HashSet::new();
    for (group, is_dev) in [("default", false), ("develop", true)] {
        for (name, package) in tree.get(group).entries() {
            if seen.insert(name) {
                found.dependencies.push(locked(name, package.text_of("version")).dev(is_dev));
            }
        }
    }
    let version = tree.at(&["_meta", "requires", "python_version"]).text();
    found.dependencies.extend(version.map(|text| Dependency::runtime("python", Range::series(text), text)));
    match tree.get("default") {
        Node::Map(_) => Ok(found),
        _ => Err(Broken("it has no `default`".into())),
    }
}

/// `poetry.lock` and `pdm.lock`.
pub(super) fn poetry_lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for package in tree.get("package").items() {
        let groups = package.get("groups");
        let is_in_main = groups.texts().any(|group| matches!(group, "main" | "default"));
        let is_dev = package.text_of("category") == "dev" || !groups.items().is_empty() && !is_in_main;
        found.dependencies.push(locked(package.text_of("name"), package.text_of("version")).dev(is_dev));
    }
    let python = tree.at(&["metadata", "python-versions"]).text();
    let range = |text: &str| Range::parse(Ecosystem::Npm, text);
    found.dependencies.extend(python.map(|text| Dependency::runtime("python", range(text), text)));
    Ok(found)
}

pub(super) fn uv_lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let packages = tree.get("package").items();
    let is_member = |package: &&Node<'_>| {
        let source = package.get("source");
        ["virtual", "editable"].iter().any(|key| source.get(key).text().is_some())
    };
    let mut needed: HashSet<&str> = HashSet::new();
    let mut for_dev: HashSet<&str> = HashSet::new();
    for member in packages.iter().filter(is_member) {
        needed.extend(member.get("dependencies").items().iter().map(|item| item.text_of("name")));
        for (extra, items) in member.get("optional-dependencies").entries() {
            let names = items.items().iter().map(|item| item.text_of("name"));
            if super::packages::is_dev_group(extra) { for_dev.extend(names) } else { needed.extend(names) }
        }
        for (_, items) in member.get("dev-dependencies").entries() {
            for_dev.extend(items.items().iter().map(|item| item.text_of("name")));
        }
    }
    for package in packages.iter().filter(|package| !is_member(package)) {
        let name = package.text_of("name");
        let is_direct = needed.contains(name) || for_dev.contains(name);
        let reach = if is_direct { Reach::Direct } else { Reach::Indirect };
        let entry = locked(name, package.text_of("version")).reached(reach);
        found.dependencies.push(entry.dev(for_dev.contains(name) && !needed.contains(name)));
    }
    let python = tree.get("requires-python").text();
    let range = |text: &str| Range::parse(Ecosystem::Pypi, text);
    found.dependencies.extend(python.map(|text| Dependency::runtime("python", range(text), text)));
    Ok(found)
}

//! `Cargo.toml` and `Cargo.lock`.

use std::collections::HashSet;

use super::packages::{Members, Reach, Wanted};
use super::tree::{Node, from_toml};
use super::{Broken, Dependency, Ecosystem, Packages, Range, Version};

const GROUPS: [(&str, bool); 5] = [
    ("dependencies", false),
    ("dev-dependencies", true),
    ("dev_dependencies", true),
    ("build-dependencies", false),
    ("build_dependencies", false),
];

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages::default();
    let targets = tree.get("target").entries().iter().map(|(_, target)| target);
    for tables in std::iter::once(&tree).chain(targets) {
        for (group, is_dev) in GROUPS {
            let entries = tables.get(group).entries().iter();
            found.dependencies.extend(entries.map(|(name, entry)| dependency(name, entry).dev(is_dev)));
        }
    }
    let version = tree.at(&["package", "rust-version"]).text();
    let range = version.and_then(Version::parse).map(Range::from);
    found.dependencies.extend(version.map(|version| Dependency::runtime("rust", range, version)));
    let workspace = tree.get("workspace");
    found.shared =
        workspace.get("dependencies").entries().iter().map(|(name, entry)| dependency(name, entry)).collect();
    if workspace.is_map() {
        let patterns = |key: &str| workspace.get(key).texts().map(str::to_owned).collect();
        found.members = Some(Members { included: patterns("members"), excluded: patterns("exclude") });
    }
    Ok(found)
}

fn dependency(name: &str, entry: &Node<'_>) -> Dependency {
    let package = entry.get("package").text().unwrap_or(name);
    if entry.get("workspace").is_true() {
        return Dependency::new(Ecosystem::Cargo, name, "").wanting(Wanted::Workspace);
    }
    let text = entry.text().unwrap_or_else(|| entry.text_of("version"));
    let dependency = Dependency::new(Ecosystem::Cargo, package, text);
    if text.is_empty() { dependency.wanting(Wanted::Unknown) } else { dependency }
}

pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let packages = tree.get("package").items();
    let is_member = |package: &&Node<'_>| package.get("source").text().is_none();
    // `name` or, where there are several versions, `name version`; older files add the source.
    let without_source = |text: &str| text.split(' ').take(2).collect::<Vec<_>>().join(" ");
    let direct: HashSet<String> = packages
        .iter()
        .filter(is_member)
        .flat_map(|package| package.get("dependencies").texts().map(without_source))
        .collect();
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for package in packages {
        let (name, version) = (package.text_of("name"), package.text_of("version"));
        let is_direct = direct.contains(name) || direct.contains(&format!("{name} {version}"));
        // A member of the workspace is there for the members that ask for it.
        if is_member(&package) && !is_direct {
            continue;
        }
        let reach = if is_direct { Reach::Direct } else { Reach::Indirect };
        found.dependencies.push(Dependency::locked(Ecosystem::Cargo, name, version).reached(reach));
    }
    Ok(found)
}

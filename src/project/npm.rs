//! `package.json`, `pnpm-workspace.yaml` and the lock files of npm, pnpm, Yarn and Bun.

use std::collections::HashSet;

use super::packages::{Members, Place, Reach, Wanted};
use super::tree::{Node, from_json, from_yaml, plain_json};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

/// The groups of a manifest and whether they are for development alone.
const GROUPS: [(&str, bool); 4] =
    [("dependencies", false), ("devDependencies", true), ("peerDependencies", false), ("optionalDependencies", false)];

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    if !tree.is_map() {
        return Err(Broken("it is not an object".into()));
    }
    let mut found = Packages { dependencies: declared(&tree), ..Packages::default() };
    let node = tree.at(&["engines", "node"]).text();
    found.dependencies.extend(node.map(|text| Dependency::runtime("node", Range::parse(Ecosystem::Npm, text), text)));
    let workspaces = tree.get("workspaces");
    let patterns = if workspaces.is_map() { workspaces.get("packages") } else { workspaces };
    found.members = members(patterns);
    found.shared = catalogs(workspaces);
    found.shared.extend(catalogs(&tree));
    Ok(found)
}

pub(super) fn pnpm_workspace(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    Ok(Packages { members: members(tree.get("packages")), shared: catalogs(&tree), ..Packages::default() })
}

/// Patterns of folders; those with `!` leave folders out.
fn members(patterns: &Node<'_>) -> Option<Members> {
    if patterns.items().is_empty() {
        return None;
    }
    let (excluded, included): (Vec<&str>, Vec<&str>) = patterns.texts().partition(|pattern| pattern.starts_with('!'));
    let included = included.into_iter().map(str::to_owned).collect();
    Some(Members { included, excluded: excluded.into_iter().map(|pattern| pattern[1..].to_owned()).collect() })
}

fn catalogs(tree: &Node<'_>) -> Vec<Dependency> {
    let default = tree.get("catalog").entries().iter().map(|entry| ("", entry));
    let named = tree.get("catalogs").entries().iter().flat_map(|(catalog, entries)| {
        let catalog = if catalog == "default" { "" } else { catalog };
        entries.entries().iter().map(move |entry| (catalog, entry))
    });
    let entries = default.chain(named).filter_map(|(catalog, (name, version))| {
        Some(Dependency::new(Ecosystem::Npm, name, version.text()?).at(Place::Catalog(catalog.into())))
    });
    entries.collect()
}

/// The dependencies that a manifest, or a folder's entry in a lock file, names.
fn declared(tree: &Node<'_>) -> Vec<Dependency> {
    let mut found = Vec::new();
    for (group, is_dev) in GROUPS {
        for (name, version) in tree.get(group).entries() {
            if let Some(text) = version.text() {
                found.push(requirement(name, text).dev(is_dev));
            }
        }
    }
    found
}

/// A requirement of npm: a range, a tag, an address, or a reference to the workspace, a catalog or another name.
fn requirement(name: &str, text: &str) -> Dependency {
    let alias = text.strip_prefix("npm:").and_then(|alias| alias.rsplit_once('@'));
    if let Some((package, text)) = alias.filter(|(package, _)| !package.is_empty()) {
        return Dependency::new(Ecosystem::Npm, package, text);
    }
    let dependency = Dependency::new(Ecosystem::Npm, name, text);
    if let Some(catalog) = text.strip_prefix("catalog:") {
        let catalog = if catalog == "default" { "" } else { catalog };
        return dependency.wanting(Wanted::Catalog(catalog.into()));
    }
    match text.strip_prefix("workspace:").and_then(|text| Range::parse(Ecosystem::Npm, text)) {
        Some(range) => dependency.wanting(Wanted::Range(range)),
        None => dependency,
    }
}

fn locked(name: &str, version: &str, reach: Reach, place: Place) -> Dependency {
    Dependency::locked(Ecosystem::Npm, name, version).reached(reach).at(place)
}

/// `package-lock.json` and `npm-shrinkwrap.json`, of all three versions.
pub(super) fn package_lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let packages = tree.get("packages");
    if !packages.is_map() {
        if !tree.is_map() {
            return Err(Broken("it is not an object".into()));
        }
        old_lock(tree.get("dependencies"), &mut found.dependencies);
        return Ok(found);
    }
    // The folders of the workspace are entries too, with what they ask for.
    let folders = packages.entries().iter().filter(|(path, _)| !path.contains("node_modules/"));
    let direct: HashSet<&str> = folders
        .flat_map(|(_, folder)| GROUPS.iter().flat_map(|(group, _)| folder.get(group).entries()))
        .map(|(name, _)| &**name)
        .collect();
    for (path, package) in packages.entries() {
        let Some((folder, installed)) = path.rsplit_once("node_modules/") else { continue };
        if package.get("link").is_true() {
            continue;
        }
        // An alias has the real name beside it.
        let name = package.get("name").text().unwrap_or(installed);
        let folder = folder.trim_end_matches('/');
        let is_nested = folder.contains("node_modules");
        let place = if is_nested { Place::Nested } else { Place::Folder(folder.to_owned()) };
        let is_direct = !is_nested && direct.contains(installed);
        let reach = if is_direct { Reach::Direct } else { Reach::Indirect };
        let is_dev = package.get("dev").is_true() || package.get("devOptional").is_true();
        found.dependencies.push(locked(name, package.text_of("version"), reach, place).dev(is_dev));
    }
    Ok(found)
}

/// The nested lists of the first version.
fn old_lock(dependencies: &Node<'_>, found: &mut Vec<Dependency>) {
    let mut lists = vec![(dependencies, true)];
    while let Some((list, is_top)) = lists.pop() {
        for (name, package) in list.entries() {
            let (reach, place) = match is_top {
                true => (Reach::Unknown, Place::Anywhere),
                false => (Reach::Indirect, Place::Nested),
            };
            let entry = locked(name, package.text_of("version"), reach, place);
            found.push(entry.dev(package.get("dev").is_true()));
            lists.push((package.get("dependencies"), false));
        }
    }
}

pub(super) fn pnpm_lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let importers = tree.get("importers");
    // Before workspaces had entries, the file itself was the only importer.
    let root = [("".into(), tree.clone())];
    let importers = if importers.is_map() { importers.entries() } else { &root };
    let mut seen = HashSet::new();
    for (folder, importer) in importers {
        let folder = folder.trim_start_matches("./").trim_end_matches('.');
        for (group, is_dev) in GROUPS {
            for (name, entry) in importer.get(group).entries() {
                let version = entry.text().unwrap_or_else(|| entry.text_of("version"));
                let (name, version) = pnpm_version(name, version);
                seen.insert((name.to_owned(), version.to_owned()));
                let place = Place::Folder(folder.to_owned());
                found.dependencies.push(locked(name, version, Reach::Direct, place).dev(is_dev));
            }
        }
    }
    for (key, package) in tree.get("packages").entries() {
        let (name, version) = pnpm_version("", key);
        if seen.insert((name.to_owned(), version.to_owned())) {
            let is_dev = package.get("dev").is_true();
            found.dependencies.push(locked(name, version, Reach::Indirect, Place::Nested).dev(is_dev));
        }
    }
    Ok(found)
}

/// Name and version of `1.0.0(peer@2)` and `1.0.0_peer@2`, of `other@1.0.0`, and of `/other/1.0.0`, which older files write.
fn pnpm_version<'v>(name: &'v str, text: &'v str) -> (&'v str, &'v str) {
    let text = text.split('(').next().unwrap_or_default();
    let text = text.strip_prefix('/').unwrap_or(text);
    let is_version = |text: &str| text.starts_with(|c: char| c.is_ascii_digit());
    let without_peers = |version: &'v str| version.split('_').next().unwrap_or_default();
    if is_version(text) || text.contains(':') {
        return (name, without_peers(text));
    }
    let in_older = text.rsplit_once('/').filter(|(_, version)| is_version(version));
    let at = || text.rfind('@').filter(|at| *at > 0);
    match in_older.or_else(|| at().map(|at| (&text[..at], &text[at + 1..]))) {
        Some((name, version)) => (name, without_peers(version)),
        None => (name, text),
    }
}

pub(super) fn yarn_lock(text: &str) -> Result<Packages, Broken> {
    if text.contains("__metadata:") {
        return yarn_berry(text);
    }
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let mut heads: Vec<(&str, &str)> = Vec::new();
    let mut is_lock = text.trim().is_empty() || text.contains("# yarn lockfile");
    for line in text.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some(head) = line.strip_suffix(':').filter(|line| !line.starts_with(' ')) {
            let descriptors = head.split(',').map(|part| part.trim().trim_matches('"'));
            heads = descriptors.filter_map(descriptor).collect();
            is_lock = true;
        } else if let Some(version) = line.strip_prefix("  version ") {
            push_heads(&heads, version.trim().trim_matches('"'), Reach::Unknown, &mut found.dependencies);
        }
    }
    if is_lock { Ok(found) } else { Err(Broken("it is not a lock file of Yarn".into())) }
}

/// Name and requirement of `name@^1.0` and `@scope/name@npm:^1.0`.
fn descriptor(text: &str) -> Option<(&str, &str)> {
    let at = text.char_indices().skip(1).find(|(_, c)| *c == '@')?.0;
    Some((&text[..at], &text[at + 1..]))
}

fn push_heads(heads: &[(&str, &str)], version: &str, reach: Reach, found: &mut Vec<Dependency>) {
    for (name, requirement) in heads {
        let real = requirement.strip_prefix("npm:").unwrap_or(requirement);
        let alias = real.rsplit_once('@').map(|(package, _)| package).filter(|package| !package.is_empty());
        let place = Place::Requirement(real.to_owned());
        found.push(locked(alias.filter(|_| real != *requirement).unwrap_or(name), version, reach, place));
    }
}

/// Yarn since version 2: YAML.
fn yarn_berry(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let mut direct: HashSet<(&str, &str)> = HashSet::new();
    let is_member = |key: &str| key.contains("@workspace:");
    for (_, folder) in tree.entries().iter().filter(|(key, _)| is_member(key)) {
        let dependencies = folder.get("dependencies").entries().iter();
        direct.extend(dependencies.filter_map(|(name, requirement)| Some((&**name, requirement.text()?))));
    }
    for (key, package) in tree.entries().iter().filter(|(key, _)| *key != "__metadata" && !is_member(key)) {
        let heads: Vec<(&str, &str)> = key.split(',').filter_map(|part| descriptor(part.trim())).collect();
        let is_direct = heads.iter().any(|(name, requirement)| {
            direct.contains(&(name, requirement))
                || requirement.strip_prefix("npm:").is_some_and(|requirement| direct.contains(&(name, requirement)))
        });
        let reach = if is_direct { Reach::Direct } else { Reach::Indirect };
        push_heads(&heads, package.text_of("version"), reach, &mut found.dependencies);
    }
    Ok(found)
}

/// `bun.lock`, which is JSON with commas behind last items.
pub(super) fn bun_lock(text: &str) -> Result<Packages, Broken> {
    let plain = plain_json(text);
    let tree = from_json(&plain)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    let folders = tree.get("workspaces").entries().iter();
    let direct: Vec<Dependency> = folders.flat_map(|(_, folder)| declared(folder)).collect();
    let names: HashSet<&str> = direct.iter().map(|dependency| dependency.name.as_str()).collect();
    let needed: HashSet<&str> = direct.iter().filter(|d| !d.is_dev).map(|d| d.name.as_str()).collect();
    for (key, package) in tree.get("packages").entries() {
        let Some((name, version)) = package.items().first().and_then(Node::text).and_then(descriptor) else { continue };
        if version.starts_with("workspace:") {
            continue;
        }
        // Behind the name of a package stand those that it alone has: `express/debug`, `@a/b/@c/d`.
        let is_nested = key.split('/').count() > if key.starts_with('@') { 2 } else { 1 };
        let is_direct = !is_nested && names.contains(name);
        let (reach, place) = match (is_nested, is_direct) {
            (true, _) => (Reach::Indirect, Place::Nested),
            (false, true) => (Reach::Direct, Place::Anywhere),
            (false, false) => (Reach::Indirect, Place::Anywhere),
        };
        found.dependencies.push(locked(name, version, reach, place).dev(is_direct && !needed.contains(name)));
    }
    found.shared = catalogs(&tree);
    Ok(found)
}

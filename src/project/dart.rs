//! `pubspec.yaml` and `pubspec.lock`.

use super::packages::{Members, Reach, Wanted};
use super::tree::from_yaml;
use super::{Broken, Dependency, Ecosystem, Packages, Range};

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    if !tree.is_map() {
        return Err(Broken("it is not a map".into()));
    }
    let mut found = Packages::default();
    for (group, is_dev) in [("dependencies", false), ("dev_dependencies", true)] {
        for (name, entry) in tree.get(group).entries() {
            let written = entry.text().or_else(|| entry.get("version").text());
            let dependency = Dependency::new(Ecosystem::Pub, name, written.unwrap_or_default()).dev(is_dev);
            let is_elsewhere = entry.is_map() && written.is_none();
            found.dependencies.push(if is_elsewhere { dependency.wanting(Wanted::Unknown) } else { dependency });
        }
    }
    let folders: Vec<String> = tree.get("workspace").texts().map(str::to_owned).collect();
    if !folders.is_empty() {
        found.members = Some(Members { included: folders, excluded: Vec::new() });
    }
    let sdk = tree.at(&["environment", "sdk"]).text();
    found.dependencies.extend(sdk.map(|text| Dependency::runtime("dart", Range::parse(Ecosystem::Pub, text), text)));
    Ok(found)
}

pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for (name, package) in tree.get("packages").entries() {
        let kind = package.text_of("dependency");
        let reach = if kind.starts_with("direct") { Reach::Direct } else { Reach::Indirect };
        let entry = Dependency::locked(Ecosystem::Pub, name, package.text_of("version"));
        found.dependencies.push(entry.reached(reach).dev(kind == "direct dev"));
    }
    if tree.get("packages").is_map() { Ok(found) } else { Err(Broken("it has no `packages`".into())) }
}

//! `composer.json` and `composer.lock`.

use super::tree::{Node, from_json};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

pub(super) fn manifest(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    if !tree.is_map() {
        return Err(Broken("it is not an object".into()));
    }
    let mut found = Packages::default();
    for (group, is_dev) in [("require", false), ("require-dev", true)] {
        for (name, version) in tree.get(group).entries() {
            found.dependencies.push(requirement(name, version.text().unwrap_or_default()).dev(is_dev));
        }
    }
    Ok(found)
}

fn requirement(name: &str, text: &str) -> Dependency {
    match name {
        "php" => Dependency::runtime("php", Range::parse(Ecosystem::Composer, text), text),
        _ => Dependency::new(Ecosystem::Composer, name, text),
    }
}

pub(super) fn lock(text: &str) -> Result<Packages, Broken> {
    let tree = from_json(text)?;
    let mut found = Packages { is_whole_graph: true, ..Packages::default() };
    for (group, is_dev) in [("packages", false), ("packages-dev", true)] {
        let packages = tree.get(group).items().iter();
        let locked = |package: &Node<'_>| {
            Dependency::locked(Ecosystem::Composer, package.text_of("name"), package.text_of("version")).dev(is_dev)
        };
        found.dependencies.extend(packages.map(locked));
    }
    match tree.get("packages") {
        Node::List(_) => Ok(found),
        _ => Err(Broken("it has no `packages`".into())),
    }
}

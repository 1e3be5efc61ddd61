//! `*.cabal` and `package.yaml`.

use super::tree::{Node, from_yaml};
use super::{Broken, Dependency, Ecosystem, Packages};

/// A line of `build-depends`: packages with commas between them. `package:library` and `package:{a, b}` name libraries of a package.
fn requirement(text: &str) -> Option<Dependency> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let rest = match rest.strip_prefix(':') {
        Some(library) => library.split_once([' ', '>', '<', '=', '^']).map_or("", |(name, _)| &library[name.len()..]),
        None => rest,
    };
    let is_name = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    is_name.then(|| Dependency::new(Ecosystem::Hackage, name, rest.trim()))
}

pub(super) fn cabal(text: &str) -> Result<Packages, Broken> {
    let mut found = Packages::default();
    let mut is_dev = false;
    // The indent of the field that is read.
    let mut field: Option<usize> = None;
    for line in text.lines() {
        let entry = line.trim();
        if entry.is_empty() || entry.starts_with("--") {
            continue;
        }
        let indent = line.len() - line.trim_start().len();
        if field.is_some_and(|field| indent > field) && !is_field(entry) {
            found
                .dependencies
                .extend(entry.split(',').filter_map(requirement).map(|dependency| dependency.dev(is_dev)));
            continue;
        }
        field = None;
        if indent == 0 {
            let section = entry.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
            if !section.ends_with(':') && !is_field(entry) {
                is_dev = matches!(section.as_str(), "test-suite" | "benchmark");
            }
        }
        if let Some((name, rest)) = entry.split_once(':')
            && name.trim().eq_ignore_ascii_case("build-depends")
        {
            field = Some(indent);
            found.dependencies.extend(rest.split(',').filter_map(requirement).map(|dependency| dependency.dev(is_dev)));
        }
    }
    Ok(found)
}

/// Whether a line begins a field, `ghc-options: …`.
fn is_field(entry: &str) -> bool {
    let Some((name, _)) = entry.split_once(':') else { return false };
    name.len() > 2
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
        && !entry.starts_with(',')
        && name.contains('-') | FIELDS.contains(&name.to_ascii_lowercase().as_str())
}

/// The fields without a hyphen that stand in sections.
const FIELDS: [&str; 8] = ["type", "import", "buildable", "extensions", "location", "branch", "default", "manual"];

pub(super) fn package(text: &str) -> Result<Packages, Broken> {
    let tree = from_yaml(text)?;
    if !tree.is_map() {
        return Err(Broken("it is not a map".into()));
    }
    let mut found = Packages { dependencies: listed(tree.get("dependencies")), ..Packages::default() };
    let library = ["library", "executable", "internal-libraries", "executables", "tests", "benchmarks"];
    for section in library {
        let is_dev = matches!(section, "tests" | "benchmarks");
        let section = tree.get(section);
        let parts = section.entries().iter().map(|(_, part)| part);
        for part in std::iter::once(section).chain(parts) {
            found
                .dependencies
                .extend(listed(part.get("dependencies")).into_iter().map(|dependency| dependency.dev(is_dev)));
        }
    }
    Ok(found)
}

/// A list of texts, a map from names to versions, or one text.
fn listed(dependencies: &Node<'_>) -> Vec<Dependency> {
    if let Some(text) = dependencies.text() {
        return text.split(',').filter_map(requirement).collect();
    }
    let in_map = dependencies.entries().iter().map(|(name, version)| {
        Dependency::new(Ecosystem::Hackage, name, version.text().unwrap_or_else(|| version.text_of("version")))
    });
    let in_list =
        dependencies.items().iter().filter_map(|item| requirement(item.text().unwrap_or_else(|| item.text_of("name"))));
    in_map.chain(in_list).collect()
}

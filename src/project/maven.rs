//! `pom.xml`.

use std::collections::HashMap;

use super::packages::{Place, Wanted};
use super::xml::{Element, from_xml};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

/// The catalog of lists of versions that a manifest imports.
pub(super) const IMPORTED: &str = "import";

pub(super) fn pom(text: &str) -> Result<Packages, Broken> {
    let root = from_xml(text)?;
    if root.name != "project" {
        return Err(Broken(format!("its root is `{}`", root.name)));
    }
    let mut found = Packages { properties: properties(&root), ..Packages::default() };
    let profiles: Vec<&Element> =
        root.child("profiles").into_iter().flat_map(|profiles| profiles.all("profile")).collect();
    for profile in &profiles {
        for (key, value) in properties(profile) {
            found.properties.entry(key).or_insert(value);
        }
    }
    if let Some(parent) = root.child("parent") {
        let path = parent.child("relativePath").map_or("../pom.xml", |path| path.text.trim());
        found.parent = Some(path.to_owned()).filter(|path| !path.is_empty());
        let version = parent.text_of("version");
        found.properties.insert("project.parent.version".into(), version.into());
        found.properties.entry("project.version".into()).or_insert_with(|| version.into());
        found.shared.push(dependency(parent, &found.properties));
    }
    for scope in std::iter::once(&root).chain(profiles) {
        let listed = |element: Option<&Element>| -> Vec<Dependency> {
            let list = element.and_then(|element| element.child("dependencies"));
            let entries = list.into_iter().flat_map(|list| list.all("dependency"));
            entries.map(|entry| dependency(entry, &found.properties)).collect()
        };
        let (managed, direct) = (listed(scope.child("dependencyManagement")), listed(Some(scope)));
        found.shared.extend(managed);
        found.dependencies.extend(direct);
    }
    let java = ["maven.compiler.release", "maven.compiler.source", "java.version"];
    let version = java.iter().find_map(|key| found.properties.get(*key)).filter(|version| !version.contains('$'));
    let version = version.map(|version| version.strip_prefix("1.").unwrap_or(version));
    let runtime = version.map(|version| Dependency::runtime("java", Range::series(version), version));
    found.dependencies.extend(runtime);
    Ok(found)
}

fn properties(element: &Element) -> HashMap<String, String> {
    let mut found = HashMap::new();
    for key in ["version", "groupId", "artifactId"] {
        let text = element.text_of(key);
        if !text.is_empty() {
            found.insert(format!("project.{key}"), text.to_owned());
        }
    }
    let entries = element.child("properties").into_iter().flat_map(|properties| &properties.children);
    found.extend(entries.map(|entry| (entry.name.clone(), entry.text.trim().to_owned())));
    found
}

fn dependency(entry: &Element, properties: &HashMap<String, String>) -> Dependency {
    let named = |key: &str| replaced(entry.text_of(key), properties);
    let (group, artifact) = (named("groupId"), named("artifactId"));
    let text = replaced(entry.text_of("version"), properties);
    let dependency = Dependency::new(Ecosystem::Maven, &format!("{group}:{artifact}"), &text);
    let dependency = dependency.dev(entry.text_of("scope") == "test");
    let dependency = if text.is_empty() { dependency.wanting(Wanted::Managed) } else { dependency };
    let is_imported = entry.text_of("scope") == "import";
    if is_imported { dependency.at(Place::Catalog(IMPORTED.into())) } else { dependency }
}

/// A text with the variables that are known in its place. One that is not known stays.
pub(super) fn replaced(text: &str, properties: &HashMap<String, String>) -> String {
    let mut text = text.to_owned();
    // Variables may stand for variables.
    for _ in 0..8 {
        let Some((start, end, name)) = variable(&text) else { break };
        let Some(value) = value_of(name, properties).filter(|value| value.len() < 200) else { break };
        text = [&text[..start], value, &text[end..]].concat();
    }
    text
}

/// The value of a variable: `name`, and in Gradle's scripts `project.property("name")`, `rootProject.ext.name`, `libs.versions.name.get()`.
fn value_of<'p>(name: &str, properties: &'p HashMap<String, String>) -> Option<&'p String> {
    let quoted = name.split(['"', '\'']).nth(1);
    let name = quoted.unwrap_or(name.strip_suffix(".get()").unwrap_or(name));
    properties.get(name).or_else(|| {
        let (owner, last) = name.rsplit_once('.')?;
        let is_owner = owner.split('.').all(|part| matches!(part, "project" | "rootProject" | "ext" | "extra"));
        properties.get(last).filter(|_| is_owner)
    })
}

/// The first variable: `${name}` of Maven and Gradle, `$name` of Gradle, `$(name)` of `MSBuild`.
fn variable(text: &str) -> Option<(usize, usize, &str)> {
    let start = text.find('$')?;
    let rest = &text[start + 1..];
    let bracketed = |open: char, close: char| {
        let inner = rest.strip_prefix(open)?;
        let length = inner.find(close)?;
        Some((start, start + 1 + 2 + length, inner[..length].trim()))
    };
    bracketed('{', '}').or_else(|| bracketed('(', ')')).or_else(|| {
        let length = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        (length > 0).then(|| (start, start + 1 + length, &rest[..length]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_replaced() {
        let properties = HashMap::from([("a".to_owned(), "${b}".to_owned()), ("b".to_owned(), "1.2".to_owned())]);
        assert_eq!(replaced("${a}.3", &properties), "1.2.3");
        assert_eq!(replaced("$(b)-$b", &properties), "1.2-1.2");
        assert_eq!(replaced("${c}", &properties), "${c}");
        let circle = HashMap::from([("a".to_owned(), "${a}${a}".to_owned())]);
        assert!(replaced("${a}", &circle).len() < 200);
    }
}

//! Manifests of Python: `requirements.txt`, `pyproject.toml`, `setup.cfg`, `Pipfile`, and files that name the version of Python.

use std::borrow::Cow;
use std::collections::HashSet;

use super::packages::{Members, Reach, Wanted, is_dev_group};
use super::tree::{Node, from_toml};
use super::{Broken, Dependency, Ecosystem, Packages, Range};

/// A requirement of PEP 508: `name[extra]>=1.0; marker`, `name @ address`.
fn requirement(text: &str) -> Option<Dependency> {
    let text = text.split(" #").next().unwrap_or_default().split(';').next().unwrap_or_default().trim();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && !"-_.".contains(c)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    if !name.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    let mut rest = rest.trim_start();
    if rest.starts_with('[') {
        rest = rest.split_once(']')?.1.trim_start();
    }
    if rest.starts_with('@') {
        return Some(Dependency::new(Ecosystem::Pypi, name, "").wanting(Wanted::Unknown));
    }
    // An address or a path.
    if rest.starts_with([':', '/', '+']) {
        return None;
    }
    let rest = rest.split(" --").next().unwrap_or_default();
    Some(Dependency::new(Ecosystem::Pypi, name, rest.trim_matches(['(', ')', ' '])))
}

fn python(text: &str) -> Dependency {
    let is_plain = text.starts_with(|c: char| c.is_ascii_digit());
    let range = if is_plain { Range::series(text) } else { Range::parse(Ecosystem::Pypi, text) };
    Dependency::runtime("python", range, text)
}

/// The version of Python as Poetry writes it, `^3.8`.
fn poetry_python(text: &str) -> Dependency {
    Dependency::runtime("python", Range::parse(Ecosystem::Npm, text), text)
}

/// `requirements.txt`. Where each line has a hash, pip refuses whatever is not listed, so the list is whole.
pub(super) fn requirements(text: &str) -> Result<Packages, Broken> {
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    let mut found = Packages::default();
    let mut hashes = 0;
    let mut is_whole = true;
    // Where the list has been compiled, a comment behind a package says who asks for it.
    let mut is_via = false;
    for line in text.lines() {
        let line = line.trim();
        if let Some(comment) = line.strip_prefix('#') {
            if let Some(last) = found.dependencies.last_mut() {
                if comment.trim_start().starts_with("via") {
                    (is_via, last.reach) = (true, Reach::Indirect);
                }
                if is_via && is_ours(comment) {
                    last.reach = Reach::Direct;
                }
            }
            continue;
        }
        let comment = line.split_once(" # via").map(|(_, comment)| comment);
        is_via = comment.is_some();
        if line.starts_with("-e ") || line.starts_with("--editable") || line.contains("://") && !line.contains(" @ ") {
            let egg = line.split_once("#egg=").map(|(_, name)| name.split(['&', '[', ' ']).next().unwrap_or_default());
            let unknown = |name| Dependency::new(Ecosystem::Pypi, name, "").wanting(Wanted::Unknown);
            found.dependencies.extend(egg.map(unknown));
            is_whole = false;
        } else if line.starts_with("-r") || line.starts_with("--requirement") {
            is_whole = false;
        } else if let Some(dependency) = requirement(line) {
            hashes += usize::from(line.contains("--hash="));
            let reach = if comment.is_none_or(is_ours) { Reach::Direct } else { Reach::Indirect };
            found.dependencies.push(dependency.reached(reach));
        }
    }
    found.is_whole_graph = is_whole && hashes > 0 && hashes == found.dependencies.len();
    Ok(found)
}

/// Whether a line of the comment says that the project asks: with a file, `-r a.in` or `a (pyproject.toml)`.
fn is_ours(comment: &str) -> bool {
    ["-r ", ".toml", ".in", "setup."].iter().any(|sign| comment.contains(sign))
}

pub(super) fn pyproject(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages::default();
    let project = tree.get("project");
    let all = &mut found.dependencies;
    all.extend(project.get("dependencies").texts().filter_map(requirement));
    for (group, items) in project.get("optional-dependencies").entries() {
        all.extend(items.texts().filter_map(requirement).map(|dependency| dependency.dev(is_dev_group(group))));
    }
    for table in [tree.get("dependency-groups"), tree.at(&["tool", "pdm", "dev-dependencies"])] {
        let items = table.entries().iter().flat_map(|(_, items)| items.texts());
        all.extend(items.filter_map(requirement).map(|dependency| dependency.dev(true)));
    }
    let uv = tree.at(&["tool", "uv"]);
    all.extend(uv.get("dev-dependencies").texts().filter_map(requirement).map(|dependency| dependency.dev(true)));
    // Members of the workspace have no version of a registry.
    let sources = uv.get("sources").entries().iter().filter(|(_, source)| source.get("workspace").is_true());
    let members: HashSet<Cow<'_, str>> = sources.map(|(name, _)| Ecosystem::Pypi.normalized(name)).collect();
    for dependency in all.iter_mut().filter(|dependency| members.contains(dependency.name.as_str())) {
        dependency.wanted = Wanted::Unknown;
    }
    let poetry = tree.at(&["tool", "poetry"]);
    all.extend(poetry_table(poetry.get("dependencies")));
    all.extend(poetry_table(poetry.get("dev-dependencies")).map(|dependency| dependency.dev(true)));
    for (group, table) in poetry.get("group").entries() {
        let is_dev = group != "main";
        all.extend(poetry_table(table.get("dependencies")).map(|dependency| dependency.dev(is_dev)));
    }
    all.extend(project.get("requires-python").text().map(python));
    let workspace = uv.get("workspace");
    if workspace.is_map() {
        let patterns = |key: &str| workspace.get(key).texts().map(str::to_owned).collect();
        found.members = Some(Members { included: patterns("members"), excluded: patterns("exclude") });
    }
    Ok(found)
}

/// Poetry's tables, where versions are written as npm writes them. Several entries of a name are for several platforms.
fn poetry_table<'n>(table: &'n Node<'_>) -> impl Iterator<Item = Dependency> + use<'n> {
    table.entries().iter().map(|(name, entry)| {
        let entry = entry.items().first().unwrap_or(entry);
        let text = entry.text().unwrap_or_else(|| entry.text_of("version"));
        if name == "python" {
            return poetry_python(text);
        }
        let dependency = Dependency::new(Ecosystem::Pypi, name, text);
        if text.is_empty() { dependency.wanting(Wanted::Unknown) } else { dependency }
    })
}

pub(super) fn setup_cfg(text: &str) -> Result<Packages, Broken> {
    let mut found = Packages::default();
    let (mut section, mut key) = (String::new(), String::new());
    for line in text.lines() {
        let is_continued = line.starts_with([' ', '\t']);
        let entry = line.trim();
        if entry.is_empty() || entry.starts_with(['#', ';']) {
            continue;
        }
        let mut value = entry;
        if !is_continued {
            if let Some(name) = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                section = name.trim().to_owned();
                key.clear();
                continue;
            }
            let (name, rest) = entry.split_once('=').unwrap_or((entry, ""));
            key = name.trim().to_owned();
            value = rest.trim();
        }
        match (section.as_str(), key.as_str()) {
            ("options", "install_requires" | "install-requires") => found.dependencies.extend(requirement(value)),
            ("options", "tests_require" | "tests-require") => {
                found.dependencies.extend(requirement(value).map(|dependency| dependency.dev(true)));
            }
            ("options", "python_requires" | "python-requires") => found.dependencies.push(python(value)),
            ("options.extras_require", extra) => {
                let is_dev = is_dev_group(extra);
                found.dependencies.extend(requirement(value).map(|dependency| dependency.dev(is_dev)));
            }
            _ => {}
        }
    }
    Ok(found)
}

pub(super) fn pipfile(text: &str) -> Result<Packages, Broken> {
    let tree = from_toml(text)?;
    let mut found = Packages::default();
    for (group, is_dev) in [("packages", false), ("dev-packages", true)] {
        found.dependencies.extend(poetry_table(tree.get(group)).map(|dependency| dependency.dev(is_dev)));
    }
    let requires = tree.get("requires");
    let version = requires.get("python_full_version").text().or_else(|| requires.get("python_version").text());
    found.dependencies.extend(version.map(python));
    Ok(found)
}

/// `.python-version` and `runtime.txt` (`python-3.11.4`): the first line that is a version.
pub(super) fn version_file(text: &str) -> Result<Packages, Broken> {
    let version = text.split_whitespace().map(|word| word.trim_start_matches("python-").trim_start_matches("cpython-"));
    let mut versions = version.filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
    let version = versions.next().ok_or_else(|| Broken("it has no version".into()))?;
    Ok(Packages { dependencies: vec![python(version)], ..Packages::default() })
}

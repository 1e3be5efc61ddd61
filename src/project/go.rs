//! `go.mod` and `go.work`.

use std::collections::HashMap;

use super::packages::Reach;
use super::{Broken, Dependency, Ecosystem, Packages, Range, Version};

pub(super) fn go_mod(text: &str) -> Result<Packages, Broken> {
    let mut found = Packages::default();
    // The version of the same module that replaces a required one; forks and folders count their own versions.
    let mut replaced: HashMap<&str, &str> = HashMap::new();
    let mut block = "";
    let mut has_module = false;
    for line in text.lines() {
        let (line, comment) = line.split_once("//").unwrap_or((line, ""));
        let line = line.trim();
        let mut words = line.split_whitespace();
        let Some(first) = words.next() else { continue };
        if first == ")" {
            block = "";
            continue;
        }
        if line.ends_with('(') {
            block = first.trim_end_matches('(');
            continue;
        }
        let (directive, rest) = if block.is_empty() { (first, line[first.len()..].trim()) } else { (block, line) };
        let mut words = rest.split_whitespace();
        match directive {
            "module" => has_module = true,
            "go" => {
                let range = Version::parse(rest).map(Range::from);
                found.dependencies.push(Dependency::runtime("go", range, rest));
            }
            "require" => {
                let (Some(path), Some(version)) = (words.next(), words.next()) else { continue };
                let reach = if comment.trim().starts_with("indirect") { Reach::Indirect } else { Reach::Direct };
                let path = path.trim_matches('"');
                found.dependencies.push(Dependency::locked(Ecosystem::Go, path, version).reached(reach));
            }
            "replace" => {
                if let Some((old, new)) = rest.split_once("=>") {
                    let path = old.split_whitespace().next().unwrap_or_default();
                    let mut parts = new.split_whitespace();
                    if let (true, Some(version)) = (parts.next() == Some(path), parts.next()) {
                        replaced.insert(path, version);
                    }
                }
            }
            _ => {}
        }
    }
    for dependency in found.dependencies.iter_mut().filter(|dependency| dependency.ecosystem == Ecosystem::Go) {
        if let Some(version) = replaced.get(dependency.name.as_str()) {
            *dependency = Dependency::locked(Ecosystem::Go, &dependency.name, version).reached(dependency.reach);
        }
    }
    if has_module { Ok(found) } else { Err(Broken("it has no `module`".into())) }
}

/// `go.work` says which Go it needs; its modules have their own files.
pub(super) fn go_work(text: &str) -> Result<Packages, Broken> {
    let version = text.lines().find_map(|line| line.trim().strip_prefix("go "));
    let range = version.and_then(Version::parse).map(Range::from);
    let dependencies = version.map(|version| Dependency::runtime("go", range, version.trim()));
    Ok(Packages { dependencies: dependencies.into_iter().collect(), ..Packages::default() })
}

//! The notices of third-party packages list what is distributed, by the lock files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PROGRAM: &str = "THIRD-PARTY-NOTICES.txt";
const ZED: &str = "editors/zed/THIRD-PARTY-NOTICES.txt";
const VSCODE: &str = "editors/vscode/THIRD-PARTY-NOTICES.txt";

/// Procedural macros run in the compiler, nothing is released for Redox and WASI, and of `toml` the writer and the order of keys are features
/// that the program does without. Neither these nor what only they need is linked.
const NOT_IN_THE_PROGRAM: [&str; 12] = [
    "clap_derive",
    "futures-macro",
    "indexmap",
    "redox_syscall",
    "redox_users",
    "ref-cast-impl",
    "serde_derive",
    "thiserror-impl",
    "tokio-macros",
    "toml_writer",
    "tracing-attributes",
    "wasi",
];
/// Procedural macros, as above.
const NOT_IN_THE_ZED_EXTENSION: [&str; 3] = ["futures-macro", "serde_derive", "wit-bindgen-rust-macro"];

/// Names with versions, as in `memchr 2.8.3`.
type Packages = BTreeSet<String>;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn table(name: &str) -> toml::Table {
    read(name).parse().unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A notices file by its underlined titles: lines without those that are empty.
fn sections(file: &str) -> BTreeMap<String, Vec<String>> {
    let text = read(file);
    let lines: Vec<&str> = text.lines().filter(|line| !line.is_empty()).collect();
    let mut sections: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut title = String::new();
    for (index, line) in lines.iter().enumerate() {
        let is_underlined = |title: &str, below: &str| below.len() == title.len() && below.bytes().all(|b| b == b'=');
        match lines.get(index + 1) {
            // A license text may have such titles as well.
            Some(below) if title != "Texts" && is_underlined(line, below) => (*line).clone_into(&mut title),
            _ => sections.entry(title.clone()).or_default().push((*line).to_owned()),
        }
    }
    sections
}

/// The packages of a section, each with the lines below it.
fn packages(section: &[String]) -> BTreeMap<String, Vec<String>> {
    let mut packages = BTreeMap::new();
    let mut lines = section.iter().skip(1).peekable();
    while let Some(package) = lines.next() {
        let mut details = Vec::new();
        while let Some(detail) = lines.next_if(|line| line.starts_with("  ")) {
            details.push(detail.trim_start().to_owned());
        }
        packages.insert(package.clone(), details);
    }
    packages
}

#[track_caller]
fn check(file: &str, expected: &Packages) {
    let found: Packages = packages(&sections(file)["Packages"]).into_keys().collect();
    let missing: Vec<_> = expected.difference(&found).collect();
    let needless: Vec<_> = found.difference(expected).collect();
    assert!(
        missing.is_empty() && needless.is_empty(),
        "{file} lacks {missing:?} and has {needless:?} too much: run .github/notices/notices.py"
    );
}

/// The names of what a program is built from, for whichever system.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values).filter_map(toml::Value::as_table);
    let tables = targets.chain([manifest]).filter_map(|table| table.get("dependencies")?.as_table());
    let named = |(key, entry): (&String, &toml::Value)| {
        let name = entry.get("package").and_then(toml::Value::as_str);
        name.unwrap_or(key).to_owned()
    };
    tables.flatten().map(named).collect()
}

/// The packages that the program of a manifest links, by the lock file beside it. A lock file does not tell a linked dependency from
/// one that only builds: those that are not linked are to be named.
fn linked(folder: &str, not_linked: &[&str]) -> Packages {
    let lock = table(&format!("{folder}Cargo.lock"));
    let locked: Vec<&toml::Table> =
        lock["package"].as_array().expect("packages").iter().flat_map(|p| p.as_table()).collect();
    let text = |package: &toml::Table, key: &str| package[key].as_str().expect("a text").to_owned();
    // A lock file adds the version where two have one name.
    let find = |wanted: &str| {
        let mut fits = locked.iter().filter(|package| {
            let name = text(package, "name");
            wanted == name || wanted == format!("{name} {}", text(package, "version"))
        });
        let found = fits.next().unwrap_or_else(|| panic!("{wanted} is not locked"));
        assert!(fits.next().is_none(), "{wanted} is locked twice");
        *found
    };
    let mut found = Packages::new();
    let mut unused: BTreeSet<&str> = not_linked.iter().copied().collect();
    let mut wanted = dependencies(&table(&format!("{folder}Cargo.toml")));
    while let Some(dependency) = wanted.pop() {
        let package = find(&dependency);
        let name = text(package, "name");
        if not_linked.contains(&name.as_str()) {
            unused.remove(name.as_str());
        } else if found.insert(format!("{name} {}", text(package, "version"))) {
            let more = package.get("dependencies").and_then(toml::Value::as_array);
            wanted.extend(more.into_iter().flatten().map(|name| name.as_str().expect("a name").to_owned()));
        }
    }
    assert!(unused.is_empty(), "{unused:?} are no longer needed and not to be named here");
    found
}

#[test]
fn the_program_s_crates_are_listed() {
    check(PROGRAM, &linked("", &NOT_IN_THE_PROGRAM));
}

#[test]
fn the_zed_extension_s_crates_are_listed() {
    check(ZED, &linked("editors/zed/", &NOT_IN_THE_ZED_EXTENSION));
}

/// Cargo knows what it links on the system on which the test runs; the lists above are made by hand.
#[test]
fn crates_that_cargo_links_on_this_system_are_listed() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges=normal,no-proc-macro", "--prefix=none", "--format={p}"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("text");
    let listed = packages(&sections(PROGRAM)["Packages"]);
    let mut count = 0;
    // The program itself stands with its folder, what is repeated with `(*)`.
    for line in tree.lines().filter(|line| !line.is_empty() && !line.starts_with("http-status-lsp ")) {
        let mut words = line.split(' ');
        let (name, version) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let package = format!("{name} {}", version.trim_start_matches('v'));
        assert!(listed.contains_key(&package), "{package} is linked: run .github/notices/notices.py");
        count += 1;
    }
    assert!(count > 20, "cargo names {count} packages:\n{tree}");
}

/// The names that the sources of the extension import from packages, in `from 'NAME'` and the like.
fn imports(folder: &Path) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            names.append(&mut imports(&path));
            continue;
        }
        let source = fs::read_to_string(&path).expect("a source");
        let quoted = source.split(['\'', '"']).collect::<Vec<_>>();
        for pair in quoted.windows(2) {
            let is_import = ["from ", "import ", "import(", "require("].iter().any(|before| pair[0].ends_with(before));
            if is_import && !pair[1].starts_with(['.']) && !pair[1].starts_with("node:") && pair[1] != "vscode" {
                let parts = if pair[1].starts_with('@') { 2 } else { 1 };
                names.insert(pair[1].split('/').take(parts).collect::<Vec<_>>().join("/"));
            }
        }
    }
    names
}

/// All of what is imported goes into the bundle; VS Code and Node provide the rest.
#[test]
fn the_npm_packages_in_the_bundle_are_listed() {
    let lock: Value = serde_json::from_str(&read("editors/vscode/package-lock.json")).expect("JSON");
    let locked = lock["packages"].as_object().expect("packages");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode/src");
    let mut wanted: Vec<(String, String)> = imports(&sources).into_iter().map(|name| (String::new(), name)).collect();
    assert!(!wanted.is_empty(), "the sources import nothing");
    let mut found = BTreeMap::new();
    while let Some((from, name)) = wanted.pop() {
        // Node looks into the folder of the package that imports, then into those around it.
        let mut folders: Vec<&str> = from.match_indices("/node_modules/").map(|(at, _)| &from[..at]).collect();
        folders.push(&from);
        let mut places = folders.iter().rev().map(|folder| format!("{folder}/node_modules/{name}"));
        let place = places.find(|place| locked.contains_key(place)).unwrap_or(format!("node_modules/{name}"));
        let package = locked.get(&place).unwrap_or_else(|| panic!("{name} is not locked"));
        let version = package["version"].as_str().expect("a version");
        if found.insert(place.clone(), format!("{name} {version}")).is_none() {
            let more = package["dependencies"].as_object();
            wanted.extend(more.into_iter().flat_map(|more| more.keys()).map(|name| (place.clone(), name.clone())));
        }
    }
    check(VSCODE, &found.into_values().collect());
}

#[test]
fn each_package_has_its_license_texts() {
    for file in [PROGRAM, ZED, VSCODE] {
        let sections = sections(file);
        let texts = &sections["Texts"];
        let mut used = BTreeSet::new();
        for (package, details) in
            sections.iter().filter(|(title, _)| !["", "Texts"].contains(&title.as_str())).flat_map(|(_, s)| packages(s))
        {
            let detail = |key: &str| details.iter().find_map(|detail| detail.strip_prefix(key));
            let license = detail("License: ").unwrap_or_else(|| panic!("{file}: {package} has no license"));
            let source = detail("Source: https://").unwrap_or_else(|| panic!("{file}: {package} has no source"));
            assert!(!license.is_empty() && !source.is_empty(), "{file}: {package}");
            // MPL 2.0, section 3.2: recipients are told how they get the source.
            let tells = details.iter().any(|line| line.contains("source code is available"));
            assert_eq!(license.contains("MPL-2.0"), tells, "{file}: {package}");
            let numbers = detail("Texts: ").unwrap_or_else(|| panic!("{file}: {package} has no texts"));
            for number in numbers.split(", ") {
                let is_there = texts.iter().any(|line| line.starts_with(&format!("{number} ---")));
                assert!(is_there, "{file}: {package} has no text {number}");
                used.insert(number.to_owned());
            }
        }
        let count = texts.iter().filter(|line| line.starts_with('[') && line.ends_with("---")).count();
        assert_eq!(used.len(), count, "{file}: some text belongs to no package");
        assert!(!read(file).contains('\r'), "{file}");
    }
}

/// The library of Rust is linked into the program as well, and changes with the compiler.
#[test]
fn the_standard_library_is_that_of_the_stated_rust() {
    let rust = table("Cargo.toml")["package"]["rust-version"].as_str().expect("a version").to_owned();
    for file in [PROGRAM, ZED] {
        let sections = sections(file);
        let title = format!("Standard library of Rust {rust}");
        let (_, section) = sections
            .iter()
            .find(|(found, _)| found.starts_with(&title))
            .unwrap_or_else(|| panic!("{file} lacks {title}"));
        assert!(
            packages(section).keys().any(|package| package.ends_with(&format!("std, unwind of Rust {rust}"))),
            "{file}"
        );
    }
}

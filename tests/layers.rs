//! Holds every file of `src` to the architecture in `.github/CONTRIBUTING.md`: the order of the layers, the order of the folders in
//! `src/detect`, the external crates that each layer may name, and no circles between files.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use paths::{Reference, Sources, Target, references};

#[path = "layers/examples.rs"]
mod examples;
#[path = "layers/paths.rs"]
mod paths;

/// The layers. Each may use those before it, and not its neighbor. Layers that do not exist yet hold their place.
const LAYERS: [&[&str]; 9] = [
    &["catalog"],
    &["project"],
    &["detect"],
    &["edits"],
    &["rules"],
    &["features"],
    &["workspace"],
    &["server", "cli"],
    &["main"],
];

/// Leaves, which use no layer, with the layers that may use them.
const LEAVES: [(&str, &[&str]); 3] =
    [("text", &["workspace", "server", "cli"]), ("config", &["server", "cli"]), ("log", &["main"])];

/// The parts of `src/detect`, each a file or a folder. Each may use those before it; `detect.rs` uses all of them.
const DETECT: [&str; 8] = ["mention", "lexicon", "tokens", "document", "view", "evidence", "judges", "places"];

/// No more circles between files may stay, each inside one folder.
const MOST_CIRCLES: usize = 2;

/// Circles between files that stay, with the reason.
const CIRCLES: [(&[&str], &str); 1] = [(
    &[
        "catalog/headers.rs",
        "catalog/languages.rs",
        "catalog/phrases.rs",
        "catalog/rules.rs",
        "catalog/sending.rs",
        "catalog/spellings.rs",
        "catalog/statuses.rs",
        "catalog/tables.rs",
    ],
    "the compiled tables hold the types, and the look-ups are functions of the types",
)];

/// Each external crate that the program names, with the layers that may name it; `ANY` for what computes and touches nothing else.
const CRATES: [(&str, &[&str]); 29] = [
    ("aho_corasick", ANY),
    ("anstream", &["main"]),
    ("anstyle", &["cli"]),
    ("arrayvec", ANY),
    ("clap", &["cli"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("dirs", &["main"]),
    ("futures_util", &["server"]),
    ("globset", &["project"]),
    ("ignore_files", &["workspace"]),
    ("imara_diff", &["cli"]),
    ("memchr", ANY),
    ("quick_xml", &["project", "cli"]),
    ("regex", ANY),
    ("ropey", &["text"]),
    ("rustix", &["workspace", "server"]),
    ("saphyr_parser", &["project"]),
    ("serde", &["project", "config", "server", "cli"]),
    ("serde_json", &["project", "config", "server", "cli"]),
    ("strsim", ANY),
    ("terminal_size", &["main"]),
    ("tokio", &["server", "main"]),
    ("toml", &["project"]),
    ("tower_lsp", &["server"]),
    ("tower_service", &["server"]),
    ("tracing", &["server", "main", "log"]),
    ("tracing_subscriber", &["log"]),
    ("waken_snowball", ANY),
];
const ANY: &[&str] = &[];

/// Parts of the standard library that reach beyond the process's memory, and the layers that may name them.
const SYSTEM: [&str; 10] = [
    "std::env",
    "std::fs",
    "std::io::stderr",
    "std::io::stdin",
    "std::io::stdout",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time",
];
const SYSTEM_LAYERS: [&str; 5] = ["workspace", "server", "cli", "main", "log"];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn sources() -> Sources {
    let source = root().join("src");
    let mut found = Sources::new();
    let mut folders = vec![source.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&source).expect("a path in src").to_string_lossy().replace('\\', "/");
                found.insert(name, fs::read_to_string(&path).expect("a source file"));
            }
        }
    }
    found
}

fn references_in(sources: &Sources) -> Vec<Reference> {
    let crates: Vec<&str> = CRATES.iter().map(|(name, _)| *name).chain(["std", "core", "alloc"]).collect();
    references(sources, "http_status_lsp", &crates).unwrap_or_else(|fault| panic!("{fault}"))
}

/// The first part of a file's path below `folder`: `detect` for `detect/view/site.rs`, and `view` for it below `detect/`.
fn part<'a>(file: &'a str, folder: &str) -> Option<&'a str> {
    let rest = file.strip_prefix(folder)?;
    Some(rest.split_once('/').map_or_else(|| rest.trim_end_matches(".rs"), |(first, _)| first))
}

/// Why a reference of a file is refused, if it is.
fn fault(reference: &Reference) -> Option<String> {
    let layer = part(&reference.file, "").unwrap_or_default();
    let reason = match &reference.target {
        Target::File(target) => against_layers(layer, target).or_else(|| against_detect(&reference.file, target))?,
        Target::Crate(name) => against_crates(layer, name)?,
    };
    Some(format!("{}: `{}`: {reason}", reference.file, reference.written))
}

fn against_layers(layer: &str, target: &str) -> Option<String> {
    let named = part(target, "")?;
    if layer == named {
        return None;
    }
    if layer == "lib" {
        return Some("lib.rs declares the layers and uses none".into());
    }
    if let Some((_, users)) = LEAVES.iter().find(|(leaf, _)| *leaf == named) {
        return (!users.contains(&layer)).then(|| format!("{named} is for {} alone", users.join(", ")));
    }
    if LEAVES.iter().any(|(leaf, _)| *leaf == layer) {
        return Some(format!("{layer} uses no layer, and {named} is one"));
    }
    let place = |name: &str| LAYERS.iter().position(|layers| layers.contains(&name));
    match (place(layer), place(named)) {
        (Some(user), Some(used)) if used < user => None,
        (Some(_), Some(_)) => Some(format!("{named} does not stand before {layer}")),
        _ => Some(format!("{layer} or {named} is no layer of this test")),
    }
}

fn against_detect(file: &str, target: &str) -> Option<String> {
    let place = |file: &str| match part(file, "detect/") {
        Some(part) => DETECT.iter().position(|known| *known == part),
        _ => (file == "detect.rs").then_some(DETECT.len()),
    };
    let is_inside = |file: &str| part(file, "") == Some("detect");
    if !is_inside(file) || !is_inside(target) {
        return None;
    }
    match (place(file), place(target)) {
        (Some(user), Some(used)) if used <= user => None,
        (Some(_), Some(_)) => Some(format!("{target} does not stand before {file}")),
        _ => Some(format!("{file} or {target} is in no part of detect that this test knows")),
    }
}

fn against_crates(layer: &str, path: &str) -> Option<String> {
    let name = path.split("::").next().unwrap_or_default();
    if matches!(name, "std" | "core" | "alloc") {
        let is_within =
            |part: &&&str| path.strip_prefix(**part).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"));
        let part = SYSTEM.iter().find(is_within)?;
        return (!SYSTEM_LAYERS.contains(&layer)).then(|| format!("{part} is for {} alone", SYSTEM_LAYERS.join(", ")));
    }
    match CRATES.iter().find(|(known, _)| *known == name) {
        Some((_, layers)) if layers.is_empty() || layers.contains(&layer) => None,
        Some((_, layers)) => Some(format!("{name} is for {} alone", layers.join(", "))),
        None => Some(format!("{name} is no crate of this test's list")),
    }
}

fn faults(sources: &Sources) -> Vec<String> {
    let references = references_in(sources);
    references.iter().filter_map(fault).collect()
}

/// Groups of files of which each reaches each other one.
fn circles(references: &[Reference]) -> Vec<Vec<&str>> {
    let mut named: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for reference in references {
        if let Target::File(target) = &reference.target {
            named.entry(&reference.file).or_default().insert(target);
        }
    }
    let reach: BTreeMap<&str, BTreeSet<&str>> = named.keys().map(|file| (*file, reached(&named, file))).collect();
    let mut circles: Vec<Vec<&str>> = Vec::new();
    for (file, found) in &reach {
        let is_back = |other: &&&str| reach.get(**other).is_some_and(|back| back.contains(file));
        let circle: Vec<&str> = found.iter().filter(is_back).copied().collect();
        if circle.contains(file) && !circles.contains(&circle) {
            circles.push(circle);
        }
    }
    circles
}

/// The files that `start` names, those that these name, and so on.
fn reached<'a>(named: &BTreeMap<&'a str, BTreeSet<&'a str>>, start: &'a str) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut open = vec![start];
    while let Some(file) = open.pop() {
        open.extend(named.get(file).into_iter().flatten().filter(|next| found.insert(**next)));
    }
    found
}

#[test]
fn files_use_earlier_layers_alone() {
    let faults = faults(&sources());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn circles_between_files_are_listed() {
    let references = references_in(&sources());
    let found = circles(&references);
    let listed: Vec<&[&str]> = CIRCLES.iter().map(|(files, _)| *files).collect();
    for circle in &found {
        let steps: Vec<String> = references
            .iter()
            .filter_map(|reference| match &reference.target {
                Target::File(target) if circle.contains(&&*reference.file) && circle.contains(&&**target) => {
                    Some(format!("  {} → {target}: `{}`", reference.file, reference.written))
                }
                _ => None,
            })
            .collect();
        assert!(listed.contains(&circle.as_slice()), "a circle: {circle:?}\n{}", steps.join("\n"));
    }
    assert!(listed.len() <= MOST_CIRCLES, "{} circles", listed.len());
    for files in listed {
        let folders: BTreeSet<Option<&str>> = files.iter().map(|file| Some(file.rsplit_once('/')?.0)).collect();
        assert_eq!(folders.len(), 1, "a circle across folders: {files:?}");
        assert!(found.iter().any(|circle| circle == files), "no circle any more, or a smaller one: {files:?}");
    }
}

#[test]
fn each_dependency_has_its_layers() {
    let manifest: toml::Table =
        toml::from_str(&fs::read_to_string(root().join("Cargo.toml")).expect("the manifest")).expect("TOML");
    let unix = &manifest["target"]["cfg(unix)"]["dependencies"];
    let tables = [&manifest["dependencies"], unix].map(|table| table.as_table().expect("a table"));
    let dependencies: BTreeSet<String> =
        tables.iter().flat_map(|table| table.keys()).map(|name| name.replace('-', "_")).collect();
    let listed: BTreeSet<String> = CRATES.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(listed, dependencies);
    let references = references_in(&sources());
    for name in listed {
        let is_named = |reference: &Reference| matches!(&reference.target, Target::Crate(path) if path.split("::").next() == Some(&name));
        assert!(references.iter().any(is_named), "{name} is named nowhere");
    }
}

/// The order as the pages show it, with the layers that exist.
fn picture() -> String {
    let exists = |layer: &&str| root().join(format!("src/{layer}.rs")).exists();
    let shown = |layers: &&[&str]| layers.iter().copied().filter(|layer| exists(layer)).collect::<Vec<_>>().join(", ");
    LAYERS.iter().map(shown).filter(|layers| !layers.is_empty()).collect::<Vec<_>>().join(" ──▶ ")
}

#[test]
fn the_pages_show_this_order() {
    let picture = picture();
    for file in [".github/CONTRIBUTING.md", "README.md", "src/lib.rs"] {
        let text = fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let has_picture =
            text.lines().any(|line| line.trim_start_matches("//! ").starts_with(&format!("{picture}    ")));
        assert!(has_picture, "{file} does not show `{picture}`");
    }
    let page = fs::read_to_string(root().join(".github/CONTRIBUTING.md")).expect("the page");
    let detect = format!("{} ──▶ detect.rs", DETECT.join(" ──▶ "));
    assert!(page.lines().any(|line| line == detect), "the page does not show `{detect}`");
    let layers = LAYERS.iter().flat_map(|layers| layers.iter()).chain(LEAVES.iter().map(|(leaf, _)| leaf));
    for layer in layers.filter(|layer| root().join(format!("src/{layer}.rs")).exists()) {
        assert!(page.contains(&format!("\n| `{layer}` | ")), "the page has no line for {layer}");
    }
    for part in DETECT {
        assert!(page.contains(&format!("\n| `{part}` | ")), "the page has no line for detect's {part}");
    }
}

/// The most files that one opens to follow a hover.
const HOVER_FILES: usize = 35;

/// The files and functions in a section's table of the contributor's page. A name without a folder is beside the file before it.
fn files_of_section(page: &str, title: &str) -> Vec<(String, Vec<String>)> {
    let section = page.split_once(&format!("\n### {title}")).expect("the section").1;
    let section = section.split("\n#").next().unwrap_or_default();
    let rows = section.lines().filter_map(|row| row.strip_prefix("| ")?.trim_end_matches('|').rsplit_once(" | "));
    let mut files: Vec<(String, Vec<String>)> = Vec::new();
    // The head of the table comes first.
    for quoted in rows.skip(1).flat_map(|(_, files)| files.split('`').skip(1).step_by(2)) {
        if !quoted.ends_with(".rs") {
            files.last_mut().expect("a file before its function").1.push(quoted.to_owned());
            continue;
        }
        let folders = files.last().map(|(file, _)| file.split('/').collect::<Vec<_>>()).unwrap_or_default();
        let beside = (0..folders.len()).rev().map(|length| [&folders[..length], &[quoted]].concat().join("/"));
        let file = std::iter::once(quoted.to_owned()).chain(beside).find(|file| root().join("src").join(file).exists());
        files.push((file.unwrap_or_else(|| panic!("{quoted} is not in src")), Vec::new()));
    }
    files
}

#[test]
fn the_path_of_a_hover_is_short_and_exists() {
    let page = fs::read_to_string(root().join(".github/CONTRIBUTING.md")).expect("the page");
    let files = files_of_section(&page, "A hover");
    for (file, functions) in &files {
        let text = fs::read_to_string(root().join("src").join(file)).expect("a source file");
        for function in functions {
            assert!(text.contains(&format!("fn {function}")), "{file} has no function {function}");
        }
    }
    let all: BTreeSet<&str> = files.iter().map(|(file, _)| file.as_str()).collect();
    assert!(all.len() <= HOVER_FILES, "{} files: {all:?}", all.len());
    assert!(page.contains(&format!("\nThe {} files that one opens", all.len())), "the page has {} files", all.len());
}

/// Types of the standard library that caches are made of, and those of this crate.
const CACHE_TYPES: [&str; 7] =
    ["OnceCell<", "OnceLock<", "LazyLock<", "RefCell<", "Cell<", "SmallCache<", "struct WordFactsCache"];

/// The lines of code of a source file, without comments and the unit tests at its end.
fn lines_of_code(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//"))
}

#[test]
fn every_cache_is_listed_with_its_reason() {
    let sources = sources();
    let has_cache = |text: &str| lines_of_code(text).any(|line| CACHE_TYPES.iter().any(|cache| line.contains(cache)));
    let is_code = |file: &str| !file.ends_with("/tests.rs") && !file.contains("/tests/");
    let found: BTreeSet<&str> = sources
        .iter()
        .filter(|(file, text)| is_code(file) && has_cache(text))
        .map(|(file, _)| file.as_str())
        // A vector behind a lock.
        .chain(["server/cards.rs", "server/state.rs"])
        .collect();
    let page = fs::read_to_string(root().join(".github/CONTRIBUTING.md")).expect("the page");
    let listed = files_of_section(&page, "Caches");
    let listed: BTreeSet<&str> = listed.iter().map(|(file, _)| file.as_str()).collect();
    assert_eq!(listed, found, "the table of caches in CONTRIBUTING");
}

#[test]
fn hints_to_the_compiler_and_state_of_threads_are_few() {
    let sources = sources();
    let count = |what: &str| -> usize {
        sources.values().map(|text| lines_of_code(text).filter(|line| line.contains(what)).count()).sum()
    };
    assert!(count("#[inline") <= 20, "{} `#[inline]`", count("#[inline"));
    assert!(count("thread_local!") <= 1, "{} `thread_local`", count("thread_local!"));
}

#[test]
fn no_source_file_is_two_things() {
    for (file, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{file} has {lines} lines");
    }
}

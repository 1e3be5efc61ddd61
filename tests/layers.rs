//! Holds the layers to the picture in `src/lib.rs`.

use std::fs;
use std::path::{Path, PathBuf};

/// Each layer with what it must not name.
const RULES: [(&str, &[&str]); 8] = [
    ("catalog", &["crate::features", "crate::server", "crate::cli", "crate::config", "crate::text", "ropey"]),
    ("detect", &["crate::features", "crate::server", "crate::cli", "crate::config", "crate::text", "ropey"]),
    ("features", &["crate::server", "crate::cli", "crate::config", "crate::text", "ropey"]),
    ("text", &["crate::catalog", "crate::detect", "crate::features", "crate::server", "crate::cli", "crate::config"]),
    ("config", &["crate::catalog", "crate::detect", "crate::features", "crate::server", "crate::cli", "crate::text"]),
    ("workspace", &["crate::server", "crate::cli", "tower_lsp"]),
    ("cli", &["crate::server"]),
    ("server", &["crate::cli"]),
];

/// What touches the world or the protocol; the pure layers do neither.
const IMPURE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::time",
    "std::thread",
    "tokio",
    "tower_lsp",
    "crate::workspace",
];
const PURE: [&str; 5] = ["catalog", "detect", "features", "text", "config"];

fn files(layer: &str) -> Vec<(PathBuf, String)> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = vec![source.join(format!("{layer}.rs"))];
    let mut folders = vec![source.join(layer)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    found.into_iter().map(|path| (path.clone(), fs::read_to_string(&path).expect("a source file"))).collect()
}

/// The code of a file: its comments may speak of anything, its tests may use anything.
fn code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or(text);
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_layer_uses_what_stands_to_its_left() {
    for (layer, forbidden) in RULES {
        for (path, text) in files(layer) {
            for name in forbidden {
                // The tables that the build script writes are made of the evidence's types.
                let is_table_type = layer == "catalog" && *name == "crate::detect";
                assert!(is_table_type || !code(&text).contains(name), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn the_pure_layers_touch_neither_the_world_nor_the_protocol() {
    for layer in PURE {
        for (path, text) in files(layer) {
            for name in IMPURE {
                assert!(!code(&text).contains(name), "{} names {name}", path.display());
            }
        }
    }
}

#[test]
fn the_rope_stays_behind_the_document() {
    for layer in ["workspace", "server", "cli"] {
        for (path, text) in files(layer) {
            assert!(!code(&text).contains("ropey"), "{} names ropey", path.display());
        }
    }
}

#[test]
fn no_source_file_is_two_things() {
    let layers =
        ["catalog", "detect", "features", "text", "config", "workspace", "server", "cli", "log", "main", "lib"];
    for (path, text) in layers.iter().flat_map(|layer| files(layer)) {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines", path.display());
    }
}

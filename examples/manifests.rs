//! Prints what manifests and lock files say: file, package, version, direct, dev, a line each, with tabs between.
//!
//!     cargo run --example manifests -- FILE...
//!     cargo run --example manifests -- < LIST      a path a line
//!
//! The version is the exact one where the file has one, else the requirement as it is written. Versions that the file only keeps for others
//! (catalogs, managed versions) have `shared` in place of `direct`. A file that cannot be read gives a line with `broken` and the reason.

#![allow(clippy::print_stdout, reason = "a tool for the terminal")]

use std::io::{self, BufRead};

use http_status_lsp::project::{Dependency, Ecosystem, Kind, Reach};

fn main() {
    let named: Vec<String> = std::env::args().skip(1).collect();
    let listed = || io::stdin().lock().lines().map_while(Result::ok).collect();
    for path in if named.is_empty() { listed() } else { named } {
        let Some(kind) = Kind::of(&path) else {
            println!("{path}\tbroken\tno kind of file that is read");
            continue;
        };
        let text = match std::fs::read(&path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) => {
                println!("{path}\tbroken\t{error}");
                continue;
            }
        };
        match kind.read(&text) {
            Err(reason) => println!("{path}\tbroken\t{reason}"),
            Ok(packages) => {
                packages.dependencies.iter().for_each(|one| print(&path, one, reach(one.reach)));
                packages.shared.iter().for_each(|one| print(&path, one, "shared"));
            }
        }
    }
}

fn reach(reach: Reach) -> &'static str {
    match reach {
        Reach::Direct => "direct",
        Reach::Indirect => "indirect",
        Reach::Unknown => "?",
    }
}

fn print(path: &str, one: &Dependency, reach: &str) {
    let version = match one.range().and_then(|range| range.single()) {
        Some(version) if one.ecosystem != Ecosystem::Runtime => version.text(),
        _ => &one.text,
    };
    let dev = if one.is_dev { "dev" } else { "no" };
    println!("{path}\t{}\t{version}\t{reach}\t{dev}", one.name);
}

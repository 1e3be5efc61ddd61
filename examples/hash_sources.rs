//! Makes `tests/sources/hashes.txt` of the texts of specifications, in which `tests/copied.rs` looks up what the cards say.
//!
//! ```text
//! cargo run --example hash_sources -- rfc9110.html rfc6585.html … > tests/sources/hashes.txt
//! ```

#![expect(clippy::print_stdout, reason = "a program of the command line, whose report is its output")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

#[path = "../tests/sources/mod.rs"]
mod sources;

fn main() -> Result<(), String> {
    let mut found = BTreeSet::new();
    let mut names = Vec::new();
    for path in std::env::args().skip(1) {
        let text = fs::read_to_string(&path).map_err(|error| format!("{path}: {error}"))?;
        found.extend(sources::hashes(&text));
        names.extend(Path::new(&path).file_stem().map(|name| name.to_string_lossy().into_owned()));
    }
    println!("# Runs of words, hashed, of {}.", names.join(", "));
    for hash in found {
        println!("{hash:010x}");
    }
    Ok(())
}

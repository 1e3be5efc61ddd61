//! The inputs that the fuzz targets start from, and those in which they found faults that are mended: each must pass. This is the
//! same check as under `fuzz/`, without the engine.

#[path = "../fuzz/src/lib.rs"]
#[allow(dead_code, unreachable_pub)]
mod fuzz;

use std::fs;
use std::path::{Path, PathBuf};

/// Runs all checked-in inputs of a target.
fn replay(target: &str, check: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let mut inputs: Vec<PathBuf> = ["seeds", "regressions"]
        .iter()
        .flat_map(|kind| fs::read_dir(folder.join(kind).join(target)).expect("a folder"))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    inputs.sort();
    assert!(inputs.len() > 2, "{inputs:?}");
    for input in inputs {
        let data = fs::read(&input).expect("a file");
        let result = std::panic::catch_unwind(|| check(&data));
        assert!(result.is_ok(), "{} fails; what it is stands above", input.display());
    }
}

#[test]
fn mentions() {
    replay("mentions", fuzz::mentions::check);
}

#[test]
fn edits() {
    replay("edits", fuzz::edits::check);
}

#[test]
fn framing() {
    replay("framing", fuzz::framing::check);
}

#[test]
fn settings() {
    replay("settings", fuzz::settings::check);
}

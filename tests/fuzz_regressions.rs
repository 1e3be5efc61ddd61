//! The seeds of the fuzz targets and the inputs of faults that are fixed: each must pass. The checks are those under `fuzz/`, without the
//! fuzzing engine.

#[path = "../fuzz/src/lib.rs"]
#[allow(dead_code, unreachable_pub)]
mod fuzz;

#[path = "cases/packing.rs"]
mod packing;

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
        run(check, &fs::read(&input).expect("a file"), &input.display().to_string());
    }
    let packed = folder.join("packed").join(format!("{target}.txt"));
    let text = fs::read_to_string(&packed).expect("a file");
    let lines: Vec<(usize, &str)> = text.lines().enumerate().collect();
    assert!(lines.len() > 2, "{lines:?}");
    // Some take long without optimization, and there may be other cores.
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    std::thread::scope(|scope| {
        for first in 0..threads {
            let (lines, packed) = (&lines, &packed);
            scope.spawn(move || {
                for (number, line) in lines.iter().skip(first).step_by(threads) {
                    run(check, &packing::unpacked(line), &format!("line {} of {}", number + 1, packed.display()));
                }
            });
        }
    });
}

fn run(check: fn(&[u8]), data: &[u8], name: &str) {
    let result = std::panic::catch_unwind(|| check(data));
    assert!(result.is_ok(), "{name} fails; what it is stands above");
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
fn manifests() {
    replay("manifests", fuzz::manifests::check);
}

#[test]
fn settings() {
    replay("settings", fuzz::settings::check);
}

//! Compiles `data/` into static tables. Bad data fails the build with file, key and reason.

#![expect(unreachable_pub, reason = "the tests of the data build these modules too")]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[path = "build/data.rs"]
mod data;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=data");
    println!("cargo::rerun-if-changed=build");
    println!("cargo::rerun-if-changed=src/catalog/byte_class.rs");
    println!("cargo::rerun-if-changed=src/catalog/word_hash.rs");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    match compile(&root.join("data"), &out.join("tables.rs")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problems) => {
            for problem in problems {
                println!("cargo::error={problem}");
            }
            ExitCode::FAILURE
        }
    }
}

fn compile(data_dir: &Path, table: &Path) -> Result<(), Vec<data::Problem>> {
    let data = data::load(data_dir)?;
    std::fs::write(table, data::emit(&data)).map_err(|error| vec![data::Problem::new(table.display(), "", error)])
}

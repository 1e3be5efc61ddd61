#!/usr/bin/env bash
# Installs the Rust that Cargo.toml states, so that what is tested and released is made by that version and not by
# whichever one a machine carries.
#
# usage: install-rust.sh [--component NAME]... [--target TARGET]...
# The arguments are those of `rustup toolchain install`.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

version=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
rustup toolchain install "$version" --profile minimal --no-self-update "$@"
rustup default "$version"
rustc --version

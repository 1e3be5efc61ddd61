# shellcheck shell=bash
# What `.ci/run` and `.ci/quick` have in common. To be read with `source` from the root of the repository.

step() { printf '\n== %s (%ss)\n' "$1" "$SECONDS"; }

# The crate states the oldest Rust that it needs; what compiles it here must not be older, and is the one that is checked.
check_toolchain() {
  local stated found
  step "toolchain"
  stated=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
  found=$(rustc --version | sed 's/rustc \([0-9]*\.[0-9]*\).*/\1/')
  echo "rust-version $stated, checked with $(rustc --version)"
  [ "$(printf '%s\n%s\n' "$stated" "$found" | sort -V | head -n 1)" = "$stated" ]
}

check_format() {
  step "formatting: cargo fmt --check"
  cargo fmt --check
}

check_lints() {
  step "lints: cargo clippy --all-targets"
  cargo clippy --quiet --locked --all-targets -- -D warnings
}

run_tests() {
  step "tests: cargo test"
  cargo test --locked
}

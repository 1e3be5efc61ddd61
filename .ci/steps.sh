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

# From PyPI, into target/, unless that version is there already.
TYPOS=target/typos
install_typos() {
  local version=1.52.0
  [ -d "$TYPOS/typos-$version.dist-info" ] && return
  rm -rf "$TYPOS"
  if ! python3 -m pip --version >/dev/null 2>&1; then
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends python3-pip
  fi
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$TYPOS" "typos==$version"
}

# From PyPI, into target/, unless that version is there already.
DUCKDB=target/duckdb
install_duckdb() {
  local version=2.0.1
  [ -d "$DUCKDB/duckdb-$version.dist-info" ] && return
  rm -rf "$DUCKDB"
  python3 -m pip install --quiet --disable-pip-version-check --root-user-action=ignore --target "$DUCKDB" "duckdb==$version"
}

check_spelling() {
  step "spelling: typos"
  "$TYPOS/bin/typos" --config .github/typos.toml
}

run_tests() {
  step "tests: cargo test"
  cargo test --locked
}

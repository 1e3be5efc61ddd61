#!/usr/bin/env bash
# Refuses a release whose tag, crate, VS Code extension and changelog do not name the same version.
#
# usage: check-versions.sh [TAG]
# Without a tag only the crate and the extension are compared.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

tag=${1:-}
crate=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
extension=$(node -p 'require("./editors/vscode/package.json").version')

echo "crate $crate, VS Code extension $extension, tag ${tag:-none}"

fail() {
  echo "check-versions.sh: $1" >&2
  exit 1
}

[[ $extension = "$crate" ]] || fail "editors/vscode/package.json must say $crate"
if [[ -n $tag ]]; then
  [[ $tag = "v$crate" ]] || fail "the tag must be v$crate"
  [[ -n $(.github/release/notes.sh "$crate") ]] || fail "CHANGELOG.md has no section '## $crate'"
fi

#!/usr/bin/env bash
# Unpacks an archive and does with the program inside what a user does first. Needs a machine that the program is built for.
#
# usage: try-archive.sh ARCHIVE
set -euo pipefail

archive=${1:?usage: try-archive.sh ARCHIVE}
project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' "$project/Cargo.toml")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

fail() {
  echo "try-archive.sh: $(basename "$archive"): $1" >&2
  exit 1
}

if [[ $archive = *.zip ]]; then
  name=$(basename "$archive" .zip)
  program=http-status-lsp.exe
  7z x -bso0 "-o$scratch" "$archive"
else
  name=$(basename "$archive" .tar.gz)
  program=http-status-lsp
  tar -xzf "$archive" -C "$scratch"
fi

[[ $(ls "$scratch") = "$name" ]] || fail "holds $(ls "$scratch") and not the one folder $name"
completions=(completions/{http-status-lsp.bash,_http-status-lsp,http-status-lsp.fish,_http-status-lsp.ps1,http-status-lsp.elv})
for file in "$program" README.md LICENSE-MIT LICENSE-APACHE THIRD-PARTY-NOTICES.txt http-status-lsp.1 "${completions[@]}"; do
  [[ -s $scratch/$name/$file ]] || fail "lacks $file"
done
program=$scratch/$name/$program

said=$("$program" --version | tr -d '\r')
[[ $said = "http-status-lsp $version" ]] || fail "--version says '$said'"
card=$("$program" explain 404)
[[ $card = "404 Not Found"* ]] || fail "explain 404 says '${card:0:80}'"

# The commands over trees, on the system that the archive is for.
mkdir "$scratch/tree"
printf 'res.status(404);\n' >"$scratch/tree/a.js"
printf 'openapi: 3.0.3\npaths:\n  /a:\n    get:\n      responses:\n        200:\n          description: a\n' >"$scratch/tree/api.yaml"
found=$(cd "$scratch/tree" && "$program" find 404 | tr -d '\r')
[[ $found = "a.js:1:12:res.status(404);" ]] || fail "find 404 says '$found'"
code=0
(cd "$scratch/tree" && "$program" check --fix --format concise) || code=$?
[[ $code = 0 ]] || fail "check --fix ends with $code"
grep -q "'200':" "$scratch/tree/api.yaml" || fail "check --fix mends nothing"

# A program for musl must not ask for a loader: that is what lets it run on every Linux.
if [[ $name = *-linux-musl ]] && readelf --program-headers --wide "$program" | grep -qw INTERP; then
  fail "is linked dynamically"
fi

echo "$(basename "$archive"): $said, $(wc -c <"$program" | tr -d ' ') bytes unpacked"

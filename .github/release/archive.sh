#!/usr/bin/env bash
# Packs the program built for a target, with completions, manual page, README, licenses and notices of third parties, and tries the packed
# program.
#
# usage: archive.sh TARGET [FOLDER]
#   TARGET   for example x86_64-unknown-linux-musl; `cargo build --release --target TARGET` has been run
#   FOLDER   where the archive goes; `dist` without it
#   CARGO_TARGET_DIR   where cargo builds; `target` without it
#
# The name is http-status-lsp-vVERSION-TARGET.tar.gz, .zip for Windows; inside is one folder of that name.
# Cargo.toml (for `cargo binstall`), editors/mason and editors/zed count on both.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

target=${1:?usage: archive.sh TARGET [FOLDER]}
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
name=http-status-lsp-v$version-$target
mkdir -p "${2:-dist}"
folder=$(cd "${2:-dist}" && pwd)

program=http-status-lsp
[[ $target = *-windows-* ]] && program=http-status-lsp.exe

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/$name"
built=${CARGO_TARGET_DIR:-target}/$target/release/$program
cp "$built" README.md LICENSE-MIT LICENSE-APACHE THIRD-PARTY-NOTICES.txt "$scratch/$name/"

mkdir "$scratch/$name/completions"
while read -r shell file; do
  "$built" completions "$shell" >"$scratch/$name/completions/$file"
done <<'SHELLS'
bash http-status-lsp.bash
zsh _http-status-lsp
fish http-status-lsp.fish
powershell _http-status-lsp.ps1
elvish http-status-lsp.elv
SHELLS
"$built" man >"$scratch/$name/http-status-lsp.1"

if [[ $target = *-windows-* ]]; then
  archive=$folder/$name.zip
  (cd "$scratch" && 7z a -bso0 "$name.zip" "$name" && mv "$name.zip" "$archive")
else
  archive=$folder/$name.tar.gz
  # Without the option, macOS adds files of its own (`._…`) to an archive.
  (cd "$scratch" && COPYFILE_DISABLE=1 tar -czf "$archive" "$name")
fi

.github/release/try-archive.sh "$archive"

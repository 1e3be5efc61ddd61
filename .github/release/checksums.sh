#!/usr/bin/env bash
# Writes SHA256SUMS over all files of a folder, and for each archive a file of its own for tools that look for one.
#
# usage: checksums.sh [FOLDER]
#   FOLDER   `dist` without it
# `sha256sum --check SHA256SUMS` in that folder checks them.
set -euo pipefail

cd "${1:-dist}"
rm -f SHA256SUMS ./*.sha256
files=(*)
sha256sum -- "${files[@]}" >SHA256SUMS
for archive in *.tar.gz *.zip; do
  sha256sum -- "$archive" >"$archive.sha256"
done
sha256sum --quiet --check SHA256SUMS ./*.sha256
cat SHA256SUMS

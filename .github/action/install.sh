#!/usr/bin/env bash
# The install step of action.yml: unpacks the archive of a release for this system and puts the program on the PATH.
#
#   VERSION   the tag of a release, or `latest`
#   RUNNER_OS, RUNNER_ARCH, RUNNER_TEMP, GITHUB_PATH, GH_TOKEN   as runners have them
set -euo pipefail

case $RUNNER_OS-$RUNNER_ARCH in
  Linux-X64) target=x86_64-unknown-linux-musl ;;
  Linux-ARM64) target=aarch64-unknown-linux-musl ;;
  macOS-X64) target=x86_64-apple-darwin ;;
  macOS-ARM64) target=aarch64-apple-darwin ;;
  Windows-X64) target=x86_64-pc-windows-msvc ;;
  Windows-ARM64) target=aarch64-pc-windows-msvc ;;
  *) echo "no release for $RUNNER_OS on $RUNNER_ARCH" >&2; exit 1 ;;
esac

tag=()
[[ $VERSION = latest ]] || tag=("$VERSION")
folder=$RUNNER_TEMP/http-status-lsp
mkdir -p "$folder"
gh release download "${tag[@]}" --repo http-status-lsp/http-status-lsp --pattern "*-$target.*" --dir "$folder" --clobber
archive=$(find "$folder" -maxdepth 1 \( -name '*.tar.gz' -o -name '*.zip' \) | head -n 1)
if [[ $archive = *.zip ]]; then
  7z x -y -bso0 "-o$folder" "$archive"
else
  tar -xzf "$archive" -C "$folder"
fi
find "$folder" -mindepth 1 -maxdepth 1 -type d >>"$GITHUB_PATH"

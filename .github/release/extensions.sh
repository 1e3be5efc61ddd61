#!/usr/bin/env bash
# Makes the VS Code extension for each platform, with the program out of that platform's archive. Every run of the extension's
# own packaging also makes the one without a program, for all other platforms; the last of them stays.
#
# usage: extensions.sh [FOLDER]
#   FOLDER   where the archives lie and the .vsix files go; `dist` without it
#
# Linux with glibc and Alpine Linux are two platforms to VS Code; the same static program serves both. All are made on one
# Unix machine, because an archive made on Windows would lose the program's permission to be executed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

folder=$(cd "${1:-dist}" && pwd)
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Platforms of VS Code, each with the target whose archive holds its program.
platforms=(
  "linux-x64     x86_64-unknown-linux-musl"
  "linux-arm64   aarch64-unknown-linux-musl"
  "alpine-x64    x86_64-unknown-linux-musl"
  "alpine-arm64  aarch64-unknown-linux-musl"
  "darwin-x64    x86_64-apple-darwin"
  "darwin-arm64  aarch64-apple-darwin"
  "win32-x64     x86_64-pc-windows-msvc"
  "win32-arm64   aarch64-pc-windows-msvc"
)

for line in "${platforms[@]}"; do
  read -r platform target <<<"$line"
  name=http-status-lsp-v$version-$target
  if [[ $target = *-windows-* ]]; then
    program=$scratch/$name/http-status-lsp.exe
    [[ -f $program ]] || unzip -q "$folder/$name.zip" -d "$scratch"
  else
    program=$scratch/$name/http-status-lsp
    [[ -f $program ]] || tar -xzf "$folder/$name.tar.gz" -C "$scratch"
  fi
  HTTP_STATUS_LSP=$program npm --prefix editors/vscode run package -- --target "$platform" --out "$folder"
done

made=("$folder"/*.vsix)
if [[ ${#made[@]} != $((${#platforms[@]} + 1)) ]]; then
  printf 'extensions.sh: wanted one for each platform and one for all others, made:\n' >&2
  printf '%s\n' "${made[@]}" >&2
  exit 1
fi

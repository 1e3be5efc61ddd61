#!/usr/bin/env bash
# Installs what the tests need: Kakoune (from Debian, where there is none) and kakoune-lsp, whose program is kak-lsp (built
# from crates.io into a folder, where there is none on the PATH). This needs the network, Rust, and administrator rights
# where Kakoune is missing. It does nothing where all is there.
#
# usage: install.sh [FOLDER]
#   FOLDER   where kak-lsp is put, as FOLDER/bin/kak-lsp; `target/kakoune` of the project without it
set -euo pipefail

version=22.0.0
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:-$here/../../../target/kakoune}

if ! command -v kak >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends kakoune >/dev/null
fi

if "$folder/bin/kak-lsp" --version 2>/dev/null | grep -q "$version"; then
  exit 0
fi
# Built without optimization: it is used for some seconds, and so the building takes a third of the time.
CARGO_PROFILE_DEV_DEBUG=0 cargo install kak-lsp --version "$version" --locked --debug --quiet --force --root "$folder"

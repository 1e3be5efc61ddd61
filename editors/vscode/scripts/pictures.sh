#!/usr/bin/env bash
# Puts the pictures that the tests took into images/, smaller, for the README. usage: pictures.sh [FOLDER]
#   FOLDER   where test/run.sh put them; `target/vscode-shots` of the project without it
set -euo pipefail

extension=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shots=${1:-$extension/../../target/vscode-shots}
for picture in card-dark completion-dark page-dark look-up-dark; do
  pngquant --force --strip --speed 1 --output "$extension/images/$picture.png" 128 "$shots/$picture.png"
done

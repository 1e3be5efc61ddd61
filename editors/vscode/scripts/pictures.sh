#!/usr/bin/env bash
# Puts the pictures that the tests took into images/, smaller, for README and walkthrough. usage: pictures.sh [FOLDER]
#   FOLDER   where test/run.sh put them; `target/vscode-shots/1.139` of the project without it
set -euo pipefail

extension=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
shots=${1:-$extension/../../target/vscode-shots/1.139}
for picture in card completion page look-up finding; do
  for theme in dark light; do
    pngquant --force --strip --speed 1 --output "$extension/images/$picture-$theme.png" 128 "$shots/$picture-$theme.png"
  done
done

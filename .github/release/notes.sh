#!/usr/bin/env bash
# Prints what CHANGELOG.md says about a version: the text between its heading and the next.
#
# usage: notes.sh VERSION
# The heading is `## VERSION` or `## [VERSION]`, with or without a date behind it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

version=${1:?usage: notes.sh VERSION}
awk -v version="$version" '
  /^## / { name = $2; gsub(/[][]/, "", name); wanted = (name == version); next }
  wanted
' CHANGELOG.md

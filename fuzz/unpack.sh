#!/usr/bin/env bash
# Writes the packed seeds of a target, a file each, into a folder.
#
#     fuzz/unpack.sh TARGET FOLDER
set -euo pipefail
target=$1 folder=$2 number=0
[ ! -e "$(dirname "$0")/packed/$target.txt" ] || while IFS= read -r line; do
    number=$((number + 1))
    printf '%b' "$line" >"$folder/packed-$number"
done <"$(dirname "$0")/packed/$target.txt"

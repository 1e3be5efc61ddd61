#!/usr/bin/env bash
# The check step of action.yml.
#
#   PATHS, ARGUMENTS   parted by spaces
#   SARIF              a file for the findings; without it they become annotations
set -euo pipefail

read -r -a paths <<<"${PATHS:-.}"
read -r -a arguments <<<"${ARGUMENTS:-}"

if [[ -n ${SARIF:-} ]]; then
  http-status-lsp check --format sarif "${arguments[@]}" "${paths[@]}" >"$SARIF"
else
  http-status-lsp check --format github "${arguments[@]}" "${paths[@]}"
fi

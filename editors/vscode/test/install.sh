#!/usr/bin/env bash
# Installs what the tests need and is not there: VS Code as code-server with its native modules, Chromium, and the tools of
# the extension. Everything comes from the npm registry and from Debian; VS Code itself is not to be had there, code-server
# is the same source built for the browser. Takes some minutes the first time and a moment after that.
#
# usage: install.sh [FOLDER]
#   FOLDER   where VS Code goes; `target/vscode` of the project without it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
extension=$(dirname "$here")
project=$(cd "$extension/../.." && pwd)
mkdir -p "${1:-$project/target/vscode}"
folder=$(cd "${1:-$project/target/vscode}" && pwd)

# VS Code 1.100: later ones of code-server ask for Node 22.
code_server=4.100.3
playwright=1.65.1

say() { echo "install.sh: $*"; }

# The tools of the extension: compiler, bundler, linter, packager, language client.
if ! cmp -s "$extension/package-lock.json" "$extension/node_modules/.installed"; then
  say "the tools of the extension"
  (cd "$extension" && npm ci --ignore-scripts --no-audit --no-fund --silent)
  cp "$extension/package-lock.json" "$extension/node_modules/.installed"
fi

[[ -f $folder/.complete-$code_server ]] && exit 0

missing=()
for package in chromium ripgrep libkrb5-dev make g++ python3 unzip; do
  dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
done
if ((${#missing[@]} > 0)); then
  say "Debian packages: ${missing[*]}"
  apt-get update -q >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends "${missing[@]}" >/dev/null
fi

say "code-server $code_server"
cd "$folder"
[[ -f package.json ]] || echo '{ "private": true }' >package.json
# Its install script would fetch headers of Node and prebuilt modules from elsewhere, so its steps are taken one by one.
npm install --ignore-scripts --no-audit --no-fund --silent "code-server@$code_server" "playwright-core@$playwright"

# Node's own headers stand beside it, so nothing has to be fetched for the native modules.
node_home=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
gyp=$(dirname "$(readlink -f "$(command -v npm)")")/../node_modules/node-gyp/bin/node-gyp.js
log=$folder/native.log
build() { node "$gyp" rebuild --nodedir="$node_home" >>"$log" 2>&1 || { tail -n 30 "$log" >&2; exit 1; }; }

say "native modules"
(cd node_modules/argon2 && PATH="$folder/node_modules/.bin:$PATH" npx node-pre-gyp rebuild --build-from-source \
  --nodedir="$node_home" >>"$log" 2>&1) || { tail -n 30 "$log" >&2; exit 1; }
cd node_modules/code-server/lib/vscode
npm install --omit=dev --ignore-scripts --no-audit --no-fund --silent
for module in @vscode/spdlog node-pty native-watchdog @parcel/watcher; do
  (cd "node_modules/$module" && build)
done
mkdir -p node_modules/@vscode/ripgrep/bin
ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
# Parts of VS Code look for their modules in the archive that a release has.
ln -sfn node_modules node_modules.asar

cd "$folder"
node node_modules/code-server/out/node/entry.js --version
touch ".complete-$code_server"

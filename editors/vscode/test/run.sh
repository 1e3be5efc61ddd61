#!/usr/bin/env bash
# Tests the extension in a real VS Code. Leaves nothing behind but the screenshots and what install.sh put there.
#
# usage: run.sh [FOLDER]
#   FOLDER            where VS Code is installed, or will be; `target/vscode` of the project without it
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
#   CHROMIUM          the browser; `chromium` without it
#   SHOTS             where the screenshots go; `target/vscode-shots` without it
#   ONLY              a regular expression; sessions whose names do not fit are left out
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
extension=$(dirname "$here")
project=$(cd "$extension/../.." && pwd)
folder=${1:-$project/target/vscode}

"$here/install.sh" "$folder"
folder=$(cd "$folder" && pwd)

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }

chromium=${CHROMIUM:-$(command -v chromium || true)}
[[ -x $chromium ]] || { echo "run.sh: there is no Chromium; set CHROMIUM" >&2; exit 2; }

shots=${SHOTS:-$project/target/vscode-shots}
mkdir -p "$shots"
shots=$(cd "$shots" && pwd)

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A copy under its own name, so that a build that runs meanwhile does not change it.
mkdir "$scratch/bin"
cp "$server" "$scratch/bin/http-status-lsp"

cd "$extension"
npm run --silent check
npm run --silent unit >"$scratch/unit.log" || { cat "$scratch/unit.log" >&2; exit 1; }
HTTP_STATUS_LSP="$scratch/bin/http-status-lsp" node scripts/package.mjs --out "$scratch/packages" >"$scratch/package.log" ||
  { cat "$scratch/package.log" >&2; exit 1; }

# The test ends by itself after its limit; `timeout` is for the case that it does not even do that.
env SCRATCH="$scratch" VSCODE="$folder" CHROMIUM="$chromium" SHOTS="$shots" \
  timeout --kill-after=10 420 node "$here/test.mjs"

#!/usr/bin/env bash
# Tests the extension in a real VS Code: all sessions in 1.100, those that depend most on the version in 1.139 too. Leaves
# nothing behind but the screenshots and what install.sh put there.
#
# usage: run.sh [FOLDER]
#   FOLDER            where VS Code 1.100 is installed, or will be, with 1.139 in FOLDER-1.139; `target/vscode` of the project
#                     without it
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
#   CHROMIUM          the browser; `chromium` without it
#   SHOTS             where the screenshots go; `target/vscode-shots` without it
#   ONLY              a regular expression; sessions whose names do not fit are left out
#   VERSIONS          which versions are tested: `1.100`, `1.139`, or both as without it
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

# run VERSION FOLDER SHOTS SESSIONS. The test ends by itself after its limit; `timeout` is for the case that it does not even do that.
run() {
  echo "# VS Code $1"
  mkdir -p "$3" "$scratch/$1"
  env SCRATCH="$scratch/$1" BIN="$scratch/bin" PACKAGES="$scratch/packages" VSCODE="$2" CHROMIUM="$chromium" SHOTS="$3" \
    ONLY="${ONLY:-}" SESSIONS="$4" timeout --kill-after=10 870 node "$here/test.mjs"
}

failed=0
for version in ${VERSIONS:-1.100 1.139}; do
  case $version in
    1.100) run 1.100 "$folder" "$shots" '' || failed=1 ;;
    1.139) run 1.139 "$folder-1.139" "$shots/1.139" '^(card|pages|actions|typescript)$' || failed=1 ;;
    *) echo "run.sh: VERSIONS may be 1.100 and 1.139, and not $version" >&2; exit 2 ;;
  esac
done
exit "$failed"

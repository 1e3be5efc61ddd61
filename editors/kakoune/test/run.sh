#!/usr/bin/env bash
# Tests the server in a real Kakoune. It needs the built server, and what `install.sh` installs. It leaves nothing behind.
#
# usage: run.sh [FOLDER]
#   FOLDER            where `install.sh` has put kak-lsp; `target/kakoune` without it, else the kak-lsp on the PATH
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
folder=${1:-$project/target/kakoune}

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }

kak_lsp=$folder/bin/kak-lsp
[[ -x $kak_lsp ]] || kak_lsp=$(command -v kak-lsp) || { echo "run.sh: there is no kak-lsp; run install.sh" >&2; exit 2; }
command -v kak >/dev/null || { echo "run.sh: there is no kak; run install.sh" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Copies under their own names, so that they are found on the PATH and a build that runs meanwhile does not change them.
mkdir -p "$scratch/bin" "$scratch/config/kak" "$scratch/tmp"
mkdir -m 700 "$scratch/run"
cp "$server" "$scratch/bin/http-status-lsp"
cp "$kak_lsp" "$scratch/bin/kak-lsp"
sed "s|/path/to/http-status-lsp|$project|" "$here/kakrc" >"$scratch/config/kak/kakrc"

# The programs of this machine but for its language servers, which would answer too.
mkdir "$scratch/programs"
ln -s /usr/bin/* "$scratch/programs/"
rm -f "$scratch"/programs/{gopls,*language-server*,*langserver*,*-lsp,*-ls}

# Nothing of the user's own Kakoune may be read, and no server of theirs be found.
status=0
env -i PATH="$scratch/bin:$scratch/programs" HOME="$scratch" LANG=C.UTF-8 TMPDIR="$scratch/tmp" DISPLAY= PYTHONDONTWRITEBYTECODE=1 \
  XDG_CACHE_HOME="$scratch/cache" XDG_CONFIG_HOME="$scratch/config" XDG_RUNTIME_DIR="$scratch/run" \
  HTTP_STATUS_PROJECT="$project" HTTP_STATUS_SCRATCH="$scratch" \
  python3 "$here/test.py" || status=$?
exit "$status"

#!/usr/bin/env bash
# Tests the server in a real Vim. It needs the built server, Vim, Python 3 and ALE (install.sh), and leaves nothing behind.
#
# usage: run.sh
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
#   VIM_PROGRAM       the Vim to use, 9.0 or later; `vim` without it
#   ALE               the folder of an ALE to use in place of the installed one
#   VIM_LSP           the folder of vim-lsp; without it, vim-lsp is not tested
#   COC_NVIM          the folder of coc.nvim's release branch; without it, coc.nvim is not tested
#   COC_NODE_PATH     the Node.js for coc.nvim, where `node` is too old for it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }

vim=$(command -v "${VIM_PROGRAM:-vim}") || { echo "run.sh: there is no Vim; install.sh installs it" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A copy under its own name, so that Vim finds it on the PATH and a build that runs meanwhile does not change it.
mkdir "$scratch/bin"
cp "$server" "$scratch/bin/http-status-lsp"

# The programs of this machine but for its language servers, which would answer too.
mkdir "$scratch/programs"
IFS=: read -ra folders <<<"$PATH"
for folder in "${folders[@]}"; do
  # The first of a name is the one that would be found.
  ln -s "$folder"/* "$scratch/programs/" 2>/dev/null || true
done
rm -f "$scratch"/programs/{gopls,*language-server*,*langserver*,*-lsp,*-ls}

# Each test has a home of its own in the scratch folder. Without bytecode, nothing is written beside the tests.
PATH="$scratch/programs" HTTP_STATUS_SCRATCH="$scratch" HTTP_STATUS_VIM="$vim" PYTHONDONTWRITEBYTECODE=1 python3 "$here/test.py"

#!/usr/bin/env bash
# Tests the server and the plugin in a real Neovim. It needs the built server and leaves nothing behind but Neovim itself.
#
# usage: run.sh [FOLDER]
#   FOLDER             where install.sh puts what is missing: Neovim, and the servers it is tested beside; `target/nvim` without it
#   HTTP_STATUS_LSP    the server; `target/release/http-status-lsp` without it, else that of `target/debug`
#   HTTP_STATUS_ONLY   one group of tests: features, command, actions, pages, health, processes, documents, floats or guests; all without it
#   NVIM               the Neovim to use, 0.11 or later
set -euo pipefail

# How long all tests may take, in seconds. They take about 60, most of it for each row of each card.
limit=480

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)

is_new_enough() {
  "$1" --clean --headless -c 'execute has("nvim-0.11") ? "qall!" : "cquit"' >/dev/null 2>&1
}

folder=${1:-$project/target/nvim}

# In a terminal inside Neovim, NVIM is the socket of that Neovim and no program.
if [[ -n ${NVIM:-} && ! -S $NVIM ]]; then
  nvim=$NVIM
  is_new_enough "$nvim" || { echo "run.sh: NVIM=$nvim is not Neovim 0.11 or later" >&2; exit 2; }
elif command -v nvim >/dev/null && is_new_enough nvim; then
  nvim=$(command -v nvim)
else
  "$here/install.sh" "$folder"
  nvim=$(cd "$folder" && pwd)/bin/nvim
fi

beside=(gopls go man jedi-language-server)
for program in "${beside[@]}"; do
  if ! PATH="$PATH:$folder/bin" command -v "$program" >/dev/null; then
    "$here/install.sh" "$folder"
    break
  fi
done
folder=$(mkdir -p "$folder" && cd "$folder" && pwd)

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A copy under its own name, so that `cmd` finds it and a build that runs meanwhile does not change it.
mkdir "$scratch/bin" "$scratch/home"
cp "$server" "$scratch/bin/http-status-lsp"

# Nothing of the user's own Neovim may be read, and nothing may be written into it.
env -u NVIM -u NVIM_APPNAME -u HTTP_STATUS_LSP_LOG \
  PATH="$scratch/bin:$PATH:$folder/bin" HOME="$scratch/home" \
  XDG_CACHE_HOME="$scratch/cache" XDG_CONFIG_HOME="$scratch/config" \
  XDG_DATA_HOME="$scratch/data" XDG_STATE_HOME="$scratch/state" \
  HTTP_STATUS_PROJECT="$project" HTTP_STATUS_SCRATCH="$scratch" HTTP_STATUS_NVIM="$project/editors/nvim" \
  timeout --kill-after=10 "$limit" "$nvim" --clean -l "$here/test.lua"

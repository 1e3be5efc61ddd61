#!/usr/bin/env bash
# Installs what the test needs and this machine lacks, on Debian 12 or later. It may be run again at any time.
#
# usage: install.sh          as root, or as a user who may use sudo
set -euo pipefail

packages=(emacs-nox emacs-el elpa-eglot elpa-lsp-mode elpa-go-mode elpa-markdown-mode elpa-company python3-minimal bsdutils procps)

missing=()
for package in "${packages[@]}"; do
  status=$(dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null || true)
  [[ $status == installed ]] || missing+=("$package")
done
# Any Emacs will do; without a display is enough.
if command -v emacs >/dev/null; then
  missing=("${missing[@]/#emacs-nox/}")
fi
read -ra missing <<<"${missing[*]}"
[[ ${#missing[@]} -gt 0 ]] || { echo "install.sh: nothing is missing"; exit 0; }

as_root=()
[[ $(id -u) == 0 ]] || as_root=(sudo)
"${as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
echo "install.sh: installed ${missing[*]}"

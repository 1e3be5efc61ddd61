#!/usr/bin/env bash
# Installs what the tests need, from Debian: Kate, a display that nobody sees (Xvfb), a message bus for it, and xdotool, which
# types into windows. This needs the network and administrator rights. It does nothing where all is there.
#
# usage: install.sh
set -euo pipefail

missing=()
command -v kate >/dev/null || missing+=(kate)
command -v xvfb-run >/dev/null || missing+=(xvfb xauth)
command -v xdotool >/dev/null || missing+=(xdotool)
command -v dbus-run-session >/dev/null || missing+=(dbus)
((${#missing[@]})) || exit 0

apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null

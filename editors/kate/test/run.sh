#!/usr/bin/env bash
# Tests the server in a real Kate, on a display that nobody sees. It needs the built server, and what `install.sh` installs.
# It leaves nothing behind.
#
# usage: run.sh
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }
for program in kate xvfb-run dbus-run-session xdotool; do
  command -v "$program" >/dev/null || { echo "run.sh: there is no $program; run install.sh" >&2; exit 2; }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/bin" "$scratch/server" "$scratch/tmp"
mkdir -m 700 "$scratch/run"
cp "$server" "$scratch/server/http-status-lsp"

# Kate cannot be asked what it shows, so what it says to the server, and hears, is written down on the way.
cat >"$scratch/bin/http-status-lsp" <<RECORDER
#!/usr/bin/env bash
tee -a "$scratch/said" | "$scratch/server/http-status-lsp" "\$@" | tee -a "$scratch/heard"
RECORDER
chmod +x "$scratch/bin/http-status-lsp"

# Nothing of the user's own Kate may be read. The time limit ends all that hangs, and the display with it.
status=0
env -i PATH="$scratch/bin:/usr/bin:/bin" HOME="$scratch" LANG=C.UTF-8 TMPDIR="$scratch/tmp" PYTHONDONTWRITEBYTECODE=1 \
  XDG_CACHE_HOME="$scratch/cache" XDG_CONFIG_HOME="$scratch/config" XDG_DATA_HOME="$scratch/data" XDG_RUNTIME_DIR="$scratch/run" \
  HTTP_STATUS_SCRATCH="$scratch" \
  timeout --kill-after=5 180 xvfb-run --auto-servernum --server-args='-screen 0 1200x900x24' \
  dbus-run-session -- python3 "$here/test.py" 2>"$scratch/stderr" || status=$?
((status == 0)) || grep '^not ok\|Error\|Traceback' "$scratch/stderr" >&2 || true
exit "$status"

#!/usr/bin/env bash
# Tests the server in a real Emacs, with the package of this folder. It needs the built server and what install.sh installs.
#
# usage: run.sh [SUITE...]
#   SUITE             package, mode, eglot, lsp-mode or terminal; all of them without it
#   HTTP_STATUS_LSP   the server; `target/release/http-status-lsp` without it, else that of `target/debug`
#   EMACS             the Emacs to use; `emacs` without it
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
project=$(cd "$here/../../.." && pwd)
emacs=${EMACS:-emacs}
command -v "$emacs" >/dev/null || { echo "run.sh: there is no $emacs; see install.sh" >&2; exit 2; }

server=${HTTP_STATUS_LSP:-$project/target/release/http-status-lsp}
if [[ -z ${HTTP_STATUS_LSP:-} && ! -x $server ]]; then
  server=$project/target/debug/http-status-lsp
fi
[[ -x $server ]] || { echo "run.sh: there is no server at $server; build it or set HTTP_STATUS_LSP" >&2; exit 2; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A copy under its own name, so that Emacs finds it and a build that runs meanwhile does not change it.
mkdir "$scratch/bin" "$scratch/home" "$scratch/work"
cp "$server" "$scratch/bin/http-status-lsp"
: >"$scratch/results"

# Nothing of the user's own Emacs may be read, and nothing may be written into it.
run_emacs() {
  env -u EMACSLOADPATH -u EMACS_SOCKET_NAME \
    HOME="$scratch/home" XDG_CACHE_HOME="$scratch/cache" XDG_CONFIG_HOME="$scratch/config" TMPDIR="$scratch/work" \
    PATH="$scratch/bin:$PATH" LC_ALL=C.UTF-8 TERM=xterm \
    HTTP_STATUS_EMACS="$project/editors/emacs" HTTP_STATUS_WORK="$scratch/work" HTTP_STATUS_RESULTS="$scratch/results" \
    timeout --kill-after=5 120 "$@"
}

result() {
  echo "$1 - $2" | tee -a "$scratch/results"
}

# The processes that run this copy of the server. A process that ends meanwhile has no link to read any more.
servers() {
  local exe target
  for exe in /proc/[0-9]*/exe; do
    target=$(readlink "$exe" 2>/dev/null) || continue
    [[ $target == "$scratch/bin/http-status-lsp"* ]] && basename "$(dirname "$exe")"
  done
  return 0
}

# The server sees that its input has ended, or that Emacs is gone.
expect_no_server() {
  local left
  for _ in $(seq 50); do
    left=$(servers)
    [[ -n $left ]] || { result ok "$1: no server is left when Emacs has exited"; return; }
    sleep 0.1
  done
  result "not ok" "$1: no server is left when Emacs has exited"
  # shellcheck disable=SC2086 # They are numbers, each a word.
  kill -9 $left
}

suite() {
  local status=0
  case $1 in
    package)
      local output
      for check in compile checkdoc; do
        output=$(run_emacs "$emacs" -Q --batch -l "$here/package.el" -f "http-status-test-$check" 2>&1) || status=$?
        if [[ $status == 0 && -z $output ]]; then result ok "package: $check has nothing to say"; else
          result "not ok" "package: $check has nothing to say"; echo "$output"; status=0
        fi
      done
      return ;;
    terminal)
      # A terminal of its own. What Emacs draws goes nowhere; the suite writes its results into the file, and its keys into the
      # pipe, which stays open because it is opened for both ways.
      mkfifo "$scratch/keys"
      HTTP_STATUS_KEYS="$scratch/keys" run_emacs script --quiet --return \
        --command "stty rows 40 cols 120; $emacs -nw --no-init-file --no-splash -l $here/terminal.el" \
        /dev/null >/dev/null <>"$scratch/keys" || status=$?
      grep " - $1: " "$scratch/results" || true ;;
    *)
      # Prompts and messages of Emacs would stand between the results.
      run_emacs "$emacs" --batch --no-init-file -l "$here/$1.el" >"$scratch/output" 2>&1 </dev/null || status=$?
      grep " - $1: " "$scratch/results" || true
      # What a test expected is of interest where it failed.
      if grep -q "^not ok - $1: " "$scratch/results"; then cat "$scratch/output"; fi ;;
  esac
  if [[ $status != 0 ]]; then
    result "not ok" "$1: the suite comes to its end ($status)"
    tail -n 40 "$scratch/output" 2>/dev/null || true
  fi
  expect_no_server "$1"
}

suites=("$@")
[[ ${#suites[@]} -gt 0 ]] || suites=(package mode eglot lsp-mode terminal)
for name in "${suites[@]}"; do
  suite "$name"
done

failed=$(grep -c '^not ok' "$scratch/results" || true)
echo "$(grep -c '^ok' "$scratch/results" || true) passed, $failed failed in ${SECONDS}s"
[[ $failed == 0 ]]

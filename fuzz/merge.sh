#!/usr/bin/env bash
# Renews the packed seeds of a target: of all that is checked in and of FOLDER, as few inputs as reach each place of the code.
#
#     fuzz/merge.sh TARGET FOLDER      FOLDER is what `FUZZ_CORPUS` names, with the target's folder in it
#
# The result is `fuzz/packed/<target>.txt`, an input a line, without those that are files of their own. Other bytes than printable ASCII are
# escaped as `printf %b` of the shell reads them. Needs what `smoke.sh` needs, and Python.
set -euo pipefail
target=$1 corpus=$2/$1
[ -d "$corpus" ] || { echo "no such folder: $corpus" >&2; exit 2; }
corpus=$(cd "$corpus" && pwd)
cd "$(dirname "$0")"
./smoke.sh --build "$target"
built=${CARGO_TARGET_DIR:-target}/$(rustc -vV | sed -n 's/^host: //p')/release
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/packed" "$scratch/merged" "artifacts/$target"
./unpack.sh "$target" "$scratch/packed"
# What the merged folder holds before stays, so that the packed inputs are those that add something to the files. That a place is reached
# counts, and how often does not, which would take ten times the inputs. An input that fails is passed over and left in `artifacts/`.
cp seeds/"$target"/* regressions/"$target"/* "$scratch/merged/"
"$built/$target" -set_cover_merge=1 -use_counters=0 -timeout=25 -rss_limit_mb=2048 "-artifact_prefix=artifacts/$target/" \
    "$scratch/merged" "$scratch/packed" "$corpus" >"$scratch/log" 2>&1 ||
    { tail -n 20 "$scratch/log"; exit 1; }
python3 - "$target" "$scratch/merged" <<'PYTHON'
import sys
from pathlib import Path

target, merged = sys.argv[1], Path(sys.argv[2])
files = {path.read_bytes() for kind in ("seeds", "regressions") for path in Path(kind, target).iterdir()}
inputs = {path.read_bytes() for path in merged.iterdir()} - files


def escaped(byte):
    names = {ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}
    return names.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}")


lines = ["".join(map(escaped, data)) + "\n" for data in sorted(inputs, key=lambda data: (len(data), data))]
Path("packed", f"{target}.txt").write_text("".join(lines), encoding="ascii", newline="\n")
print(f"{target}: {len(lines)} packed inputs, {sum(map(len, inputs))} bytes, beside {len(files)} files")
PYTHON

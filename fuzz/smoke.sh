#!/usr/bin/env bash
# A short run of each fuzz target, as CI makes it: builds, replays what is checked in, then looks for new faults.
#
#     fuzz/smoke.sh [SECONDS [TARGET...]]      SECONDS for each target, 10 unless told; all targets unless some are named
#     fuzz/smoke.sh --build                    builds the targets and no more
#     FUZZ_CORPUS=FOLDER fuzz/smoke.sh 1200    goes on from FOLDER/<target>, keeps there what it learns, and takes a new seed
#     FUZZ_SANITIZER=address fuzz/smoke.sh     with AddressSanitizer, which stable Rust has only behind RUSTC_BOOTSTRAP
#
# Needs Rust and a C++ compiler, and no nightly Rust or cargo-fuzz: the flags below are those by which cargo-fuzz builds. Stops at the first
# fault with exit code 1, prints it, and leaves its input in `fuzz/artifacts/<target>/`.
set -euo pipefail
cd "$(dirname "$0")"

seconds=${1:-10}
shift || true
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(mentions edits framing manifests settings)

host=$(rustc -vV | sed -n 's/^host: //p')
flags="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4"
flags+=" -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table --cfg fuzzing"
if [ -n "${FUZZ_SANITIZER:-}" ]; then
    export RUSTC_BOOTSTRAP=1
    flags+=" -Zsanitizer=$FUZZ_SANITIZER"
fi
# A target is named so that build scripts, which run without the engine, are built without the flags.
bins=()
for target in "${targets[@]}"; do bins+=(--bin "$target"); done
RUSTFLAGS="$flags" cargo build --quiet --locked --release --target "$host" "${bins[@]}"
built=${CARGO_TARGET_DIR:-target}/$host/release
echo "built in $SECONDS s"
[ "$seconds" != --build ] || exit 0

# The longest inputs of each target, in bytes: the checks of `edits` grow with the square of it.
longest() {
    case $1 in
        mentions) echo 2048 ;;
        edits) echo 400 ;;
        framing) echo 4096 ;;
        manifests) echo 2048 ;;
        settings) echo 1024 ;;
        *) echo "no such target: $1" >&2; exit 2 ;;
    esac
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for target in "${targets[@]}"; do
    limit=$(longest "$target")
    mkdir -p "artifacts/$target"
    common=(-timeout=25 -rss_limit_mb=2048 "-artifact_prefix=artifacts/$target/")
    log=$scratch/$target.log
    packed=$scratch/packed-$target
    mkdir "$packed"
    ./unpack.sh "$target" "$packed"
    # Files given by name are run as they are, once each.
    inputs=(seeds/"$target"/* regressions/"$target"/* "$packed"/*)
    before=$SECONDS
    "$built/$target" "${common[@]}" "${inputs[@]}" >"$log" 2>&1 || { tail -n 60 "$log"; echo "$target: a checked-in input fails"; exit 1; }
    if [ -n "${FUZZ_CORPUS:-}" ]; then
        corpus=$FUZZ_CORPUS/$target seed=0
    else
        corpus=$scratch/$target seed=401
    fi
    mkdir -p "$corpus"
    # The engine runs them once more before it looks for new ones, and counts that time too.
    total=$((seconds + SECONDS - before))
    "$built/$target" "${common[@]}" -seed="$seed" -max_len="$limit" -max_total_time="$total" -print_final_stats=1 \
        -dict="dictionaries/$target.dict" "$corpus" "seeds/$target" "regressions/$target" "$packed" >"$log" 2>&1 ||
        { tail -n 60 "$log"; echo "$target: a fault; its input is in fuzz/artifacts/$target/"; exit 1; }
    runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
    cover=$(sed -nE 's/^#.*(INITED|DONE) *cov: ([0-9]+) .*/\2/p' "$log" | paste -sd ' ' - | sed 's/ / to /')
    echo "$target: ${#inputs[@]} checked-in inputs, then $runs runs in $seconds s, coverage $cover, at most $peak MB"
done
echo "no faults, $SECONDS s in all"

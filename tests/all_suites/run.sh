#!/bin/sh
# usage: run.sh [ARG...]
# Everything that `./dev test all` runs, where all is installed; ARGs go to every ctest. What fails does not keep the rest
# from running, and is told at the end, with which targets ran, and where.
set -eu
CDPATH="" cd -- "$(dirname -- "$0")/../.."
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
results=build/test_all

run() {
  echo "+ $*" >&2
  "$@"
}

# suite TITLE BUILD_PRESET TEST_PRESET [ARG...]
suite() {
  title=$1
  build_preset=$2
  test_preset=$3
  shift 3
  printf '\n=== %s ===\n' "$title" >&2
  log=build/$build_preset/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset "$build_preset" && run cmake --build --preset "$build_preset" &&
    run ctest --preset "$test_preset" --parallel "$cores" "$@"; } || verdict=FAILED
  number=$(($(find "$results" -name '*.log' | wc -l) + 1))
  {
    echo "$verdict: $title"
    if [ -e "$log" ]; then cat "$log"; fi
  } >"$results/$number.log"
}

rm -rf "$results"
mkdir -p "$results"
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
here="this machine: ${model:-$(uname -m)}"

suite "$here" default default "$@"
if [ $# -eq 0 ]; then
  best=$(build/default/examples/quickstart | sed -n 's/^target //p')
  (
    export SIGNOPT_EXHAUSTIVE=1 GTEST_FILTER="*/float16_compute_float32/$best.pairs"
    suite "$here, every pair (grad, m) of float16 values" default default --verbose -R '^exhaustive_test$'
  )
fi
suite "$here, address and undefined-behaviour sanitizers" asan asan "$@"
if [ $# -eq 0 ]; then
  suite "$here, thread sanitizer" tsan tsan
fi
suite "qemu-aarch64: cortex-a53" aarch64 cortex-a53 "$@"
suite "qemu-aarch64: max" aarch64 aarch64-max "$@"
suite "qemu-x86_64: Nehalem" x86_64 nehalem "$@"
suite "qemu-x86_64: Haswell" x86_64 haswell "$@"

printf '\n=== which targets ran, and where ===\n'
status=0
tests/all_suites/summarize.sh "$results"/*.log || nothing_ran=1
if grep -q '^FAILED: ' "$results"/*.log; then
  echo "something failed: the lines above that begin with FAILED say where" >&2
  status=1
elif [ -n "${nothing_ran-}" ] && [ $# -eq 0 ]; then
  echo "somewhere no test of a kernel passed: the lines above say where" >&2
  status=1
fi
exit $status

#!/bin/sh
# usage: tests/target_lists/print_sizes.sh [COMPILER]
# What targets cost in an object file, for lists of them: bytes of code and constants of a unit with one step of float32
# on pointers, and of one that includes every dtype. Not a test: docs/performance.md has what it printed.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
compiler=${1:-g++}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

bytes() { # bytes SOURCE LIST
  flags="-std=c++17 -O2 -I$root/include"
  [ "$2" = all ] || flags="$flags -DSIGNOPT_TARGETS=$2"
  # shellcheck disable=SC2086 # flags are words
  "$compiler" $flags -c "$1" -o "$scratch/object"
  size "$scratch/object" | awk 'NR == 2 { print $1 }'
}

printf '%-36s %10s %10s\n' 'SIGNOPT_TARGETS' 'float32' 'all dtypes'
for list in all avx512,avx2,portable avx2,portable avx2 portable scalar; do
  printf '%-36s %10s %10s\n' "$list" "$(bytes "$root/tests/portable/float32_step.cpp" $list)" \
    "$(bytes "$root/tests/flags/kernels.cpp" $list)"
done

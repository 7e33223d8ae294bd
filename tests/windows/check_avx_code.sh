#!/bin/sh
# usage: check_avx_code.sh none|some COMPILER [FLAG...]
# Compiles a step of float32 for Windows, where g++ takes the stack to be aligned to 32 bytes, which it is not: the
# machine code must have no vectors of AVX ("none"), or it has some, and moves none of them to or from the stack as if
# it were aligned ("some": Debian's g++ is mended, and an assembler can do the same). Nothing is run.
set -eu
expected=$1
shift
sources=$(CDPATH="" cd -- "$(dirname -- "$0")/../portable" && pwd)
case $("$@" -dumpmachine) in
  *mingw32*) ;;
  *) echo "this is no compiler for Windows"; exit 77 ;;
esac
objdump=$("$1" -print-prog-name=objdump)
command -v "$objdump" >/dev/null || { echo "$objdump is not installed"; exit 77; }

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for flags in -O0 -O2; do
  "$@" -std=c++17 $flags -c "$sources/float32_step.cpp" -o "$scratch/object"
  "$objdump" --disassemble --no-show-raw-insn "$scratch/object" >"$scratch/code"
  vectors=$(grep -c '%[yz]mm' "$scratch/code" || true)
  grep -E 'vmov(a|dqa|nta|ntdq)[a-z0-9]*[^#]*%[yz]mm' "$scratch/code" | grep -E '\(%r[sb]p' >"$scratch/aligned" || true
  echo "$flags: $vectors instructions on vectors of AVX, $(wc -l <"$scratch/aligned") aligned ones of the stack"
  case $expected in
    none) [ "$vectors" -eq 0 ] ;;
    some) [ "$vectors" -gt 100 ] ;;
  esac || {
    echo "expected: $expected"
    exit 1
  }
  if [ -s "$scratch/aligned" ]; then
    head "$scratch/aligned"
    exit 1
  fi
done

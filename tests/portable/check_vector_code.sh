#!/bin/sh
# usage: check_vector_code.sh INCLUDE_DIRECTORY COMPILER [FLAG...]
# What a compiler makes of the float32 kernel of the portable target, under plain flags and the worst: vector
# instructions, and no fused multiply-add, neither there nor in the scalar target. Nothing is run.
set -u
include=$1
shift
folder=$(cd "$(dirname "$0")" && pwd)

# The instructions of one architecture, as extended regular expressions: a product in it, one of the integer operations
# on vectors, a fused multiply-add, and what must not be there besides.
besides='^$'
machine=$("$@" -dumpmachine) || exit 2
case $machine in
  x86_64* | i?86*) product='^v?mulps' integer='^v?psrad' fused='^vf(n?m|c?m)(add|sub)' ;;
  aarch64*) product='^fmul v' integer='^(sshr|cmlt) v' fused='^f(n?m(add|sub)|ml[as])' ;;
  powerpc64le*) product='^xvmulsp' integer='^vsraw' fused='^(xs|xv|f)n?m(add|sub)' ;;
  s390x*) product='^vfmsb' integer='^vesraf' fused='^([vw]fn?m[as][sdx]b|m[as]d?ebr?|m[as]dbr?)' ;;
  riscv64*) product='^vfmul\.vv' integer='^vmsle' fused='^v?fn?m(add|sub|acc|sac)' ;;
  # Its vector unit takes subnormal numbers for zeros: products are of the scalar one.
  arm*) product='^vmul\.f32 s' integer='^vshr\.s32 q' fused='^vf?n?m[las][as]?\.f(32|64)'
    besides='^v(mul|add|sub)\.f32 [qd]' ;;
  *) echo "skipped: no instructions of $machine are known here"; exit 77 ;;
esac
case $machine in
  x86_64* | i?86*) objdump=objdump ;;
  *) objdump=$(echo "$machine" | sed 's/-unknown-/-/')-objdump ;; # clang names a vendor
esac
if ! command -v "$objdump" >/dev/null; then
  echo "skipped: $objdump is not installed"
  exit 77
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for flags in "-O2" "-O3 -ffp-contract=fast -ffast-math"; do
  # shellcheck disable=SC2086 # flags are words
  "$@" -std=c++17 $flags -I"$include" -c "$folder/float32_step.cpp" -o "$scratch/object" || exit 1
  "$objdump" --disassemble --no-show-raw-insn --demangle "$scratch/object" |
    awk -v product="$product" -v integer="$integer" -v fused="$fused" -v besides="$besides" -v flags="$flags" '
      /^[0-9a-f]+ <.*>:$/ { in_kernel = /portable::update</; next }
      {
        sub(/^ *[0-9a-f]+:[ \t]*/, "")
        gsub(/[ \t]+/, " ")
      }
      $0 ~ fused { print flags ": fused: " $0; fails = 1 }
      !in_kernel { next }
      $0 ~ besides && NF { print flags ": must not be there: " $0; fails = 1 }
      $0 ~ product { products++ }
      $0 ~ integer { integers++ }
      END {
        printf "%s: %d products, %d shifts of vectors\n", flags, products, integers
        if (products < 3) { print flags ": too few products: no code of vectors"; fails = 1 }
        if (integers < 2) { print flags ": too few shifts: no code of vectors"; fails = 1 }
        exit fails
      }' || exit 1
done

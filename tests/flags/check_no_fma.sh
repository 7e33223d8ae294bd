#!/bin/sh
# usage: check_no_fma.sh OBJECT
# Fails where the object's machine code holds a fused multiply-add, and names the function and the instruction.
set -u
objdump=${OBJDUMP:-objdump}
if ! command -v "$objdump" >/dev/null; then
  echo "skipped: $objdump is not installed"
  exit 77
fi

"$objdump" --disassemble --no-show-raw-insn --demangle "$1" | awk '
  /^[0-9a-f]+ <.*>:$/ { in_function = $0 }
  $2 ~ /^(vfn?m(add|sub)|vfm(addsub|subadd)|vfc?madd|vfc?mulc|b?fn?ml[as]|fn?m(ad|sb|sub)|fcmla|b?fmmla|bfdot)/ {
    print "fused: " $0 "\n   in: " in_function
    fused++
  }
  $2 ~ /^(v?mul[ps][sdh]|fmul)/ { products++ }
  END {
    printf "%d fused multiply-adds, %d plain products\n", fused, products
    if (fused) exit 1
    if (!products) { print "no product at all: this is not the machine code of the kernels"; exit 2 }
  }'

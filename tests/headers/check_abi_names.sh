#!/bin/sh
# Code that was compiled for different instruction sets, targets or exception modes must not share names: the linker
# would keep one copy for all. usage: check_abi_names.sh COMPILER [FLAG...]
set -eu

# Each of these differs from the default, and from all the others, in what the compiler may emit unasked. "_-" stands
# between flags that come together.
case $("$@" -dumpmachine) in
  x86_64*) flags='-msse3 -mssse3 -msse4.1 -msse4.2 -mpopcnt -mavx -mf16c -mfma -mavx2 -mbmi -mbmi2 -mlzcnt -mmovbe
    -march=bdver1 -march=bdver4 -march=haswell -march=znver1 -march=skylake-avx512 -march=cascadelake
    -march=icelake-server -march=sapphirerapids -DSIGNOPT_TARGETS=scalar -DSIGNOPT_TARGETS=portable
    -DSIGNOPT_TARGETS=avx2 -DSIGNOPT_TARGETS=avx2,portable -DSIGNOPT_TARGETS=avx512
    -DSIGNOPT_TARGETS=avx512,avx512_fp16' ;;
  i?86*) flags='-msse3 -msse4.1 -mavx -mavx2 -march=haswell' ;; # beyond -msse2 -mfpmath=sse
  aarch64*) flags='-march=armv8.1-a -march=armv8.3-a -march=armv8.4-a -march=armv8.2-a+fp16 -march=armv8.2-a+sve
    -march=armv9-a -DSIGNOPT_TARGETS=portable -DSIGNOPT_TARGETS=scalar' ;;
  arm*) flags='-mfpu=neon -mfpu=neon-vfpv4 -mcpu=cortex-a7 -mcpu=cortex-a53' ;;
  powerpc64le*) flags='-mno-vsx -mcpu=power9 -mcpu=power10 -DSIGNOPT_TARGETS=scalar' ;;
  s390x*) flags='-march=z13 -march=z14 -march=z15 -march=z14_-mno-vx -march=z14_-DSIGNOPT_TARGETS=scalar' ;;
  riscv64*) flags='-march=rv64g -march=rv64gc_zba -march=rv64gc_zbb -march=rv64gc_zbs' ;;
  *) echo "on this architecture the names tell no instruction sets"; flags= ;;
esac

names=
seen=
for flag_set in -fexceptions -fno-exceptions $flags; do
  flag=$(echo "$flag_set" | sed 's/_-/ -/g')
  # clang 14 has no macro that tells ARMv8.4 from ARMv8.3: nor can a header.
  macros=$("$@" -x c++ $flag -dM -E /dev/null | cksum)
  case $seen in
    *"<$macros>"*) echo "$flag: this compiler defines the same macros as for a flag before it"; continue ;;
  esac
  seen="$seen<$macros>"
  name=$(printf '#include <signopt/detail/base/config.hpp>\nname SIGNOPT_ABI\n' |
    "$@" -std=c++17 -x c++ $flag -E -P - | sed -n 's/^name //p')
  case $name in
    v*_*_*) names="$names$name
" ;;
    *) echo "$flag: SIGNOPT_ABI is no name: '$name'" >&2; exit 1 ;;
  esac
done
shared=$(printf '%s' "$names" | sort | uniq -d)
printf '%s' "$names" | wc -l
if [ -n "$shared" ]; then
  echo "shared by several: $shared" >&2
  exit 1
fi

#!/bin/sh
# Code that was compiled for different instruction sets, targets or exception modes must not share names: the linker
# would keep one copy for all. usage: check_abi_names.sh COMPILER INCLUDE_FLAG
set -eu
compiler=$1
include_flag=$2

name_under() {
  printf '#include <signopt/detail/config.hpp>\nname SIGNOPT_ABI\n' |
    "$compiler" -std=c++17 -x c++ "$include_flag" "$@" -E -P - | sed -n 's/^name //p'
}

case $("$compiler" -dumpmachine) in
  x86_64*) flags='-msse3 -mssse3 -msse4.1 -msse4.2 -mpopcnt -mavx -mf16c -mfma -mavx2 -mbmi -mbmi2 -mlzcnt -mmovbe
    -march=bdver1 -march=bdver4 -march=haswell -march=znver1 -march=skylake-avx512
    -march=cascadelake -march=icelake-server -march=sapphirerapids' ;;
  aarch64*) flags='-march=armv8.1-a -march=armv8.3-a -march=armv8.4-a -march=armv8.2-a+fp16
    -march=armv8.2-a+sve -march=armv9-a' ;;
  *) flags= ;;
esac
flags="$flags -fno-exceptions -DSIGNOPT_HAS_AVX512=0 -DSIGNOPT_HAS_AVX2=0 -DSIGNOPT_HAS_NEON=0"
case $(name_under) in
  v*_*) ;;
  *) echo "SIGNOPT_ABI is no name: $(name_under)" >&2; exit 1 ;;
esac

# What changes nothing on this machine (-DSIGNOPT_HAS_NEON=0 on x86-64, say) is no difference to tell.
default_macros=$(printf '#include <signopt/detail/config.hpp>\n' | "$compiler" -std=c++17 -x c++ "$include_flag" -E -dM -)
all=$(name_under)
count=1
for flag in $flags; do
  macros=$(printf '#include <signopt/detail/config.hpp>\n' | "$compiler" -std=c++17 -x c++ "$include_flag" "$flag" -E -dM -)
  if [ "$macros" = "$default_macros" ]; then continue; fi
  name=$(name_under "$flag")
  case $name in
    "$(name_under)") case $flag in -D*) continue ;; esac ;;
  esac
  all="$all
$name"
  count=$((count + 1))
done
unique=$(echo "$all" | sort -u | wc -l)
echo "$count combinations, $unique names"
if [ "$unique" -ne "$count" ]; then
  echo "$all" | sort | uniq -d >&2
  exit 1
fi
[ "$count" -ge 6 ] || { echo "only $count combinations: too few to show anything" >&2; exit 1; }

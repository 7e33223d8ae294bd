#!/bin/sh
# A module of C++20 includes signopt in its global fragment, and a program imports the module.
. "$(dirname "$0")/../common.sh"
cd "$work"

# compile COMPILER FOLDER PROGRAM: what stands in FOLDER
compile() {
  case $1 in
    g++) g++ -std=c++20 -fmodules-ts -O0 -I"$root/include" -x c++ "$2/step_module.cpp" "$2/user.cpp" -o "$3" ;;
    clang++)
      clang++ -std=c++20 -O0 -I"$root/include" -x c++-module --precompile "$2/step_module.cpp" -o step_module.pcm &&
        clang++ -std=c++20 -O0 -fprebuilt-module-path=. "$2/user.cpp" step_module.pcm -o "$3"
      ;;
  esac >"$log" 2>&1
}

# Does it have modules at all? A small one is asked first.
mkdir small
cat >small/step_module.cpp <<'CODE'
module;
#include <cmath>
export module step_module;
export bool step_is_right() { return true; }
CODE
cp "$here/user.cpp" small
tried=
for compiler in g++ clang++; do
  command -v $compiler >/dev/null || continue
  if ! compile $compiler small small_program; then
    echo "$compiler has no modules that work here: $(grep -m 1 error "$log")"
    continue
  fi
  compile $compiler "$here" program.$compiler || fail "$compiler does not compile a module that includes signopt"
  "./program.$compiler" || fail "$compiler: the step is wrong"
  tried="$tried $compiler"
done
[ -n "$tried" ] || skip "no compiler here has modules"
echo "in the global fragment of a module:$tried"

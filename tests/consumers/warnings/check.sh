#!/bin/sh
# A parent with -Werror and every warning that its compiler has: to it signopt's headers are a system's.
. "$(dirname "$0")/../common.sh"

tried=
for compiler in g++ clang++; do
  command -v $compiler >/dev/null || continue
  if $compiler --version | grep -q clang; then
    # The second is about the language that the program is written in.
    every='-Weverything;-Wno-c++98-compat;-Wno-c++98-compat-pedantic'
  else
    # Those without an argument that -Wall leaves out; but not what asks for a system's headers to be told about too,
    # nor what is about the code that the compiler makes, wherever what it is made from stands.
    every=$($compiler -Q --help=c++ --help=common |
      sed -n 's/^  *\(-W[a-z0-9+-]*\)\t* *\t*\[\(disabled\|available in C++\).*/\1/p' |
      grep -vx -e -Wsystem-headers -e -Wabi -e -Waggregate-return -e -Winline -e -Wpadded | paste -s -d ';')
    every="-Wall;$every"
    [ "$(echo "$every" | tr ';' '\n' | wc -l)" -gt 100 ] || fail "g++ has hardly any warnings: $every"
  fi
  for by in subdirectory find_package; do
    configured "$here" $compiler.$by -DSIGNOPT_BY=$by "-DCMAKE_PREFIX_PATH=$prefix" "-DEVERY_WARNING=$every" \
      -DCMAKE_CXX_COMPILER=$compiler -DCMAKE_CXX_FLAGS=-O1
    built $compiler.$by
  done
  # As headers of the program's own they would be told about.
  # shellcheck disable=SC2046  # flags
  if $compiler -std=c++17 -fsyntax-only -Werror $(echo "$every" | tr ';' ' ') "-I$root/include" "$here/../step.cpp" \
    2>"$log"; then
    fail "$compiler has nothing to warn of: this shows nothing"
  fi
  says "signopt/"
  tried="$tried $compiler"
done
[ -n "$tried" ] || skip "neither g++ nor clang++ is installed"
echo "without a warning:$tried"

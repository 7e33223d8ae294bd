#!/bin/sh
# usage: check_with_clang_tidy.sh PROJECT_ROOT FLAG...
# clang-tidy, with the checks that .clang-tidy names, on every header of the library, as tests/headers/all_headers.cpp
# includes and uses them. Before that, it must find what is planted in a header of the same folder's name.
set -eu
root=$1
shift
tidy=clang-tidy-14 # others have other checks
if ! command -v "$tidy" >/dev/null; then
  echo "$tidy is not installed"
  exit 77
fi
$tidy --version

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/include/signopt"
cat >"$work/include/signopt/planted.hpp" <<'TEXT'
#include <string>
inline std::string::size_type length_of(const std::string text) { return text.size(); }
TEXT
echo '#include <signopt/planted.hpp>' >"$work/planted.cpp"
if $tidy --config-file="$root/.clang-tidy" --quiet "$work/planted.cpp" -- -std=c++17 "-I$work/include" \
  >"$work/log" 2>&1; then
  echo "a copied parameter was planted in a header, and not found"
  exit 1
fi
grep -q 'performance-unnecessary-value-param' "$work/log" || {
  cat "$work/log"
  exit 1
}

$tidy --config-file="$root/.clang-tidy" --quiet "$root/tests/headers/all_headers.cpp" -- -std=c++17 "$@"
echo "no warning of a header"

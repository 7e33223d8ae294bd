#!/bin/sh
# usage: check_line_length.sh FOLDER
# No line of code, of a comment or of a page in the folder has more than 120 columns, but for the rows of pages' tables.
# clang-format sees to code alone, and to C++ alone. What was built, and hidden folders, are left out.
set -eu
cd "$1"
list=$(mktemp)
trap 'rm -f "$list"' EXIT
find . \( -name build -o -name '.?*' \) -prune -o -type f \
  \( -name '*.hpp' -o -name '*.inl' -o -name '*.cpp' -o -name '*.h' -o -name '*.py' -o -name '*.sh' -o -name '*.cmake' \
  -o -name CMakeLists.txt -o -name dev -o -name '*.md' \) -print >"$list"
[ -s "$list" ] || {
  echo "no file was found in $1"
  exit 1
}
# shellcheck disable=SC2016  # awk's own variables
tr '\n' '\0' <"$list" | xargs -0 awk '
  length($0) > 120 && !(FILENAME ~ /[.]md$/ && /^[|]/) { print FILENAME ":" FNR ": " length($0) " columns"; found = 1 }
  END { exit found }
' || exit 1
echo "$(wc -l <"$list") files"

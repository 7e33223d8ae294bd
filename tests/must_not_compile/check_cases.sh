#!/bin/sh
# usage: check_cases.sh CASES.cpp COMPILER [FLAG...]
#
# CASES.cpp holds what all its cases share, then one case after another. Each is compiled alone, after the shared part:
#   // case: what is wrong in it
#   // each: lr alpha              (optional: once for each of these words, put in place of ARGUMENT)
#   // expect: extended regular expression     or     // expect: compiles
# The first error that the compiler reports must match the expression, within the first lines of its output: the user
# shall read our words, not a page about our templates. Cases that compile prove that the others fail for their reason.
set -u
export LC_ALL=C
cases=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
first_lines=12

# shared.hpp, and one file NUMBER.cpp for each case, comments and all.
awk -v work="$work" '
  function finish(  i, n, words) {
    n = split(each == "" ? "ARGUMENT" : each, words, " ")
    for (i = 1; i <= n; i++) {
      file = sprintf("%s/%03d.cpp", work, ++count)
      one = text
      gsub(/ARGUMENT/, words[i], one)
      printf "%s", one > file
      close(file)
    }
  }
  /^\/\/ case: / { if (text != "") finish(); text = ""; each = ""; in_case = 1 }
  /^\/\/ each: / { each = substr($0, 10); next }
  in_case { text = text $0 "\n"; next }
  { print > (work "/shared.hpp") }
  END { if (text != "") finish() }' "$cases"

# Precompiled, it saves nine tenths of the time.
"$@" -x c++-header "$work/shared.hpp" -o "$work/shared.hpp.gch" || exit 1

failures=0
count=0
controls=0
for file in "$work"/*.cpp; do
  title=$(sed -n 's,^// case: ,,p' "$file")
  expected=$(sed -n 's,^// expect: ,,p' "$file")
  count=$((count + 1))
  verdict=
  if [ -z "$expected" ]; then
    verdict="the case has no // expect: line"
    : >"$work/output"
  elif "$@" -include "$work/shared.hpp" -fsyntax-only "$file" >"$work/output" 2>&1; then
    [ "$expected" = compiles ] || verdict="it compiles"
  elif [ "$expected" = compiles ]; then
    verdict="it does not compile"
  elif ! head -n "$first_lines" "$work/output" | grep 'error:' | head -n 1 | sed 's/.*error: //' | grep -Eq -e "$expected"; then
    verdict="the first error is another, or comes late"
  fi
  if [ "$expected" = compiles ]; then controls=$((controls + 1)); fi
  if [ -n "$verdict" ]; then
    failures=$((failures + 1))
    printf 'FAILED  %s: %s; expected: %s\n' "$title" "$verdict" "$expected"
    head -n 20 "$work/output" | sed 's/^/        /'
  else
    printf 'ok      %s\n' "$title"
  fi
done

echo "$failures of $count cases failed"
if [ "$controls" -eq 0 ]; then
  echo "FAILED  no case is expected to compile: the others may fail for any reason"
  exit 1
fi
[ "$failures" -eq 0 ]

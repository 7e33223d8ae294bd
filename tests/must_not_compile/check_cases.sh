#!/bin/sh
# usage: check_cases.sh CASES.cpp COMPILER [FLAG...]
#
# CASES.cpp holds what all its cases share, then one case after another. Each is compiled alone, after the shared part:
#   // case: what is wrong in it
#   // each: lr alpha              (optional: once for each of these words, put in place of ARGUMENT; in one run)
#   // expect: extended regular expression     or     // expect: compiles
#   // others: may follow         (optional: more errors may come after the expected ones)
# The first error that the compiler reports must match the expression, within the first lines of its output, and must be
# the last: the user shall read our words, not a page about our templates. With `each` there is one error for each word.
# Cases that compile prove that the others fail for their reason.
set -u
export LC_ALL=C
cases=$1
shift
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT
first_lines=12

# shared.hpp, and for each case NUMBER.cpp, NUMBER.expected with a line for each error, NUMBER.others where others may
# follow.
awk -v work="$work" '
  function finish(  i, n, words, one, file) {
    file = sprintf("%s/%03d", work, ++count)
    n = each == "" ? 0 : split(each, words, " ")
    if (n == 0) printf "%s", text > (file ".cpp")
    for (i = 1; i <= n; i++) {
      one = text
      gsub(/ARGUMENT/, words[i], one)
      printf "namespace for_%s {\n%s}\n", words[i], one > (file ".cpp")
    }
    printf "// case: %s\n", title > (file ".cpp")
    for (i = 1; expected != "" && i <= (n == 0 ? 1 : n); i++) {
      one = expected
      gsub(/ARGUMENT/, words[i], one)
      print one > (file ".expected")
    }
    if (others) print others > (file ".others")
    close(file ".cpp")
    close(file ".expected")
  }
  /^\/\/ case: / {
    if (in_case) finish()
    in_case = 1
    title = substr($0, 10)
    text = each = expected = others = ""
    next
  }
  /^\/\/ each: / { each = substr($0, 10); next }
  /^\/\/ expect: / { expected = substr($0, 12); next }
  /^\/\/ others: / { others = substr($0, 12); next }
  in_case { text = text $0 "\n"; next }
  { print > (work "/shared.hpp") }
  END { if (in_case) finish() }' "$cases"

# Precompiled, it saves nine tenths of the time.
"$@" -x c++-header "$work/shared.hpp" -o "$work/shared.hpp.gch" || exit 1

# Whether the errors in the file are as many as the expressions, each of which matches its own.
errors_are_expected() {
  [ "$(wc -l <"$1")" -eq "$(wc -l <"$2")" ] || return 1
  line=0
  while IFS= read -r expression; do
    line=$((line + 1))
    sed -n "${line}p" "$1" | grep -Eq -e "$expression" || return 1
  done <"$2"
}

failures=0
count=0
controls=0
for file in "$work"/*.cpp; do
  title=$(sed -n 's,^// case: ,,p' "$file")
  expected=${file%.cpp}.expected
  count=$((count + 1))
  verdict=
  compiles=0
  "$@" -include "$work/shared.hpp" -fsyntax-only "$file" >"$work/output" 2>&1 || compiles=$?
  grep 'error:' "$work/output" | sed 's/.*error: //' >"$work/errors"
  if [ ! -e "$expected" ]; then
    verdict="the case has no // expect: line"
    echo >"$expected"
  elif grep -qx 'compiles' "$expected"; then
    controls=$((controls + 1))
    [ "$compiles" -eq 0 ] || verdict="it does not compile"
  elif [ "$compiles" -eq 0 ]; then
    verdict="it compiles"
  elif ! head -n "$first_lines" "$work/output" | grep -q 'error:'; then
    verdict="the first error comes late"
  elif [ -e "${file%.cpp}.others" ] && head -n "$(wc -l <"$expected")" "$work/errors" >"$work/first" &&
    errors_are_expected "$work/first" "$expected"; then
    verdict=
  elif ! errors_are_expected "$work/errors" "$expected"; then
    verdict="there are other errors, or more, or fewer"
  fi
  if [ -n "$verdict" ]; then
    failures=$((failures + 1))
    printf 'FAILED  %s: %s; expected: %s\n' "$title" "$verdict" "$(cat "$expected")"
    head -n 40 "$work/output" | sed 's/^/        /'
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

#!/bin/sh
# usage: check_cases.sh [--together HEADER|none] CASES.cpp COMPILER [FLAG...]
#
# CASES.cpp holds what all its cases share, then one case after another. Each is compiled alone, after the shared part:
#   // case: what is wrong in it
#   // each: lr alpha              (optional: once for each of these words, put in place of ARGUMENT; in one run)
#   // expect: extended regular expression     or     // expect: compiles
#   // others: may follow         (optional: more errors may come after the expected ones)
# The first error that the compiler reports must match the expression, within the first lines of its output, and must be
# the last: the user shall read our words, not a page about our templates. With `each` there is one error for each word.
# Cases that compile prove that the others fail for their reason.
#
# Together: all cases that must fail are compiled in one run, each in a namespace of its own, and so are those that must
# compile. An error counts for the case that asked for the template it is in. What is not as expected then has the last
# word when it is compiled alone: so do two cases whose error is in the same template, which a compiler reports once.
# HEADER comes before the shared part, and may be precompiled: Eigen, which most of them share.
set -u
export LC_ALL=C
together=false
before=none
if [ "$1" = --together ]; then
  together=true
  before=$2
  shift 2
fi
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

# Precompiled, it saves nine tenths of the time, where it is read for more than two or three compilations.
if ! $together; then
  "$@" -x c++-header "$work/shared.hpp" -o "$work/shared.hpp.gch" || exit 1
elif [ "$before" != none ]; then
  set -- "$@" -include "$before"
fi

# Whether the errors in the file are as many as the expressions, each of which matches its own.
errors_are_expected() {
  [ "$(wc -l <"$1")" -eq "$(wc -l <"$2")" ] || return 1
  line=0
  while IFS= read -r expression; do
    line=$((line + 1))
    sed -n "${line}p" "$1" | grep -Eq -e "$expression" || return 1
  done <"$2"
}

# without_includes OUTPUT: without the way from the case to a header, which is longer here than in a program, and which
# a compiler does not tell of a header that was precompiled.
without_includes() {
  sed -e '/^In file included from /d' -e '/^  *from [^ ]*[,:]$/d' "$1"
}

# judge FILE STATUS OUTPUT: sets `verdict`: nothing where a compiler that ended with STATUS wrote what is expected.
judge() {
  verdict=
  expected=${1%.cpp}.expected
  grep 'error:' "$3" | sed 's/.*error: //' >"$work/errors"
  if [ ! -e "$expected" ]; then
    verdict="the case has no // expect: line"
    echo >"$expected"
  elif grep -qx 'compiles' "$expected"; then
    [ "$2" -eq 0 ] || verdict="it does not compile"
  elif [ "$2" -eq 0 ]; then
    verdict="it compiles"
  elif ! without_includes "$3" | head -n "$first_lines" | grep -q 'error:'; then
    verdict="the first error comes late"
  elif [ -e "${1%.cpp}.others" ] && head -n "$(wc -l <"$expected")" "$work/errors" >"$work/first" &&
    errors_are_expected "$work/first" "$expected"; then
    verdict=
  elif ! errors_are_expected "$work/errors" "$expected"; then
    verdict="there are other errors, or more, or fewer"
  fi
}

# compile SOURCE OUTPUT [FLAG...]: with the status of the compiler
compile() {
  source=$1
  output=$2
  shift 2
  "$@" -include "$work/shared.hpp" -fsyntax-only "$source" >"$output" 2>&1
}

# Of many cases, each with #line: NUMBER.output, with the errors of each case and what the compiler says before them.
# g++ says before an error where the template was asked for, or nothing where it is the same place as for the error
# before; clang says it after the error.
compile_together() {
  for file in "$work"/[0-9]*.cpp; do
    batch=failing
    if grep -qsx 'compiles' "${file%.cpp}.expected"; then batch=compiling; fi
    if [ -e "${file%.cpp}.others" ]; then continue; fi
    number=$(basename "$file" .cpp)
    printf 'namespace in_case_%s {\n#line 1 "case_%s"\n%s\n}\n' "$number" "$number" "$(cat "$file")" \
      >>"$work/$batch.batch"
  done
  for batch in failing compiling; do
    if [ -e "$work/$batch.batch" ]; then mv "$work/$batch.batch" "$work/$batch.cpp"; fi
  done
  if [ -e "$work/compiling.cpp" ] && compile "$work/compiling.cpp" "$work/output" "$@"; then compiling_is_good=true; fi
  if [ ! -e "$work/failing.cpp" ]; then return; fi
  if "$@" --version | grep -q clang; then
    order=error_first
    set -- "$@" -ferror-limit=0 -fno-caret-diagnostics -ftemplate-backtrace-limit=0
  else
    order=error_last
    set -- "$@" -fmax-errors=0 -fno-diagnostics-show-caret
  fi
  compile "$work/failing.cpp" "$work/output" "$@"
  awk -v work="$work" -v order=$order '
    function number_in(line) { return match(line, /case_[0-9]+:/) ? substr(line, RSTART + 5, RLENGTH - 6) : "" }
    function finish() {
      if (has_error && number != "") printf "%s", text > (work "/" number ".output")
      text = ""
      has_error = 0
    }
    /error:/ && order == "error_first" { finish(); number = number_in($0) }
    /requested here|required from|error:/ { if (number_in($0) != "") number = number_in($0) }
    { text = text $0 "\n" }
    /error:/ { has_error = 1; if (order == "error_last") finish() }
    END { finish() }' "$work/output"
}

compiling_is_good=false
if $together; then compile_together "$@"; fi

failures=0
count=0
controls=0
alone=0
for file in "$work"/[0-9]*.cpp; do
  title=$(sed -n 's,^// case: ,,p' "$file")
  count=$((count + 1))
  output=${file%.cpp}.output
  status=1
  verdict="not compiled yet"
  if grep -qsx 'compiles' "${file%.cpp}.expected"; then
    controls=$((controls + 1))
    if $compiling_is_good; then verdict=; fi
  elif [ -e "$output" ]; then
    judge "$file" $status "$output"
  fi
  if [ -n "$verdict" ]; then
    alone=$((alone + 1))
    status=0
    compile "$file" "$output" "$@" || status=$?
    judge "$file" $status "$output"
  fi
  if [ -n "$verdict" ]; then
    failures=$((failures + 1))
    printf 'FAILED  %s: %s; expected: %s\n' "$title" "$verdict" "$(cat "$expected")"
    head -n 40 "$output" | sed 's/^/        /'
  else
    printf 'ok      %s\n' "$title"
  fi
done

echo "$failures of $count cases failed; $alone were compiled alone"
if [ "$controls" -eq 0 ]; then
  echo "FAILED  no case is expected to compile: the others may fail for any reason"
  exit 1
fi
[ "$failures" -eq 0 ]

#!/bin/sh
# usage: check_readme.sh PROJECT_ROOT BLOCKS LINES
# Every block of C++ and of CMake on every page says `<!-- from FILE -->` and stands in that file: line for line, in the
# same order, in a program that ctest compiles and runs, or a project that it builds. So does a block of shell commands
# that says where it is from. The pages are all that lie in the root and in docs/. There are at least so many blocks,
# with so many lines, and the README has one of C++.
set -eu
cd "$1"
least_blocks=$2
least_lines=$3

# Prints how many blocks and lines the page has.
check_page() {
  awk -v page="$1" '
    function trimmed(text) { sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text); return text }
    function complain(text) { print page ":" NR ": " text >"/dev/stderr"; failed = 1 }

    /^<!-- from .* -->$/ { file = $3; next }
    /^```(cpp|cmake|sh)$/ {
      is_shell = $0 == "```sh"
      if (file == "" && !is_shell) complain("a block of C++ or CMake that does not say where it is from")
      inside = file != "" || !is_shell
      blocks += inside; ++count[$0]; next
    }
    /^```$/ && inside {
      close(file); file = ""; inside = 0; next
    }
    inside && trimmed($0) != "" {
      wanted = trimmed($0); found = 0
      while (!found && (getline line < file) > 0) found = trimmed(line) == wanted
      if (!found) complain("not in " file " (or not in this order): " wanted)
      else ++lines
    }
    END {
      print blocks + 0, lines + 0, count["```cpp"] + 0
      exit failed
    }
  ' "$1"
}

failed=false
all_blocks=0
all_lines=0
for page in *.md docs/*.md; do
  counts=$(check_page "$page") || failed=true
  blocks=${counts%% *}
  lines=${counts#* }
  of_cpp=${lines#* }
  lines=${lines% *}
  [ "$blocks" -eq 0 ] || echo "$page: $blocks blocks, $lines lines"
  if [ "$page" = README.md ] && [ "$of_cpp" -eq 0 ]; then
    echo "README.md has no example"
    failed=true
  fi
  all_blocks=$((all_blocks + blocks))
  all_lines=$((all_lines + lines))
done
if [ "$all_blocks" -lt "$least_blocks" ] || [ "$all_lines" -lt "$least_lines" ]; then
  echo "only $all_blocks blocks with $all_lines lines were found"
  failed=true
fi
! $failed

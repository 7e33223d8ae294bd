#!/bin/sh
# usage: check_readme.sh PROJECT_ROOT PAGE BLOCKS LINES
# Every C++ block of the page says `<!-- from FILE -->` and stands in that file: line for line, in the same order, in a
# program that ctest compiles and runs. There are at least so many of them, with so many lines.
set -eu
cd "$1"

awk -v page="$2" -v least_blocks="$3" -v least_lines="$4" '
  function trimmed(text) { sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text); return text }
  function complain(text) { print page ":" NR ": " text; failed = 1 }

  /^<!-- from .* -->$/ { file = $3; next }
  /^```cpp$/ {
    if (file == "") complain("a C++ block that does not say where it is from")
    inside = 1; ++blocks; next
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
    if (blocks < least_blocks || lines < least_lines)
      complain("only " blocks + 0 " blocks with " lines + 0 " lines were found")
    if (!failed) print blocks " blocks, " lines " lines"
    exit failed
  }
' "$2"

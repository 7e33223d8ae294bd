#!/bin/sh
# Every code block of the README that says `<!-- from FILE -->` stands in that file: line for line, in the same order, in a
# program that ctest compiles and runs. usage: check_readme.sh PROJECT_ROOT
set -eu
cd "$1"

awk '
  function trimmed(text) { sub(/^[ \t]+/, "", text); sub(/[ \t]+$/, "", text); return text }
  function complain(text) { print "README.md:" NR ": " text; failed = 1 }

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
    if (blocks < 6 || lines < 20) complain("only " blocks + 0 " blocks with " lines + 0 " lines were found")
    if (!failed) print blocks " blocks, " lines " lines"
    exit failed
  }
' README.md

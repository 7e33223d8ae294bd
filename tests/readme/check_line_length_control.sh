#!/bin/sh
# check_line_length.sh finds a long line: a comment of 121 columns, not one of 120; in a page too, but for a row of a
# table there. And it does not take a folder without code for one without faults.
set -eu
check=$(dirname "$0")/check_line_length.sh
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

expect_failure() {
  if "$check" "$work" >"$work/told"; then
    echo "FAILED: $1 was not found"
    exit 1
  fi
  cat "$work/told"
  grep -q "$2" "$work/told"
}

expect_failure 'a folder without code' 'no file was found'
printf '// %117s\n' x >"$work/comment.hpp"
"$check" "$work"
printf '// %118s\n' x >>"$work/comment.hpp"
expect_failure 'a comment of 121 columns' 'comment.hpp:2: 121 columns'
rm "$work/comment.hpp"
printf '| %119s\n' x >"$work/page.md"
"$check" "$work"
printf '%121s\n' x >>"$work/page.md"
expect_failure 'a line of a page of 121 columns' 'page.md:2: 121 columns'

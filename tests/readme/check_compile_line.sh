#!/bin/sh
# usage: check_compile_line.sh PROJECT_ROOT
# The command with which the README compiles its first example, as it stands there: it makes the program that it names,
# which prints what the README shows.
set -eu
cd "$1"
command=$(sed -n 's/^\(g++ .*\)$/\1/p' README.md)
if [ "$(printf '%s\n' "$command" | wc -l)" -ne 1 ] || [ -z "$command" ]; then
  echo "README.md has not one line that begins with g++, but: '$command'"
  exit 1
fi
if ! command -v g++ >/dev/null || ! [ -e /usr/include/eigen3/Eigen/Core ]; then
  echo 'g++ is not installed, or Eigen is not where Debian puts it'
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for folder in include examples; do ln -s "$PWD/$folder" "$work/$folder"; done
cd "$work"
echo "+ $command"
sh -c "$command"
./quickstart | tee told
first=$(sed -n '2p' told)
cd "$OLDPWD"
grep -qxF "$first" README.md

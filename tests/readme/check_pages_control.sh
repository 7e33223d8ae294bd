#!/bin/sh
# usage: check_pages_control.sh PROJECT_ROOT
# check_readme.sh and check_links.sh notice what is wrong with a page, and pass the pages as they are.
# shellcheck disable=SC2016  # backticks of pages
set -eu
checks=$(cd "$(dirname "$0")" && pwd)
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fresh_copy() {
  rm -rf "$work/project"
  mkdir "$work/project"
  cp -R ./*.md LICENSE .clang-tidy docs examples "$work/project"
  for folder in include tests bench cmake packaging; do ln -s "$PWD/$folder" "$work/project"; done
}
# must_fail WORDS CHECK [ARG...]
must_fail() {
  words=$1
  check=$2
  shift 2
  if "$checks/$check" "$work/project" "$@" >"$work/told" 2>&1; then
    echo "FAILED: $check does not notice: $words"
    exit 1
  fi
  grep -F -e "$words" "$work/told"
}

fresh_copy
"$checks/check_readme.sh" "$work/project" 1 1
"$checks/check_links.sh" "$work/project"
must_fail 'only ' check_readme.sh 1000 1
must_fail 'only ' check_readme.sh 1 10000

printf '```cpp\nint x;\n```\n' >"$work/project/docs/new.md"
must_fail 'docs/new.md:1: a block of C++ or CMake that does not say' check_readme.sh 1 1
printf '```cmake\nproject(a)\n```\n' >"$work/project/docs/new.md"
must_fail 'docs/new.md:1: a block of C++ or CMake that does not say' check_readme.sh 1 1
printf '```sh\nanything\n```\n' >"$work/project/docs/new.md"
"$checks/check_readme.sh" "$work/project" 1 1
printf '<!-- from dev -->\n```sh\nanything\n```\n' >"$work/project/docs/new.md"
must_fail 'docs/new.md:3: not in dev' check_readme.sh 1 1
printf '<!-- from examples/quickstart.cpp -->\n```cpp\nint x;\n```\n' >"$work/project/docs/new.md"
must_fail 'docs/new.md:3: not in examples/quickstart.cpp' check_readme.sh 1 1
fresh_copy
sed 's/^```cpp$/```/' README.md >"$work/project/README.md"
must_fail 'README.md has no example' check_readme.sh 1 1

fresh_copy
printf '[a](docs/none.md)\n' >>"$work/project/README.md"
must_fail 'docs/none.md, which is not there' check_links.sh
fresh_copy
printf '[a](semantics.md#none)\n' >>"$work/project/docs/recipes.md"
must_fail 'has no such heading' check_links.sh
fresh_copy
printf '`tests/none/*.sh`\n' >>"$work/project/HACKING.md"
must_fail 'HACKING.md names tests/none/*.sh' check_links.sh
fresh_copy
sed 's,`strided/`,strided,' HACKING.md >"$work/project/HACKING.md"
must_fail 'HACKING.md does not name include/signopt/detail/strided/' check_links.sh
fresh_copy
: >"$work/project/examples/recipes/new.cpp"
must_fail 'does not show examples/recipes/new.cpp' check_links.sh
fresh_copy
yes '' | head -n 200 >>"$work/project/README.md"
must_fail 'README.md has' check_links.sh

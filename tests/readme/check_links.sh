#!/bin/sh
# usage: check_links.sh PROJECT_ROOT
# What the pages name is there: the files that they link to, with the headings in them, and what HACKING.md names as
# `FOLDER/...` (a pattern is there if one file is). Every recipe is on docs/recipes.md, and every room of the library in
# HACKING.md. The README has at most 200 lines.
set -eu
cd "$1"
failures=0
complain() {
  echo "$1"
  failures=$((failures + 1))
}

# The anchors of a page's headings, as GitHub and GitLab make them.
anchors() {
  sed -n 's/^##* //p' "$1" | tr '[:upper:]' '[:lower:]' | sed 's/[^a-z0-9 _-]//g; s/ /-/g'
}

links=0
for page in *.md docs/*.md; do
  folder=$(dirname "$page")
  # A link may be broken across two lines in its text, never in its target, which has no blanks.
  # shellcheck disable=SC2013
  for target in $(awk '/^```/ { is_code = !is_code } !is_code' "$page" | grep -o '](\([^)]*\))' |
    sed 's/^](//; s/)$//'); do
    case $target in http*) continue ;; esac
    links=$((links + 1))
    file=${target%%#*}
    [ -n "$file" ] && file=$folder/$file || file=$page
    if [ ! -e "$file" ]; then
      complain "$page links to $target, which is not there"
    elif [ "$target" != "${target#*#}" ] && ! anchors "$file" | grep -qxF -e "${target#*#}"; then
      complain "$page links to $target: $file has no such heading"
    fi
  done
done
[ "$links" -gt 0 ] || complain 'no page has a link'

names=0
# <RULE>, <TARGET>, <KIND>, <NAME> stand for names to come: a file that there is once for each.
# shellcheck disable=SC2016  # backticks of the page
for name in $(grep -o '`[^` ]*`' HACKING.md | tr -d '`' |
  grep -E '^(include|tests|bench|docs|examples|cmake|packaging)/' | sed 's/<[A-Z]*>/*/g' | sort -u); do
  names=$((names + 1))
  # shellcheck disable=SC2086  # a pattern
  set -- $name
  [ -e "$1" ] || complain "HACKING.md names $name, which is not there"
done
[ "$names" -gt 0 ] || complain 'HACKING.md names no file'

for room in include/signopt/detail/*/; do
  grep -qF -e "\`$(basename "$room")/\`" HACKING.md || complain "HACKING.md does not name $room"
done

for recipe in examples/recipes/*.cpp; do
  grep -qxF -e "<!-- from $recipe -->" docs/recipes.md || complain "docs/recipes.md does not show $recipe"
done

lines=$(wc -l <README.md)
[ "$lines" -le 200 ] || complain "README.md has $lines lines"
echo "$links links, $names names, $lines lines in README.md: $failures failures"
[ "$failures" -eq 0 ]

#!/bin/sh
# usage: check.sh PROJECT_ROOT FOLDER
# The reference can be made, in FOLDER, and has what a program can use and nothing else: each public header with its
# contract, each call of each rule with the rule's own scalars, no detail, no name of the ABI namespace.
set -eu
# shellcheck source=tests/reference/need_doxygen.sh
. "$(dirname "$0")/need_doxygen.sh"
root=$1
folder=$2
failures=0
complain() {
  echo "$1"
  failures=$((failures + 1))
}

mkdir -p "$folder"
python3 -B "$root/docs/reference/make.py" "$root" "$folder"
cd "$folder/html"

# What a reader sees of a page, without the tags.
text_of() {
  sed 's/<[^>]*>//g; s/&amp;/\&/g; s/&lt;/</g; s/&gt;/>/g; s/&#160;/ /g' "$1"
}

# must_have PAGE WORDS [TIMES]
must_have() {
  count=$(text_of "$1" | grep -cF -e "$2") || true
  [ "$count" -ge "${3:-1}" ] || complain "$1 has $count lines with: $2"
}

headers=0
for header in "$root"/include/signopt/*.hpp; do
  headers=$((headers + 1))
  page=$(basename "$header" .hpp | sed 's/_/__/g')_8hpp.html
  [ -e "$page" ] || {
    complain "$header has no page"
    continue
  }
  first=$(sed -n '1s,^// ,,p' "$header" | cut -c 1-20)
  must_have "$page" "$first"
done
[ $headers -gt 0 ] || complain 'there are no headers'

rules=0
for names in "$root"/include/signopt/detail/rules/*_names.inl; do
  rules=$((rules + 1))
  rule=$(basename "$names" _names.inl)
  scalars=$(sed -n 's/^#define SIGNOPT_SCALARS(each) //p' "$names" | sed 's/each(\([a-z0-9_]*\))/\1/g')
  parameters=
  for scalar in $scalars; do
    # shellcheck disable=SC2016  # awk's own variables
    type=$(echo "$scalar" | awk -F _ '{
      for (i = 1; i <= NF; ++i) printf "%s%s", toupper(substr($i, 1, 1)), substr($i, 2)
    }')
    parameters="$parameters, const $type &$scalar"
  done
  page=apply__$(echo "$rule" | sed 's/_/__/g')_8hpp.html
  for executor in '' 'Executor &&executor, '; do
    must_have "$page" "apply_$rule (${executor}Var &&var, M &&m$parameters, const Grad &grad)"
    must_have "$page" "apply_$rule (${executor}Var &&var, M &&m, const ${rule}_settings &settings, const Grad &grad)"
  done
  must_have "$page" "signopt::$rule"
  must_have pointer_8hpp.html "apply_${rule}_n (T *var, M *m$parameters, const G *grad, Size n)"
  must_have pointer_8hpp.html "apply_${rule}_n (" 4
  must_have multi__tensor_8hpp.html "apply_${rule}_multi (const Tensors &tensors$parameters)"
  must_have multi__tensor_8hpp.html "apply_${rule}_multi (" 4
done
[ $rules -gt 0 ] || complain 'there are no rules'
must_have ascend_8hpp.html apply_power_sign_async 2
must_have classsignopt_1_1optimizer.html 'step (Executor &&executor, const step_request &request={})'

# Pages about the library's own code may speak of it.
for page in *.html; do
  case $page in hacking.html | changelog.html | performance.html | *-example.html) continue ;; esac
  for word in detail:: SIGNOPT_ABI enable_if 'Not a call'; do
    if text_of "$page" | grep -F -e "$word"; then complain "$page has the word $word"; fi
  done
done
for image in "$root"/docs/*.svg; do
  [ -e "$(basename "$image")" ] || complain "there is no $(basename "$image")"
  grep -qF "src=\"$(basename "$image")\"" ./*.html || complain "no page shows $(basename "$image")"
done
echo "$headers headers, $rules rules: $failures failures"
[ $failures -eq 0 ]

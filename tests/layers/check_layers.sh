#!/bin/sh
# usage: check_layers.sh INCLUDE_DIRECTORY
#
# The layers of the library, lowest first. A header may include those of its own line and of lines above it here, and
# none below: what an include points to was there before. Every header has a layer, and so none lies directly in
# detail/.
set -u
cd "$1/signopt" || exit 1
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

cat >"$work/layers" <<'LAYERS'
detail/base/ dtype.hpp error.hpp execution.hpp rounding.hpp settings.hpp parameter.hpp
group_settings.hpp step_report.hpp aligned_block.hpp
detail/state/
detail/kernel/
detail/check/
detail/run/
parameter_set.hpp
detail/strided/
detail/call/
detail/rules/
detail/optimizer/
detail/eigen/
dl_operand.hpp detail/dlpack/
ascend_session.hpp detail/ascend/
.hpp
LAYERS

# Folders end with a slash. The last line is every other header of signopt/ itself.
layer_of() {
  awk -v file="$1" '
    { for (i = 1; i <= NF; ++i) if ($i ~ /\/$/ ? index(file, $i) == 1 : $i == file) { print NR; exit } }
    $1 == ".hpp" && file !~ /\// { print NR }' "$work/layers"
}

failures=0
files=0
for file in $(find . -name '*.hpp' -o -name '*.inl' | sed 's,^\./,,' | sort); do
  files=$((files + 1))
  layer=$(layer_of "$file")
  if [ -z "$layer" ]; then
    echo "FAILED  $file is in no layer"
    failures=$((failures + 1))
    continue
  fi
  # Quoted names, from the folder of the file. SIGNOPT_RULE_FILE is included too, by for_each_target.inl.
  sed -n 's/^# *\(include\|define SIGNOPT_RULE_FILE\) *"\([^"]*\)".*/\2/p' "$file" >"$work/names"
  while read -r name; do
    included=$(realpath -m --relative-to=. "$(dirname "$file")/$name")
    to=$(layer_of "$included")
    if [ ! -e "$included" ] || [ -z "$to" ] || [ "$to" -gt "$layer" ]; then
      echo "FAILED  $file includes $included, which is in a higher layer"
      failures=$((failures + 1))
    fi
  done <"$work/names"
done
echo "$failures of the includes of $files files point upwards"
[ "$files" -gt 0 ] && [ "$failures" -eq 0 ]

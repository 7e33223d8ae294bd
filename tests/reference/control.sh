#!/bin/sh
# usage: control.sh PROJECT_ROOT FOLDER
# docs/reference/make.py notices, in a copy of the project: a function and a member without a comment, a command that
# Doxygen does not know, a header without a contract, and a contract that names a page that is not there.
set -eu
# shellcheck source=tests/reference/need_doxygen.sh
. "$(dirname "$0")/need_doxygen.sh"
root=$1
folder=$2
copy=$folder/project
rm -rf "$copy"
mkdir -p "$copy/examples"
cp -R "$root/include" "$root/README.md" "$copy"
cp -R "$root/docs" "$copy"

cd "$copy/include/signopt"
cat >>sign_decay.hpp <<'TEXT'
namespace signopt {
inline double without_a_comment(double step) { return step; }
struct compound_without_a_comment {};
template <class T>
struct documented_template;  ///< whose specialization is not
template <>
struct documented_template<int> {};
}  // namespace signopt
TEXT
awk '{ print } /^struct step_request/ { print "  int member_without_a_comment = 0;" }' step_report.hpp >changed
mv changed step_report.hpp
awk '/^\/\/\/ The calling thread: the same/ { print "/// @nonsense" } { print }' execution.hpp >changed
mv changed execution.hpp
awk 'NR > 1 || !/^\/\/ /' version.hpp >changed
mv changed version.hpp
printf '// Nothing: docs/nowhere.md says more.\n#pragma once\n' >empty.hpp

if python3 -B "$copy/docs/reference/make.py" "$copy" "$folder" >"$folder/told" 2>&1; then
  echo 'FAILED: the reference is made all the same'
  exit 1
fi
cat "$folder/told"
line=$(grep -n 'without_a_comment(double' sign_decay.hpp | cut -d : -f 1)
for words in "sign_decay.hpp:$line: .*without_a_comment(double step).* is not documented" \
  'sign_decay.hpp:[0-9]*: .*compound_without_a_comment is not documented' \
  'sign_decay.hpp:[0-9]*: .*documented_template<int> is not documented' \
  'step_report.hpp:[0-9]*: .*member_without_a_comment .* is not documented' \
  'execution.hpp:[0-9]*: .*nonsense' \
  'version.hpp: .*no contract' \
  'empty_8hpp.html: nowhere.html: there is no such file'; do
  grep -q "$words" "$folder/told" || {
    echo "FAILED: it does not say: $words"
    exit 1
  }
done

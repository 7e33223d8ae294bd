#!/bin/sh
# usage: check_own_functions.sh FUNCTIONS.cpp COMPILER [FLAG...]
#
# Of functions that several translation units have, the linker keeps one, with the instructions of the unit it is from.
# So those that sets and their steps are made of, the standard library's included, carry the ABI namespace in their
# names. Excepted are the classes of errors, which are one for the whole program, the strings of their messages, and
# what clang ends a program by.
# The control, a std::vector, must be found to have others.
set -eu
source=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
abi_name=$(printf '#include <signopt/detail/base/config.hpp>\nname SIGNOPT_ABI\n' |
  "$@" -x c++ -E -P - | sed -n 's/^name //p')

# The weak functions of the object file that have no such name.
shared_functions() {
  "$@" -O2 -c "$source" -o "$work/object.o"
  nm -C "$work/object.o" | sed -n 's/^[0-9a-f]* W //p' >"$work/weak"
  grep -c "$abi_name" "$work/weak" >"$work/own" || true
  grep -v -e "$abi_name" -e '^signopt::[a-z_:]*error::' -e 'basic_string<char' \
    -e '^__clang_call_terminate$' "$work/weak" || true
}

shared=$(shared_functions "$@")
echo "$(cat "$work/own") functions of our own"
[ "$(cat "$work/own")" -gt 0 ]
if [ -n "$shared" ]; then
  printf 'shared with the rest of the program:\n%s\n' "$shared" >&2
  exit 1
fi
control=$(shared_functions "$@" -DSIGNOPT_TEST_CONTROL)
case $control in
  *std::vector*) ;;
  *) echo "the control was not found: this check finds nothing" >&2; exit 1 ;;
esac

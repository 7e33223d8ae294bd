#!/bin/sh
# usage: check_a_break.sh INCLUDE_DIRECTORY
#
# check_layers.sh must notice an include that points upwards, and a header that lies directly in detail/.
set -u
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

must_fail() {
  if "$(dirname "$0")/check_layers.sh" "$work/include" >"$work/log"; then
    echo "FAILED  not noticed: $1"
    exit 1
  fi
  grep -F FAILED "$work/log"
}
fresh_copy() {
  rm -rf "$work/include"
  cp -R "$1" "$work/include"
}

fresh_copy "$1"
echo '#include "../call/front_end.hpp"' >>"$work/include/signopt/detail/kernel/cpu.hpp"
must_fail 'the kernel includes the forms of a call'
fresh_copy "$1"
echo '#include "detail/run/parallel.hpp"' >>"$work/include/signopt/execution.hpp"
must_fail 'execution.hpp includes what stands on it'
fresh_copy "$1"
echo '#pragma once' >"$work/include/signopt/detail/helpers.hpp"
must_fail 'a header directly in detail/'

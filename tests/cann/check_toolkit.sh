#!/bin/sh
# usage: check_toolkit.sh CMAKE PROJECT_ROOT WORK_DIRECTORY LIBRARIES HEADERS [CMAKE_ARGUMENT...]
# A project that asks for signopt::ascend: it must find a toolkit wherever one can be named, build with it and run; say
# what is missing where it does not; and look for nothing where it was not asked.
set -eu
cmake=$1
root=$2
work=$3
libraries=$4
headers=$5
shift 5

rm -rf "$work"
mkdir -p "$work/toolkit/include" "$work/other/x86_64-linux" "$work/no_libraries" "$work/no_compiler/include/acl"
cp -R "$headers/." "$work/toolkit/include"
cp -R "$libraries" "$work/toolkit/lib64"
ln -s "$work/toolkit/include" "$work/no_libraries/include"
echo >"$work/no_compiler/include/acl/acl.h"
# As toolkits are laid out for a machine without a driver.
cpu=$(uname -m)
mkdir -p "$work/other/$cpu-linux"
ln -s "$work/toolkit/include" "$work/other/$cpu-linux/include"
ln -s "$work/toolkit/lib64" "$work/other/$cpu-linux/devlib"

unset ASCEND_HOME_PATH ASCEND_TOOLKIT_HOME CANN_INSTALL_DIR
log=$work/log
consumer=$(dirname -- "$0")/consumer

fail() {
  cat "$log"
  echo "check_toolkit.sh: $*" >&2
  exit 1
}

# configure FOLDER ARGUMENT...
configure() {
  folder=$work/$1
  shift
  "$cmake" -S "$consumer" -B "$folder" "-DSIGNOPT_ROOT=$root" "$@" >"$log" 2>&1
}

found() {
  grep -qx -- "-- signopt: CANN in $1" "$log" || fail "not found in $1"
}

# Not asked: nothing of CANN may even be looked for, here where it could be found.
ASCEND_HOME_PATH=$work/toolkit configure plain "$@" --trace-expand "--trace-redirect=$work/trace" ||
  fail "configuring without SIGNOPT_ASCEND failed"
[ -s "$work/trace" ] || fail "there is no trace"
if grep -n 'ascendcl\|signopt_ascend\.cmake\|CANN_INSTALL_DIR' "$work/trace" "$work/plain/CMakeCache.txt" >"$log"; then
  fail "CANN was looked for without SIGNOPT_ASCEND"
fi
echo "without SIGNOPT_ASCEND: nothing is looked for"

# Asked, one folder after the other in the same build: what an earlier run found must not stay.
configure asked "$@" -DSIGNOPT_ASCEND=ON && fail "a toolkit was found, and there is none"
for text in 'the CANN toolkit was not found' '/usr/local/Ascend/cann has no acl/acl.h, libascendcl' 'set_env\.sh' \
  'CANN_INSTALL_DIR'; do
  grep -q "$text" "$log" || fail "the message does not say: $text"
done
ASCEND_HOME_PATH=$work/toolkit configure asked || fail "ASCEND_HOME_PATH is not enough"
found "$work/toolkit"
ASCEND_TOOLKIT_HOME=$work/other configure asked || fail "ASCEND_TOOLKIT_HOME is not enough"
found "$work/other"
ASCEND_HOME_PATH=$work/no_compiler ASCEND_TOOLKIT_HOME=$work/other configure asked || fail "the second is not tried"
found "$work/other"
ASCEND_HOME_PATH=$work/other configure asked "-DCANN_INSTALL_DIR=$work/no_libraries" &&
  fail "CANN_INSTALL_DIR is wrong, and another was taken"
grep -q "$work/no_libraries has no libascendcl, libacl_op_compiler" "$log" || fail "not said: what is missing"
configure asked "-DCANN_INSTALL_DIR=$work/no_compiler" && fail "CANN_INSTALL_DIR is no whole toolkit"
grep -q "has no acl/acl_op_compiler.h, libascendcl, libacl_op_compiler" "$log" || fail "not said: what is missing"
ASCEND_HOME_PATH=$work/other configure asked "-DCANN_INSTALL_DIR=$work/toolkit" || fail "CANN_INSTALL_DIR is not enough"
found "$work/toolkit"
echo "CANN_INSTALL_DIR, ASCEND_HOME_PATH, ASCEND_TOOLKIT_HOME: found; messages where there is nothing to find"

# As newer releases have it: no libascendcl, but its parts; these here have all of it, and what they need is elsewhere.
mkdir -p "$work/split/lib64"
ln -s "$work/toolkit/include" "$work/split/include"
cp "$libraries/libacl_op_compiler.so" "$work/split/lib64"
cp "$libraries/libascendcl.so" "$work/split/lib64/libacl_rt.so"
configure split.build "$@" -DSIGNOPT_ASCEND=ON "-DCANN_INSTALL_DIR=$work/split" && fail "some parts are enough"
grep -q "$work/split has no libacl_mdl, libacl_op_executor" "$log" || fail "not said: which parts are missing"
cp "$libraries/libascendcl.so" "$work/split/lib64/libacl_mdl.so"
cp "$libraries/libascendcl.so" "$work/split/lib64/libacl_op_executor.so"
configure split.build "-DCANN_INSTALL_DIR=$work/split" || fail "the parts of libascendcl are not enough"
found "$work/split"
LD_LIBRARY_PATH=$libraries "$cmake" --build "$work/split.build" --target consumer >"$log" 2>&1 ||
  fail "the consumer could not be built with the parts of libascendcl"
LD_LIBRARY_PATH=$libraries "$work/split.build/consumer" >"$log" 2>&1 || fail "with the parts the consumer failed"
grep -qx 'var 0.599403' "$log" || fail "with the parts the consumer's result is wrong"
echo "libacl_rt, libacl_mdl, libacl_op_executor in the place of libascendcl: found, built and run"

for program in consumer ascend_arrays ascend_step backend_on_npu; do
  "$cmake" --build "$work/asked" --target $program >"$log" 2>&1 || fail "$program could not be built"
done
"$work/asked/consumer" >"$log" 2>&1 || fail "the consumer failed"
grep -qx 'var 0.599403' "$log" || fail "the consumer's result is wrong"
"$work/asked/signopt/examples/ascend_arrays" >"$log" 2>&1 || fail "the example failed"
grep -q '^after 100 steps' "$log" || fail "the example did not run"
"$work/asked/signopt/examples/backend_on_npu" >"$log" 2>&1 || fail "the example of both builds failed"
grep -q '^5.99403e-01 3.98607e-01' "$log" || fail "the example of both builds did not run"
"$work/asked/signopt/examples/ascend_step" >"$log" 2>&1 || fail "the report of a first run failed"
grep -q '^float16, 1048579 elements' "$log" || fail "the report of a first run is not whole"
echo "signopt::ascend: built and run"

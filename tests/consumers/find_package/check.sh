#!/bin/sh
# usage: check.sh ROOT WORK CMAKE PREFIX TOOLKIT HEADERS
# find_package(signopt): with and without the component `ascend`, for which a toolkit may be there: TOOLKIT with the
# fake runtime of the tests, and HEADERS; both empty otherwise.
. "$(dirname "$0")/../common.sh"
toolkit=$5
headers=$6
unset ASCEND_HOME_PATH ASCEND_TOOLKIT_HOME CANN_INSTALL_DIR

configured "$here" build "-DCMAKE_PREFIX_PATH=$prefix"
built build
ran "a step on Eigen arrays" "$work/build/your_program"

refused "the component ascend was asked for, and the CANN toolkit was not found" \
  "$here/refused" refused "-DCMAKE_PREFIX_PATH=$prefix"
for line in "version 0: 0" "version 0.1: 0" "version 0.2: 1" "version 0.2.0: 1" "version 0.2.99: 0" "version 0.3: 0" \
  "version 1: 0" "ascend, if it is there: 1 FALSE" \
  "a component that does not exist: 0, signopt: there is no component 'none'; there is: ascend"; do
  grep -qxF -e "-- $line" "$log" || fail "not said: $line"
done
says "Headers were looked for in include, $(uname -m)-linux/include, acllib/include, and libraries in"
says "/usr/local/Ascend/cann has no acl/acl.h"

if [ -z "$toolkit" ]; then
  echo "signopt::signopt was found; signopt::ascend has no toolkit to be tried with"
  exit 0
fi
mkdir "$work/toolkit"
ln -s "$toolkit" "$work/toolkit/lib64"
ln -s "$headers" "$work/toolkit/include"
configured "$here/ascend" ascend "-DCMAKE_PREFIX_PATH=$prefix" "-DCANN_INSTALL_DIR=$work/toolkit"
built ascend
ran "var 0.599403" "$work/ascend/your_program"
echo "signopt::signopt and signopt::ascend were found"

#!/bin/sh
# A parent that is written in C, and one in no language.
. "$(dirname "$0")/../common.sh"

configured "$here" nothing -DLANGUAGES=NONE -DEXPECTED=
if grep -iE 'warning|compiler identification' "$log"; then fail "signopt looks for a compiler"; fi
configured "$here" nothing_installed -DLANGUAGES=NONE -DEXPECTED= -DSIGNOPT_INSTALL=ON
if grep -iE 'warning|compiler identification' "$log"; then fail "signopt looks for a compiler"; fi
configured "$here" build -DLANGUAGES=C -DEXPECTED=C
built build
ran "a step from C" "$work/build/your_program"
echo "added to a parent in C, and to one in no language"

#!/bin/sh
# Libraries that link signopt export themselves with install(EXPORT), and others link them: signopt found by
# find_package, added by add_subdirectory and installed with them, or added and kept to their own sources.
. "$(dirname "$0")/../common.sh"

# used BUILD [ARGUMENT...]: what BUILD installs is found, linked and run
used() {
  built "$1"
  installed "$1" "$1.installed"
  name=$1
  shift
  configured "$here/user" "$name.user" "$@"
  built "$name.user"
}

configured "$here" found "-DCMAKE_PREFIX_PATH=$prefix"
[ ! -e "$work/found/signopt" ] || fail "signopt was added"
used found "-DCMAKE_PREFIX_PATH=$work/found.installed;$prefix"
ran "a step through a library" "$work/found.user/user_of_static" "$work/found.user/user_of_shared" \
  "$work/found.user/user_of_headers"

configured "$here" added -DSIGNOPT_BY=subdirectory -DWITH_SIGNOPT_INSTALL=ON
used added "-DCMAKE_PREFIX_PATH=$work/added.installed"
[ -e "$work/added.installed/include/signopt/pointer.hpp" ] || fail "signopt was not installed with the libraries"
ran "a step through a library" "$work/added.user/user_of_static" "$work/added.user/user_of_shared" \
  "$work/added.user/user_of_headers"
"$cmake" --build "$work/added" --target signopt_uninstall >"$log" 2>&1 || fail "uninstalling failed"
if (cd "$work/added.installed" && find .) | grep signopt; then fail "uninstalling left something of signopt"; fi
[ -e "$work/added.installed/include/library.hpp" ] || fail "uninstalling signopt removed what is the parent's"

# Without SIGNOPT_INSTALL there is nothing that the exported libraries could name.
refused 'target "your_static" which requires target "signopt" that is not in any export set' \
  "$here" refused -DSIGNOPT_BY=subdirectory -DWITH_SIGNOPT_INSTALL=OFF

configured "$here" hidden -DSIGNOPT_BY=subdirectory -DWITH_SIGNOPT_INSTALL=OFF -DHIDE_SIGNOPT=ON
used hidden "-DCMAKE_PREFIX_PATH=$work/hidden.installed" -DHIDE_SIGNOPT=ON
if (cd "$work/hidden.installed" && find .) | grep signopt; then fail "signopt was installed, and nobody asked"; fi
ran "a step through a library" "$work/hidden.user/user_of_static" "$work/hidden.user/user_of_shared"
echo "static, shared and interface libraries: exported and linked"

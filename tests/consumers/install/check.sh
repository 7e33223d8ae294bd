#!/bin/sh
# What is installed is what should be, no more and no less, also below DESTDIR; uninstalling leaves nothing of it. What
# is left in PREFIX, for the other consumers, was installed elsewhere and moved there.
. "$(dirname "$0")/../common.sh"

{
  (cd "$root" && find include/signopt -name '*.hpp' -o -name '*.inl')
  for file in signopt-config.cmake signopt-config-version.cmake signopt-targets.cmake signopt_eigen.cmake \
    signopt_ascend.cmake signopt_version_check.cmake; do
    echo share/cmake/signopt/$file
  done
  echo share/pkgconfig/signopt.pc
  echo share/licenses/signopt/LICENSE
} | sort >"$work/expected"
[ "$(wc -l <"$work/expected")" -gt 60 ] || fail "there are hardly any headers in $root/include"

# is_complete FOLDER
is_complete() {
  (cd "$1" && find . -type f | sed 's,^\./,,' | sort) >"$work/found"
  diff "$work/expected" "$work/found" >"$log" || fail "not what should be installed (< expected, > found) in $1"
}
is_gone() {
  find "$1" -type f >"$log"
  find "$1" -name signopt >>"$log"
  [ ! -s "$log" ] || fail "uninstalling left something in $1"
}
uninstalled() {
  "$cmake" --build "$work/build" --target uninstall >"$log" 2>&1 || fail "uninstalling failed"
}

configured "$root" build -DSIGNOPT_BUILD_TESTS=OFF -DSIGNOPT_BUILD_EXAMPLES=OFF "-DCMAKE_INSTALL_PREFIX=$work/signopt/a"
if grep -i warning "$log"; then fail "configuring warns"; fi
if "$cmake" --build "$work/build" --target uninstall >"$log" 2>&1; then fail "nothing is installed yet"; fi
says "nothing was installed"

installed build "signopt/a"
is_complete "$work/signopt/a"
cmp "$root/include/signopt/pointer.hpp" "$work/signopt/a/include/signopt/pointer.hpp"
cmp "$root/LICENSE" "$work/signopt/a/share/licenses/signopt/LICENSE"
if grep -rnF -e "$work" -e "$root" "$work/signopt/a/share" "$work/signopt/a/include" >"$log"; then
  fail "a path of this machine is installed"
fi
echo "of somebody else" >"$work/signopt/a/include/other.hpp"
uninstalled
[ -e "$work/signopt/a/include/other.hpp" ] || fail "uninstalling removed what signopt had not installed"
rm "$work/signopt/a/include/other.hpp"
is_gone "$work/signopt/a"

export DESTDIR="$work/stage"
installed build "signopt/a"
is_complete "$DESTDIR$work/signopt/a"
is_gone "$work/signopt/a"
uninstalled
is_gone "$DESTDIR$work/signopt/a"
unset DESTDIR

# Folders of other names.
configured "$root" build -DCMAKE_INSTALL_INCLUDEDIR=headers/here -DCMAKE_INSTALL_DATADIR=data
installed build b
for file in headers/here/signopt/pointer.hpp data/cmake/signopt/signopt-config.cmake; do
  [ -e "$work/b/$file" ] || fail "CMAKE_INSTALL_INCLUDEDIR and CMAKE_INSTALL_DATADIR are not obeyed: no $file"
done
if command -v pkg-config >/dev/null; then
  PKG_CONFIG_PATH=$work/b/data/pkgconfig pkg-config --variable=includedir signopt | tr -d '\134' >"$log"
  [ "$(realpath "$(cat "$log")")" = "$(realpath "$work/b/headers/here")" ] || fail "pkg-config is told another folder"
fi
uninstalled
is_gone "$work/b"

configured "$root" build -UCMAKE_INSTALL_*
installed build c
is_complete "$work/c"
rm -rf "$prefix"
mv "$work/c" "$prefix"
echo "$(wc -l <"$work/expected") files: installed, staged, moved, uninstalled"

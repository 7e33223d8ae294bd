#!/bin/sh
# FetchContent from a repository at a tag, by name, and in the place of find_package.
. "$(dirname "$0")/../common.sh"
command -v git >/dev/null || skip "git is not installed"

repository=$work/repository
mkdir "$repository"
cp -R "$root/CMakeLists.txt" "$root/cmake" "$root/include" "$root/LICENSE" "$repository"
cd "$repository"
# The settings of whoever runs this are not asked.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
for name in AUTHOR COMMITTER; do
  export "GIT_${name}_NAME=nobody" "GIT_${name}_EMAIL=nobody@example.invalid"
done
{ git init -q && git add . && git commit -q -m "A release" && git tag v0.2.0; } >"$log" 2>&1 || fail "no repository"
# What comes after the tag must not be fetched.
echo 'message(FATAL_ERROR "this is not the tag")' >CMakeLists.txt
git commit -q -a -m "Later"
cd "$work"

set -- "-DSIGNOPT_REPOSITORY=file://$repository"
configured "$here" build "$@" -DLANGUAGES=CXX
built build
ran "a step on pointers" "$work/build/your_program"
major=$("$cmake" --version | sed -n 's/^cmake version \([0-9]*\)\..*/\1/p')
minor=$("$cmake" --version | sed -n 's/^cmake version [0-9]*\.\([0-9]*\)\..*/\1/p')
if [ "$major" -eq 3 ] && [ "$minor" -lt 24 ]; then skip "OVERRIDE_FIND_PACKAGE came with CMake 3.24"; fi
configured "$here" override "$@" -DLANGUAGES=NONE -DWITH_OVERRIDE=ON
[ -e "$work/override/_deps/signopt-src/include/signopt/pointer.hpp" ] || fail "nothing was fetched"
# The tag is what counts.
git -C "$repository" tag -f v0.2.0 >"$log" 2>&1
refused "this is not the tag" "$here" later "$@" -DLANGUAGES=NONE
echo "fetched at a tag, by name and in the place of find_package"

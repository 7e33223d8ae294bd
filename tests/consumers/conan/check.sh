#!/bin/sh
# usage: check.sh ROOT WORK CMAKE PREFIX EIGEN
# The recipe for Conan at work: `conan create` packs the source tree, and its test_package finds and uses the package,
# without Eigen and with it. conan comes from PyPI into the build folder; where it cannot be had, this is skipped. Its
# own recipes are not fetched: a stand-in packs the headers in EIGEN.
. "$(dirname "$0")/../common.sh"
eigen=$5
bring_from_pypi "$root/packaging/conan/requirements.txt"

# Nothing of the user's own Conan is read or changed, and nothing fetched.
export CONAN_HOME="$work/home"
PATH=$venv/bin:$(dirname "$cmake"):$PATH
unset CMAKE_GENERATOR
{ conan profile detect && conan remote disable '*'; } >"$log" 2>&1 || fail "conan has no profile"

# Conan builds a test_package where it lies: here, in a copy.
cp -R "$root/packaging/conan/test_package" "$work"
rm -rf "$work/test_package/build"

# created RECIPE [ARGUMENT...]
created() {
  conan create "$@" -s build_type=Debug -s compiler.cppstd=17 --build=missing >"$log" 2>&1 ||
    fail "conan create failed: $*"
}
created "$root/packaging/conan" --test-folder="$work/test_package" -o '&:with_eigen=False'
says "a step from a package of Conan"
version=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' "$root/include/signopt/detail/base/config.hpp" | paste -s -d .)
says "signopt/$version"
if [ -z "$eigen" ]; then skip "there is no Eigen to pack; without Eigen it works"; fi
created "$here/eigen" -o "&:headers=$eigen"
created "$root/packaging/conan" --test-folder="$work/test_package" -o 'eigen/*:headers='"$eigen"
says "eigen/3.4.0"
says "a step from a package of Conan"

# What is in the package is what is installed, but for what Conan itself puts there.
folder=$(conan cache path "signopt/$version:$(conan list "signopt/$version:*" --format=json |
  python3 -c 'import json, sys; (r,) = json.load(sys.stdin)["Local Cache"].values()
print(list(list(r["revisions"].values())[0]["packages"])[0])')")
[ -e "$folder/share/cmake/signopt/signopt-config.cmake" ] || fail "no package in $folder"
(cd "$folder" && find . -type f ! -name conaninfo.txt ! -name conanmanifest.txt | sort) >"$work/found"
(cd "$prefix" && find . -type f | sort) | diff - "$work/found" >"$log" || fail "another content than what is installed"
echo "conan created the package and used it, without Eigen and with it"

#!/bin/sh
# Without CMake: the include folder alone, and pkg-config on what was installed and moved.
. "$(dirname "$0")/../common.sh"
compiler=${CXX:-c++}
command -v "$compiler" >/dev/null || compiler=g++

"$compiler" -std=c++17 -O0 "-I$root/include" "$here/../step.cpp" -o "$work/plain" >"$log" 2>&1 || fail "not compiled"
ran "a step on pointers" "$work/plain"
command -v pkg-config >/dev/null || skip "pkg-config is not installed; with the include folder alone it works"

export PKG_CONFIG_PATH="$prefix/share/pkgconfig"
pkg-config --validate signopt >"$log" 2>&1 || fail "signopt.pc is not valid"
pkg-config --modversion signopt >"$log"
version=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' "$root/include/signopt/detail/base/config.hpp" | paste -s -d .)
says "$version"
# As the page has them.
cp "$here/../step.cpp" "$here/../eigen_step.cpp" "$work"
cd "$work"
if [ "$compiler" != g++ ]; then
  mkdir bin
  ln -s "$(command -v "$compiler")" bin/g++
  PATH=$work/bin:$PATH
fi
[ "$(realpath "$(pkg-config --variable=includedir signopt | tr -d '\134')")" = "$(realpath "$prefix/include")" ] ||
  fail "pkg-config names another folder"
sed -n '/pkg-config --cflags signopt)/p' "$here/commands.sh" >on_pointers.sh
sed -n '/pkg-config --cflags signopt eigen3)/p' "$here/commands.sh" >on_eigen.sh
[ "$(cat on_pointers.sh on_eigen.sh | wc -l)" -eq 2 ] || fail "commands.sh has other commands"
sh on_pointers.sh >"$log" 2>&1 || fail "not compiled"
ran "a step on pointers" ./step
pkg-config --exists eigen3 || skip "Eigen has no eigen3.pc here; on pointers it works"
sh on_eigen.sh >"$log" 2>&1 || fail "not compiled"
ran "a step on Eigen arrays" ./eigen_step
echo "the include folder alone, and pkg-config"

#!/bin/sh
# The port for vcpkg, without vcpkg: the steps of its portfile are run, by small stand-ins of vcpkg's functions, and
# what they install is found and used. Its version is that of the headers.
. "$(dirname "$0")/../common.sh"
port=$root/packaging/vcpkg/signopt

version=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' "$root/include/signopt/detail/base/config.hpp" | paste -s -d .)
cat >"$work/read.cmake" <<CMAKE
file(READ "$port/vcpkg.json" text)
foreach(key name version license)
  string(JSON value GET "\${text}" \${key})
  message("\${key}: \${value}")
endforeach()
CMAKE
"$cmake" -P "$work/read.cmake" >"$log" 2>&1 || fail "vcpkg.json cannot be read"
for line in "name: signopt" "version: $version" "license: Apache-2.0"; do
  grep -qxF -e "$line" "$log" || fail "vcpkg.json does not say $line"
done

"$cmake" "-DPORT_FOLDER=$port" "-DCURRENT_PACKAGES_DIR=$work/packages" "-DWORK=$work/port" \
  -P "$here/stand_ins.cmake" >"$log" 2>&1 || fail "the portfile failed"
for file in include/signopt/pointer.hpp share/signopt/signopt-config.cmake share/signopt/copyright share/signopt/usage \
  share/pkgconfig/signopt.pc; do
  [ -e "$work/packages/$file" ] || fail "the port has no $file"
done
# vcpkg does not take a package that has these.
find "$work/packages" -type d -empty >"$log"
find "$work/packages" -mindepth 1 -maxdepth 1 ! -name include ! -name share >>"$log"
find "$work/packages/share" -mindepth 1 -maxdepth 1 ! -name signopt ! -name pkgconfig >>"$log"
[ ! -s "$log" ] || fail "the port has empty folders, or some that vcpkg does not expect"

sed -n 's/^  \(find_package\|target_link_libraries\)/\1/p' "$port/usage" | sed 's/main/your_program/' >"$work/usage"
[ "$(wc -l <"$work/usage")" -eq 2 ] || fail "the usage is not two lines"
{
  echo 'cmake_minimum_required(VERSION 3.22)'
  echo 'project(consumer LANGUAGES CXX)'
  echo "add_executable(your_program $here/../step.cpp)"
  cat "$work/usage"
} >"$work/CMakeLists.txt"
configured "$work" build "-DCMAKE_PREFIX_PATH=$work/packages"
built build
ran "a step on pointers" "$work/build/your_program"
echo "the portfile's steps were run, by stand-ins; vcpkg itself was not"

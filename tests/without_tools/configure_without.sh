#!/bin/sh
# usage: configure_without.sh TOOL PROJECT_ROOT CMAKE [INCLUDE_DIRECTORY]
# Configures the project in a scratch folder as if TOOL were not installed. That must succeed, and what is left out must
# be seen: as a skipped test, in CMake's words, or in what the compiler is told. This is also how it is known that the
# tool was hidden. DLPack's header is in /usr/include, /usr/local/include or INCLUDE_DIRECTORY.
set -eu
tool=$1
root=$2
cmake=$3
headers=${4-}

fail() {
  echo "configure_without.sh: without $tool: $*" >&2
  exit 1
}

skip() {
  echo "without $tool: $*"
  exit 77
}

# --- what each tool is, and what is left out without it ---------------------------------------------------------------

preset=default
commands= # whose files are hidden
packages= # of CMake's find_package
ignored=  # folders with headers
skipped=  # tests
said=     # by CMake, of what follows the word "signopt:"
told=     # to the compiler

without() {
  case $1 in
    clang++ | g++) skipped="$skipped flags.$1 headers.$1 must_not_compile.$1" ;;
    python3) skipped="$skipped dlpack_numpy mutants_self_test plot compare peers" ;;
    ninja) skipped="$skipped mutants_self_test" ;;
    numpy) skipped="$skipped dlpack_numpy" ;; # a module: it is hidden from the test, as nobody else looks for it
    DLPack)
      skipped="$skipped dlpack"
      said="$said|DLPack's header not found"
      ignored="/usr/include;/usr/local/include;$headers"
      ;;
    benchmark) skipped="$skipped benchmarks" ;;
    OpenMP) said="$said|OpenMP not found" ;;
    TBB) told=_GLIBCXX_USE_TBB_PAR_BACKEND=0 ;;
    dlib) skipped="$skipped framework_dlib" ;;
    doxygen) skipped="$skipped reference.check reference.control" ;;
    Armadillo) skipped="$skipped framework_armadillo" ;;
    MPI) skipped="$skipped mpi" ;;
  esac
  case $1 in
    clang++ | ninja | doxygen) commands="$commands $1" ;;
    g++) commands="$commands g++ c++" ;;
    python3) commands="$commands python python3*" ;;
    qemu) commands="$commands qemu-*" ;;
    benchmark | GTest | OpenMP | TBB | dlib | Armadillo | MPI) packages="$packages $1" ;;
    DLPack | numpy) ;;
    *) fail "it is not known how to hide it" ;;
  esac
}

case $tool in
  all*)
    for each in clang++ ninja python3 qemu OpenMP TBB DLPack benchmark dlib Armadillo MPI doxygen; do
      without $each
    done
    # Two of the tests that Python is for are part of what DLPack and the benchmarks are for.
    skipped="flags.clang++ headers.clang++ must_not_compile.clang++ mutants_self_test dlpack benchmarks peers"
    skipped="$skipped framework_dlib framework_armadillo mpi reference.check reference.control"
    ;;
  *) without "$tool" ;;
esac
case $tool in
  all_for_demo)
    preset=demo
    without GTest
    skipped=
    ;;
  qemu)
    preset=aarch64
    command -v aarch64-linux-gnu-g++ >/dev/null || skip "there is no aarch64-linux-gnu-g++"
    [ -e /usr/src/googletest/CMakeLists.txt ] || skip "there are no sources of GoogleTest"
    ;;
esac

# --- a machine without it ---------------------------------------------------------------------------------------------

# All commands but the hidden ones, in one folder. CMake looks for programs there and nowhere else: it also knows the
# usual folders by itself, and these it has to ignore.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin"
PATH=$(dirname "$cmake"):$PATH
for folder in $(echo "$PATH" | tr : ' '); do
  ln -s "$folder"/* "$work/bin/" 2>/dev/null || true # of two with one name, the first is the one that runs
done
for command in $commands; do
  # shellcheck disable=SC2086  # a pattern
  rm -f "$work/bin/"$command
done
ignored="$ignored;$(echo "$PATH" | tr : ';');/bin;/usr/bin;/usr/local/bin;/opt/bin;/sbin;/usr/sbin;/usr/local/sbin"
export PATH="$work/bin"
unset CMAKE_GENERATOR
case " $commands " in *" $(basename "${CXX-none}") "*) unset CXX ;; esac
command -v "${CXX-c++}" >/dev/null || command -v g++ >/dev/null || command -v clang++ >/dev/null ||
  skip "there is no other compiler"
if command -v ninja >/dev/null; then
  export CMAKE_GENERATOR=Ninja
elif ! command -v make >/dev/null; then
  skip "there is no make"
fi

set -- "-DCMAKE_IGNORE_PATH=$ignored"
for package in $packages; do set -- "$@" "-DCMAKE_DISABLE_FIND_PACKAGE_$package=ON"; done
cd "$root"
cmake --preset $preset -B "$work/build" "$@" >"$work/log" 2>&1 || {
  cat "$work/log"
  fail "configuring failed"
}

# --- what is left out -------------------------------------------------------------------------------------------------

IFS='|'
for words in $said; do
  [ -z "$words" ] || grep -q "signopt: $words" "$work/log" || {
    cat "$work/log"
    fail "CMake does not say: $words"
  }
done
unset IFS
[ -z "$told" ] || grep -q "$told" "$work/build/compile_commands.json" || fail "the compiler is not told $told"

ctest --test-dir "$work/build" -N >"$work/tests"
if [ $preset = demo ]; then
  grep -q '^Total Tests: 0$' "$work/tests" || fail "the demo configures tests"
else
  grep -q '^Total Tests: [1-9]..' "$work/tests" || fail "there are hardly any tests left"
fi
mkdir "$work/no_numpy"
echo 'raise ImportError' >"$work/no_numpy/numpy.py"
for test in $skipped; do
  name=$(echo "$test" | sed 's/[.+]/\\&/g')
  PYTHONPATH="$work/no_numpy" ctest --test-dir "$work/build" -R "^$name\$" >"$work/log" 2>&1 || true
  grep -Eq "$name .*Skipped" "$work/log" || {
    cat "$work/log"
    fail "the test $test is not skipped"
  }
done
echo "configured without $tool; skipped:${skipped:- nothing}"

#!/bin/sh
# usage: run.sh [ARG...]
#        run.sh --only "SUITE..." | --check-names "SUITE..."
# Everything that `./dev test all` runs, or some suites of it, where all is installed; ARGs go to every ctest. What
# fails does not keep the rest from running, and is told at the end, with which targets ran, and where. --check-names
# runs nothing, and fails where a name is none.
set -eu
CDPATH="" cd -- "$(dirname -- "$0")/../.."
cores=$(nproc 2>/dev/null || getconf _NPROCESSORS_ONLN)
results=build/test_all
suites='long pairs asan tsan cann aarch64 x86_64 s390x riscv64 ppc64le armhf i386 windows compilers eigens mpi'
suites_of_long='headers packaging clang_tidy wasm' # which `long` has in it
if [ "${1-}" = --only ] || [ "${1-}" = --check-names ]; then
  for name in $2; do
    case " $suites $suites_of_long " in
      *" $name "*) ;;
      *)
        echo "run.sh: there is no suite '$name'; there are: $suites $suites_of_long" >&2
        exit 2
        ;;
    esac
  done
  if [ "$1" = --check-names ]; then exit 0; fi
  suites=$2
  shift 2
fi
wanted() {
  case " $suites " in *" $1 "*) ;; *) return 1 ;; esac
}

run() {
  echo "+ $*" >&2
  "$@"
}

# What the summary is made of. The second line says what a suite without kernels is judged by.
report() {
  number=$(($(find "$results" -name '*.log' | wc -l) + 1))
  {
    echo "$1: $title"
    echo "$about"
    if [ -e "$log" ]; then cat "$log"; fi
  } >"$results/$number.log"
}

# suite TITLE BUILD_PRESET TEST_PRESET [ARG...]
about=kernels
suite() {
  title=$1
  build_preset=$2
  test_preset=$3
  shift 3
  printf '\n=== %s ===\n' "$title" >&2
  log=build/$build_preset/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset "$build_preset" && run cmake --build --preset "$build_preset" &&
    run ctest --preset "$test_preset" --parallel "$cores" "$@"; } || verdict=FAILED
  report $verdict
}

# checks_of_headers TITLE REGEX [ARG...]: what compilers and checkers make of the headers needs no program, and none is
# built.
checks_of_headers() {
  about=headers
  title=$1
  tests=$2
  shift 2
  printf '\n=== %s ===\n' "$title" >&2
  log=build/long/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset long && run ctest --preset long --parallel "$cores" -R "$tests" "$@"; } || verdict=FAILED
  report $verdict
  about=kernels
}

# packaging [ARG...]: every way of getting the library, Conan and the workflow for GitHub too.
packaging() {
  about=packaging
  title="installed, found, packed and released"
  printf '\n=== %s ===\n' "$title" >&2
  log=build/long/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset long && run cmake --build --preset long --target packaging_tests &&
    run ctest --preset long --parallel "$cores" -L '^packaging$' "$@"; } || verdict=FAILED
  report $verdict
  about=kernels
}

# ascend_with_cann_headers PRESET RELEASE REQUIREMENTS PLATFORM [ARG...]: the interface is Huawei's, and so its own
# headers have the last word on it.
ascend_with_cann_headers() {
  preset=$1
  about=ascend
  title="the Ascend front end with CANN's own headers, $2"
  printf '\n=== %s: bringing them ===\n' "$title" >&2
  brought=0
  run tests/cann/bring_headers.sh "build/${preset}_headers" "$3" "$4" || brought=$?
  log=build/${preset}_headers/none
  shift 4
  case $brought in
    0) suite "$title" "$preset" "$preset" "$@" ;;
    77)
      title="$title: they could not be had here"
      report SKIPPED
      ;;
    *) report FAILED ;;
  esac
  about=kernels
}

. tests/all_suites/machines.sh

rm -rf "$results"
mkdir -p "$results"
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
here="this machine: ${model:-$(uname -m)}"

if wanted long; then suite "$here" long long "$@"; fi
if wanted headers; then checks_of_headers "the headers in every mode" '^(headers|must_not_compile)\.' "$@"; fi
if wanted clang_tidy; then checks_of_headers "clang-tidy" '^checkers\.clang_tidy$' "$@"; fi
if wanted wasm; then checks_of_headers "WebAssembly, under Node.js" '^wasm\.' "$@"; fi
if wanted packaging; then packaging "$@"; fi
if wanted pairs && [ $# -eq 0 ]; then
  (
    # Where this fails, so does the suite, which does it again.
    { run cmake --preset long && run cmake --build --preset long --target quickstart; } || true
    best=$(build/long/examples/quickstart | sed -n 's/^target //p')
    export SIGNOPT_EXHAUSTIVE=1 GTEST_FILTER="apply_add_sign/float16_compute_float32/$best.pairs"
    suite "$here, every pair (grad, m) of float16 values" long long --verbose -R '^exhaustive_test$'
  )
fi
if wanted asan; then suite "$here, address and undefined-behaviour sanitizers" asan asan "$@"; fi
if wanted tsan && [ $# -eq 0 ]; then suite "$here, thread sanitizer" tsan tsan; fi
if wanted cann; then
  ascend_with_cann_headers cann "ACL 1.12" requirements.txt manylinux2014_x86_64 "$@"
  ascend_with_cann_headers cann_newer "ACL 1.15" requirements_newer.txt manylinux_2_28_x86_64 "$@"
fi
if wanted aarch64; then
  suite "qemu-aarch64: cortex-a53" aarch64 cortex-a53 "$@"
  suite "qemu-aarch64: max" aarch64 aarch64-max "$@"
fi
if wanted x86_64; then
  suite "qemu-x86_64: Nehalem" x86_64 nehalem "$@"
  suite "qemu-x86_64: Haswell" x86_64 haswell "$@"
fi
other_machines "$@"

printf '\n=== which targets ran, and where ===\n'
status=0
tests/all_suites/summarize.sh "$results"/*.log || nothing_ran=1
if grep -q '^FAILED: ' "$results"/*.log; then
  echo "something failed: the lines above that begin with FAILED say where" >&2
  status=1
elif [ -n "${nothing_ran-}" ] && [ $# -eq 0 ]; then
  echo "somewhere no test passed that had to: the lines above say where" >&2
  status=1
fi
exit $status

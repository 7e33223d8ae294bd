# shellcheck shell=sh disable=SC2034,SC2154  # variables that it shares with run.sh
# The suites of run.sh on other machines, with other compilers and with other Eigens: read by it, not run. What they
# lack is told in the summary.

# lacks COMMAND...: reports that the suite named $title is skipped, where one of them is not there
lacks() {
  for tool in "$@"; do
    if command -v "$tool" >/dev/null; then continue; fi
    printf '\n=== %s: %s is not installed ===\n' "$title" "$tool" >&2
    title="$title: $tool is not installed"
    log=build/none
    report SKIPPED
    return 0
  done
  return 1
}

# machine PRESET COMPILER EMULATOR TITLE [ARG...]
machine() {
  preset=$1
  compiler=$2
  emulator=$3
  title=$4
  shift 4
  lacks "$compiler" "$emulator" || suite "$title" "$preset" "$preset" "$@"
}

# few_tests FOLDER CMAKE_ARGUMENT [ARG...]: those labelled `compiler`, in a build folder of their own
few_tests() {
  folder=$1
  argument=$2
  shift 2
  printf '\n=== %s ===\n' "$title" >&2
  log=$folder/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset few -B "$folder" "$argument" && run cmake --build "$folder" --target compiler_tests &&
    run ctest --test-dir "$folder" --output-on-failure --no-tests=error --parallel "$cores" -L '^compiler$' "$@"; } ||
    verdict=FAILED
  report $verdict
}

# The newest clang that is installed beside clang 14.
newest_clang() {
  for path in /usr/bin/clang++-[0-9]*; do
    if [ -e "$path" ]; then echo "${path##*/}"; fi
  done | sort -t - -k 2 -n | tail -n 1
}

# compilers [ARG...]
compilers() {
  newest=$(newest_clang)
  if [ "$newest" = clang++-14 ]; then newest=; fi
  for compiler in g++-11 g++-12 clang++-14 ${newest:-clang++-of-later-versions}; do
    title="$compiler"
    lacks "$compiler" || few_tests "build/compilers/$compiler" "-DCMAKE_CXX_COMPILER=$compiler" "$@"
  done
  title="nvcc, before the compiler of this machine"
  about=packaging
  printf '\n=== %s ===\n' "$title" >&2
  log=build/few/Testing/Temporary/LastTest.log
  rm -f "$log"
  verdict=passed
  { run cmake --preset few -DSIGNOPT_TEST_COMPILERS=ON &&
    run ctest --test-dir build/few --output-on-failure --no-tests=error -R '^packaging\.cuda$' "$@"; } || verdict=FAILED
  if grep -q ': Skipped$' "$log" 2>/dev/null; then verdict=SKIPPED; fi
  report $verdict
  about=kernels
}

# eigens [ARG...]: the one that is installed, and those that pip brings
eigens() {
  title="the Eigen that is installed here"
  few_tests build/eigens/installed -DSIGNOPT_TEST_COMPILERS=OFF "$@"
  for version in 3.4.1 5.0.1; do
    title="Eigen $version"
    place=build/eigens/$version
    brought=0
    run tests/eigens/bring_headers.sh $version "$place/eigen" || brought=$?
    log=build/none
    case $brought in
      0)
        few_tests "$place/build" "-DEigen3_DIR=$PWD/$place/eigen" "$@"
        grep -q -e "-isystem $PWD/$place/eigen/include" "$place/build/compile_commands.json" || {
          title="$title: another one was taken"
          report FAILED
        }
        ;;
      77)
        title="$title: it could not be had here"
        report SKIPPED
        ;;
      *) report FAILED ;;
    esac
  done
}

# mpi [ARG...]: with Open MPI and with MPICH, each in a build folder of its own
mpi() {
  about=packaging
  for implementation in openmpi mpich; do
    title="MPI: $implementation"
    lacks "mpicxx.$implementation" "mpiexec.$implementation" && continue
    printf '\n=== %s ===\n' "$title" >&2
    folder=build/mpi/$implementation
    log=$folder/Testing/Temporary/LastTest.log
    rm -f "$log"
    verdict=passed
    { run cmake --preset few -B "$folder" -DSIGNOPT_BUILD_EXAMPLES=ON "-DMPI_CXX_COMPILER=mpicxx.$implementation" \
      "-DMPIEXEC_EXECUTABLE=$(command -v "mpiexec.$implementation")" &&
      run cmake --build "$folder" --target mpi_tests &&
      run ctest --test-dir "$folder" --output-on-failure --no-tests=error -L '^mpi$' "$@"; } || verdict=FAILED
    report $verdict
  done
  about=kernels
}

# other_machines [ARG...]
other_machines() {
  if wanted s390x; then
    compiler=s390x-linux-gnu-g++
    machine s390x "$compiler" qemu-s390x "qemu-s390x, big endian" "$@"
    machine s390x_z14 "$compiler" qemu-s390x "qemu-s390x, -march=z14" "$@"
  fi
  if wanted riscv64; then machine riscv64 riscv64-linux-gnu-g++ qemu-riscv64 qemu-riscv64 "$@"; fi
  if wanted ppc64le; then machine ppc64le powerpc64le-linux-gnu-g++ qemu-ppc64le qemu-ppc64le "$@"; fi
  if wanted armhf; then
    compiler=arm-linux-gnueabihf-g++
    machine armhf "$compiler" qemu-arm "qemu-arm, without NEON" "$@"
    machine armhf_neon "$compiler" qemu-arm "qemu-arm, -mfpu=neon-vfpv4" "$@"
  fi
  if wanted i386; then machine i386 i686-linux-gnu-g++ qemu-i386 "qemu-i386, -msse2 -mfpmath=sse" "$@"; fi
  if wanted windows; then
    machine windows x86_64-w64-mingw32-g++-posix wine "MinGW-w64's g++, under wine" "$@"
  fi
  if wanted compilers; then compilers "$@"; fi
  if wanted eigens; then eigens "$@"; fi
  if wanted mpi; then mpi "$@"; fi
}

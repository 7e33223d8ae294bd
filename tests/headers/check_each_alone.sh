#!/bin/sh
# usage: check_each_alone.sh WITH_EIGEN|WITHOUT_EIGEN|PUBLIC INCLUDE_DIRECTORY COMPILER [FLAG...]
#
# Compiles each header as the only one of its translation unit. Without Eigen: those that promise to need none, and no
# Eigen header may be found on the way, wherever on the machine it lies. Public: those that programs include, once,
# where Eigen can be found; but none may be found on the way by those that promise to need none.
set -u
mode=$1
include=$2
shift 2
work=$(mktemp -d) || exit 1
trap 'rm -rf "$work"' EXIT

has_dlpack=true
echo '#include <dlpack/dlpack.h>' >"$work/dlpack.cpp"
"$@" -fsyntax-only "$work/dlpack.cpp" 2>/dev/null || has_dlpack=false

failures=0
count=0
for header in $(find "$include" -name '*.hpp' | sort); do
  name=${header#"$include/"}
  case $mode/$name in PUBLIC/signopt/detail/*) continue ;; esac
  case $name in # these need the headers of CANN, or of a fake: tests/cann checks them
    signopt/ascend*.hpp | signopt/detail/ascend/*) continue ;;
    # these need instructions of one kind of CPU: kernel_table.hpp includes those of this one
    signopt/detail/kernel/target/*) continue ;;
  esac
  needs_eigen=false
  case $name in
    signopt/signopt.hpp | signopt/apply_*.hpp | signopt/eigen_objects.hpp | signopt/tensor.hpp) needs_eigen=true ;;
    signopt/make_parameter.hpp | signopt/eigen_pool.hpp | signopt/backend.hpp) needs_eigen=true ;;
    signopt/detail/eigen/*) needs_eigen=true ;;
  esac
  case $mode$needs_eigen in
    WITHOUT_EIGENtrue) continue ;;
    WITH_EIGEN*) needs_eigen=true ;;
  esac
  case $name in
    *dlpack*)
      if ! $has_dlpack; then
        echo "skipped $name: DLPack's header is not here"
        continue
      fi
      ;;
  esac
  openmp=
  if [ "$name" = signopt/openmp.hpp ]; then
    openmp=-fopenmp
    echo '#include <omp.h>' >"$work/openmp.cpp"
    if ! "$@" $openmp -fsyntax-only "$work/openmp.cpp" 2>"$work/log"; then
      echo "skipped $name: this compiler has no OpenMP"
      continue
    fi
  fi
  count=$((count + 1))
  # Twice: a header must bear that too.
  printf '#include <%s>\n#include <%s>\n' "$name" "$name" >"$work/alone.cpp"
  if ! "$@" $openmp -I"$include" -fsyntax-only -MD -MF "$work/dependencies" "$work/alone.cpp"; then
    echo "FAILED  $name"
    failures=$((failures + 1))
  elif ! $needs_eigen && grep '/Eigen/' "$work/dependencies"; then
    echo "FAILED  $name includes Eigen"
    failures=$((failures + 1))
  else
    echo "ok      $name"
  fi
done
echo "$failures of $count headers failed"
[ "$count" -gt 0 ] && [ "$failures" -eq 0 ]

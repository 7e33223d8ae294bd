#!/bin/sh
# A parent's own Eigen is the one that is used: made before signopt is added or after, imported or not, of its usual
# name or of another one; also with the package that is installed.
. "$(dirname "$0")/../common.sh"

mkdir -p "$work/own/Eigen" "$work/other"
echo '#define EIGEN_OF_THE_PARENT 1' >"$work/own/Eigen/Core"
set -- "-DCMAKE_PREFIX_PATH=$prefix" "-DEIGEN=$work/own"

# expect YES|NO BY KIND ORDER NAME [ARGUMENT...]: is the parent's Eigen the one, and the only one?
expect() {
  answer=$1
  by=$2
  kind=$3
  order=$4
  name=$5
  shift 5
  build=$by.$kind.$order.$(echo "$name" | tr -d :)
  configured "$here" "$build" -DLANGUAGES=NONE "-DSIGNOPT_BY=$by" "-DKIND=$kind" "-DORDER=$order" "-DNAME=$name" "$@"
  found=NO
  case $(tr ';' '\n' <"$work/$build/which.txt" | grep -vx -e "$prefix/include" -e "$root/include") in
    "$work/own") found=YES ;;
    *"$work/own"*) fail "$build: two Eigens: $(cat "$work/$build/which.txt")" ;;
  esac
  [ $found = "$answer" ] || fail "$build: the parent's Eigen: $found: $(cat "$work/$build/which.txt")"
}

for kind in imported alias; do
  expect YES find_package "$kind" before Eigen3::Eigen "$@"
  for order in before after; do
    expect YES subdirectory "$kind" "$order" Eigen3::Eigen "$@"
    for by in subdirectory find_package; do
      expect YES "$by" "$kind" "$order" "your_$kind" "-DSIGNOPT_EIGEN_TARGET=your_$kind" "$@"
    done
  done
done
# Otherwise the one that is installed, if one is; and where another name is given, no other.
expect NO subdirectory none before Eigen3::Eigen "$@"
expect NO find_package none before Eigen3::Eigen "$@"
expect YES subdirectory alias before your_alias -DSIGNOPT_EIGEN_TARGET=your_alias \
  -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON "$@"
for by in subdirectory find_package; do
  refused "SIGNOPT_EIGEN_TARGET::your_eigen" "$here" none.$by -DLANGUAGES=CXX -DSIGNOPT_BY=$by -DORDER=none \
    -DSIGNOPT_EIGEN_TARGET=your_eigen "$@"
done

configured "$here" build -DLANGUAGES=CXX -DSIGNOPT_BY=subdirectory -DKIND=imported -DORDER=after -DNAME=Eigen3::Eigen \
  "$@"
built build
# What was looked for in passing does not stay for a parent that looks later.
if grep -q '^Eigen3_DIR' "$work/build/CMakeCache.txt"; then fail "Eigen3_DIR stays in the cache"; fi
echo "the parent's Eigen was used"

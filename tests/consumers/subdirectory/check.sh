#!/bin/sh
# Two parts of a program add signopt, each its own copy: of one version, which works, and of two, which is refused.
. "$(dirname "$0")/../common.sh"

config=include/signopt/detail/base/config.hpp

# copy FOLDER VERSION
copy() {
  mkdir -p "$work/$1"
  cp -R "$root/CMakeLists.txt" "$root/cmake" "$root/include" "$work/$1"
  numbers=$(echo "$2" | tr . ' ')
  for part in MAJOR MINOR PATCH; do
    number=${numbers%% *}
    numbers=${numbers#* }
    sed "s/^\(#define SIGNOPT_VERSION_$part \).*/\1$number/" "$work/$1/$config" >"$work/$1/$config.new"
    mv "$work/$1/$config.new" "$work/$1/$config"
  done
}
version=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' "$root/$config" | paste -s -d .)
series=${version%.*}

# The first part has it in third_party/.
cp -R "$here" "$work/consumer"
consumer=$work/consumer
mkdir "$consumer/first/third_party"
first_has() {
  rm -f "$consumer/first/third_party/signopt"
  ln -s "$1" "$consumer/first/third_party/signopt"
}

first_has "$root"
copy same "$version"
configured "$consumer" build "-DSECOND_SIGNOPT=$work/same" "-DCMAKE_PREFIX_PATH=$prefix"
built build
ran "a step on pointers" "$work/build/your_program"
if grep -q "$work/same/include\|$prefix/include" "$work/build/build.ninja" "$work/build/Makefile" 2>/dev/null; then
  fail "the second copy is in use too"
fi
[ -z "$(find "$work/build" -name '*.o' ! -path '*/your_program.dir/*' ! -path '*/CMakeFiles/3*')" ] ||
  fail "a subproject builds something of its own"

copy newer "$series.99"
copy older "0.0.1"
refused "version $version is a part of this build already, and $work/newer brings $series.99" "$consumer" newer \
  "-DSECOND_SIGNOPT=$work/newer"
refused "version $version is a part of this build already, and $work/older brings 0.0.1" "$consumer" older \
  "-DSECOND_SIGNOPT=$work/older"
# The other way round, the newer one is there first.
first_has "$work/newer"
configured "$consumer" newest_first "-DSECOND_SIGNOPT=$root"
first_has "$work/older"
refused "version 0.0.1 is a part of this build already, and $prefix/share/cmake/signopt brings $version" "$consumer" \
  added_and_found "-DSECOND_SIGNOPT=$work/older" "-DCMAKE_PREFIX_PATH=$prefix"
echo "added twice; other versions are refused"

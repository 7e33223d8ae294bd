#!/bin/sh
# usage: check_lists.sh INCLUDE_DIRECTORY COMPILER
# A list of targets that means something compiles; one that does not is an error that says how it is written.
set -u
include=$1
shift
compiles() { # compiles LIST: what the compiler says of it
  echo '#include <signopt/version.hpp>' | "$@" -std=c++17 -I"$include" -x c++ -fsyntax-only - 2>&1
}

failures=0
for list in scalar avx2 avx2,portable neon,avx2 portable,scalar avx512,avx2 avx512_fp16,avx512 \
  avx512_fp16,avx512,avx2,neon,portable,scalar; do
  if ! said=$(compiles "$@" "-DSIGNOPT_TARGETS=$list"); then
    printf '%s does not compile:\n%s\n' "$list" "$said"
    failures=$((failures + 1))
  fi
done

expect_error() { # expect_error WORDS LIST COMPILER...
  words=$1 list=$2
  shift 2
  if said=$(compiles "$@" "-DSIGNOPT_TARGETS$list"); then
    echo "'$list' compiles"
    failures=$((failures + 1))
  elif ! printf '%s' "$said" | grep -qF "$words"; then
    printf "'%s' is an error that does not say \"%s\":\n%s\n" "$list" "$words" "$said" | head -20
    failures=$((failures + 1))
  fi
}
how='SIGNOPT_TARGETS is a list of targets, each at most once, as in -DSIGNOPT_TARGETS=avx2,portable.'
for list in '' '=' '=1' '=sse2' '=avx2,sse2' '=AVX2' '=avx2,' '=,avx2' \
  '=avx512_fp16,avx512,avx2,neon,portable,scalar,scalar'; do
  expect_error "$how" "$list" "$@"
done
expect_error 'binary operator' '=avx2 portable' "$@" # the compiler's own words
expect_error 'SIGNOPT_TARGETS: avx512_fp16 needs avx512' '=avx512_fp16,avx2' "$@"
echo "$failures failures"
[ "$failures" -eq 0 ]

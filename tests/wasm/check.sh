#!/bin/sh
# usage: check.sh PROJECT_ROOT TARGET [FLAG...]
# The kernels compiled for WebAssembly with the flags, by clang with wasi's libraries, and compared with the oracle
# under Node.js. TARGET is the best one that must be there. There are no exceptions and no threads.
set -eu
root=$1
target=$2
shift 2
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

skip() {
  echo "$*"
  exit 77
}

command -v node >/dev/null || skip "node is not installed (Debian: nodejs)"
printf '#include <vector>\nint main() {}\n' >"$work/empty.cpp"
compiler=
for candidate in clang++-22 clang++-19 clang++; do
  if "$candidate" --target=wasm32-wasi -fno-exceptions "$work/empty.cpp" -o "$work/empty.wasm" >"$work/log" 2>&1; then
    compiler=$candidate
    break
  fi
done
[ -n "$compiler" ] || skip "no clang with the libraries of wasm32-wasi (Debian: clang-19 lld-19 libc++-19-dev-wasm32)"
node --no-warnings "$here/run.mjs" "$work/empty.wasm" 2>"$work/log" ||
  skip "node cannot run it: $(head -n 1 "$work/log")"

"$compiler" --version | head -n 1
"$compiler" --target=wasm32-wasi -std=c++17 -O2 -fno-exceptions "$@" "-I$root/include" "-I$root/tests" \
  "$root/tests/flags/same_bits.cpp" "$root/tests/flags/kernels.cpp" -o "$work/same_bits.wasm"
node --no-warnings "$here/run.mjs" "$work/same_bits.wasm" | tee "$work/said"
[ "$(sed -n '1s/:.*//p' "$work/said")" = "$target" ] || {
  echo "expected as the best target: $target"
  exit 1
}

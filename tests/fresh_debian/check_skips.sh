#!/bin/sh
# usage: check_skips.sh PROJECT_ROOT
# `./dev fresh` itself takes minutes, and .ci/run runs it. Here: on a machine that cannot do it, it says why, and is a
# success for ./dev and status 77, a skipped test, for ctest. Such machines are played by commands that stand before the
# real ones in PATH.
set -eu
cd "$1"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failures=0

# expect STATUS WORDS COMMAND...
expect() {
  expected=$1
  words=$2
  shift 2
  status=0
  PATH="$work:$PATH" "$@" >"$work/log" 2>&1 || status=$?
  if [ "$status" -eq "$expected" ] && grep -q "$words" "$work/log"; then
    echo "ok: $* says: $words"
  else
    cat "$work/log"
    echo "FAILED: $*: status $status, expected $expected and: $words"
    failures=$((failures + 1))
  fi
}

# play COMMAND LINE: what it does
play() {
  printf '#!/bin/sh\n%s\n' "$2" >"$work/$1"
  chmod +x "$work/$1"
}

expect 2 "expected demo, test or nothing, not 'all'" tests/fresh_debian/run.sh all
expect 2 "fresh takes demo, test or nothing, not 'all'" ./dev fresh all

play id 'echo 1000'
play debootstrap 'echo debootstrap was called; exit 1'
expect 77 'skipped: it takes root' tests/fresh_debian/run.sh demo
expect 0 'skipped: it takes root' ./dev fresh demo

play id 'echo 0'
play unshare 'exit 1'
if grep -q '^ID=debian$' /etc/os-release 2>/dev/null; then
  play git 'exit 1'
  expect 77 'skipped: this machine gives nobody mounts of their own' tests/fresh_debian/run.sh
  play unshare 'exit 0'
  expect 77 'skipped: what is committed is cloned' tests/fresh_debian/run.sh
  expect 0 'skipped: what is committed is cloned' ./dev fresh
else
  expect 77 'skipped: this is not Debian' tests/fresh_debian/run.sh
  expect 0 'skipped: this is not Debian' ./dev fresh
fi
exit $failures

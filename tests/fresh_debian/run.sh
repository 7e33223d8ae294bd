#!/bin/sh
# usage: run.sh [demo|test]
# The commands that the README begins with, or one of them, on a machine that has nothing yet: in a bare Debian, with a
# fresh clone of what is committed here. The status is that of the first command that fails; 77 where this machine
# cannot do it, with the reason. The bare Debian is kept in build/fresh for the next time; what was done in it is not.
set -eu
CDPATH="" cd -- "$(dirname -- "$0")/../.."
release=bookworm # Debian 12

say() {
  echo "fresh: $*" >&2
}

fail() {
  say "$*"
  exit 1
}

skip() {
  say "skipped: $*"
  exit 77
}

case $#,${1-} in
  0, | 1,demo | 1,test) wanted=${1-} ;;
  *)
    say "expected demo, test or nothing, not '$*'"
    exit 2
    ;;
esac

# --- can this machine do it? ------------------------------------------------------------------------------------------

[ "$(id -u)" -eq 0 ] || skip "it takes root to make a Debian in a folder"
grep -q '^ID=debian$' /etc/os-release 2>/dev/null || skip "this is not Debian, whose mirror the tree is made from"
for command in apt-get debootstrap git; do
  command -v $command >/dev/null || skip "$command is not installed"
done
unshare --mount --pid --fork true 2>/dev/null || skip "this machine gives nobody mounts of their own (unshare)"
git rev-parse --git-dir >/dev/null 2>&1 || skip "what is committed is cloned, and this is not a clone"

# --- cleaning up ------------------------------------------------------------------------------------------------------

mkdir -p build/fresh
tree=$(mktemp -d "$PWD/build/fresh/tree.XXXXXX")
child=

clean_up() {
  if [ -n "$child" ]; then
    kill -KILL "$child" 2>/dev/null || true # unshare ignores the others, and takes with it what it started
    wait "$child" || true
  fi
  # What was killed a moment ago may have written a last file.
  rm -rf --one-file-system "$tree" 2>/dev/null || { sleep 1 && rm -rf --one-file-system "$tree"; }
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# alone COMMAND...: its mounts and its processes end with it, whatever becomes of it: the kernel sees to that. It runs
# in the background because a signal does not interrupt a script that waits for what is in the foreground.
alone() {
  unshare --mount --pid --fork --kill-child "$@" </dev/null &
  child=$!
  status=0
  wait "$child" || status=$?
  child=
  return $status
}

# --- a tree, a clone in it, and the commands --------------------------------------------------------------------------

archive=build/fresh/$release-$(dpkg --print-architecture).tar
status=0
alone tests/fresh_debian/make_tree.sh "$tree" $release "$archive" || status=$?
[ $status -ne 77 ] || exit 77
[ $status -eq 0 ] || fail "the bare Debian could not be made"

[ -z "$(git status --porcelain)" ] || say "what is not committed is left out"
env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE git clone --quiet --depth 1 "file://$PWD" "$tree/srv/signopt" ||
  fail "git could not clone"

# shellcheck disable=SC2016  # Markdown's
commands=$(sed -n '/^```sh$/,/^```$/{ s/^\.\/dev \([a-z]*\).*/\1/p; /^```$/q }' "$tree/srv/signopt/README.md")
[ "$(echo "$commands" | tr '\n' ' ')" = "demo test " ] ||
  fail "the README's first commands are expected to be ./dev demo and ./dev test, not: $commands"
for command in ${wanted:-$commands}; do
  say "./dev $command, on a bare Debian of $release"
  alone tests/fresh_debian/in_tree.sh "$tree" "./dev $command" || status=$?
  if [ $status -eq 77 ]; then status=1; fi # here it skips nothing
  [ $status -eq 0 ] || {
    say "./dev $command ended with status $status"
    exit $status
  }
done
say "all is well on a bare Debian of $release"

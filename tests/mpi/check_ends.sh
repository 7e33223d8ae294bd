#!/bin/sh
# usage: check_ends.sh MPIEXEC COUNT PROGRAM
# Where one process dies or throws, all end, soon, and say why.
set -u
mpiexec=$1
count=$2
program=$3
here=$(dirname "$0")
failures=0

# ends HOW WORDS: the words are what must be said
ends() {
  begin=$(date +%s)
  output=$("$here/processes.sh" "$mpiexec" "$count" "$program" "$1" 2>&1)
  code=$?
  problem=
  if [ "$code" -eq 0 ]; then problem="it succeeded"; fi
  # processes.sh ends what lasts for 100 seconds.
  if [ "$(($(date +%s) - begin))" -ge 99 ]; then problem="it hung"; fi
  case $output in *"it has begun"*) ;; *) problem="it did not begin" ;; esac
  printf '%s\n' "$output" | grep -qiE "$2" || problem="it did not say why"
  if [ -n "$problem" ]; then
    printf 'FAILED  %s with %s processes: %s (exit code %s):\n%s\n' "$1" "$count" "$problem" "$code" "$output"
    failures=$((failures + 1))
  fi
}

ends throw "sharded_ends_test, process $((count - 1)) of $count: no batch is left"
ends kill 'signal 9|KILLED BY SIGNAL: 9|killed'
[ "$failures" -eq 0 ] && echo "$count processes end where one does"

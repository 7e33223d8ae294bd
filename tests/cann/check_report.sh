#!/bin/sh
# usage: check_report.sh ASCEND_STEP PYTHON
# The report of a first run, of a program that runs on the fake device: on a chip that is as it should be, on those that
# need one of the rungs, on one that cannot run the operator, and where there is no device. PYTHON reads its JSON, where
# there is one.
set -u
program=$1
python=$2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
failures=0

fail() {
  cat "$log"
  echo "check_report.sh: $*" >&2
  failures=$((failures + 1))
}

# ran STATUS [NAME=VALUE...] [-- ARGUMENT...]
ran() {
  status=$1
  shift
  env=
  while [ $# -gt 0 ] && [ "$1" != -- ]; do
    env="$env $1"
    shift
  done
  [ $# -eq 0 ] || shift
  # shellcheck disable=SC2086  # several variables
  env $env "$program" "$@" >"$log" 2>&1
  got=$?
  [ $got -eq "$status" ] || fail "exit status $got, and not $status, with$env $*"
  if grep -q 'misuse of ACL\|left alive' "$log"; then fail "a rule of ACL is broken, with$env $*"; fi
}

# says PATTERN...: each on a line
says() {
  for pattern in "$@"; do
    grep -q -- "$pattern" "$log" || fail "not said: $pattern"
  done
}

# holds EXPRESSION...: in Python, with the report as r
holds() {
  [ -x "$python" ] || return 0
  for expression in "$@"; do
    "$python" -c 'import json, sys; r = json.load(open(sys.argv[1])); sys.exit(not eval(sys.argv[2]))' \
      "$log" "$expression" || fail "does not hold: $expression"
  done
}

ran 0
says '^ACL 1\.[0-9]*\.0, compiled with the headers of 1\.[0-9]*; chip Ascend910B3$' \
  '^device 0 of 1; memory 16384 MiB, free 16384 MiB$' \
  "^the NPU's steps are the CPU's, but for the signs of zeros$"
for dtype in float32 float16; do
  for n in 1 7 8 15 16 17 1023 10000 1048579; do
    says "^$dtype, $n elements: 0 differ, [0-9]* zeros have another sign; two launches: 0, [0-9]*; behind the tail: u"
  done
  says "^$dtype, outputs apart from the inputs: written to the inputs$"
done
says '^float32, 1048579 elements: 0 differ, [1-9][0-9]* zeros have another sign'
if grep -q 'WORKS\|fails' "$log"; then fail "a ladder where nothing has failed"; fi
ran 0 SIGNOPT_FAKE_WRITES=1
says 'outputs apart from the inputs: written to the outputs$'
ran 0 SIGNOPT_FAKE_WRITES=2
says 'outputs apart from the inputs: written to both$'

ran 0 -- --json
[ "$(wc -l <"$log")" -eq 1 ] || fail "the JSON is not one line"
holds 'r["chip"] == "Ascend910B3"' 'r["devices"] == 1' 'r["is_good"] is True' 'len(r["comparisons"]) == 18' \
  'sum(c["differ"] + c["two_launches_differ"] for c in r["comparisons"]) == 0' 'r["ladder"] == []' \
  'r["float16_outputs_apart_are_written_to"] == "the inputs"' 'r["memory_bytes"] == 16 << 30'

# By the number of the need (fake_acl.hpp), the rungs that work.
rungs='default jit device_scalars precision'
for need in 1:jit 2:device_scalars 3:precision 4:none; do
  ran 1 "SIGNOPT_FAKE_LAUNCHES_NEED=${need%:*}" -- --json
  for rung in $rungs; do
    works=False
    [ "$rung" != "${need#*:}" ] || works=True
    holds "[l['works'] for l in r['ladder'] if l['rung'] == '$rung'] == [$works]"
  done
  holds 'r["is_good"] is False' 'all("500002" in l["message"] for l in r["ladder"] if not l["works"])' \
    '"500002" in r["error"]'
done
ran 1 SIGNOPT_FAKE_LAUNCHES_NEED=1
says '^float32: signopt: aclopCompileAndExecute returned 500002 .* fake ACL' '^fails: as signopt launches it$' \
  '^WORKS: with ACL_OP_JIT_COMPILE=enable' '^fails: with the scalars in device memory$' \
  '^fails: with ACL_PRECISION_MODE=must_keep_origin_dtype$' '^  .*returned 500002' '^NOT as it should be: please send'
ran 0 -- --ladder
[ "$(grep -c '^WORKS: ' "$log")" -eq 4 ] || fail "not all rungs work where nothing fails"
ran 1 SIGNOPT_FAKE_KERNELS_ARE_OFF=1
says '^float32, 7 elements: 1 differ, 0 zeros have another sign; two launches: 1, 0; behind the tail: CHANGED' \
  '^NOT as it should be: please send'
ran 1 SIGNOPT_FAKE_CHIP=Ascend910_9589
says '^float32: signopt: device Ascend910_9589 cannot run ApplyAddSignD: Ascend 950 has no'

ran 0 SIGNOPT_FAKE_DEVICES=0
says '^there is no Ascend device here: nothing was run$'
[ "$(wc -l <"$log")" -eq 1 ] || fail "more than one line"
ran 0 SIGNOPT_FAKE_DEVICES=0 SIGNOPT_FAKE_INIT_NEEDS_DEVICE=1
says '^there is no Ascend device here: nothing was run (signopt: aclInit returned 500000 '
[ "$(wc -l <"$log")" -eq 1 ] || fail "more than one line"
ran 0 SIGNOPT_FAKE_DEVICES=0 -- --json
holds 'r["device"] == "none"'
ran 1 -- --device 7
says '^float32: signopt: aclrtSetDevice returned 107001 (there is no such device)'
ran 2 -- --unknown

echo "$failures of the report's checks failed"
[ $failures -eq 0 ]

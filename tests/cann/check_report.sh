#!/bin/sh
# usage: check_report.sh ASCEND_STEP PYTHON
# The report of a first run, by a program that runs on the fake device: on a chip that is as it should be, on those that
# are not, in each of the ways that the fake knows, and where there is no device. PYTHON reads its JSON; without it,
# exit status 77. Most of it has no more than 10000 elements, for the sake of time.
set -u
program=$1
python=${2:-}
log=$(mktemp)
errors=$(mktemp) # and what --json tries
trap 'rm -f "$log" "$errors"' EXIT
failures=0

fail() {
  cat "$log" "$errors"
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
  env $env "$program" "$@" >"$log" 2>"$errors"
  got=$?
  [ $got -eq "$status" ] || fail "exit status $got, and not $status, with$env $*"
  if grep -q 'misuse of ACL\|left alive' "$log" "$errors"; then fail "a rule of ACL is broken, with$env $*"; fi
}

# says PATTERN...: each on a line
says() {
  for pattern in "$@"; do
    grep -q -- "$pattern" "$log" || fail "not said: $pattern"
  done
}

# says_not PATTERN...
says_not() {
  for pattern in "$@"; do
    if grep -q -- "$pattern" "$log"; then fail "said: $pattern"; fi
  done
}

has_python() { [ -x "$python" ]; }

# holds EXPRESSION...: in Python, with the report as r, in which no object has two members of one name
holds() {
  has_python || return 0
  "$python" - "$log" "$@" <<'PYTHON' || fail "the JSON does not hold"
import json
import sys


def object_of(pairs):
    assert len(dict(pairs)) == len(pairs), "two members of one name: %s" % [name for name, _ in pairs]
    return dict(pairs)


r = json.load(open(sys.argv[1]), object_pairs_hook=object_of)
rows = r["comparisons"]
failed = [expression for expression in sys.argv[2:] if not eval("(" + expression + ")")]
for expression in failed:
    print("does not hold:", expression)
sys.exit(len(failed))
PYTHON
}

ran 0
says '^ACL 1\.[0-9]*\.0, compiled with the headers of 1\.[0-9]*; chip Ascend910B3$' '^device 0 of 1$' \
  '^memory 16384 MiB, free 16384 MiB$' "^the NPU's steps are the CPU's, but for the signs of zeros$"
for dtype in float32 float16; do
  for n in 1 7 8 15 16 17 1023 10000 1048579; do
    says "^$dtype, $n elements:$"
  done
  says "^$dtype, outputs apart from the inputs:$"
done
for line in '  one launch: 0 differ, [0-9]* zeros have another sign' \
  '  two launches: 0 differ, [0-9]* zeros have another sign' \
  '  behind the tail: u[a-z ]*; first launch [0-9.]* s'; do
  [ "$(grep -c "^$line" "$log")" -eq 18 ] || fail "not 18 times: $line"
done
says '^  one launch: 0 differ, [1-9][0-9]* zeros have another sign'
[ "$(grep -c '^  written to the inputs$' "$log")" -eq 2 ] || fail "not both dtypes' outputs"
says_not WORKS fails trying
ran 0 SIGNOPT_FAKE_WRITES=1 -- --up-to 10000
says '^  written to the outputs$'
ran 0 SIGNOPT_FAKE_WRITES=2 -- --up-to 10000
says '^  written to both$'

ran 0 -- --json
[ "$(wc -l <"$log")" -eq 1 ] || fail "the JSON is not one line"
grep -q '^float16, 1048579 elements:$' "$errors" || fail "the progress is not on stderr"
holds 'r["chip"] == "Ascend910B3"' 'r["device"] == 0 and r["devices"] == 1' 'r["is_good"] is True' 'len(rows) == 18' \
  'all(c[k]["differ"] == 0 and c[k]["first"] is None for c in rows for k in ("one_launch", "two_launches"))' \
  'r["ladder"] == [] and r["errors"] == []' 'r["float16_outputs_apart"] == "written to the inputs"' \
  'r["memory_bytes"] == 16 << 30'

# Kernels that do nothing: no comparison may be one in which nothing changes.
ran 1 SIGNOPT_FAKE_KERNELS=2 -- --json
holds 'len(rows) == 18' 'all(c[k]["differ"] > 0 for c in rows for k in ("one_launch", "two_launches"))' \
  'all(c[k][a] > 0 for c in rows for k in ("one_launch", "two_launches") for a in ("var", "m"))' \
  'r["is_good"] is False' 'r["float32_outputs_apart"] == "written to neither"'
# And kernels that do something else.
ran 1 SIGNOPT_FAKE_KERNELS=1 -- --up-to 10000
says '^float32, 7 elements:$' '^  one launch: 1 differ, 0 zeros have another sign$' '^  behind the tail: CHANGED' \
  '^    var 1, m 0, grad 0; with subnormal numbers 0; by at most [0-9]* ulp$' '^NOT as it should be: please send' \
  '^    the first: var\[0\], NPU 0x[0-9a-f]\{8\}, CPU 0x[0-9a-f]\{8\}$' \
  '^      made of var 0x[0-9a-f]\{4\}, m 0x[0-9a-f]\{4\}, grad 0x[0-9a-f]\{4\}$'
[ "$(awk 'length > 80' "$log" | wc -l)" -eq 0 ] || fail "a line that is wider than a terminal"
ran 1 SIGNOPT_FAKE_KERNELS=1 -- --up-to 10000 --json
holds 'all(c["one_launch"]["var"] == 1 and c["one_launch"]["m"] == c["one_launch"]["grad"] == 0 for c in rows)' \
  'all(c["one_launch"]["first"]["array"] == "var" and c["one_launch"]["first"]["index"] == 0 for c in rows)' \
  'all(abs(int(c["one_launch"]["first"]["npu"], 16) - int(c["one_launch"]["first"]["cpu"], 16))
       == c["one_launch"]["largest_ulps"] for c in rows)'
# A chip that has no subnormal numbers is told from one that computes something else.
ran 1 SIGNOPT_FAKE_KERNELS=3 -- --up-to 10000
says '^NOT as it should be, with subnormal numbers alone: please send'
ran 1 SIGNOPT_FAKE_KERNELS=3 -- --up-to 10000 --json
holds 'all(c["one_launch"]["differ"] == c["one_launch"]["with_subnormals"] for c in rows)' \
  '[c["one_launch"]["differ"] > 100 for c in rows if c["elements"] == 10000] == [True, True]' \
  '[c["one_launch"]["differ"] < c["elements"] / 2 for c in rows if c["elements"] == 10000] == [True, True]'

# By the number of the need (fake_acl.hpp), the rungs that work.
rungs='default jit device_scalars precision'
for need in 1:jit 2:device_scalars 3:precision 4:none; do
  ran 1 "SIGNOPT_FAKE_LAUNCHES_NEED=${need%:*}" -- --json
  for rung in $rungs; do
    works=False
    [ "$rung" != "${need#*:}" ] || works=True
    holds "[(l['dtype'], l['elements'], l['works']) for l in r['ladder'] if l['rung'] == '$rung'] ==
           [('float32', 1, $works), ('float16', 1, $works)]"
  done
  holds 'r["is_good"] is False' 'all("500002" in l["message"] for l in r["ladder"] if not l["works"])' \
    '[e["where"] for e in r["errors"]] == ["float32", "float16"]' 'all("500002" in e["message"] for e in r["errors"])'
done
ran 1 SIGNOPT_FAKE_LAUNCHES_NEED=1
says '^float32: signopt: aclopCompileAndExecute returned 500002 .* fake ACL' \
  '^trying float32, 1 elements, as signopt launches it$' '^fails: float32, as signopt launches it$' \
  '^WORKS: float16, with ACL_OP_JIT_COMPILE=enable' '^fails: float32, with the scalars in device memory$' \
  '^fails: float32, with ACL_PRECISION_MODE=must_keep_origin_dtype$' '^  .*returned 500002' '^NOT as it should be: '
# One dtype alone: the other is compared, and is not climbed for. The ladder has the size that failed.
ran 1 SIGNOPT_FAKE_LAUNCHES_NEED=5 -- --up-to 10000 --json
holds '[c["dtype"] for c in rows] == ["float16"] * 8' '[e["where"] for e in r["errors"]] == ["float32"]' \
  '[l["dtype"] for l in r["ladder"]] == ["float32"] * 4' '"float16_outputs_apart" in r'
ran 1 SIGNOPT_FAKE_FAILS=aclopCompileAndExecute:5:500002 -- --up-to 10000 --json
holds '[l["elements"] for l in r["ladder"]] == [7] * 4' 'len(rows) == 9'
# What a chip refuses is an answer.
ran 0 SIGNOPT_FAKE_REFUSES_SEPARATE_OUTPUTS=1 -- --up-to 10000
says '^  refused: aclopCompileAndExecute returned 500002: fake ACL' "^the NPU's steps are the CPU's"
[ "$(grep -c '^  refused: ' "$log")" -eq 2 ] || fail "not both dtypes' outputs are refused"
ran 0 -- --up-to 10000 --ladder
[ "$(grep -c '^WORKS: ' "$log")" -eq 8 ] || fail "not all rungs work where nothing fails"
ran 1 SIGNOPT_FAKE_CHIP=Ascend910_9589
says '^float32: signopt: device Ascend910_9589 cannot run ApplyAddSignD: Ascend 950 has no'

# Calls that fail.
ran 1 SIGNOPT_FAKE_FAILS=aclrtGetDeviceCount:1:507899
says '^ACL 1\.' '^device 0 of an unknown number$' '^devices: aclrtGetDeviceCount returned 507899: fake ACL' \
  '^NOT as it should be: please send'
ran 1 SIGNOPT_FAKE_FAILS=aclrtGetDeviceCount:1:507899 -- --json
holds 'r["devices"] is None and r["is_good"] is False and r["device"] == 0' '"507899" in r["errors"][0]["message"]'
ran 1 SIGNOPT_FAKE_FAILS=aclInit:1:507899
says '^ACL: signopt: aclInit returned 507899: fake ACL'
ran 1 -- --device 7
says '^ACL 1\.' '^device 7 of 1$' '^device 7: signopt: aclrtSetDevice returned 107001 (there is no such device)'
says_not trying WORKS fails
ran 1 -- --device 7 --ladder
says_not trying
# Toolkits whose ACL does not count its users have another call.
finalize=aclFinalizeReference
env SIGNOPT_FAKE_FAILS=$finalize:1:507899 "$program" --up-to 10000 >/dev/null 2>&1 && finalize=aclFinalize
ran 1 SIGNOPT_FAKE_LAUNCHES_NEED=4 "SIGNOPT_FAKE_FAILS=$finalize:1:507899" -- --up-to 10000 --json
holds '[e["where"] for e in r["errors"]] == ["float32", "float16", "finalize"]' 'len(r["ladder"]) == 8' \
  'all("500002" in l["message"] and "507899" in l["message"] for l in r["ladder"])' 'r["is_good"] is False'
ran 1 "SIGNOPT_FAKE_FAILS=$finalize:1:507899" -- --up-to 10000
says "^finalize: signopt: $finalize returned 507899" '^NOT as it should be: please send'
ran 1 SIGNOPT_FAKE_FAILS=aclrtMemcpy:1:507899 -- --up-to 10000
says '^float32: aclrtMemcpy returned 507899: fake ACL'
for call in aclSetTensorPlaceMent:97 aclrtMemcpy:90; do # those of the program itself, where outputs are apart
  ran 0 "SIGNOPT_FAKE_FAILS=$call:507899" -- --up-to 10000
  says "^  refused: ${call%:*} returned 507899: fake ACL"
done

ran 0 SIGNOPT_FAKE_DEVICES=0
says '^there is no Ascend device here: nothing was run$'
[ "$(wc -l <"$log")" -eq 1 ] || fail "more than one line"
ran 0 SIGNOPT_FAKE_DEVICES=0 SIGNOPT_FAKE_INIT_NEEDS_DEVICE=1
says '^there is no Ascend device here: nothing was run (signopt: aclInit returned 500000 '
[ "$(wc -l <"$log")" -eq 1 ] || fail "more than one line"
ran 0 SIGNOPT_FAKE_DEVICES=0 -- --json
holds 'r["device"] is None and r["devices"] == 0 and r["is_good"] is None and r["message"] == ""' 'rows == []'
ran 0 SIGNOPT_FAKE_DEVICES=0 SIGNOPT_FAKE_INIT_NEEDS_DEVICE=1 -- --json
holds 'r["message"].startswith("signopt: aclInit returned 500000 (")'
for arguments in --unknown '--device x' '--device 1x' '--device -1' --device; do
  # shellcheck disable=SC2086  # an option and its value
  ran 2 -- $arguments
done

echo "$failures of the report's checks failed"
[ $failures -eq 0 ] || exit 1
has_python || {
  echo "there is no Python here: the report's JSON was not checked"
  exit 77
}

#!/bin/sh
# usage: summarize.sh LOG...
# Says from logs of ctest, each with a line "VERDICT: TITLE" before it and one with "kernels" or "ascend", which targets
# the tests of kernels ran on, in how many cases, what failed, and what was skipped, and why; of the tests of the Ascend
# front end, how many passed. Fails where one of the logs has nothing of the kind that passed, unless it is of a suite
# that was skipped as a whole; at the end, those are counted.
set -eu

awk '
  function targets_that_ran(  text, i) {
    for (i = 1; i <= names; i++) text = text "  " name[i] " " passed[name[i]] + 0
    for (i in passed) if (i ~ /_emulated$/) text = text "  " i " " passed[i]
    return text
  }
  function finish(  reason) {
    if (title == "") return
    print title
    if (failing != "") print "   FAILED:" failing
    if (title ~ /^SKIPPED: /) skipped_suites++
    else if (about != "kernels") {
      if (entries_passed) print "   tests that passed: " entries_passed
      else { print "   no test passed"; nothing = 1 }
    } else if (all_passed) print "   test cases of kernels that passed:" targets_that_ran()
    else { print "   no test of a kernel passed"; nothing = 1 }
    if (chosen != "") print "   " chosen
    if (absent != "") print "   not there:" absent
    for (reason in skipped) print "   skipped, " skipped[reason] " times: " reason
    names = all_passed = entries_passed = 0
    chosen = absent = failing = ""
    split("", name); split("", passed); split("", skipped)
  }
  FNR == 1 { finish(); title = $0 }
  FNR == 2 { about = $0 }
  /^Test Pass(ed\.| Reason:)$/ { entries_passed++ }
  /^\[ TARGETS  \] tested:/ && !names { for (i = 5; i <= NF; i++) name[++names] = $i }
  /^\[ SKIPPED  \] not on this CPU or compiler:/ { sub(/^[^:]*:/, ""); absent = $0 }
  /^\[       OK \] [^ .]*\/[a-z0-9_]+\.[^ ]+ \([0-9]+ ms\)$/ {
    suite = $4
    sub(/\..*/, "", suite)
    sub(/.*\//, "", suite)
    passed[suite]++
    all_passed++
  }
  reason_follows && $0 != "" { skipped[$0]++; reason_follows = 0 }
  /: Skipped$/ { reason_follows = 1 }
  / Testing: / { test = $NF }
  /^Test (Failed\.|Fail Reason:|Timeout)/ { failing = failing " " test }
  test == "chosen_target" && / was chosen, .* expected$/ { chosen = $0 }
  END {
    finish()
    if (skipped_suites) print skipped_suites " skipped as a whole: what begins with SKIPPED above"
    exit nothing
  }' "$@"

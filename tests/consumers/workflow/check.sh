#!/bin/sh
# The workflow for GitHub, read by yamllint from PyPI and by check_workflow.py; skipped where the first cannot be had.
. "$(dirname "$0")/../common.sh"
bring_from_pypi "$here/requirements.txt"

rules='{extends: default, rules: {line-length: {max: 120}, document-start: disable, truthy: {check-keys: false}}}'
# is_valid WORKFLOW
is_valid() {
  "$venv/bin/yamllint" --strict -d "$rules" "$1" >"$log" 2>&1 &&
    "$venv/bin/python" -B "$here/check_workflow.py" "$1" "$root/dev" >"$log" 2>&1
}
workflow=$root/.github/workflows/ci.yml
is_valid "$workflow" || fail "$workflow is not valid"

# noticed EXPRESSION TEXT: what sed makes of it is not valid, and TEXT is said
noticed() {
  sed "$1" "$workflow" >"$work/broken.yml"
  if is_valid "$work/broken.yml"; then fail "not noticed: $1"; fi
  says "$2"
}
noticed 's/^permissions:/ permissions:/' "syntax error"
noticed 's/^  each_week:/  each_change:/' "duplication of key"
noticed 's/demo, test/demos, test/' "'./dev demos' is no command"
noticed 's/matrix.command/matrix.commands/' "no commands in the matrix"
noticed 's/ all$/ every/' "'./dev test every' is no command"
noticed 's/demo, //' "it does not run ./dev demo"
noticed 's/runs-on/run-on/' "job each_change has run-on"
noticed 's/checkout@v4/checkout/' "actions/checkout names no version"
noticed 's/pull_request/pull_requests/' "its events are"
echo "valid, as far as yamllint and check_workflow.py go; on GitHub itself it was not run"

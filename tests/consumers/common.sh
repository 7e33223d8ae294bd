# shellcheck shell=sh disable=SC2034  # variables of those who source it
# What the checks of consumers share; each is started as `check.sh ROOT WORK CMAKE PREFIX`, and sources this first. WORK
# is emptied; PREFIX is where install/check.sh has put signopt. The compiler is CXX, the generator CMAKE_GENERATOR.
set -eu
here=$(CDPATH="" cd -- "$(dirname -- "$0")" && pwd)
root=$1
work=$2
cmake=$3
prefix=$4
log=$work/log
unset CPATH CPLUS_INCLUDE_PATH PKG_CONFIG_PATH DESTDIR
rm -rf "$work"
mkdir -p "$work"

fail() {
  if [ -e "$log" ]; then cat "$log"; fi
  echo "$(basename "$here"): $*" >&2
  exit 1
}

skip() {
  echo "$(basename "$here"): skipped: $*"
  exit 77
}

# configure SOURCE BUILD [ARGUMENT...]: below WORK, of -O0 and with two targets (scalar is always there) unless an
# argument says otherwise: which kernels run is not what is tested
configure() {
  source=$1
  build=$2
  shift 2
  "$cmake" --no-warn-unused-cli -S "$source" -B "$work/$build" "-DCMAKE_CXX_FLAGS=-O0 -DSIGNOPT_TARGETS=portable" \
    "-DSIGNOPT_ROOT=$root" "$@" >"$log" 2>&1
}

configured() {
  configure "$@" || fail "configuring $build failed"
}

# refused TEXT SOURCE BUILD [ARGUMENT...]: configuring fails, and says TEXT, however its lines are broken
refused() {
  text=$1
  shift
  if configure "$@"; then fail "$build was configured, and should not have been"; fi
  says "$text"
}

says() {
  tr -s ' \n' '  ' <"$log" | grep -qF -e "$1" || fail "not said: $1"
}

built() {
  "$cmake" --build "$work/$1" >"$log" 2>&1 || fail "building $1 failed"
}

# ran TEXT PROGRAM...: each prints TEXT and exits with 0
ran() {
  text=$1
  shift
  for program in "$@"; do
    "$program" >"$log" 2>&1 || fail "$program failed"
    grep -qxF -e "$text" "$log" || fail "$program did not say: $text"
  done
}

# bring_from_pypi REQUIREMENTS: what the file names, in $venv, beside WORK, where it stays for the next time
bring_from_pypi() {
  venv=$(dirname "$work")/venv_of_$(basename "$here")
  if cmp -s "$1" "$venv/requirements.txt"; then return; fi
  command -v python3 >/dev/null || skip "python3 is not installed"
  rm -rf "$venv"
  python3 -m venv "$venv" >"$log" 2>&1 || skip "python3 has no venv (Debian: python3-venv)"
  "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --retries 1 --timeout 20 -r "$1" \
    >"$log" 2>&1 || {
    cat "$log"
    skip "pip could not bring $(paste -s -d ' ' "$1"): no network?"
  }
  cp "$1" "$venv/requirements.txt"
}

installed() {
  "$cmake" --install "$work/$1" --prefix "$work/$2" >"$log" 2>&1 || fail "installing $1 failed"
}

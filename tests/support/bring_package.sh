#!/bin/sh
# usage: bring_package.sh REQUIREMENTS PLATFORM FOLDER
# Brings the one package that REQUIREMENTS names, with its hash, to FOLDER/package, with pip, in the form that it has
# for PLATFORM: only its headers are taken, which are the same in all. Exit status 77 where it cannot be had here, and 1
# where it is not the one that is expected.
set -eu
requirements=$1
platform=$2
folder=$3

skip() {
  echo "bring_package.sh: skipped: $*" >&2
  exit 77
}

command -v python3 >/dev/null || skip "python3 is not installed"
rm -rf "$folder"
mkdir -p "$folder"
log=$folder/log
python3 -m venv "$folder/venv" >"$log" 2>&1 || skip "python3 has no venv (Debian: python3-venv)"
"$folder/venv/bin/python" -m pip download --disable-pip-version-check --retries 1 --timeout 20 --no-deps \
  --only-binary=:all: --python-version 3.11 --platform "$platform" --require-hashes -r "$requirements" \
  -d "$folder/package" >"$log" 2>&1 || {
  cat "$log" >&2
  if grep -q 'DO NOT MATCH THE HASHES' "$log"; then exit 1; fi
  skip "pip could not bring the package: no network?"
}
rm -rf "$folder/venv" "$log"

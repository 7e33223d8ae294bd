#!/bin/sh
# usage: build_and_run.sh COMPILER ARGUMENT...
# Builds a program from the arguments, which name its sources, flags and libraries, and runs it.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "+ $*"
"$@" -o "$work/program"
"$work/program"

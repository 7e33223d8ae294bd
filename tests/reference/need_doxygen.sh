# shellcheck shell=sh
# Sourced by the checks of the reference.
for tool in doxygen python3; do
  command -v $tool >/dev/null || {
    echo "$tool is not installed (Debian's package has the same name)"
    exit 77
  }
done

#!/bin/sh
# usage: check_flush_code.sh OBJECT none|some
# Whether an object file has kernels that flush subnormal momentum, and any kernels at all.
set -u
nm=${NM:-nm}
if ! command -v "$nm" >/dev/null; then
  echo "skipped: $nm is not installed"
  exit 77
fi

symbols=$("$nm" "$1") || exit 2
plain=$(printf '%s\n' "$symbols" | grep -c add_signELb0)
flushing=$(printf '%s\n' "$symbols" | grep -c add_signELb1)
echo "$plain symbols of the plain kernels, $flushing of those that flush"
[ "$plain" -gt 0 ] || exit 2
case $2 in
none) [ "$flushing" -eq 0 ] ;;
some) [ "$flushing" -gt 0 ] ;;
*) exit 2 ;;
esac

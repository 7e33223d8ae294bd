#!/bin/sh
# usage: release.sh VERSION [--quick] [--dry-run]
# Makes a release of what is committed: an archive that anyone can make again bit for bit, its checksum, and, once the
# archive's own tests have passed, the tag v<VERSION>. Nothing is pushed. The version stands in the headers, and
# CHANGELOG.md must have an entry for it, with a date.
#   --quick    the archive is installed, and a few of its tests are run; otherwise all of `./dev test`
#   --dry-run  makes no tag
set -eu
CDPATH="" cd -- "$(dirname -- "$(readlink -f -- "$0")")/.."

fail() {
  echo "release: $*" >&2
  exit 1
}

misused() {
  sed -n 's/^# usage: /usage: /p' "$0" >&2
  exit 2
}

run() {
  echo "+ $*" >&2
  "$@"
}

version=
quick=false
dry_run=false
for argument in "$@"; do
  case $argument in
    --quick) quick=true ;;
    --dry-run) dry_run=true ;;
    -*) misused ;;
    *)
      [ -z "$version" ] || misused
      version=$argument
      ;;
  esac
done
echo "$version" | grep -qxE '[0-9]+\.[0-9]+\.[0-9]+' || misused
tag=v$version

# --- may this be released? --------------------------------------------------------------------------------------------

git rev-parse --git-dir >/dev/null 2>&1 || fail "this is no repository"
in_headers=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' include/signopt/detail/base/config.hpp | paste -s -d . -)
[ "$version" = "$in_headers" ] ||
  fail "the headers say $in_headers, not $version: it is changed in include/signopt/detail/base/config.hpp"
in_port=$(sed -n 's/^ *"version": "\(.*\)",$/\1/p' packaging/vcpkg/signopt/vcpkg.json)
[ "$version" = "$in_port" ] || fail "packaging/vcpkg/signopt/vcpkg.json says $in_port, not $version"

# An entry is called by two numbers, or by three where the last is not 0.
name=${version%.0}
heading=$(grep -m 1 '^## ' CHANGELOG.md || true)
date=$(echo "$heading" | sed -n "s/^## $(echo "$name" | sed 's/\./\\./g'), \([0-9]\{4\}-[0-9][0-9]-[0-9][0-9]\)\$/\1/p")
[ -n "$date" ] || fail "CHANGELOG.md begins with '$heading', and not with '## $name, <the day as YYYY-MM-DD>'"
[ "$(date -u -d "$date" +%F 2>/dev/null)" = "$date" ] || fail "CHANGELOG.md: $date is no day"

changes=$(git status --porcelain)
[ -z "$changes" ] || fail "not all is committed:
$changes"
if git rev-parse -q --verify "refs/tags/$tag" >/dev/null; then fail "there is a tag $tag already"; fi

# --- the archive ------------------------------------------------------------------------------------------------------

folder=build/release
archive=signopt-$version.tar.gz
rm -rf "$folder"
mkdir -p "$folder"
# The time in it is the commit's, and gzip writes none: who makes it again gets the same.
git archive --format=tar --prefix="signopt-$version/" HEAD | gzip -n -9 >"$folder/$archive"
(cd "$folder" && sha256sum "$archive" >"$archive.sha256" && sha256sum --quiet -c "$archive.sha256")

# --- its tests --------------------------------------------------------------------------------------------------------

# What is tried is what somebody unpacks.
(cd "$folder" && tar -xzf "$archive")
tried=$folder/signopt-$version
# One chain: where a function stands before ||, the shell does not end it at what fails.
quick_tests() {
  run cmake --preset default -DSIGNOPT_BUILD_BENCH=OFF -DSIGNOPT_TEST_COMPILERS=OFF &&
    run cmake --build build/default --target quickstart &&
    run cmake --install build/default --prefix build/installed >build/install.log &&
    [ -e build/installed/share/cmake/signopt/signopt-config.cmake ] &&
    run ctest --preset default -R '^(quickstart|layers|line_length|readme\.links)$'
}
if $quick; then
  if [ -z "${CMAKE_GENERATOR-}" ] && command -v ninja >/dev/null; then export CMAKE_GENERATOR=Ninja; fi
  (cd "$tried" && quick_tests) || fail "the archive's tests failed: no tag"
else
  (cd "$tried" && run ./dev test) || fail "the archive's tests failed: no tag"
fi
rm -rf "$tried"

if $dry_run; then
  echo "release: without --dry-run, $tag would be made of $(git rev-parse --short HEAD)" >&2
else
  run git tag -a "$tag" -m "signopt $version"
  echo "release: next, publish the tag: git push origin $tag" >&2
fi
cat "$folder/$archive.sha256"

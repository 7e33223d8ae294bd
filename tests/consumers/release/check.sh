#!/bin/sh
# packaging/release.sh, in a scratch repository of this tree: it refuses what is not ready, makes the same archive
# twice, runs its tests in the quick form, and makes a tag only where they pass.
. "$(dirname "$0")/../common.sh"
command -v git >/dev/null || skip "git is not installed"
unset Eigen3_DIR

# The settings of whoever runs this are not asked.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null
for name in AUTHOR COMMITTER; do
  export "GIT_${name}_NAME=nobody" "GIT_${name}_EMAIL=nobody@example.invalid" "GIT_${name}_DATE=2026-01-01T00:00:00Z"
done
mkdir "$work/tree"
(cd "$root" && tar -cf - --exclude=./build --exclude=./.git --exclude=./.venv --exclude=./shared .) |
  tar -C "$work/tree" -xf -
cd "$work/tree"
commit() {
  { git add . && git commit -q -m "A commit"; } >"$log" 2>&1 || fail "nothing could be committed"
}
git init -q .
commit
version=$(sed -n 's/^#define SIGNOPT_VERSION_[A-Z]* //p' include/signopt/detail/base/config.hpp | paste -s -d . -)

# will_not TEXT [VERSION]: fails, says TEXT, and makes no tag. In the quick form: what should be refused and is not must
# not run all tests there are.
will_not() {
  text=$1
  shift
  if packaging/release.sh "$@" --quick >"$log" 2>&1; then fail "released, though: $text"; fi
  says "$text"
  [ -z "$(git tag -l v0.0.1 "v$version")" ] || fail "there is a tag, though: $text"
}
sed -i.before '0,/^## /s/^## .*/## '"${version%.0}"', unreleased/' CHANGELOG.md
rm CHANGELOG.md.before
git diff --quiet || commit
will_not "usage: release.sh"
will_not "usage: release.sh" "${version%.*}"
will_not "the headers say $version, not 0.0.1" 0.0.1
will_not "CHANGELOG.md begins with '## ${version%.0}, unreleased'" "$version"
sed -i "s/^## ${version%.0}, unreleased/## ${version%.0}, 2026-02-30/" CHANGELOG.md
will_not "2026-02-30 is no day" "$version"
sed -i "s/^## ${version%.0}, 2026-02-30/## ${version%.0}, 2026-02-28/" CHANGELOG.md
will_not "not all is committed: M CHANGELOG.md" "$version"
commit
# An archive whose tests fail.
printf '# %120s\n' '' >cmake/long_line.cmake
commit
will_not "the archive's tests failed: no tag" "$version"
says "./cmake/long_line.cmake:1: 122 columns"
rm cmake/long_line.cmake
commit

packaging/release.sh "$version" --quick --dry-run >"$log" 2>&1 || fail "a release that is ready fails"
says "100% tests passed"
[ -z "$(git tag)" ] || fail "a dry run makes a tag"
cp "build/release/signopt-$version.tar.gz" "$work/first.tar.gz"
tar -tzf "$work/first.tar.gz" | sed "s,^signopt-$version/,," | grep -v '/$' | grep . | sort >"$work/packed"
git ls-files | sort | diff - "$work/packed" >"$log" || fail "the archive is not what is committed"
sed -n "s/ .*//p" "build/release/signopt-$version.tar.gz.sha256" >"$work/sum"
sha256sum "$work/first.tar.gz" | sed 's/ .*//' | cmp - "$work/sum" || fail "the checksum is wrong"

# Once more, from a clone, without the tests: a stand-in for them says yes.
git clone -q "$work/tree" "$work/clone"
cd "$work/clone"
printf '#!/bin/sh\necho "dev $*"\n' >"$work/dev"
sed 's,run ./dev test,sh "'"$work"'/dev" test,' packaging/release.sh >"$work/release.sh"
cat "$work/release.sh" >packaging/release.sh
git update-index --assume-unchanged packaging/release.sh
packaging/release.sh "$version" >"$log" 2>&1 || fail "a release that is ready fails"
says "dev test"
[ "$(git cat-file -t "v$version")" = tag ] || fail "there is no tag"
[ "$(git rev-parse "v$version^{commit}")" = "$(git rev-parse HEAD)" ] || fail "the tag is elsewhere"
cmp "$work/first.tar.gz" "build/release/signopt-$version.tar.gz" || fail "the archive is another one"
if packaging/release.sh "$version" --quick >"$log" 2>&1; then fail "released twice"; fi
says "there is a tag v$version already"
echo "refused, tried, tagged; the same archive twice"

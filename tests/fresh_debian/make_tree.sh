#!/bin/sh
# usage: make_tree.sh TREE RELEASE ARCHIVE
# Makes a bare Debian in the empty folder TREE: minbase, with git and certificates, as of the day when ARCHIVE was made;
# if there is none, debootstrap makes it. From this machine it has the way to the package mirror, in apt's own words,
# and nothing else. Status 77 where apt knows no mirror of Debian.
set -eu
tree=$1
release=$2
archive=$3

fail() {
  echo "fresh: $*" >&2
  exit 1
}

# sources: URI and suite of what Debian itself publishes. Who publishes is known from the lists that apt has loaded.
sources() {
  # shellcheck disable=SC2016  # apt-get replaces these words
  apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' |
    awk '$3 == "Debian" && $4 == "main" { print $1, $2 }'
}
[ -n "$(sources)" ] || apt-get update || fail "apt-get update failed"
mirror=$(sources | awk '$2 !~ /-/ { print $1; exit }')
if [ -z "$mirror" ]; then
  echo "fresh: skipped: apt has no mirror of Debian here" >&2
  exit 77
fi

# How apt goes there: proxies, certificates, what it checks. debootstrap has to be told.
options=$(apt-config dump | grep -E '^Acquire::(https?(::.+)?|Check-(Valid-Until|Date)|Retries|ForceIPv[46]) ' || true)
for scheme in http https; do
  proxy=
  eval "$(apt-config shell proxy "Acquire::$scheme::Proxy")"
  case $proxy in '' | DIRECT) ;; *) export "${scheme}_proxy=$proxy" ;; esac
done
authority=
eval "$(apt-config shell authority Acquire::https::CaInfo)"

if [ -e "$archive" ]; then
  echo "fresh: unpacking $archive" >&2
else
  echo "fresh: debootstrap makes $archive" >&2
  mkdir "$tree/new"
  debootstrap --variant=minbase --include=git,ca-certificates ${authority:+"--ca-certificate=$authority"} \
    "$release" "$tree/new" "$mirror" >&2 || fail "debootstrap failed"
  rm -f "$tree"/new/var/cache/apt/archives/*.deb
  # Under another name first, so that half an archive is none.
  { tar -C "$tree/new" -cf "$tree/archive" . && mv "$tree/archive" "$archive"; } || fail "$archive could not be written"
  rm -rf --one-file-system "$tree/new"
fi
tar -C "$tree" -xpf "$archive" || fail "$archive cannot be unpacked; ./dev clean removes it"

{
  echo "deb $mirror $release main"
  sources | awk -v suites="$release-" 'index($2, suites) == 1 { print "deb", $1, $2, "main" }'
} >"$tree/etc/apt/sources.list"
printf '%s\n' "$options" >"$tree/etc/apt/apt.conf.d/90fetch"
# The files that these options name.
printf '%s\n' "$options" | sed -n 's/.* "\(\/.*\)";$/\1/p' | while read -r file; do
  [ ! -f "$file" ] || cp -p --parents "$file" "$tree"
done
for file in /etc/resolv.conf /etc/hosts; do cat $file >"$tree$file"; done
for file in /usr/local/share/ca-certificates/*.crt; do
  [ ! -f "$file" ] || cp "$file" "$tree/usr/local/share/ca-certificates/"
done
chroot "$tree" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin update-ca-certificates >/dev/null ||
  fail "update-ca-certificates failed in the tree"

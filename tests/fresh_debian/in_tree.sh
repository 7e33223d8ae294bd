#!/bin/sh
# usage: in_tree.sh TREE COMMAND
# Runs the shell command in the clone in TREE, as root there, with the environment of a fresh login: of this machine's
# own it has the proxies alone. To be started with mounts of its own (unshare), since it leaves what it mounts to the
# kernel.
set -eu
tree=$1
command=$2

mount -t proc proc "$tree/proc"
mount --rbind /dev "$tree/dev"

set -- HOME=/root LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
  value=$(printenv $name || true)
  if [ -n "$value" ]; then set -- "$@" "$name=$value"; fi
done
exec chroot "$tree" /usr/bin/env -i "$@" sh -c "cd /srv/signopt && $command"

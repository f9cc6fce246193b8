#!/usr/bin/env bash
# Real S3 servers of Debian sid in a chroot below artifacts/stores, on loopback only.
# usage: tests/stores/servers.sh install moto|radosgw     makes the chroot (needs root, debootstrap, the Debian archive)
#        tests/stores/servers.sh find moto|radosgw        says whether it can run
#        tests/stores/servers.sh run moto|radosgw PORT    runs the server until it is killed; access key AKTEST, secret key SKTEST
# Nothing is left mounted: each run has a mount namespace of its own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${UV_STORE_SERVERS:-$here/../../artifacts/stores}
archive=http://deb.debian.org/debian
moto=(python3-moto python3-flask python3-flask-cors)
radosgw=("${moto[@]}" radosgw ceph-mon ceph-osd ceph-mgr ceph-common curl)

cannot() { echo "the S3 servers can't be had: $1" >&2; exit 1; }
[[ $EUID -eq 0 ]] || cannot "chroot needs root"

chroot_of() { # the larger one serves for both
  local one
  for one in "$cache/radosgw" "$cache/$1"; do [[ -e $one/.installed ]] && { echo "$one"; return; }; done
  cannot "$1 is not installed: tests/stores/servers.sh install $1"
}

install() {
  local root=$cache/$1 packages
  case $1 in moto) packages=("${moto[@]}") ;; radosgw) packages=("${radosgw[@]}") ;; *) cannot "no such server: $1" ;; esac
  mkdir -p "$cache"
  exec 9>"$cache/lock"
  flock 9
  [[ ! -e $root/.installed && ! -e $cache/radosgw/.installed ]] || return 0
  command -v debootstrap >/dev/null || cannot "debootstrap is not installed (apt-get install debootstrap)"
  rm -rf "$root"
  debootstrap --variant=minbase sid "$root" "$archive" >"$cache/$1.log" 2>&1 || cannot "debootstrap failed: $(grep -E '^(E|W):' "$cache/$1.log" | tail -1)"
  echo "deb $archive sid main" >"$root/etc/apt/sources.list"
  # A mirror may lag; how this machine reaches the network (a proxy, its certificates) goes for the chroot too.
  { echo 'Acquire::Check-Valid-Until "false";'; apt-config dump | grep -E '^Acquire::[a-z]+::(Proxy|CAInfo) ' || true; } >"$root/etc/apt/apt.conf.d/90host"
  cp -L /etc/resolv.conf "$root/etc/resolv.conf"
  # Some packages want /proc while they are set up.
  unshare --mount --propagation private bash -ec 'mount -t proc proc "$0/proc"
    chroot "$0" apt-get update -qq
    exec chroot "$0" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@"' "$root" "${packages[@]}" >>"$cache/$1.log" 2>&1 ||
    cannot "apt-get failed: $(grep -E '^E:' "$cache/$1.log" | tail -1)"
  rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*
  touch "$root/.installed"
}

run() {
  local root
  root=$(chroot_of "$1")
  cp "$here/radosgw.sh" "$root/root/radosgw.sh"
  # With the namespace the server's whole family ends when this process does.
  case $1 in
    moto) exec unshare --mount --pid --fork --kill-child --propagation private bash -c "mount -t proc proc '$root/proc'; mount --bind /dev '$root/dev'; exec chroot '$root' env PATH=/usr/sbin:/usr/bin HOME=/root moto_server -H 127.0.0.1 -p $2" ;;
    radosgw) exec unshare --mount --pid --fork --kill-child --propagation private bash -c "mount -t proc proc '$root/proc'; mount --bind /dev '$root/dev'; mount -t tmpfs tmpfs '$root/mnt'; exec chroot '$root' env PATH=/usr/sbin:/usr/bin HOME=/root bash /root/radosgw.sh /mnt/ceph $2" ;;
  esac
}

case ${1:-} in
  install) install "${2:?moto or radosgw}" ;;
  find) chroot_of "${2:?moto or radosgw}" ;;
  run) run "${2:?moto or radosgw}" "${3:?port}" ;;
  *) sed -n 's/^# //p' "${BASH_SOURCE[0]}" | head -5; exit 2 ;;
esac

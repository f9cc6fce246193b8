#!/usr/bin/env bash
# Brings judges of Apple's formats that this machine's suite of Debian lacks into artifacts/apple, once: fsck.hfsplus (hfsprogs, non-free) and xar, with the
# libraries of their own suite beside them. Nothing is installed. Prints the folder they are in; on a machine that can't have them it says so and fails.
# usage: tests/apple/tools.sh
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/artifacts/apple
suite=trixie archive=http://deb.debian.org/debian
packages=(hfsprogs xar libxar1 libc6 libssl3t64 libxml2 zlib1g liblzma5 libzstd1)
programs=(fsck.hfsplus xar)

bring() (
  mkdir -p state/lists/partial state/cache/archives/partial debs root bin
  state=$PWD/state
  echo "deb $archive $suite main non-free" >state/sources.list
  apt() { apt-get -o Dir::Etc::sourcelist="$state/sources.list" -o Dir::Etc::sourceparts=- -o Dir::State::lists="$state/lists" -o Dir::State::status=/dev/null -o Dir::Cache="$state/cache" "$@"; }
  apt update
  cd debs
  apt download "${packages[@]}"
  for deb in *.deb; do dpkg-deb -x "$deb" ../root; done
)

mkdir -p "$folder"
exec 9>"$folder/lock"
flock 9
if [[ ! -e $folder/bin/.installed ]]; then
  work=$(mktemp -d "$folder/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  (cd "$work" && bring) >"$folder/log" 2>&1 || { echo "${programs[*]} could not be had: $(grep -E '^E:' "$folder/log" | tail -1)" >&2; exit 1; }
  rm -rf "$folder/root" "$folder/bin"
  mv "$work/root" "$work/bin" "$folder/"
  for program in "${programs[@]}"; do
    path=$(find "$folder/root" -type f -name "$program" -perm -u+x | head -1) loader=$(find "$folder/root" -name 'ld-linux-*.so.*' | head -1)
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' "$loader" "$(dirname "$(find "$folder/root" -name libc.so.6 | head -1)")" "$path" >"$folder/bin/$program"
    chmod +x "$folder/bin/$program"
  done
  # What can't run here is not kept.
  "$folder/bin/xar" --version >/dev/null 2>&1 || { echo "xar of $suite does not run here" >&2; exit 1; }
  touch "$folder/bin/.installed"
fi
echo "$folder/bin"

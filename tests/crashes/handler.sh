#!/usr/bin/env bash
# Brings Crashpad's handler, as Debian's Chromium has it, into artifacts/crashpad, once, and prints its path.
# On a machine that can't have it, it says so in one line and fails.
set -euo pipefail
folder=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)/artifacts/crashpad
name=chrome_crashpad_handler installed=/usr/lib/chromium
if [[ ! -x $folder/$name ]]; then
  mkdir -p "$folder"
  work=$(mktemp -d "$folder/work.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  download() { apt-get download chromium-common; }
  (
    cd "$work"
    if [[ -x $installed/$name ]]; then
      cp "$installed/$name" .
    else
      download || { [[ $EUID -eq 0 ]] && apt-get update && download; }
      dpkg-deb --fsys-tarfile chromium-common_*.deb | tar -x --strip-components 4 ".$installed/$name"
    fi
    "./$name" --version
  ) >"$work/log" 2>&1 || true
  # What can't run here, for want of a library or for another processor, is not kept.
  "$work/$name" --version >/dev/null 2>&1 || { echo "$name could not be had (apt-get download chromium-common)" >&2; exit 1; }
  mv "$work/$name" "$folder/$name"
fi
echo "$folder/$name"

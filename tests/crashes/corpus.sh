#!/usr/bin/env bash
# Makes real crash dumps and their symbols, once, into artifacts/crashes, and prints that folder. README.md says what is in it.
# What can't be made on this machine is left out; missing.txt says why, one reason a line.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
made=$repository/artifacts/crashes
cannot() { echo "the crash dumps can't be made: $1" >&2; exit 1; }
for program in g++ node npm make dpkg-deb setsid; do
  command -v "$program" >/dev/null || cannot "$program is not installed (apt-get install g++ make nodejs npm)"
done

key=$({ cat "$here"/*.sh "$here"/*.mjs "$here"/crasher/* "$here/judges/package-lock.json"; g++ --version; ldd --version
  for program in chromium-headless-shell qemu-aarch64 aarch64-linux-gnu-g++ clang-19 lld-link-19 wine; do command -v "$program" || true; done; } | sha256sum | cut -c1-64)
mkdir -p "$repository/artifacts"
exec 9>"$repository/artifacts/crashes.lock"
flock 9
if [[ $(cat "$made/key" 2>/dev/null) == "$key" ]]; then echo "$made"; exit; fi
rm -rf "$made"
mkdir -p "$made"/{bin,dumps,symbols,work}
log=$made/work/log
lacking() { echo "$1" >>"$made/missing.txt"; echo "uv-release: crash dumps: $1" >&2; }
: >"$made/missing.txt"

# shellcheck source=../../prepare.sh
[[ -e $here/judges/node_modules/.installed ]] || (cd "$repository" && . ./prepare.sh && install_node_packages tests/crashes/judges)
package=$here/judges/node_modules/minidump
for tool in minidump_stackwalk minidump_dump dump_syms; do
  install -m 755 "$package/bin/linux-x64/$tool" "$made/bin/$tool"
done

symbols() { # symbols FILE [OPTION]: puts the .sym of a program or library where minidump_stackwalk looks for it
  local text=$made/work/one.sym module id name
  "$made/bin/dump_syms" "${@:2}" "$1" >"$text" 2>>"$log" || { echo "no symbols of $1" >>"$log"; return; }
  read -r module _ _ id name <"$text"
  [[ $module == MODULE ]] || cannot "dump_syms wrote no symbols of $1"
  mkdir -p "$made/symbols/$name/$id"
  mv "$text" "$made/symbols/$name/$id/$name.sym"
}

libraries_of() { ldd "$1" 2>/dev/null | grep -oE '/[^ ]+' | xargs -r realpath | LC_ALL=C sort -u; }

prefix=-ffile-prefix-map=$here/crasher=/build/crasher # no folder of this machine in the symbols

crasher() { # crasher NAME FLAG…: the program with Crashpad
  g++ -g -std=c++17 -pthread "$prefix" "${@:2}" "$here"/crasher/{crasher,crashpad}.cc -o "$made/bin/$1" >>"$log" 2>&1 || cannot "g++ failed, see $log"
  symbols "$made/bin/$1" -d
}

crasher crasher -O1
crasher crasher-fp -O0 -fno-omit-frame-pointer
# Nothing to unwind by: its frames are found by scanning alone.
crasher crasher-scan -O2 -fomit-frame-pointer -fno-exceptions -fno-asynchronous-unwind-tables -fno-unwind-tables
for library in $(libraries_of "$made/bin/crasher"); do symbols "$library"; done

. "$here/crashpad.sh"
. "$here/breakpad.sh"
. "$here/chromium.sh"
. "$here/arm64.sh"
. "$here/windows.sh"

cp "$here/secrets.json" "$made/secrets.json"
rm -rf "$made/work"
echo "$key" >"$made/key"
echo "$made"

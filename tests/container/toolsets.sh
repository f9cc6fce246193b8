#!/usr/bin/env bash
# Makes stand-ins of the archives that tools/electron-builder/toolsets.json names, for machines that can't reach GitHub, and prints their folder:
# toolsets.json with their own checksums, and <release>/<file>. An installer's elevate.exe is a stub of Debian's NSIS, its plugins only name functions
# (nsis-plugins.mjs), the AppImage runtime is the one of the tests (runtime.c), and the tool for icons says that it is none.
#
# What they don't prove: that the real archives can be loaded, hold what is taken from them, and work.
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
repository=$(cd "$here/../.." && pwd)
# shellcheck source=storage.sh
. "$here/storage.sh"
runtime=$repository/tests/UvRelease.Tests/Electron/AppImage/runtime.c
nsis=/usr/share/nsis
for program in 7zz gcc makensis node; do
  command -v "$program" >/dev/null || unavailable "the stand-ins for electron-builder's tools can't be made: $program is not installed (apt-get install 7zip gcc nsis)"
done

key=$({ cat "${BASH_SOURCE[0]}" "$here/nsis-plugins.mjs" "$runtime" "$repository/tools/electron-builder/toolsets.json"; makensis -VERSION; } | sha256sum | cut -c1-24)
made=$cache/toolsets/$key
# Under the lock, because another checkout may be making them.
lock_storage
if [[ -e $made/toolsets.json ]]; then echo "$made"; exit; fi
part=$made.part
rm -rf "$made" "$part"
trap 'rm -rf "$part"' EXIT
mkdir -p "$part"/{nsis,nsis-resources/plugins/x86-unicode,appimage/tools/runtimes,icons/bundle} "$made"
cp "$nsis/Stubs/zlib-x86-unicode" "$part/nsis/elevate.exe"
node "$here/nsis-plugins.mjs" "$part/nsis-resources/plugins/x86-unicode"
gcc -O2 -static -s -Wl,--build-id=none -o "$part/appimage/tools/runtimes/runtime-x64" "$runtime"
# The mark of type 2 in the ELF header.
printf 'AI\002' | dd of="$part/appimage/tools/runtimes/runtime-x64" bs=1 seek=8 conv=notrunc status=none
echo "console.error('A stand-in: no icons are converted here.'); process.exit(1);" >"$part/icons/bundle/icon-tool.js"

node --input-type=module - "$repository/tools/electron-builder/toolsets.json" "$part" "$made" <<'JS' >&2
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
const [list, part, made] = process.argv.slice(2);
const toolsets = JSON.parse(readFileSync(list, 'utf8')).map(toolset => {
  const archive = `${made}/${toolset.release}/${toolset.file}`, cwd = `${part}/${toolset.into}`;
  mkdirSync(`${made}/${toolset.release}`);
  if (toolset.file.endsWith('.7z')) execFileSync('7zz', ['a', '-bd', '-bso0', archive, '.'], { cwd });
  else execFileSync('tar', ['-czf', archive, ...readdirSync(cwd)], { cwd });
  return { ...toolset, sha256: createHash('sha256').update(readFileSync(archive)).digest('hex') };
});
writeFileSync(`${made}/toolsets.json`, JSON.stringify(toolsets));
JS
echo "$made"

// The real @electron/universal on Linux: it is told that this is macOS, and finds llvm-lipo as lipo. Options of makeUniversalApp in; { error } out.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

const options = JSON.parse(await text(process.stdin));
const programs = mkdtempSync(path.join(tmpdir(), 'uv-release-lipo-'));
symlinkSync('/usr/bin/llvm-lipo-19', path.join(programs, 'lipo'));
process.env.PATH = `${programs}:/usr/bin:/bin`;
console.error = () => {};
const { makeUniversalApp } = createRequire(new URL('../../../../tools/electron-builder/package.json', import.meta.url))('@electron/universal');
Object.defineProperty(process, 'platform', { value: 'darwin' });
try {
  await makeUniversalApp(options);
  process.stdout.write(JSON.stringify({ error: null }));
} catch (e) {
  process.stdout.write(JSON.stringify({ error: e.message }));
}
rmSync(programs, { recursive: true });

// What a block map with the digests of the file costs: whole processes, ours (with SHA-256 as well) against both of electron-builder's makers, on 200 MiB
// that no compressor makes shorter, as in an installer. map.cjs is electron-builder's own buildBlockMap.
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import { chmodSync, createWriteStream, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { finished } from 'node:stream/promises';

export const pairs = 5;

/** @param {{root: string, bench: string}} folders */
export async function prepare({ root, bench }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-bench-'));
  const program = path.join(folder, 'map-file'), file = path.join(folder, 'installer.exe');
  execFileSync('dotnet', ['publish', path.join(bench, 'blockmap/map-file'), '--configuration', 'Release', '--verbosity', 'quiet', '--nologo', '-p:IsPublishable=true', '--output', program], { stdio: 'inherit' });
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 1), Buffer.alloc(16)), zeros = Buffer.alloc(1 << 20), output = createWriteStream(file);
  for (let i = 0; i < 200; i++) if (!output.write(cipher.update(zeros))) await new Promise(resolve => output.once('drain', resolve));
  output.end();
  await finished(output);

  const ours = { program: path.join(program, 'map-file'), arguments: [file], environment: { DOTNET_EnableDiagnostics: '0' } };
  const builder = path.join(root, 'tests/UvRelease.Tests/Electron/judges/node_modules/app-builder-bin/linux/x64/app-builder');
  chmodSync(builder, 0o755);
  const go = { program: builder, arguments: ['blockmap', '--input', file, '--output', path.join(folder, 'go.blockmap')] };
  const js = { program: 'node', arguments: [path.join(bench, 'blockmap/map.cjs'), file, path.join(folder, 'js.blockmap')] };
  return [
    { name: 'block map and digests of 200 MiB, against app-builder 4.2.0 (Go)', ours, peer: go, goal: 1 / 1.5 },
    { name: 'block map and digests of 200 MiB, against app-builder-lib 26.17 (JavaScript)', ours, peer: js, goal: 1 / 8, pairs: 3 },
  ];
}

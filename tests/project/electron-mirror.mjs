// Electron's releases on loopback: one version, with one archive of symbols and the list of checksums.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { temporaryFolder } from './checkout.mjs';

const id = '264C266DF38D26958A163000D85F3B3F0', name = 'Electron Framework';

const freePort = () => new Promise(resolve => {
  const probe = createServer().listen(0, '127.0.0.1', () => {
    const { port } = probe.address();
    probe.close(() => resolve(port));
  });
});

/** Starts it, as a program of its own: the executor blocks this process. It ends with {@link close}. */
export async function startElectronMirror(version, target) {
  const folder = temporaryFolder(), release = path.join(folder, `v${version}`), key = `${name}/${id}/${name}.sym`;
  const text = `MODULE mac x86_64 ${id} ${name}\nPUBLIC 10 0 main\n`, archive = `electron-v${version}-${target}-symbols.zip`;
  const file = path.join(release, 'breakpad_symbols', key);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  execFileSync('zip', ['-qr', archive, 'breakpad_symbols'], { cwd: release });
  writeFileSync(path.join(release, 'SHASUMS256.txt'), `${createHash('sha256').update(readFileSync(path.join(release, archive))).digest('hex')} *${archive}\n`);
  const port = await freePort();
  const server = spawn('python3', ['-m', 'http.server', String(port), '--bind', '127.0.0.1', '--directory', folder], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(url).catch(() => undefined))?.ok; tries++) {
    if (tries === 100) throw new Error('The double of Electron\'s releases does not answer within 20 s.');
    await new Promise(resolve => setTimeout(resolve, 200));
  }
  return { url, key: key.split('/').map(encodeURIComponent).join('/'), text, close: () => server.kill() };
}

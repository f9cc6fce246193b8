// A native helper that crashes: built here with its symbols, watched by Crashpad's real handler, which uploads what it wrote (tests/crashes).
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const crashes = path.resolve(import.meta.dirname, '../tests/crashes'), sources = path.join(crashes, 'crasher');

// What is planted in the process: on its stack and heap, in its environment, arguments and annotations.
const planted = JSON.parse(readFileSync(path.join(crashes, 'secrets.json'), 'utf8')), secrets = Object.values(planted);

/** How often the secrets are in some bytes, in ASCII and in UTF-16. */
export const hits = bytes => secrets.reduce((sum, secret) => sum + count(bytes, Buffer.from(secret)) + count(bytes, Buffer.from(secret, 'utf16le')), 0);

function count(bytes, text) {
  let found = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + 1)) found++;
  return found;
}

/** Builds it into a folder. */
export function buildHelper(folder) {
  mkdirSync(folder, { recursive: true });
  const program = path.join(folder, 'sample-helper');
  // No folder of this machine in the symbols.
  const prefixes = [`-ffile-prefix-map=${sources}=helper`, `-ffile-prefix-map=${folder}=/build`];
  const files = ['crasher.cc', 'crashpad.cc'].map(name => path.join(sources, name));
  const options = ['-g', '-O1', '-std=c++17', '-pthread', ...prefixes, ...files, '-o', program];
  const { error, stderr, status } = spawnSync('g++', options, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) return { missing: `it could not be built: ${error?.code === 'ENOENT' ? 'g++ is not installed (apt-get install g++)' : stderr}` };
  const handler = spawnSync(path.join(crashes, 'handler.sh'), { encoding: 'utf8' });
  return handler.status === 0 ? { program, handler: handler.stdout.trim() } : { missing: handler.stderr.trim() };
}

/**
 * Lets it crash. Crashpad's handler uploads if the database says that the user agreed; the report itself says it once more.
 * @returns {Buffer} the dump as it was on the device
 */
export function crashHelper({ program, handler }, { folder, upload, annotations }) {
  mkdirSync(folder, { recursive: true });
  // The helper starts a handler of its own; this one adds annotations to its command line, as Electron does.
  const wrapper = path.join(folder, 'handler.sh'), words = Object.entries(annotations).map(([name, value]) => `'--annotation=${name}=${value}'`).join(' ');
  writeFileSync(wrapper, `#!/bin/sh\nexec '${handler}' ${words} "$@"\n`, { mode: 0o755 });
  // settings.dat of Crashpad's database: magic, version 1, and the bit of uploads in its options.
  writeFileSync(path.join(folder, 'settings.dat'), Buffer.concat([Buffer.from('sdPC'), Buffer.from([1, 0, 0, 0, 1]), Buffer.alloc(31)]));
  spawnSync(program, ['render', wrapper, folder, upload, 'gather', `--token=${planted.argument}`], {
    env: { PATH: '/usr/bin:/bin', HOME: '/home/someone', CRASHER_SESSION: planted.environment }, stdio: 'ignore',
  });
  const dump = readdirSync(folder, { recursive: true }).find(name => name.endsWith('.dmp'));
  if (!dump) throw new Error('The helper crashed, and the handler left no dump.');
  return readFileSync(path.join(folder, dump));
}

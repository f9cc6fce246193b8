// The consoles on both processors: this machine's, as the repository's prepare.sh publishes them, and arm64's, which qemu emulates.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const made = path.join(root, 'artifacts/arm64');

/** Folder of the consoles for arm64. */
export const app = path.join(made, 'app');

/**
 * Makes what the emulated consoles need.
 * @returns {string | false} why they can't be run here
 */
export function unavailable() {
  if (process.env.UV_RELEASE_SLOW !== '1') return 'Every console is compiled for arm64, which takes two minutes. Run it with ./test.sh --slow.';
  const { status, stdout, stderr } = spawnSync(path.join(root, 'tests/arm64/prepare.sh'), { encoding: 'utf8' });
  if (status === 77) return stderr.trim().split('\n').at(-1);
  if (status !== 0) throw new Error(`tests/arm64/prepare.sh ended with ${status}:\n${stdout}${stderr}`);
  return false;
}

/** A folder that goes away with the test, and keeps its path when it is emptied. */
export function temporaryFolder(test) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-arm64-'));
  test.after(() => rmSync(folder, { recursive: true, force: true }));
  return path.join(folder, 'workspace');
}

/**
 * Starts a console. Its children are programs of this machine on both processors: qemu leaves execve to the kernel.
 * @param {'x64' | 'arm64'} processor
 * @param {string} name
 * @param {string[]} args
 * @param {{cwd: string, clock?: boolean}} how clock: the time of day stands still (held-clock.c)
 */
export function start(processor, name, args, { cwd, clock = false }) {
  const preload = clock ? [`LD_PRELOAD=${path.join(made, `clock-${processor}.so`)}`] : [];
  const runtime = `DOTNET_ROOT=${path.join(made, 'dotnet')}`;
  const [program, ...first] = processor === 'x64' ? ['env', ...preload, path.join(root, 'artifacts/app', name)]
    : ['qemu-aarch64', '-L', path.join(made, 'sysroot'), ...[runtime, ...preload].flatMap(variable => ['-E', variable]), path.join(app, name)];
  const env = { PATH: process.env.PATH, HOME: cwd, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null' };
  return spawn(program, [...first, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Waits for a console's end: what it said, and its exit code or the signal that ended it. */
export async function end(child) {
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].setEncoding('utf8').on('data', text => { said[stream] += text; });
  return await new Promise((done, failed) => child.on('error', failed).on('close', (code, signal) => done({ code: code ?? signal, ...said })));
}

/**
 * Runs the same consoles one after the other on x64, then on arm64, each time in a new folder of the same path.
 * @param {import('node:test').TestContext} test
 * @param {(folder: string) => void} fill makes the folder
 * @param {[string, ...string[]][]} commands console and arguments
 * @param {{clock?: boolean, results: string[]}} how results: folders whose files are compared
 * @returns {Promise<{x64: Result, arm64: Result}>}
 * @typedef {{runs: {code: number, stdout: string, stderr: string}[], files: Record<string, string>}} Result
 */
export async function onBoth(test, fill, commands, { clock, results }) {
  const cwd = temporaryFolder(test), found = {};
  for (const processor of ['x64', 'arm64']) {
    rmSync(cwd, { recursive: true, force: true });
    fill(cwd);
    const runs = [];
    for (const [name, ...args] of commands) runs.push(await end(start(processor, name, args, { cwd, clock })));
    const names = results.flatMap(folder => readdirSync(path.join(cwd, folder), { recursive: true }).map(name => path.join(folder, name)));
    const files = names.filter(name => statSync(path.join(cwd, name)).isFile()).map(name => [name, readFileSync(path.join(cwd, name), 'latin1')]);
    found[processor] = { runs, files: Object.fromEntries(files) };
  }
  return found;
}

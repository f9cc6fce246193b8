// The consoles for linux-arm64 do what those for linux-x64 do, to the byte.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { app, end, onBoth, root, start, temporaryFolder, unavailable } from './machine.mjs';

const needs = { skip: unavailable() };
const history = folder => execFileSync(path.join(root, 'tests/sample-app/make-history.sh'), [folder], { stdio: 'ignore' });
const codes = ({ runs }) => runs.map(run => run.code);
const commit = '0123456789abcdef0123456789abcdef01234567';

function write(folder, name, bytes) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), bytes);
}

test('Every program is for arm64, and so is the code of every assembly of ours', needs, () => {
  // e_machine of ELF; Machine of PE, which ReadyToRun for Linux combines with 0x7b79.
  const elf = bytes => bytes.readUInt32BE(0) === 0x7f454c46 && bytes.readUInt16LE(18);
  const pe = bytes => bytes.readUInt16LE(bytes.readUInt32LE(0x3c) + 4) ^ 0x7b79;
  const names = readdirSync(app), read = name => readFileSync(path.join(app, name));
  const actions = readdirSync(path.join(root, 'actions'), { withFileTypes: true }).filter(entry => entry.isDirectory()).map(({ name }) => name);
  const programs = [...actions, 'electron-packaging'];
  const own = names.filter(name => name.endsWith('.dll') && (name.startsWith('UvRelease.') || programs.includes(path.basename(name, '.dll'))));
  assert.deepEqual(programs.map(name => [name, elf(read(name))]), programs.map(name => [name, 183]));
  assert.ok(own.length > 10);
  assert.deepEqual(own.filter(name => pe(read(name)) !== 0xaa64), []);
});

test('release-notes writes the same notes, and asks git of this machine', needs, async t => {
  const { x64, arm64 } = await onBoth(t, history, [
    ['release-notes'],
    ['release-notes', '--from', 'v1.0.0', '--to', 'v2.0.0-beta.1', '--release-folder', 'beta'],
    ['release-notes', '--all-releases', '--release-folder', 'all'],
    ['release-notes', '--to', 'v9.9.9'],
  ], { results: ['release', 'beta', 'all'] });
  assert.deepEqual(arm64, x64);
  assert.match(arm64.files['release/notes.md'], /settings in one file/);
  assert.deepEqual(codes(arm64).slice(0, 3), [0, 0, 0]);
  assert.notEqual(codes(arm64)[3], 0);
});

test('check-changelog takes the same commits and refuses the same', needs, async t => {
  const { x64, arm64 } = await onBoth(t, history, [
    ['check-changelog', '--from', 'v1.0.0', '--to', 'v1.1.0', '--json-file', 'release/good.json'],
    ['check-changelog', '--from', 'v1.1.0', '--json-file', 'release/bad.json'],
  ], { results: ['release'] });
  assert.deepEqual(arm64, x64);
  assert.deepEqual(codes(arm64), [0, 1]);
  assert.match(arm64.runs[1].stderr, /does not say what kind of change it is/);
});

test('publish-channel publishes the same store, then finds it done, and so does reconcile', needs, async t => {
  const bytes = Buffer.from('an AppImage of 1.0.0\n'), hash = (name, form) => createHash(name).update(bytes).digest(form);
  const artifact = {
    kind: 'installer', path: 'linux-arm64/sample-app-1.0.0-linux-arm64.AppImage', platform: 'linux', arch: 'arm64',
    size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
  };
  const fragment = {
    schema: 'uv-release/fragment/1', version: '1.0.0', commit, platform: 'linux', arch: 'arm64', artifacts: [artifact],
    toolVersions: { electron: null, electronBuilder: null },
  };
  const fill = folder => {
    write(folder, '.github/uv-release.yml', 'publish: { app: sample-app }\n');
    write(folder, `release/${artifact.path}`, bytes);
    write(folder, 'release/release.linux-arm64.json', JSON.stringify(fragment));
  };
  const publish = ['publish-channel', '--channel', 'canary', '--rollout', '10', '--store', 'store'];
  const commands = [publish, publish, ['reconcile', '--store', 'store'], [...publish, '--rollout', '0.5']];
  const { x64, arm64 } = await onBoth(t, fill, commands, { clock: true, results: ['release', 'store'] });
  // How long it took is measured, and takes longer here.
  const events = 'release/events.ndjson';
  for (const { files } of [x64, arm64]) files[events] = files[events].replaceAll(/("uv[a-z.]+\.duration","unit":"s","value":)[0-9.E-]+/g, '$1');
  assert.deepEqual(arm64, x64);
  assert.deepEqual(codes(arm64), [0, 0, 0, 2]);
  assert.match(arm64.files['store/feeds/canary/latest-linux-arm64.yml'], /^stagingPercentage: 10$/m);
});

test('package-portable packs the same archive, and verify-portable takes it', needs, async t => {
  const fill = folder => {
    const taken = '  binaries: [{ path: build/daemon, to: bin/daemon }]\n  assets: [{ path: build/docs, to: docs }]\n';
    write(folder, '.github/uv-release.yml', `portable:\n  name: sample-app\n${taken}`);
    // The beginning of an ELF file for aarch64.
    write(folder, 'build/daemon', Buffer.concat([Buffer.from('7f454c460201010000000000000000000200b700', 'hex'), Buffer.alloc(44)]));
    cpSync(path.join(root, 'docs'), path.join(folder, 'build/docs'), { recursive: true });
  };
  const named = ['--kind', 'headless', '--version', '1.4.0', '--platform', 'linux', '--arch', 'arm64', '--commit', commit];
  const { x64, arm64 } = await onBoth(t, fill, [
    ['package-portable', ...named], ['verify-portable', '--path', 'release/sample-app-headless-1.4.0-linux-arm64.zip', ...named],
  ], { results: ['release'] });
  assert.deepEqual(codes(arm64), [0, 0], JSON.stringify(arm64.runs));
  assert.deepEqual(arm64, x64);
});

test('SIGTERM ends release-notes and the git that it waits for', needs, async t => {
  const cwd = temporaryFolder(t);
  history(cwd);
  // Git opens a pipe that nobody writes to, and waits.
  execFileSync('mkfifo', [path.join(cwd, '.git/waiting')]);
  execFileSync('git', ['-C', cwd, 'config', 'include.path', 'waiting']);
  const child = start('arm64', 'release-notes', [], { cwd }), ended = end(child);
  const git = await childOf(child.pid);
  child.kill('SIGTERM');
  const { code, stderr } = await ended;
  assert.equal(code, 128 + 15, stderr);
  assert.match(stderr, /Cancelled/);
  assert.throws(() => process.kill(git, 0), { code: 'ESRCH' });
});

/** The first git among a process' children. */
async function childOf(id) {
  const started = new RegExp(`^\\d+ \\(git\\) \\w ${id} `);
  for (let i = 0; i < 1200; i++, await sleep(50)) {
    const found = readdirSync('/proc').filter(name => /^\d+$/.test(name)).find(name => started.test(read(`/proc/${name}/stat`)));
    if (found) return Number(found);
  }
  throw new Error('The step did not start git.');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

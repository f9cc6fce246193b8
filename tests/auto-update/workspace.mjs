// An application's workspace: builds stand-in packages, publishes them with the real publish-channel, serves the store.
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from './feed-server.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const require = createRequire(new URL('../../tools/electron-builder/package.json', import.meta.url));
const { buildBlockMap } = require('app-builder-lib/out/targets/blockmap/blockmap.js');
const MEGABYTE = 1 << 20;

/** Path of an action's program: published by prepare.sh, else as it was built last. */
export function program(name) {
  const published = path.join(root, 'artifacts/app', name);
  return fs.existsSync(published) ? published : path.join(root, 'actions', name, 'bin/Release/net10.0', name);
}

/** An executable whose start is told in a file, and whose next version differs in 128 bytes of its content. */
function payload(file, version, ran) {
  const head = Buffer.from(`#!/bin/sh\necho "${version} $* silent=$APPIMAGE_SILENT_INSTALL exit=$APPIMAGE_EXIT_AFTER_INSTALL" >> '${ran}'\nexit 0\n`.padEnd(512, '#') + '\n');
  const body = Buffer.alloc(4 * MEGABYTE);
  for (let at = 0, x = 12345; at < body.length; at += 4) body.writeUInt32LE((x = (Math.imul(x, 1664525) + 1013904223) >>> 0), at);
  createHash('sha512').update(version).digest().copy(body, 1_000_000);
  createHash('sha512').update(`${version}b`).digest().copy(body, 3_000_000);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, Buffer.concat([head, body]), { mode: 0o755 });
}

function hashes(file) {
  const bytes = fs.readFileSync(file);
  return { size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex'), sha512: createHash('sha512').update(bytes).digest('base64') };
}

let buckets = 0;

/** A folder as a store, behind a server of files. */
async function inFolder(folder) {
  fs.mkdirSync(folder);
  const server = await serve(folder);
  const keys = prefix => fs.readdirSync(folder, { recursive: true }).filter(name => name.startsWith(prefix) && fs.statSync(path.join(folder, name)).isFile());
  return { server, inputs: { store: 'store' }, keys: async prefix => keys(prefix) };
}

/** A place in the bucket of an S3 server as a store, which clients read from the server itself. */
function inBucket({ url }, secret) {
  const prefix = `app-${++buckets}`;
  fs.writeFileSync(secret, 'SKTEST');
  return {
    server: { url: `${url}/releases/${prefix}`, close: () => {} },
    inputs: { store: `s3://releases/${prefix}?endpoint=${url}&path-style=true`, 'access-key-id': 'AKTEST', 'secret-access-key-file': secret },
    async keys(below) {
      const listed = await (await fetch(`${url}/releases?list-type=2&prefix=${prefix}/${below}`)).text();
      return [...listed.matchAll(/<Key>([^<]+)<\/Key>/g)].map(([, key]) => key.slice(prefix.length + 1));
    },
  };
}

/** A workspace with a configuration and an empty store that is served: a folder, or a place in the bucket of `moto`. */
export async function makeWorkspace({ configuration = {}, promote, moto } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-auto-update-'));
  const ran = path.join(folder, 'ran.log');
  fs.mkdirSync(path.join(folder, '.github'));
  fs.writeFileSync(path.join(folder, '.github/uv-release.yml'), JSON.stringify({
    publish: { app: 'sample-app', direct: ['canary', 'beta', 'stable'], ...configuration },
    promote: { reviewed: [], transitions: ['canary', 'beta', 'stable'].map(from => ({ from, gates: ['integrity'] })), ...promote },
  }));
  const { server, inputs: store, keys } = moto ? inBucket(moto, path.join(folder, 'secret')) : await inFolder(path.join(folder, 'store'));
  const at = (...parts) => path.join(folder, ...parts);

  /** Builds stand-in packages of a version into release-<version>, with their fragments; `updates` is what the apps of each platform ask. */
  async function build(version, { linux = ['x64'], win = [], mac = [], notes, updates } = {}) {
    const release = at(`release-${version}`);
    const make = async (platform, arch, name, kind, embedded) => {
      const leg = `${platform}-${arch}`;
      const file = path.join(release, leg, name);
      payload(file, version, ran);
      const artifacts = [];
      let blockmap;
      if (embedded) {
        blockmap = { form: 'embedded', path: null, size: (await buildBlockMap(file, 'deflate')).blockMapSize };
      } else {
        await buildBlockMap(file, 'gzip', `${file}.blockmap`);
        const map = hashes(`${file}.blockmap`);
        artifacts.push({ kind: 'blockmap', path: `${leg}/${name}.blockmap`, platform, arch, ...map, blockmap: null });
        blockmap = { form: 'external', path: `${leg}/${name}.blockmap`, size: map.size };
      }
      artifacts.unshift({ kind, path: `${leg}/${name}`, platform, arch, ...hashes(file), blockmap });
      const fragment = { schema: 'uv-release/fragment/1', version, commit: 'c0ffee'.padEnd(40, '0'), platform, arch, artifacts, toolVersions: { electron: '45.4.1', electronBuilder: '26.17.0' }, ...(updates && { updates: updates[platform] }) };
      fs.writeFileSync(path.join(release, `release.${leg}.json`), JSON.stringify(fragment, null, 2));
    };
    for (const arch of linux) await make('linux', arch, `sample-app-${version}-linux-${arch}.AppImage`, 'installer', true);
    for (const arch of win) await make('win', arch, `sample-app-${version}-win-${arch}.exe`, 'installer', false);
    for (const arch of mac) await make('mac', arch, `sample-app-${version}-mac-${arch}.zip`, 'update', false);
    if (notes !== undefined) fs.writeFileSync(path.join(release, 'notes.txt'), notes);
    return release;
  }

  /** Runs a program of the actions in the workspace. */
  async function run(name, options, environment = {}) {
    const all = { ...store, 'public-url': server.url, ...options };
    const args = Object.entries(all).filter(([, value]) => value !== undefined).flatMap(([key, value]) => [value].flat().map(one => `--${key}=${one}`));
    const child = spawn(program(name), args, { cwd: folder, env: { ...process.env, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) child[stream].setEncoding('utf8').on('data', text => (texts[stream] += text));
    const code = await new Promise((done, failed) => child.on('error', failed).on('close', done));
    const outputs = Object.fromEntries(texts.stdout.split('\n').filter(Boolean).map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1).replaceAll('%0A', '\n')]));
    return { code, error: texts.stderr, outputs };
  }

  return {
    folder, server, at, ran, build, run, keys,
    /** Publishes a version that was built; fails the test where that fails. */
    async publish(version, channel, options = {}) {
      const { build: parts, ...inputs } = options;
      if (!fs.existsSync(at(`release-${version}`))) await build(version, parts);
      const done = await run('publish-channel', { channel, 'release-folder': `release-${version}`, ...inputs });
      if (done.code !== 0) throw new Error(`publish-channel ended with ${done.code}: ${done.error}`);
      return done.outputs;
    },
    feed: (channel, file = 'latest-linux.yml') => fs.readFileSync(at('store/feeds', channel, file), 'utf8'),
    async close() {
      await server.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

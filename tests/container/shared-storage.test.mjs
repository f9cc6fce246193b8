// Checkouts share one storage of images: what another one tags or asks for doesn't change what this one builds and runs.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildah, buildImage, runIn } from './image.mjs';
import { needsImage } from './image-under-test.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const NODE = 'docker.io/library/node:24-bookworm-slim';

/** Another checkout: this one's files, and one that this one lacks. */
function checkout(t, name) {
  const folder = mkdtempSync(path.join(tmpdir(), 'uv-checkout-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const { stdout } = spawnSync('git', ['-C', root, 'ls-files', '-z', '--', ...['Dockerfile', '.dockerignore', 'tests/container', 'tests/workflows', 'tests/UvRelease.Tests/Electron/AppImage', 'tools']], { encoding: 'utf8' });
  for (const file of stdout.split('\0').filter(Boolean)) cpSync(path.join(root, file), path.join(folder, file), { recursive: true });
  cpSync(path.join(root, 'tests/workflows/node_modules'), path.join(folder, 'tests/workflows/node_modules'), { recursive: true, dereference: true });
  writeFileSync(path.join(folder, 'tools/electron-builder', `${name}.txt`), '');
  return folder;
}

/** Builds a stage as another process of another checkout would; its layers are those of the image under test. */
const build = folder => new Promise((done, failed) => {
  const child = spawn(path.join(folder, 'tests/container/build.sh'), ['--print', '--target', 'base'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) child[stream].setEncoding('utf8').on('data', text => { said[stream] += text; });
  child.on('error', failed).on('close', code => (code === 0 ? done(/^image=(.+)$/m.exec(said.stdout)[1]) : failed(new Error(said.stderr))));
});

test('Two checkouts that build at the same time get an image each', needsImage, async t => {
  const { image: own } = buildImage('base');
  const images = await Promise.all([build(checkout(t, 'one')), build(checkout(t, 'two')), build(root)]);
  t.after(() => buildah(own, 'rmi', images[0], images[1]));
  assert.equal(new Set(images).size, 3);
  assert.equal(images[2], own.name);
  for (const name of images) assert.match(runIn({ ...own, name }, 'node', '--version'), /^v\d+\./);
});

test("A base image's name that another checkout gave to something else is not built on", needsImage, async t => {
  const { image: own } = buildImage('base');
  const empty = buildah(own, 'from', 'scratch');
  const before = spawnSync('buildah', [...own.options, 'inspect', '--type', 'image', '--format', '{{.FromImageID}}', NODE], { encoding: 'utf8' });
  t.after(() => (before.status === 0 ? buildah(own, 'tag', before.stdout.trim(), NODE) : buildah(own, 'rmi', NODE)));
  buildah(own, 'commit', '--quiet', '--rm', empty, NODE);
  const name = await build(checkout(t, 'three'));
  t.after(() => buildah(own, 'rmi', name));
  assert.match(runIn({ ...own, name }, 'node', '--version'), /^v\d+\./);
});

// build-electron in the image, without any network: electron-builder and its tools are the image's, Electron is the tests' stand-in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { image, needsImage } from './image-under-test.mjs';
import { Job } from './job.mjs';
import { git } from './sample-repository.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const electron = path.join(root, 'artifacts/electron-dist/electron-v45.4.1-linux-x64.zip');
const builder = JSON.parse(readFileSync(path.join(root, 'tools/electron-builder/package.json'), 'utf8')).dependencies['electron-builder'];
const needs = needsImage.skip ? needsImage
  : { skip: existsSync(electron) ? (spawnSync('bwrap', ['--version']).status === 0 ? false : 'bubblewrap is not installed') : `${electron} is not there (node tests/electron-dist/make.mjs artifacts/electron-dist)` };

test('an app is built for linux without a network, and its fragment is right', needs, async t => {
  const job = new Job(t);
  cpSync(path.join(root, 'tests/sample-app/app'), job.workspace, { recursive: true });
  appendFileSync(path.join(job.workspace, 'electron-builder.yml'), 'deb:\n  compression: gz\n'); // xz takes half a minute
  git(job.workspace, 'init', '--quiet');
  git(job.workspace, 'add', '--all');
  git(job.workspace, 'commit', '--quiet', '--message', 'feat: an app');
  mkdirSync(path.join(job.temp, 'electron'));
  copyFileSync(electron, path.join(job.temp, 'electron', path.basename(electron)));
  const { code, log, outputs } = await job.run(image, '/app/build-electron', {
    platform: 'linux', targets: 'dir\ntar.gz\nAppImage\ndeb', version: '1.4.0', 'electron-dist': '/github/runner_temp/electron',
  }, { offline: true });
  assert.equal(code, 0, log);
  assert.match(outputs, /^fragments<<.*\nrelease\/release\.linux-x64\.json$/m);
  const fragment = JSON.parse(job.read('release/release.linux-x64.json'));
  assert.deepEqual([fragment.version, fragment.platform, fragment.arch, fragment.toolVersions], ['1.4.0', 'linux', 'x64', { electron: '45.4.1', electronBuilder: builder }]);
  const file = extension => `linux-x64/sample-app-1.4.0-linux-x64.${extension}`;
  assert.deepEqual(fragment.artifacts.map(({ kind, path: name }) => [kind, name]), [
    ['installer', file('AppImage')], ['installer', file('deb')], ['app', file('tar')], ['portable', file('tar.gz')],
  ]);
  for (const artifact of fragment.artifacts) {
    const bytes = readFileSync(path.join(job.workspace, 'release', artifact.path));
    assert.deepEqual([artifact.size, artifact.sha256], [bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  }
  const unpacked = path.join(job.root, 'unpacked'), made = extension => path.join(job.workspace, 'release', file(extension));
  mkdirSync(unpacked);
  assert.equal(spawnSync('tar', ['-xzf', made('tar.gz'), '-C', unpacked]).status, 0);
  const started = (program, ...options) => spawnSync(program, [...options, '--print-version'], { encoding: 'utf8', env: { ...process.env, APPIMAGE_EXTRACT_AND_RUN: '1' } }).stdout;
  assert.equal(started(path.join(unpacked, 'sample-app-1.4.0-linux-x64/sample-app')), 'Sample App 1.4.0\n');
  assert.equal(started(made('AppImage'), '--no-sandbox'), 'Sample App 1.4.0\n');
  assert.match(spawnSync('dpkg-deb', ['--info', made('deb')], { encoding: 'utf8' }).stdout, /^ Package: sample-app\n Version: 1\.4\.0$/m);
});

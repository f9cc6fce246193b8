// build-electron in the image, without any network: electron-builder and its tools are the image's, Electron is the tests' stand-in.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
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
  git(job.workspace, 'init', '--quiet');
  git(job.workspace, 'add', '--all');
  git(job.workspace, 'commit', '--quiet', '--message', 'feat: an app');
  mkdirSync(path.join(job.temp, 'electron'));
  copyFileSync(electron, path.join(job.temp, 'electron', path.basename(electron)));
  const { code, log, outputs } = await job.run(image, '/app/build-electron', {
    platform: 'linux', targets: 'dir\ntar.gz', version: '1.4.0', 'electron-dist': '/github/runner_temp/electron',
  }, { offline: true });
  assert.equal(code, 0, log);
  assert.match(outputs, /^fragments<<.*\nrelease\/release\.linux-x64\.json$/m);
  const fragment = JSON.parse(job.read('release/release.linux-x64.json'));
  assert.deepEqual([fragment.version, fragment.platform, fragment.arch, fragment.toolVersions], ['1.4.0', 'linux', 'x64', { electron: '45.4.1', electronBuilder: builder }]);
  assert.deepEqual(fragment.artifacts.map(({ kind, path: file }) => [kind, file]), [
    ['app', 'linux-x64/sample-app-1.4.0-linux-x64.tar'], ['portable', 'linux-x64/sample-app-1.4.0-linux-x64.tar.gz'],
  ]);
  for (const artifact of fragment.artifacts) {
    const bytes = readFileSync(path.join(job.workspace, 'release', artifact.path));
    assert.deepEqual([artifact.size, artifact.sha256], [bytes.length, createHash('sha256').update(bytes).digest('hex')]);
  }
  const unpacked = path.join(job.root, 'unpacked');
  mkdirSync(unpacked);
  assert.equal(spawnSync('tar', ['-xzf', path.join(job.workspace, 'release', fragment.artifacts[1].path), '-C', unpacked]).status, 0);
  const { stdout } = spawnSync(path.join(unpacked, 'sample-app-1.4.0-linux-x64/sample-app'), ['--print-version'], { encoding: 'utf8' });
  assert.equal(stdout, 'Sample App 1.4.0\n');
});

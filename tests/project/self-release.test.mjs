// self-release.yml, as far as it goes without a registry: what needs one is played by the doubles of doubles/.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { app, execute, jobs, root, temporaryFolder } from './checkout.mjs';

const doubles = path.join(root, 'tests/project/doubles');
const actions = [
  'docker/setup-qemu-action', 'docker/setup-buildx-action', 'docker/login-action', 'docker/build-push-action', 'actions/attest', 'actions/setup-dotnet', 'actions/setup-node',
];
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();

/** A copy of this checkout's newest commit that the release may push to. */
function origin() {
  const folder = path.join(temporaryFolder(), 'uv-release');
  execFileSync('git', ['clone', '--quiet', '--no-tags', `file://${root}`, folder]);
  git(folder, 'switch', '--quiet', '--force-create', 'main', git(root, 'rev-parse', 'HEAD'));
  git(folder, 'config', 'receive.denyCurrentBranch', 'refuse');
  return folder;
}

function release(folder, version, ...options) {
  const releases = temporaryFolder();
  const run = execute([
    '--repository', `org/uv-release=${folder}`, '--workflow', 'org/uv-release:.github/workflows/self-release.yml', '--event', 'workflow_dispatch',
    '--inputs', JSON.stringify({ version }), '--engine', 'process', '--binaries', app, '--pass-env', 'CONSOLES', '--pass-env', 'GH_DOUBLE', ...options,
    ...actions.flatMap(name => ['--stand-in', `${name}=${path.join(doubles, `${path.basename(name)}.mjs`)}`]),
  ], { PATH: `${doubles}:${process.env.PATH}`, CONSOLES: app, GH_DOUBLE: releases });
  return { ...run, releases };
}

test('A release is made and proven; nothing is pushed before the approval, and the branch and all tags after it', () => {
  const folder = origin(), source = git(folder, 'rev-parse', 'HEAD'), before = git(folder, 'for-each-ref');
  const rejected = release(folder, '1.0.0', '--approve', 'release=no');
  assert.equal(rejected.code, 1, rejected.output);
  assert.equal(Object.fromEntries(jobs(rejected.report.jobs)).candidate.result, 'success', rejected.output);
  assert.equal(Object.fromEntries(jobs(rejected.report.jobs)).publish.result, 'failure');
  assert.equal(git(folder, 'for-each-ref'), before);

  const { code, output, report, releases } = release(folder, '1.0.0');
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(approval => [approval.environment, approval.decision]), [['release', 'approved']]);
  assert.equal(readFileSync(path.join(releases, 'v1.0.0'), 'utf8').trim(), 'published');
  assert.match(git(folder, 'log', '-1', '--format=%(trailers:key=Source-commit,valueonly)', 'releases/v1'), new RegExp(source));
  assert.match(git(folder, 'show', 'v1:release-notes/action.yml'), /image: docker:\/\/ghcr\.io\/org\/uv-release@sha256:2{64} # v1\.0\.0/);
  for (const tag of ['v1', 'v1.0']) assert.equal(git(folder, 'rev-parse', tag), git(folder, 'rev-parse', 'v1.0.0'));
});

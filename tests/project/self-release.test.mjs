// self-release.yml and base-images.yml, as far as they go without a registry: what needs one is played by the doubles of doubles/. The commit under test is
// released with its own consoles, which were built before.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { app, execute, jobs, root, temporaryFolder } from './checkout.mjs';

const doubles = path.join(root, 'tests/project/doubles');
const actions = [
  'docker/setup-qemu-action', 'docker/setup-buildx-action', 'docker/login-action', 'docker/build-push-action', 'actions/attest', 'actions/setup-dotnet', 'actions/setup-node',
  'actions/create-github-app-token',
];
const image = (digit, name = 'oci://') => `${name}ghcr.io/org/uv-release@sha256:${digit.repeat(64)}`;
const git = (folder, ...args) => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
const commit = (folder, file, content, message = content) => {
  writeFileSync(path.join(folder, file), content);
  git(folder, 'add', '--all');
  git(folder, '-c', 'user.name=A', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message', message);
};

// The matrix of uv-release itself runs the whole demo: here it says the same of programs that end at once.
const light = text => text.replace(/^( +run: ).*$/gmu, '$1["true"]');

/** A copy of this checkout's newest commit that the release may push to. */
function origin() {
  const folder = path.join(temporaryFolder(), 'uv-release');
  execFileSync('git', ['clone', '--quiet', '--no-tags', `file://${root}`, folder]);
  git(folder, 'remote', 'remove', 'origin');
  git(folder, 'switch', '--quiet', '--force-create', 'main', git(root, 'rev-parse', 'HEAD'));
  commit(folder, '.github/uv-regression.yml', light(readFileSync(path.join(folder, '.github/uv-regression.yml'), 'utf8')), 'test: scenarios that end at once');
  git(folder, 'config', 'receive.denyCurrentBranch', 'refuse');
  git(folder, 'config', 'uploadpack.allowFilter', 'true');
  return folder;
}

const environment = path.join(temporaryFolder(), 'environment.json');
writeFileSync(environment, JSON.stringify({ RELEASE_APP_PRIVATE_KEY: 'a private key' }));
const github = temporaryFolder();
const programs = temporaryFolder(), systems = ['linux-x64', 'win-x64'].map(system => `regression-${system}.tar.gz`);
for (const name of systems) writeFileSync(path.join(programs, name), name);
const variables = { CONSOLES: app, MADE_PROGRAMS: programs, GH_DOUBLE: github, RELEASE_TREE: path.join(root, 'tools/release-tree/bin/Release/net10.0/release-tree') };

function run(folder, workflow, ...options) {
  return execute([
    '--repository', `org/uv-release=${folder}`, '--workflow', `org/uv-release:.github/workflows/${workflow}.yml`, '--event', 'workflow_dispatch',
    '--engine', 'process', '--binaries', app, ...Object.keys(variables).flatMap(name => ['--pass-env', name]), '--vars', '{"RELEASE_APP_CLIENT_ID":"Iv1"}', ...options,
    ...actions.flatMap(name => ['--stand-in', `${name}=${path.join(doubles, `${path.basename(name)}.mjs`)}`]),
  ], { PATH: `${doubles}:${process.env.PATH}`, ...variables });
}
const release = (folder, version, ...options) =>
  run(folder, 'self-release', '--inputs', JSON.stringify({ version }), '--environment-secrets-file', `release=${environment}`, ...options);
const resultOf = ({ report }, id) => Object.fromEntries(jobs(report.jobs))[id]?.result;

const folder = origin();

test('Without digests of the base images nothing is built; their workflow proposes them, once', () => {
  const unpinned = release(folder, '1.0.0');
  assert.equal(resultOf(unpinned, 'image'), 'failure', unpinned.output);
  assert.match(unpinned.output, /The base image SDK has no digest.*Run the workflow 'Base images' and merge its pull request/);
  for (const time of [1, 2]) {
    const { code, output } = run(folder, 'base-images');
    assert.equal(code, 0, `${time}: ${output}`);
  }
  assert.ok(existsSync(path.join(github, 'pull-request')));
  git(folder, 'merge', '--quiet', 'base-images');
  assert.match(run(folder, 'base-images').output, /The base images are the newest already/);
  assert.match(readFileSync(path.join(folder, 'tools/base-images/digests.env'), 'utf8'), /^SDK=mcr\.microsoft\.com\/dotnet\/sdk:10\.0@sha256:[0-9a-f]{64}\nRUNTIME=\S+\nASPNET=mcr\.microsoft\.com\/dotnet\/aspnet:10\.0@\S+\nNODE=\S+\n$/);
});

test('A release is made from main alone', () => {
  git(folder, 'branch', 'topic');
  const { code, output, report } = release(folder, '1.0.0', '--ref', 'refs/heads/topic');
  assert.equal(code, 1, output);
  assert.match(output, /A release is made from main, and this run was started on refs\/heads\/topic/);
  assert.deepEqual(jobs(report.jobs).filter(([, job]) => job.result === 'success'), []);
});

test('A release is made, made again, and proven; its branch, which has other workflows than main, is pushed by the app', () => {
  const source = git(folder, 'rev-parse', 'HEAD');
  const done = release(folder, '1.0.0', '--approve', 'release=yes');
  assert.equal(done.code, 0, done.output);
  assert.deepEqual(done.report.approvals.map(approval => [approval.environment, approval.decision]), [['release', 'approved']]);
  assert.equal(readFileSync(path.join(github, 'v1.0.0'), 'utf8').trim(), 'published');
  assert.equal(readFileSync(path.join(github, 'verified'), 'utf8'), [...['2', '3', '4'].map(digit => image(digit)), ...systems.map(name => `artifacts/programs/${name}`)].map(one => `${one}\n`).join(''));
  const [kept] = readdirSync(path.join(done.work, 'artifacts')).filter(name => name.endsWith('-evidence'));
  const evidence = name => JSON.parse(readFileSync(path.join(done.work, 'artifacts', kept, 'evidence', name), 'utf8'));
  for (const name of ['regression.json', 'readiness.json']) assert.deepEqual([evidence(name).version, evidence(name).releaseDigest], ['1.0.0', '2'.repeat(64)]);
  assert.match(git(folder, 'log', '-1', '--format=%(trailers:key=Source-commit,valueonly)', 'releases/v1'), new RegExp(source));
  const manifest = name => git(folder, 'show', `v1:${name}/action.yml`);
  assert.ok(manifest('release-notes').includes(`image: docker://${image('3', '')} # v1.0.0`));
  assert.ok(manifest('build-electron').includes(`image: docker://${image('2', '')} # v1.0.0`));
  assert.ok(git(folder, 'show', 'v1:crash-intake/compose.yml').includes(`image: ${image('4', '')} # v1.0.0`));
  for (const tag of ['v1', 'v1.0']) assert.equal(git(folder, 'rev-parse', tag), git(folder, 'rev-parse', 'v1.0.0'));
});

test('After v1.0.0 a fix on main is 1.0.1; nothing is pushed without approval', () => {
  commit(folder, 'one.txt', 'fix: one');
  const before = git(folder, 'for-each-ref');
  const rejected = release(folder, '', '--approve', 'release=no');
  assert.equal(rejected.code, 1, rejected.output);
  assert.equal(Object.fromEntries(jobs(rejected.report.jobs)).notes.outputs.version, '1.0.1', rejected.output);
  assert.deepEqual([resultOf(rejected, 'candidate'), resultOf(rejected, 'publish')], ['success', 'failure'], rejected.output);
  assert.equal(git(folder, 'for-each-ref'), before);
});

test('The first pre-release of a major is published, and moves no tag; run again, nothing changes', () => {
  const clone = path.join(temporaryFolder(), 'clone'), version = '9.0.0-beta.1';
  execFileSync('git', ['clone', '--quiet', '--no-tags', `file://${folder}`, clone]);
  git(clone, 'branch', 'releases/v9');
  git(clone, 'tag', `v${version}`, 'releases/v9');
  mkdirSync(path.join(clone, 'artifacts/notes'), { recursive: true });
  for (const name of ['notes.md', 'notes.json']) writeFileSync(path.join(clone, 'artifacts/notes', name), '{}');
  mkdirSync(path.join(clone, 'artifacts/programs'));
  for (const system of ['linux-x64', 'win-x64']) writeFileSync(path.join(clone, `artifacts/programs/regression-${system}.tar.gz`), 'a program');
  for (const time of [1, 2]) {
    const { status, stdout, stderr } = spawnSync(path.join(clone, 'tools/release-tree/publish.sh'), {
      encoding: 'utf8', env: { PATH: `${doubles}:${process.env.PATH}`, ...variables, VERSION: version, REPOSITORY: 'org/uv-release', GH_TOKEN: 'ghs_x' },
    });
    assert.equal(status, 0, `${time}: ${stdout}${stderr}`);
    assert.equal(readFileSync(path.join(github, `v${version}`), 'utf8').trim(), 'published');
    assert.equal(git(folder, 'rev-parse', `v${version}`), git(clone, 'rev-parse', 'releases/v9'));
    assert.equal(git(folder, 'tag', '--list', 'v9', 'v9.*', 'v9.0.0-beta'), `v${version}`);
  }
});

test('The job that publishes refuses another branch, a missing app, another candidate and an image without attestation', () => {
  const clone = path.join(temporaryFolder(), 'clone'), before = git(folder, 'for-each-ref'), sha = git(folder, 'rev-parse', 'HEAD');
  execFileSync('git', ['clone', '--quiet', `file://${folder}`, clone]);
  const verify = given => spawnSync(path.join(clone, 'tools/release-tree/verify.sh'), {
    encoding: 'utf8', env: {
      PATH: `${doubles}:${process.env.PATH}`, ...variables, IMAGE: image('2', ''), LEAN_IMAGE: image('3', ''), INTAKE_IMAGE: image('4', ''), VERSION: '1.0.1', REPOSITORY: 'org/uv-release',
      GITHUB_REF: 'refs/heads/main', GITHUB_SHA: sha, GH_TOKEN: 'ghs_x', HAS_APP: 'true', CANDIDATE: '0'.repeat(40), ...given,
    },
  });
  const refused = (given, words) => {
    const { status, stdout } = verify(given);
    assert.equal(status, 1, stdout);
    assert.match(stdout, words);
  };
  refused({ GITHUB_REF: 'refs/heads/topic' }, /made from main, not from 'refs\/heads\/topic'/);
  refused({ GITHUB_SHA: '1'.repeat(40) }, /not 1{40}, the commit of the run/);
  refused({ HAS_APP: 'false' }, /lets no github\.token push them\. Give the environment 'release' the variable RELEASE_APP_CLIENT_ID and the secret RELEASE_APP_PRIVATE_KEY/);
  refused({}, /is [0-9a-f]{40} and not 0{40}, which was approved/);
  const [, candidate] = /is ([0-9a-f]{40}) and not/.exec(verify({}).stdout);
  writeFileSync(path.join(github, 'unattested'), image('3'));
  refused({ CANDIDATE: candidate }, /has no attestation that org\/uv-release's self-release built it from [0-9a-f]{40}/);
  rmSync(path.join(github, 'unattested'));
  mkdirSync(path.join(clone, 'artifacts/programs'), { recursive: true });
  writeFileSync(path.join(clone, 'artifacts/programs/regression-win-x64.tar.gz'), 'a program');
  const verified = verify({ CANDIDATE: candidate });
  assert.equal(verified.status, 0, verified.stdout + verified.stderr);
  assert.equal(git(clone, 'rev-parse', 'v1.0.1'), candidate);
  assert.equal(git(folder, 'for-each-ref'), before);
});

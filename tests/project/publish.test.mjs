// publish.yml, called by an application's repository after its build: to a real S3 server, with a plan that is approved, refused, and repeated.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { skip, startMoto } from '../stores/moto.mjs';
import { execute, jobs, releaseTree, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';

const secret = 'SKTEST/of+the=environment';
const [process_, bwrap] = engines;
const moto = skip ? undefined : await startMoto('releases');
after(() => moto?.stop());

/** An application whose build is a file of its repository, and that publishes it on canary as its inputs say. */
function repository(prefix) {
  const folder = path.join(temporaryFolder(), 'sample-app'), git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  const write = (name, content) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const build = version => {
    const bytes = Buffer.from(`an AppImage of ${version}\n`), hash = (name, form) => createHash(name).update(bytes).digest(form);
    const artifact = {
      kind: 'installer', path: `linux-x64/sample-app-${version}-linux-x64.AppImage`, platform: 'linux', arch: 'x64',
      size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
    };
    execFileSync('rm', ['-rf', path.join(folder, 'packages')]);
    write(`packages/${artifact.path}`, bytes);
    write('packages/release.linux-x64.json', JSON.stringify({
      schema: 'uv-release/fragment/1', version, commit: '0123456789abcdef0123456789abcdef01234567', platform: 'linux', arch: 'x64', artifacts: [artifact], toolVersions: { electron: null, electronBuilder: null },
    }));
    git('add', '--all');
    git('commit', '--quiet', '--message', `feat: ${version}`);
  };
  execFileSync('git', ['init', '--quiet', '--initial-branch=main', folder]);
  write('.github/uv-release.yml', 'publish: { app: sample-app }\n');
  write('.github/workflows/publish.yml', `name: Publish
on:
  workflow_dispatch:
    inputs:
      approve: { type: boolean, default: true }
      rollout: { type: string, default: "10" }
permissions: {}
jobs:
  build:
    runs-on: ubuntu-24.04
    permissions: { contents: read }
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
      - uses: actions/upload-artifact@043fb46d1a93c77aae656e7c1c64a875d1fc6a0a # v7.0.1
        with: { name: release-linux-x64, path: packages/ }
  publish:
    needs: build
    permissions: { contents: read, actions: read, id-token: write }
    uses: org/uv-release/.github/workflows/publish.yml@v1
    with:
      channel: canary
      rollout: \${{ inputs.rollout }}
      approve: \${{ inputs.approve }}
      store: s3://releases/${prefix}?endpoint=${moto?.url}&path-style=true
      access-key-id: AKTEST
`);
  build('1.0.0');
  const secrets = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ STORE_SECRET_ACCESS_KEY: secret }));
  const run = ({ tree = root, engine = process_, inputs = {}, approve = 'yes' } = {}) => execute([
    '--repository', `acme/sample-app=${folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', 'acme/sample-app:.github/workflows/publish.yml',
    '--event', 'workflow_dispatch', '--inputs', JSON.stringify(inputs), ...['canary-plan', 'canary'].flatMap(name => ['--environment-secrets-file', `${name}=${secrets}`]),
    '--approve', `canary=${approve}`, ...engine.options(),
  ]);
  return { build, run };
}

/** What a client reads from the bucket; undefined where nothing is. */
const read = async name => {
  const answer = await fetch(`${moto.url}/releases/${name}`);
  return answer.ok ? answer.text() : undefined;
};
const outcomes = report => Object.fromEntries(jobs(report.jobs).map(([id, job]) => [id, job.result]));

test('A plan that its reviewer approves is what is published, from the release tree; the same again finds nothing to do', { skip }, async () => {
  const { run } = repository('approved'), tree = releaseTree();
  const { code, output, report } = run({ tree });
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(one => [one.environment, one.decision]), [['canary-plan', 'approved'], ['canary', 'approved']]);
  assert.deepEqual(report.artifacts.map(one => one.name).sort(), ['publish-event-canary', 'publish-plan-canary', 'release-linux-x64']);
  const { outcome, version, generation, 'feed-urls': feeds } = report.outputs.publish;
  assert.deepEqual({ outcome, version, generation }, { outcome: 'published', version: '1.0.0', generation: '1' });
  assert.equal(feeds, `${moto.url}/releases/approved/feeds/canary/latest-linux.yml`);
  const feed = await read('approved/feeds/canary/latest-linux.yml');
  assert.match(feed, /^version: "?1\.0\.0"?$/m);
  assert.match(feed, /^stagingPercentage: 10$/m);
  assert.ok(!output.includes(secret) && !JSON.stringify(report).includes(secret));

  const again = run({ tree });
  assert.equal(again.code, 0, again.output);
  assert.equal(outcomes(again.report)['publish.publish'], 'skipped');
  assert.equal(again.report.outputs.publish.outcome, 'already-done');
  assert.equal(await read('approved/feeds/canary/latest-linux.yml'), feed);
});

test('A plan that its reviewer rejects leaves the store as it was', { skip }, async () => {
  const { run } = repository('rejected');
  const { code, output, report } = run({ approve: 'no' });
  assert.notEqual(code, 0, output);
  assert.deepEqual([outcomes(report)['publish.plan'], outcomes(report)['publish.publish']], ['success', 'failure']);
  assert.equal(await read('rejected/feeds/canary/latest-linux.yml'), undefined);
  assert.equal(await read('rejected/artifacts/1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage'), undefined);
});

test('A plan that fails stops the publishing: a share that is no whole number', { skip }, async () => {
  const { run } = repository('failed');
  const { code, output, report } = run({ inputs: { rollout: '0.5' } });
  assert.notEqual(code, 0, output);
  assert.deepEqual([outcomes(report)['publish.plan'], outcomes(report)['publish.publish']], ['failure', 'skipped']);
  assert.equal(await read('failed/feeds/canary/latest-linux.yml'), undefined);
});

test('Without a plan a release and the next one are published straight away, in the image', { skip: skip || bwrap.skip }, async () => {
  const { build, run } = repository('direct');
  for (const [version, generation] of [['1.0.0', '1'], ['1.1.0', '2']]) {
    if (version !== '1.0.0') build(version);
    const { code, output, report } = run({ engine: bwrap, inputs: { approve: 'false', rollout: '100' } });
    assert.equal(code, 0, output);
    assert.equal(outcomes(report)['publish.plan'], 'skipped');
    assert.equal(report.outputs.publish.generation, generation);
    assert.match(await read('direct/feeds/canary/latest-linux.yml'), new RegExp(`^version: "?${version.replaceAll('.', '\\.')}"?$`, 'm'));
  }
});

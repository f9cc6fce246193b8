// promote.yml, called by an application's repository: a plan that is shown, approved and done, to a real S3 server; a halt that waits for nobody; a refusal.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { skip, startMoto } from '../stores/moto.mjs';
import { app, jobs, root, temporaryFolder } from './checkout.mjs';
import { engines } from './engines.mjs';

const secret = 'SKTEST/of+the=environment';
const [engine] = engines;
const moto = skip ? undefined : await startMoto('releases');
const double = skip ? undefined : spawn(process.execPath, [path.join(root, 'tests/github-double/double.mjs')], { stdio: ['pipe', 'pipe', 'inherit'] });
const hosts = double && JSON.parse(await new Promise(done => createInterface(double.stdout).once('line', done)));
after(() => {
  double?.stdin.end();
  moto?.stop();
});

/** An application whose release 1.0.0 is on canary, and what GitHub says of its repository. */
async function repository(prefix, reviews) {
  const folder = path.join(temporaryFolder(), 'sample-app'), store = `s3://releases/${prefix}?endpoint=${moto.url}&path-style=true`;
  const write = (name, content) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  const bytes = Buffer.from('an AppImage of 1.0.0\n'), hash = (name, form) => createHash(name).update(bytes).digest(form);
  const artifact = {
    kind: 'installer', path: 'linux-x64/sample-app-1.0.0-linux-x64.AppImage', platform: 'linux', arch: 'x64',
    size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
  };
  write(`release/${artifact.path}`, bytes);
  write('release/release.linux-x64.json', JSON.stringify({
    schema: 'uv-release/fragment/1', version: '1.0.0', commit: '0123456789abcdef0123456789abcdef01234567', platform: 'linux', arch: 'x64', artifacts: [artifact], toolVersions: { electron: null, electronBuilder: null },
  }));
  write('secret', secret);
  write('.github/uv-release.yml', 'publish: { app: sample-app }\npromote: { reviewed: [beta], transitions: [{ from: canary, gates: [integrity] }, { from: beta, gates: [integrity] }] }\n');
  write('.github/workflows/promote.yml', readFileSync(path.join(root, 'action-templates/promote.yml'), 'utf8')
    .replace(/store: .*/, `store: ${store}`).replace(/ +public-url: .*\n/, '').replace(/aws-role: .*\n +plan-aws-role: .*/, 'access-key-id: AKTEST\n      plan-access-key-id: AKPLAN')
    + '    secrets:\n      STORE_SECRET_ACCESS_KEY: ${{ secrets.STORE_SECRET_ACCESS_KEY }}\n');
  execFileSync(path.join(app, 'publish-channel'), ['--channel', 'canary', '--store', store, '--access-key-id', 'AKTEST', '--secret-access-key-file', 'secret'], { cwd: folder, stdio: 'pipe' });
  execFileSync('rm', ['-rf', 'release', 'secret'], { cwd: folder });
  const secrets = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ STORE_SECRET_ACCESS_KEY: secret }));
  const name = `acme/${prefix}`;
  await fetch(new URL(name, hosts.control), {
    method: 'PUT', headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ environments: { beta: {} }, runs: { 1: { actor: { id: 1, login: 'octocat' } } }, reviews: { 1: reviews } }),
  });
  // The double lives in a process of its own, and answers while the run goes on.
  return async (inputs, { approve = 'yes' } = {}) => {
    const at = temporaryFolder(), report = path.join(at, 'report.json');
    const child = spawn(process.execPath, [
      '--import', path.join(root, 'tests/workflows/json-hook.mjs'), path.join(root, 'tests/workflows/run.mjs'), '--report', report, '--work', path.join(at, 'run'),
      '--repository', `${name}=${folder}`, '--repository', `org/uv-release=${root}`, '--workflow', `${name}:.github/workflows/promote.yml`,
      '--event', 'workflow_dispatch', '--inputs', JSON.stringify(inputs), ...['beta-plan', 'beta', 'beta-halt'].flatMap(one => ['--environment-secrets-file', `${one}=${secrets}`]),
      '--approve', `beta=${approve}`, '--secrets', JSON.stringify({ GITHUB_TOKEN: hosts.token }), '--service', `GITHUB_API_URL=${hosts.api.replace(/\/$/, '')}`, ...engine.options(),
    ], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', data => { output += data; });
    const code = await new Promise(done => child.on('close', done));
    const read = JSON.parse(readFileSync(report, 'utf8'));
    return { code, output, report: read, results: Object.fromEntries(jobs(read.jobs).map(([id, job]) => [id.replace('promote.', ''), job.result])) };
  };
}

const read = async name => {
  const answer = await fetch(`${moto.url}/releases/${name}`);
  return answer.ok ? answer.text() : undefined;
};
const grace = { state: 'approved', comment: '', user: { id: 2, login: 'grace' }, environments: [{ name: 'beta' }] };

test('A plan that a second person approves is what is done; then a halt waits for nobody', { skip }, async () => {
  const run = await repository('approved', [grace]), promote = { action: 'promote', channel: 'beta', rollout: '10' };
  const { code, output, report, results } = await run(promote);
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(one => [one.environment, one.decision]), [['beta-plan', 'unreviewed'], ['beta', 'approved']]);
  assert.deepEqual([results.plan, results.second, results.apply, results.halt, results.status], ['success', 'skipped', 'success', 'skipped', 'skipped']);
  assert.match(await read('approved/feeds/beta/latest-linux.yml'), /^stagingPercentage: 10$/m);
  assert.deepEqual(JSON.parse(await read('approved/channels/beta/log/00000001.json')).grounds.approvers, ['grace']);
  assert.ok(!output.includes(secret) && !JSON.stringify(report).includes(secret));

  const again = await run(promote);
  assert.equal(again.code, 0, again.output);
  assert.equal(again.results.apply, 'skipped');

  const halted = await run({ action: 'halt', channel: 'beta', reason: 'It loses data.' }, { approve: 'no' });
  assert.equal(halted.code, 0, halted.output);
  assert.deepEqual([halted.results.halt, halted.results.plan, halted.results.apply], ['success', 'skipped', 'skipped']);
  assert.match(await read('approved/feeds/beta/latest-linux.yml'), /^stagingPercentage: 0$/m);
  assert.match(await read('approved/feeds/index.html'), /Halted/);
});

test('Who started the run approves nothing, and a dry run is a plan alone', { skip }, async () => {
  const run = await repository('alone', [{ ...grace, user: { id: 1, login: 'octocat' } }]);
  const planned = await run({ action: 'promote', channel: 'beta', 'dry-run': 'true' });
  assert.equal(planned.code, 0, planned.output);
  assert.deepEqual([planned.results.plan, planned.results.apply], ['success', 'skipped']);
  const { code, output, results } = await run({ action: 'promote', channel: 'beta' });
  assert.notEqual(code, 0, output);
  assert.deepEqual([results.plan, results.apply], ['success', 'failure']);
  assert.match(output, /somebody approves it who did not start the run/);
  assert.equal(await read('alone/channels/beta/log/00000001.json'), undefined);
});

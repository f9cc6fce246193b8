// promote.yml, called by an application's repository: a plan that is shown, approved and done, to a real S3 server; a halt that waits for nobody; refusals.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, test } from 'node:test';
import { skip } from '../stores/moto.mjs';
import { application, secret, startServers } from './channels.mjs';
import { releaseTree } from './checkout.mjs';

const servers = skip ? undefined : await startServers();
after(() => servers?.close());
const read = name => servers.read(name);
const grace = { state: 'approved', comment: '', user: { id: 2, login: 'grace' }, environments: [{ name: 'beta' }] };
const gates = names => `{ reviewed: [beta], health: { source: file, path: ".github/health/{channel}.json" }, transitions: [{ from: canary, gates: [${names}] }, { from: beta, gates: [${names}] }] }`;
const summary = report => JSON.stringify(report.jobs);

test('A plan that a second person approves is what is done; then a halt waits for nobody', { skip }, async () => {
  const { run } = await application(servers, 'approved', { promote: gates('integrity'), reviews: [grace] }), promote = { action: 'promote', channel: 'beta', rollout: '10' };
  const { code, output, report, results } = run('promote', promote);
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(one => [one.environment, one.decision]), [['beta-plan', 'unreviewed'], ['beta', 'approved']]);
  assert.deepEqual([results.plan, results.second, results.apply, results.halt, results.status], ['success', 'skipped', 'success', 'skipped', 'skipped']);
  assert.deepEqual(report.artifacts.map(one => one.name).sort(), ['promote-event-beta', 'promote-plan-beta']);
  assert.match(await read('approved/feeds/beta/latest-linux.yml'), /^stagingPercentage: 10$/m);
  assert.deepEqual(JSON.parse(await read('approved/channels/beta/log/00000001.json')).grounds.approvers, ['grace']);
  assert.ok(!output.includes(secret) && !JSON.stringify(report).includes(secret));

  const again = run('promote', promote);
  assert.equal(again.code, 0, again.output);
  assert.equal(again.results.apply, 'skipped');

  const halted = run('promote', { action: 'halt', channel: 'beta', reason: 'It loses data.' }, { approve: 'no' });
  assert.equal(halted.code, 0, halted.output);
  assert.deepEqual([halted.results.halt, halted.results.plan, halted.results.apply], ['success', 'skipped', 'skipped']);
  assert.match(await read('approved/feeds/beta/latest-linux.yml'), /^stagingPercentage: 0$/m);
  assert.match(await read('approved/feeds/index.html'), /Halted/);
});

test('Who started the run approves nothing, and a dry run is a plan alone', { skip }, async () => {
  const { run } = await application(servers, 'alone', { promote: gates('integrity'), reviews: [{ ...grace, user: { id: 1, login: 'octocat' } }] });
  const planned = run('promote', { action: 'promote', channel: 'beta', 'dry-run': 'true' });
  assert.equal(planned.code, 0, planned.output);
  assert.deepEqual([planned.results.plan, planned.results.apply], ['success', 'skipped']);
  const { code, output, results } = run('promote', { action: 'promote', channel: 'beta' });
  assert.notEqual(code, 0, output);
  assert.deepEqual([results.plan, results.apply], ['success', 'failure']);
  assert.match(output, /somebody approves it who did not start the run/);
  assert.equal(await read('alone/channels/beta/log/00000001.json'), undefined);
});

test('A plan that a gate blocks asks nobody for approval, says why in numbers and a picture, and goes on once the gate is open', { skip }, async () => {
  const { run, count } = await application(servers, 'blocked', { promote: gates('health'), reviews: [grace] }), promote = { action: 'promote', channel: 'beta' };
  count('canary', { '1.0.0': [20, 1] });
  const { code, output, report, results } = run('promote', promote);
  assert.notEqual(code, 0, output);
  assert.deepEqual([results.plan, results.apply], ['failure', 'skipped']);
  assert.deepEqual(report.approvals.map(one => one.environment), ['beta-plan']);
  assert.match(summary(report), /\| health \| ⛔ inconclusive \| With 20 devices, 1 crashed, you can only exclude a crash rate above 21\.6 %/);
  assert.match(summary(report), /\| 1\.0\.0 \| 20 \| 1 \| 95 % \| 78\.389 % to 99\.744 % \| at least 85 % \|/);
  assert.deepEqual(report.artifacts.map(one => one.name), ['promote-plot-beta']);
  assert.equal(await read('blocked/channels/beta/log/00000001.json'), undefined);

  count('canary', { '1.0.0': [400, 4] });
  const open = run('promote', promote);
  assert.equal(open.code, 0, open.output);
  assert.deepEqual([open.results.plan, open.results.apply], ['success', 'success']);
  assert.deepEqual(open.report.artifacts.map(one => one.name).sort(), ['promote-event-beta', 'promote-plan-beta', 'promote-plot-beta']);
  assert.match(await read('blocked/feeds/beta/latest-linux.yml'), /1\.0\.0/);
});

test('A source contract names any file of the repository, and blocks once the file says something else', { skip }, async () => {
  const { run, write, commit } = await application(servers, 'contract', { promote: gates('readiness'), reviews: [grace] });
  const { standing: { current: { digest: releaseDigest } } } = JSON.parse(await read('contract/channels/canary/log/00000001.json'));
  const text = 'export const upload = "never";\n', { commit: built } = JSON.parse(await read('contract/releases/1.0.0/release.json'));
  const at = days => new Date(Date.now() + days * 86_400_000).toISOString(), dated = { commit: built, producedAt: at(-0.1), expiresAt: at(7) };
  const contract = {
    id: 'privacy', kind: 'source_contract', required: true, subjectDigest: releaseDigest, ...dated, actor: null, url: null, path: 'src/main/privacy.ts',
    sha256: createHash('sha256').update(text).digest('hex'), assertions: [{ id: 'upload', summary: 'Nothing is uploaded', contains: 'upload = "never"', holds: null }],
  };
  write('src/main/privacy.ts', text);
  write('.github/evidence/readiness.json', JSON.stringify({
    schema: 'uv-release/readiness/1', app: 'sample-app', version: '1.0.0', repository: 'acme/contract', releaseDigest, ...dated,
    rolloutControls: [{ id: 'share', kind: 'rollout', summary: 'Offered to a share', failsClosed: true }], migrationTracks: [], knownLimitations: [], evidence: [contract],
  }));
  commit();
  const done = run('promote', { action: 'promote', channel: 'beta', rollout: '10' });
  assert.equal(done.code, 0, done.output);
  assert.match(summary(done.report), /\| readiness \| ✅ pass \|/);
  assert.deepEqual([done.results.plan, done.results.apply], ['success', 'success']);

  write('src/main/privacy.ts', 'export const upload = "always";\n');
  commit();
  const blocked = run('promote', { action: 'widen', channel: 'beta', rollout: '100' });
  assert.notEqual(blocked.code, 0, blocked.output);
  assert.equal(blocked.results.plan, 'failure');
  assert.match(summary(blocked.report), /privacy\.ts/);
});

test('halt.yml asks no gate, no reviewer and no configuration', { skip }, async () => {
  const { run } = await application(servers, 'halted', { promote: gates('health').replace('[beta]', '[canary, beta]') });
  const tree = releaseTree(), { code, output, report } = run('halt', { channel: 'canary', reason: 'It loses data.' }, { tree, approve: 'no' });
  assert.equal(code, 0, output);
  assert.deepEqual(report.approvals.map(one => [one.environment, one.decision]), [['canary-halt', 'unreviewed']]);
  assert.match(await read('halted/feeds/canary/latest-linux.yml'), /^stagingPercentage: 0$/m);
  assert.equal(JSON.parse(await read('halted/channels/canary/log/00000002.json')).reason, 'It loses data.');
  const again = run('halt', { channel: 'canary' }, { tree });
  assert.equal(again.code, 0, again.output);
  assert.equal(await read('halted/channels/canary/log/00000003.json'), undefined);
});

test('guard.yml leaves what is well, halts what crashes, and says nothing the second time', { skip }, async () => {
  const { run, count, publish } = await application(servers, 'guarded', { promote: gates('integrity') });
  publish('canary', '1.1.0');
  count('canary', { '1.1.0': [1000, 2] });
  const guard = () => {
    const { code, output, report, results } = run('guard', {}, { approve: 'no' });
    assert.equal(code, 0, output);
    assert.equal(results.guard, 'success');
    return { halted: report.outputs.guard.halted ?? '', kept: report.artifacts.map(one => one.name), warnings: output.match(/canary: halted\. .*/g) ?? [] };
  };
  assert.deepEqual(guard(), { halted: '', kept: [], warnings: [] });
  assert.doesNotMatch(await read('guarded/feeds/canary/latest-linux.yml'), /stagingPercentage/);

  count('canary', { '1.1.0': [1000, 700] });
  const first = guard();
  assert.deepEqual([first.halted, first.kept], ['canary', ['guard-event-1']]);
  assert.match(first.warnings[0], /At least 66.* of devices crash with 1\.1\.0/);
  const feed = await read('guarded/feeds/canary/latest-linux.yml');
  assert.match(feed, /^stagingPercentage: 0$/m);
  assert.match(await read('guarded/feeds/index.html'), /Halted/);

  assert.deepEqual(guard(), { halted: '', kept: [], warnings: ['canary: halted. It is halted already.'] });
  assert.equal(await read('guarded/feeds/canary/latest-linux.yml'), feed);
  assert.equal(await read('guarded/channels/canary/log/00000004.json'), undefined);
});

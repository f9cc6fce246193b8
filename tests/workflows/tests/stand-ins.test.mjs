import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';
import { messages, run, stepsWorkflow, temporaryFolder } from './sandbox.mjs';

const { runWorkflow } = await import('../executor/run-workflow.mjs');

const build = { inputs: { tags: { required: true }, push: { default: 'false' } }, outputs: ['digest'], run: ({ inputs, log }) => (log(`building ${inputs.tags}`), { digest: 'sha256:1' }) };
const go = (inputs, definition = build, options = {}) => run(stepsWorkflow(`- {id: a, uses: docker/build-push-action@v6, with: {${inputs}}}`), { standIns: { 'docker/build-push-action': definition }, ...options });

test('a stand-in gets its inputs, returns outputs and is recorded', async () => {
  const { report, step, log } = await go('tags: x');
  assert.equal(step('only', 'a').outputs.digest, 'sha256:1');
  assert.deepEqual(report.standIns, [{ action: 'docker/build-push-action', ref: 'v6', job: 'only', inputs: { tags: 'x', push: 'false' } }]);
  assert.match(log, /building x/);
});

test('a stand-in is strict about inputs', async () => {
  assert.match(messages((await go('tags: x, pushh: true')).step('only', 'a'))[0], /Unexpected input 'pushh' for docker\/build-push-action. Its inputs are: tags, push/);
  assert.match(messages((await go('push: true')).step('only', 'a'))[0], /Input required and not supplied: tags/);
});

test('a stand-in is strict about outputs and may fail', async () => {
  assert.match(messages((await go('tags: x', { ...build, run: () => ({ other: '1' }) })).step('only', 'a'))[0], /undeclared output 'other'/);
  assert.deepEqual(messages((await go('tags: x', { ...build, run: () => { throw new Error('registry is down'); } })).step('only', 'a')), ['error: registry is down']);
});

test('secrets given to a stand-in are masked in the report', async () => {
  const { report } = await go('tags: "${{ secrets.TOKEN }}"', build, { secrets: { TOKEN: 'quite-secret' } });
  assert.equal(report.standIns[0].inputs.tags, '***');
});

test('a stand-in goes before a built-in action', async () => {
  const { report } = await run(stepsWorkflow('- uses: actions/checkout@v7'), { standIns: { 'actions/checkout': { inputs: {} } } });
  assert.equal(report.standIns.length, 1);
});

test('a stand-in without inputs is refused, and no folder stays behind', async () => {
  await assert.rejects(go('tags: x', { run: () => ({}) }), /stand-in for docker\/build-push-action declares no inputs/);
  const parent = temporaryFolder();
  const before = process.env.TMPDIR;
  process.env.TMPDIR = parent;
  try {
    await assert.rejects(runWorkflow({ repositories: {}, workflow: 'a/b:c', standIns: { 'x/y': {} } }));
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
  assert.deepEqual(readdirSync(parent), []);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, run, stepsWorkflow } from './sandbox.mjs';

const workflow = stepsWorkflow('- {id: see, run: \'echo "url=https://example.com/$WHERE" >> $GITHUB_OUTPUT\', env: {WHERE: "${{ secrets.WHERE }}"}}',
  'environment: {name: "${{ inputs.channel }}", url: "${{ steps.see.outputs.url }}/x"}').replace('on: workflow_dispatch', 'on: {workflow_dispatch: {inputs: {channel: {default: stable}}}}');

test('an environment whose reviewers approve is approved, one that nobody answers for has none, and its url is known afterwards', async () => {
  assert.equal((await run(workflow)).report.approvals[0].decision, 'unreviewed');
  const { report, job } = await run(workflow, { approvals: { stable: true } });
  assert.deepEqual(report.approvals, [{ environment: 'stable', job: 'only', decision: 'approved', deployment: true, url: 'https://example.com//x' }]);
  assert.equal(job('only').environment, 'stable');
});

test('a rejected environment fails the job before its first step', async () => {
  const { report, job } = await run(workflow, { approvals: { stable: false } });
  assert.equal(report.conclusion, 'failure');
  assert.deepEqual([report.approvals[0].decision, job('only').steps], ['rejected', []]);
  assert.match(messages(job('only'))[0], /The deployment to stable was rejected/);
});

test("an environment's secrets are there for its jobs only, and masked", async () => {
  const { log, report } = await run(workflow.replace('https://', 'https://$WHERE.'), { environments: { stable: { secrets: { WHERE: 'very-secret-place' } } } });
  assert.equal(report.conclusion, 'success');
  assert.ok(!log.includes('very-secret-place') && !JSON.stringify(report).includes('very-secret-place'));
  assert.equal(report.approvals[0].url, 'https://***.example.com/***/x');
});

test('an empty environment is none, and deployment: false is recorded', async () => {
  assert.deepEqual((await run(stepsWorkflow('- run: "true"', 'environment: "${{ inputs.none }}"'))).report.approvals, []);
  const { report } = await run(stepsWorkflow('- run: "true"', 'environment: {name: beta, deployment: false}'));
  assert.equal(report.approvals[0].deployment, false);
});

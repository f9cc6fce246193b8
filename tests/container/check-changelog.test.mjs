import assert from 'node:assert/strict';
import test from 'node:test';
import { image, needsImage } from './lean-image-under-test.mjs';
import { Job } from './job.mjs';
import { git, sampleRepository } from './sample-repository.mjs';

const check = '/app/check-changelog';

test('check-changelog passes a good range of commits', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  const { code, log } = await job.run(image, check, { from: 'v1.0.0', messages: 'commits' });
  assert.equal(code, 0, log);
  assert.equal(JSON.parse(job.read('release/check.json')).schema, 'uv-release/check/1');
});

test('check-changelog refuses a commit that says nothing, and obeys nothing in it', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  git(job.workspace, 'commit', '--quiet', '--allow-empty', '--message', '::add-mask::secret ##[error]x');
  const { code, log, outputs } = await job.run(image, check, { from: 'v1.0.0', messages: 'commits' });
  assert.equal(code, 1, log);
  assert.match(log, /^::error.*does not say what kind of change it is/m);
  assert.doesNotMatch(log, /^\s*::add-mask::/m);
  assert.match(outputs, /^result<<.*\nfailed$/m);
});

import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { entrypoint, image, needsImage } from './lean-image-under-test.mjs';
import { Job, RUNNER } from './job.mjs';
import { git, sampleRepository } from './sample-repository.mjs';

/** Outputs of a file that holds nothing but heredocs, the form @actions/core writes. */
function outputsOf(text) {
  const outputs = {};
  const rest = text.replace(/^([^\n=]+?)<<(ghadelimiter_[0-9a-f-]{36})\n([^]*?)\n\2\n/gm, (_, name, __, value) => { outputs[name] = value; return ''; });
  assert.equal(rest, '');
  return outputs;
}

test('a step reads a repository of another user, and hands its results to the runner', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  const { code, log, written, outputs } = await job.run(image, entrypoint);
  assert.equal(code, 0, log);
  const { notes, ...others } = outputsOf(outputs);
  assert.deepEqual(others, {
    result: 'done', version: '1.1.0', 'previous-version': '1.0.0', tag: 'v1.1.0', channel: 'stable', 'release-needed': 'true', breaking: '0',
    'notes-file': 'release/notes.md', 'full-notes-file': 'release/notes.md', 'text-file': 'release/notes.txt', 'json-file': 'release/notes.json',
    commits: '2', conventional: '2', 'look-alikes': '0', other: '0', fragments: '', legs: '', 'mac-legs': '', 'win-legs': '',
  });
  assert.equal(notes, job.read('release/notes.md'));
  assert.match(job.read('release/notes.md'), /wrap long lines/);
  assert.match(written.GITHUB_STEP_SUMMARY, /wrap long lines/);
  assert.deepEqual([written.GITHUB_ENV, written.GITHUB_PATH, written.GITHUB_STATE], ['', '', '']);
});

test('what a step wrote belongs to the owner of the workspace, and no configuration stays behind', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  const { code, log } = await job.run(image, entrypoint, { 'release-folder': 'out/deep' });
  assert.equal(code, 0, log);
  const all = readdirSync(job.workspace, { recursive: true });
  assert.ok(all.includes('out/deep/notes.json'));
  assert.deepEqual(all.filter(file => job.ownerOf(file) !== RUNNER), []);
  assert.deepEqual(readdirSync(job.folders['/github/home']), []);
});

test('an input with a hyphen in its name arrives', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace, 'app-2.3.4');
  const { log, outputs } = await job.run(image, entrypoint, { 'tag-pattern': 'app-{version}' });
  assert.equal(outputsOf(outputs)['previous-version'], '2.3.4', log);
});

test('a step without anything to release is skipped, and succeeds', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  git(job.workspace, 'reset', '--quiet', '--hard', 'v1.0.0');
  git(job.workspace, 'commit', '--quiet', '--allow-empty', '--message', 'chore: tidy up');
  const { code, outputs } = await job.run(image, entrypoint);
  assert.deepEqual([code, outputsOf(outputs).result], [0, 'skipped']);
});

for (const [what, prepare, inputs, code, words] of [
  ['a wrong input', sampleRepository, { version: 'next' }, 2, /::error::.*'version'/],
  ['a path out of the workspace', sampleRepository, { 'release-folder': '/github/home' }, 2, /::error::.*workspace/],
  ['a workspace without a repository', () => {}, {}, 3, /::error::.*actions\/checkout/],
  ['a shallow clone', shallowClone, {}, 4, /::error::.*fetch-depth: 0/],
]) {
  test(`${what} ends with ${code}, and says how to mend it`, needsImage, async t => {
    const job = new Job(t);
    prepare(job.workspace);
    const run = await job.run(image, entrypoint, inputs);
    assert.equal(run.code, code, run.log);
    assert.match(run.log, words);
    assert.deepEqual(outputsOf(run.outputs), { result: 'failed' });
  });
}

function shallowClone(workspace) {
  const origin = path.join(workspace, '../origin');
  mkdirSync(origin);
  sampleRepository(origin);
  git(workspace, 'clone', '--quiet', '--depth', '1', `file://${origin}`, '.');
}

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildImage, configuration, runIn } from './image.mjs';
import { Job, RUNNER } from './job.mjs';
import { git, sampleRepository } from './sample-repository.mjs';

const entrypoint = '/app/release-notes';
const { image, skip, error } = buildImage();
const needsImage = { skip: skip ?? (error ? 'the image was not built' : false) };

/** Outputs of a file that holds nothing but heredocs, the form @actions/core writes. */
function outputsOf(text) {
  const outputs = {};
  const rest = text.replace(/^([^\n=]+?)<<(ghadelimiter_[0-9a-f-]{36})\n([^]*?)\n\2\n/gm, (_, name, __, value) => { outputs[name] = value; return ''; });
  assert.equal(rest, '');
  return outputs;
}

test('the Dockerfile builds as it stands', { skip: skip ?? false }, () => assert.ok(image, error));

test('the image starts programs without a shell, as root, in the working directory that the runner sets', needsImage, () => {
  const { Entrypoint, Cmd, User, WorkingDir, Labels } = configuration(image);
  assert.deepEqual([Entrypoint, Cmd ?? [], User, WorkingDir ?? ''], [[entrypoint], [], 'root', '']);
  assert.ok(Labels['org.opencontainers.image.source']);
});

test('the image has the program of every action', needsImage, () => {
  const actions = new URL('../../actions/', import.meta.url);
  const manifests = readdirSync(actions, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => readFileSync(new URL(`${entry.name}/action.yml`, actions), 'utf8'));
  const programs = manifests.map(text => /^ +entrypoint: (.+)$/m.exec(text)[1]);
  assert.ok(programs.length > 0);
  runIn(image, 'test', ...programs.flatMap((program, i) => [...(i ? ['-a'] : []), '-x', program]));
});

test('the image has git, and neither an SDK nor what installing left behind', needsImage, () => {
  assert.match(runIn(image, 'git', '--version'), /^git version \d/);
  const empty = ['/usr/share/dotnet/sdk', '/source', '/root/.nuget', '/var/lib/apt/lists', '/var/cache/apt', '/var/log'];
  assert.equal(runIn(image, 'sh', '-c', 'for folder; do [ -z "$(ls -A "$folder" 2>/dev/null)" ] || echo "$folder"; done', 'sh', ...empty), '');
});

test('a step reads a repository of another user, and hands its results to the runner', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  const { code, log, written, outputs } = await job.run(image, entrypoint);
  assert.equal(code, 0, log);
  assert.deepEqual(outputsOf(outputs), {
    version: '1.1.0', 'previous-version': '1.0.0', 'release-needed': 'true', 'notes-file': 'release/notes.md', 'json-file': 'release/notes.json', commits: '2', result: 'done',
  });
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
  const { log, outputs } = await job.run(image, entrypoint, { 'tag-prefix': 'app-' });
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
  ['a shallow clone', shallowClone, {}, 3, /::error::.*fetch-depth: 0/],
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

test('SIGTERM ends a step that is the first process of its container, and its children', needsImage, async t => {
  const job = new Job(t);
  sampleRepository(job.workspace);
  // Git opens a pipe that nobody writes to, and waits.
  execFileSync('mkfifo', [path.join(job.workspace, '.git/waiting')]);
  git(job.workspace, 'config', 'include.path', 'waiting');
  const seen = [];
  // The kernel keeps signals that are not handled from the first process, so it must be one here too.
  const how = { before: ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'], flags: ['--cap-add', 'CAP_SYS_ADMIN'] };
  const { code, log } = await job.run(image, entrypoint, {}, { ...how, started: async ({ token }) => {
    seen.push(...await processesOf(token));
    process.kill(seen.find(({ command }) => command.startsWith(entrypoint)).id, 'SIGTERM');
  } });
  assert.equal(code, 128 + 15, log);
  assert.match(log, /Cancelled/);
  for (const { id } of seen) assert.throws(() => process.kill(id, 0), { code: 'ESRCH' });
});

/** The step and its git, once both run: buildah's chroot shares the process table with the machine. */
async function processesOf(token) {
  for (let i = 0; i < 200; i++, await sleep(50)) {
    const processes = readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(id => ({ id: Number(id), command: read(id, 'cmdline'), environment: read(id, 'environ') }))
      .filter(({ command, environment }) => environment.includes(`GITHUB_RUN_ID=${token}`) && /^(git|\/app\/|\/usr\/bin\/git)/.test(command));
    if (processes.length > 1) return processes;
  }
  throw new Error('The step did not start git.');
}

function read(id, file) {
  try {
    return readFileSync(`/proc/${id}/${file}`, 'utf8');
  } catch {
    return ''; // It ended meanwhile.
  }
}

test('the builder has Node and npm on top of the actions', needsImage, () => {
  const builder = buildImage('builder');
  assert.ok(builder.image, builder.error ?? builder.skip);
  assert.match(runIn(builder.image, 'node', '--version'), /^v\d+\./);
  assert.match(runIn(builder.image, 'npm', '--version'), /^\d+\./);
  runIn(builder.image, 'test', '-x', entrypoint);
});

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test, { before } from 'node:test';
import { messages, program, run, stepsWorkflow, temporaryFolder, tree } from './sandbox.mjs';

const storage = temporaryFolder();
const BUILDAH = ['--root', path.join(storage, 'root'), '--runroot', path.join(storage, 'run')];
const MANIFEST = 'name: E\ndescription: d\ninputs: {dry-run: {description: d, default: "yes"}}\nruns: {using: docker, image: ../../Dockerfile, entrypoint: /app/show, args: [one, "two three"]}\n';
// bash, because other shells drop variables with a hyphen.
const SHOW = `#!/bin/bash
echo "v=$* $PWD $GITHUB_WORKSPACE $HOME $RUNNER_TEMP $FROM_IMAGE $(env | grep ^INPUT_DRY-RUN=) $OUTER" >> "$GITHUB_OUTPUT"
echo "::error file=/github/workspace/src/a.md,line=2::bad"
echo written > file.txt; echo kept > "$RUNNER_TEMP/t"; test -f "$GITHUB_EVENT_PATH"
`;
let own, reason;

before(() => {
  reason = whyNot();
  if (reason) return;
  const rootfs = rootFileSystem();
  own = tree({ Dockerfile: 'FROM scratch\nCOPY rootfs/ /\nCOPY show /app/show\nENV FROM_IMAGE=image PATH=/bin\nENTRYPOINT ["/app/none"]\n', '.dockerignore': 'actions\n', 'actions/e/action.yml': MANIFEST });
  program(own, 'show', SHOW);
  cpSync(rootfs, path.join(own, 'rootfs'), { recursive: true });
});

function whyNot() {
  if (process.getuid() !== 0) return 'mounting image file systems needs root';
  for (const tool of ['buildah', 'bwrap']) if (spawnSync(tool, ['--version']).status !== 0) return `${tool} is not installed`;
  return undefined;
}

// A few programs of this machine with the libraries they load, instead of a base image from a registry.
function rootFileSystem() {
  const root = temporaryFolder();
  for (const tool of ['bash', 'env', 'grep']) {
    const file = ['/bin', '/usr/bin'].map(folder => path.join(folder, tool)).find(candidate => spawnSync('test', ['-x', candidate]).status === 0);
    const libraries = spawnSync('ldd', [file], { encoding: 'utf8' }).stdout.match(/\/\S+/g) ?? [];
    for (const [source, target] of [[file, `/bin/${tool}`], ...libraries.map(library => [library, library])]) {
      mkdirSync(path.join(root, path.dirname(target)), { recursive: true });
      cpSync(source, path.join(root, target), { dereference: true });
      chmodSync(path.join(root, target), 0o755);
    }
  }
  return root;
}

const WORKFLOW = stepsWorkflow('- {id: a, uses: org/uv-release/actions/e@v1, env: {OUTER: "${{ github.workspace }}/x"}}\n- run: test "$(cat file.txt)" = written && test -f "$RUNNER_TEMP/t"');
for (const engine of ['bwrap', 'buildah']) {
  test(`the engine ${engine} builds the image and shows the container's paths to the action`, async t => {
    if (reason) return t.skip(reason);
    const { step, log, conclusion } = await run(WORKFLOW, { engine, buildahOptions: BUILDAH, repositories: { 'org/uv-release': own } });
    assert.equal(conclusion, 'success', log);
    assert.equal(step('only', 'a').outputs.v, 'one two three /github/workspace /github/workspace /github/home /github/runner_temp image INPUT_DRY-RUN=yes /github/workspace/x');
    assert.deepEqual(step('only', 'a').annotations, [{ level: 'error', message: 'bad', file: 'src/a.md', line: '2' }]);
  });
}

test('an image is built once and found again while its context is the same', async t => {
  if (reason) return t.skip(reason);
  const options = { engine: 'bwrap', buildahOptions: BUILDAH, repositories: { 'org/uv-release': own } };
  await run(WORKFLOW, options);
  const { log } = await run(WORKFLOW, options);
  assert.match(log, /Image localhost\/workflow-action:[0-9a-f]{24} is up to date/);
  assert.doesNotMatch(log, /Building/);
});

test('no working container is left behind', async t => {
  if (reason) return t.skip(reason);
  for (const engine of ['bwrap', 'buildah']) await run(WORKFLOW, { engine, buildahOptions: BUILDAH, repositories: { 'org/uv-release': own } });
  for (const driver of ['overlay', 'vfs']) {
    assert.equal(spawnSync('buildah', ['--storage-driver', driver, ...BUILDAH, 'containers', '--quiet'], { encoding: 'utf8' }).stdout, '');
  }
});

test('a local image stands for a reference by digest, and a missing one is a sentence', async t => {
  if (reason) return t.skip(reason);
  const reference = `ghcr.io/org/uv-release@sha256:${'0'.repeat(64)}`;
  const release = tree({ 'e/action.yml': MANIFEST.replace('../../Dockerfile', `docker://${reference}`) });
  const workflow = stepsWorkflow('- {id: a, uses: org/uv-release/e@v1}');
  const options = { engine: 'bwrap', buildahOptions: BUILDAH, repositories: { 'org/uv-release': release } };
  const missing = await run(workflow, options);
  assert.match(messages(missing.job('only'))[0], /is not in buildah's storage, and nothing is pulled here. Load it or name a local one with --image ghcr.io/);
  await run(WORKFLOW, { ...options, repositories: { 'org/uv-release': own } });
  const image = spawnSync('buildah', ['--storage-driver', 'overlay', ...BUILDAH, 'images', '--format', '{{.Name}}:{{.Tag}}'], { encoding: 'utf8' }).stdout.split('\n').find(name => name.includes('workflow-action'));
  if (!image) return t.skip('overlay storage does not work here');
  assert.equal((await run(workflow, { ...options, images: { [`docker://${reference}`]: image } })).conclusion, 'success');
});

test('docker is called with the runner\'s flags, and values stay out of its arguments', async () => {
  const tools = temporaryFolder();
  program(tools, 'docker', `#!/bin/sh\nif [ "$1" = info ]; then exit 0; fi\nfor a in "$@"; do printf '%s\\n' "$a"; done >> ${tools}/calls\nprintf 'value %s\\n' "$TOKEN" >> ${tools}/calls\n`);
  const before = process.env.PATH;
  process.env.PATH = `${tools}:${before}`;
  try {
    const release = tree({ 'e/action.yml': MANIFEST.replace('../../Dockerfile', 'docker://ghcr.io/org/x:1') });
    const { conclusion, log } = await run(stepsWorkflow('- {uses: org/uv-release/e@v1, env: {TOKEN: "${{ secrets.T }}"}}'), { engine: 'docker', repositories: { 'org/uv-release': release }, secrets: { T: 'docker-secret' } });
    assert.equal(conclusion, 'success', log);
  } finally {
    process.env.PATH = before;
  }
  const calls = readFileSync(path.join(tools, 'calls'), 'utf8');
  assert.match(calls, /^pull\nghcr.io\/org\/x:1\n[\s\S]*run\n--rm\n--workdir\n\/github\/workspace\n-e\n/);
  assert.match(calls, /-e\nTOKEN\n[\s\S]*--entrypoint\n\/app\/show\n[\s\S]*:\/github\/workspace\n[\s\S]*ghcr.io\/org\/x:1\none\ntwo three\nvalue docker-secret/);
});

test('an engine that does not work here is a sentence', async () => {
  const tools = temporaryFolder();
  program(tools, 'podman', '#!/bin/sh\nexit 1\n');
  const before = process.env.PATH;
  process.env.PATH = `${tools}:${before}`;
  try {
    const { job } = await run(stepsWorkflow('- {uses: "docker://alpine:3"}'), { engine: 'podman' });
    assert.match(messages(job('only'))[0], /The engine podman is not available: 'podman info' fails/);
  } finally {
    process.env.PATH = before;
  }
});

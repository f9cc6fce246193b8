import assert from 'node:assert/strict';
import { chmodSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { messages, program, run, stepsWorkflow, temporaryFolder, tree } from './sandbox.mjs';

// Prints its arguments and chosen variables as outputs, so that tests can look at what the program received.
const ECHO = `#!${process.execPath}
const fs = require('node:fs');
const seen = { args: process.argv.slice(2), cwd: process.cwd(), env: process.env };
fs.appendFileSync(process.env.GITHUB_OUTPUT, 'seen<<END_OF_SEEN\\n' + JSON.stringify(seen) + '\\nEND_OF_SEEN\\n');
if (process.env.INPUT_SAVE) fs.appendFileSync(process.env.GITHUB_STATE, 'saved=' + process.env.INPUT_SAVE + '\\n');
console.log('::warning file=' + process.cwd() + '/a.md,line=1::from the program');
process.exit(Number(process.env['INPUT_EXIT-CODE'] || 0));
`;
const MANIFEST = `name: Echo
description: d
inputs:
  dry-run: {description: d, default: "false"}
  my input: {description: d}
  exit-code: {description: d}
  save: {description: d}
  old: {description: d, deprecationMessage: use dry-run}
  ref: {description: d, default: "\${{ github.ref_name }}"}
runs:
  using: docker
  image: ../../Dockerfile
`;

function setUp(runs = '  entrypoint: /app/echo\n  args: [--from-inputs]\n') {
  const binaries = temporaryFolder();
  program(binaries, 'echo', ECHO);
  const own = tree({ Dockerfile: 'FROM scratch\nENTRYPOINT ["/app/echo", "default"]\nCMD ["cmd"]\n', 'actions/echo/action.yml': MANIFEST + runs });
  return { binaries, repositories: { 'org/uv-release': own } };
}
const USES = 'uses: org/uv-release/actions/echo@v1';
const seenBy = (result, id) => JSON.parse(result.step('only', id).outputs.seen);

test('a docker action gets its inputs, the runner\'s variables and its workspace', async () => {
  const result = await run(stepsWorkflow(`- {id: a, ${USES}, with: {my input: " x y ", extra: 1}, env: {STEP: s}}`, 'env: {JOB: j}'), setUp());
  const { args, cwd, env } = seenBy(result, 'a');
  assert.deepEqual(args, ['--from-inputs']);
  assert.equal(cwd, env.GITHUB_WORKSPACE);
  assert.deepEqual([env['INPUT_DRY-RUN'], env.INPUT_MY_INPUT, env.INPUT_EXTRA, env.INPUT_REF, env.STEP, env.JOB], ['false', ' x y ', '1', 'main', 's', 'j']);
  assert.deepEqual([env.GITHUB_ACTIONS, env.CI, env.GITHUB_ACTION, env.GITHUB_JOB, env.RUNNER_OS, env.GITHUB_ACTION_REPOSITORY, env.GITHUB_ACTION_REF],
    ['true', 'true', 'a', 'only', 'Linux', 'org/uv-release', 'v1']);
  assert.ok(env.HOME.endsWith('_temp/_github_home') && env.GITHUB_EVENT_PATH.endsWith('_github_workflow/event.json'));
  assert.equal(env.GITHUB_TOKEN, undefined);
  assert.match(messages(result.step('only', 'a'))[0], /warning: Unexpected input\(s\) 'extra', valid inputs are \['entryPoint', 'args', 'dry-run', /);
  assert.deepEqual(result.step('only', 'a').annotations[1], { level: 'warning', message: 'from the program', file: 'a.md', line: '1' });
});

test('required is not enforced, a deprecated input warns, undeclared outputs count', async () => {
  const result = await run(stepsWorkflow(`- {id: a, ${USES}, with: {old: x}}`), setUp());
  assert.equal(result.conclusion, 'success');
  assert.match(messages(result.step('only', 'a'))[0], /'old' has been deprecated with message: use dry-run/);
});

test('the outputs of a failed docker action survive', async () => {
  const result = await run(stepsWorkflow(`- {id: a, ${USES}, with: {exit-code: 3}}`), setUp());
  assert.equal(result.conclusion, 'failure');
  assert.ok(result.step('only', 'a').outputs.seen);
  assert.match(messages(result.step('only', 'a')).at(-1), /Docker run failed with exit code 3/);
});

test('runs.env fills gaps only, and the runner\'s own variables come last', async () => {
  const runs = '  entrypoint: /app/echo\n  args: [x]\n  env: {A: manifest, B: manifest, GITHUB_REF: fake, INPUT_DRY-RUN: fake, D: "${{ inputs.dry-run }}"}\n';
  const { env } = seenBy(await run(stepsWorkflow(`- {id: a, ${USES}, env: {B: step, GITHUB_JOB: fake, HOME: /nowhere}}`), setUp(runs)), 'a');
  assert.deepEqual([env.A, env.B, env.GITHUB_REF, env['INPUT_DRY-RUN'], env.GITHUB_JOB, env.D], ['manifest', 'step', 'refs/heads/main', 'false', 'only', 'false']);
  assert.ok(env.HOME.endsWith('_github_home'));
});

const ARGS = '  entrypoint: /app/echo\n  args: ["${{ inputs.my input }}", next]\n'.replace('inputs.my input', "inputs['my input']");
const resplit = [['a b', ['a b', 'next']], ['q"q', ['q"q', 'next']], ['x\\" --evil "y', ['x\\', '--evil', '"y next']], ['trail\\', ['trail" next']]];
for (const [value, expected] of resplit) {
  test(`the input ${JSON.stringify(value)} in args reaches the program as ${JSON.stringify(expected)}`, async () => {
    const workflow = stepsWorkflow(`- {id: a, ${USES}, with: {my input: "\${{ vars.VALUE }}"}}`);
    assert.deepEqual(seenBy(await run(workflow, { ...setUp(ARGS), vars: { VALUE: value } }), 'a').args, expected);
  });
}

test("with.args and with.entrypoint count only where the manifest says nothing", async () => {
  const open = await run(stepsWorkflow(`- {id: a, ${USES}, with: {args: 'one "two three"', entryPoint: /app/echo}}`), setUp(''));
  assert.deepEqual(seenBy(open, 'a').args, ['one', 'two three']);
  const closed = await run(stepsWorkflow(`- {id: a, ${USES}, with: {args: evil, entrypoint: /app/evil}}`), setUp());
  assert.deepEqual(seenBy(closed, 'a').args, ['--from-inputs']);
});

test("without entrypoint and args the image's own are used", async () => {
  assert.deepEqual(seenBy(await run(stepsWorkflow(`- {id: a, ${USES}}`), setUp('')), 'a').args, ['default', 'cmd']);
});

test('pre and post entry points run around the job and share state', async () => {
  const runs = "  pre-entrypoint: /app/echo\n  pre-if: ${{ runner.os == 'Linux' }}\n  entrypoint: /app/echo\n  post-entrypoint: /app/echo\n  post-if: success()\n  args: [x]\n";
  const result = await run(stepsWorkflow(`- {run: "true"}\n- {id: a, name: Act, ${USES}, with: {save: kept}}\n- {id: last, run: "true"}`), setUp(runs));
  assert.deepEqual(result.job('only').steps.map(step => [step.name, step.outcome]), [
    ['Pre org/uv-release/actions/echo@v1', 'success'], ['Run true', 'success'], ['Act', 'success'], ['Run true', 'success'], ['Post Act', 'success'],
  ]);
  assert.equal(seenBy(result, 'a').env.STATE_saved, 'kept', 'what pre saved is there in main');
});

test('post runs after a failure by default and not when post-if says no', async () => {
  const post = condition => setUp(`  entrypoint: /app/echo\n  args: [x]\n  post-entrypoint: /app/echo\n${condition}`);
  const workflow = stepsWorkflow(`- {id: a, name: Act, ${USES}}\n- run: exit 1`);
  assert.equal((await run(workflow, post(''))).step('only', 'Post Act').outcome, 'success');
  assert.equal((await run(workflow, post('  post-if: success()\n'))).step('only', 'Post Act').outcome, 'skipped');
});

test('a post phase does not run for a step that was skipped', async () => {
  const result = await run(stepsWorkflow(`- {id: a, if: false, ${USES}}`), setUp('  entrypoint: /app/echo\n  args: [x]\n  post-entrypoint: /app/echo\n'));
  assert.equal(result.job('only').steps.length, 1);
});

test('an action of the workspace is found after the checkout, and its pre is only warned about', async () => {
  const own = setUp('  pre-entrypoint: /app/echo\n  entrypoint: /app/echo\n  args: [x]\n').repositories['org/uv-release'];
  const { binaries } = setUp();
  const result = await run(stepsWorkflow('- uses: actions/checkout@v7\n  with: {repository: org/uv-release}\n- {id: a, uses: ./actions/echo}'), { binaries, repositories: { 'org/uv-release': own } });
  assert.match(messages(result.step('only', 'a'))[0], /`pre` execution is not supported for local action/);
  assert.equal(result.conclusion, 'success');
});

test('an id-token address is there only with the permission', async () => {
  const options = () => ({ ...setUp(), serviceVariables: { ACTIONS_ID_TOKEN_REQUEST_URL: 'http://127.0.0.1:1', ACTIONS_RESULTS_URL: 'http://127.0.0.1:2' } });
  const without = seenBy(await run(stepsWorkflow(`- {id: a, ${USES}}`), options()), 'a').env;
  assert.deepEqual([without.ACTIONS_ID_TOKEN_REQUEST_URL, without.ACTIONS_RESULTS_URL], [undefined, 'http://127.0.0.1:2']);
  const granted = seenBy(await run(stepsWorkflow(`- {id: a, ${USES}}`, 'permissions: {id-token: write}'), options()), 'a').env;
  assert.equal(granted.ACTIONS_ID_TOKEN_REQUEST_URL, 'http://127.0.0.1:1');
});

test('an environment value above the limit of Linux is a sentence', async () => {
  const result = await run(stepsWorkflow(`- {id: a, ${USES}, with: {my input: "\${{ vars.BIG }}"}}`), { ...setUp(), vars: { BIG: 'x'.repeat(131_072) } });
  assert.match(messages(result.step('only', 'a')).at(-1), /longer than 131,071 bytes/);
  const fits = await run(stepsWorkflow(`- {id: a, ${USES}, with: {my input: "\${{ vars.BIG }}"}}`), { ...setUp(), vars: { BIG: 'x'.repeat(131_000) } });
  assert.equal(fits.conclusion, 'success');
});

const broken = [
  ['an action without action.yml', { 'actions/echo/README.md': '' }, /Can't find 'action.yml' or 'action.yaml' for the action org\/uv-release\/actions\/echo@v1/],
  ['an image that is neither Dockerfile nor docker://', { 'actions/echo/action.yml': MANIFEST.replace('../../Dockerfile', 'ghcr.io/x') }, /'ghcr.io\/x' should be either '\[path\]\/Dockerfile' or 'docker:\/\/image/],
  ['a missing Dockerfile', { 'actions/echo/action.yml': MANIFEST }, /Dockerfile does not exist/],
  ['an unknown kind of action', { 'actions/echo/action.yml': 'name: X\ndescription: d\nruns: {using: fortran, main: x}\n' }, /fortran/],
];
for (const [what, files, expected] of broken) {
  test(`${what} fails the job with a sentence`, async () => {
    const result = await run(stepsWorkflow(`- {id: a, ${USES}}`), { repositories: { 'org/uv-release': tree(files) } });
    assert.equal(result.conclusion, 'failure');
    assert.match(JSON.stringify(result.report.jobs).replaceAll('\\\\', '\\'), expected);
  });
}

test('a missing program and a missing folder of binaries are sentences', async () => {
  const { repositories, binaries } = setUp('  entrypoint: /app/ghost\n  args: [x]\n');
  assert.match(messages((await run(stepsWorkflow(`- {id: a, ${USES}}`), { repositories, binaries })).step('only', 'a'))[0], /has no ghost, which the action starts as \/app\/ghost/);
  assert.match(messages((await run(stepsWorkflow(`- {id: a, ${USES}}`), { repositories })).step('only', 'a'))[0], /Add --binaries DIR/);
  chmodSync(path.join(binaries, 'echo'), 0o644);
  const plain = setUp().repositories;
  assert.match(messages((await run(stepsWorkflow(`- {id: a, ${USES}}`), { repositories: plain, binaries })).step('only', 'a'))[0], /not executable/);
});

test('an action by digest of a release tree runs like one of the source tree', async () => {
  const { binaries } = setUp();
  const release = tree({ 'release-notes/action.yml': MANIFEST.replace('../../Dockerfile', `docker://ghcr.io/org/uv-release@sha256:${'0'.repeat(64)} # v1.0.0`) + '  entrypoint: /app/echo\n  args: [x]\n' });
  assert.equal((await run(stepsWorkflow('- {id: a, uses: org/uv-release/release-notes@v1.2.3}'), { binaries, repositories: { 'org/uv-release': release } })).conclusion, 'success');
});

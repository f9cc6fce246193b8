import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { stepsWorkflow, temporaryFolder, tree, writeFiles } from './sandbox.mjs';

const here = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const node = ['--import', path.join(here, 'json-hook.mjs'), path.join(here, 'run.mjs')];
const program = (args, env = {}) => spawnSync(process.execPath, [...node, ...args], { encoding: 'utf8', env: { ...process.env, ...env } });
const app = workflow => ['--repository', `acme/app=${tree({ '.github/workflows/x.yml': workflow })}`, '--workflow', 'acme/app:.github/workflows/x.yml'];

test('a successful run exits with 0 and writes its report', () => {
  const report = path.join(temporaryFolder(), 'report.json');
  const done = program([...app(stepsWorkflow('- run: "true"')), '--report', report]);
  assert.equal(done.status, 0, done.stderr);
  assert.match(done.stdout, /✓ only: success[\s\S]*Conclusion: success/);
  assert.equal(JSON.parse(readFileSync(report, 'utf8')).conclusion, 'success');
});

test('a failed run and a start-up failure exit with 1', () => {
  assert.equal(program(app(stepsWorkflow('- run: exit 1'))).status, 1);
  assert.equal(program(app('name: X\non: push\njobs: {}\n')).status, 1);
});

const mistakes = [
  [[], /--workflow is missing/], [['--workflow', 'a/b:c'], /--repository is missing/], [['--nonsense'], /nonsense/],
  [['--workflow', 'a/b:c', '--repository', 'a/b'], /lacks '='/], [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--engine', 'steam'], /--engine steam does not exist/],
  [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--inputs', '[1]'], /--inputs is no JSON object/], [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--approve', 'x=maybe'], /must be yes or no/],
  [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--secrets-file', '/nonexistent'], /given by --secrets-file can't be read/],
  [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--secrets', '{"store-key":"x"}'], /no secret of the name 'store-key'/], [['--workflow', 'a/b:c', '--repository', 'a/b=.', '--secrets', '{"GITHUB_KEY":"x"}'], /no secret of the name 'GITHUB_KEY'/],
];
for (const [args, expected] of mistakes) {
  test(`the arguments ${JSON.stringify(args)} are refused with exit code 2`, () => {
    const done = program(args);
    assert.equal(done.status, 2);
    assert.match(done.stderr, expected);
  });
}

test('--help explains and exits with 0', () => {
  const done = program(['--help']);
  assert.deepEqual([done.status, /--secrets-file/.test(done.stdout)], [0, true]);
});

test('inputs, secrets, variables, payload, approvals, stand-ins and the work folder come in by options', () => {
  const folder = temporaryFolder();
  writeFiles(folder, {
    'secrets.json': '{"FROM_FILE": "file-secret"}', 'env.json': '{"FROM_ENV": "env-secret"}', 'payload.json': '{"extra": "payload"}',
    'double.mjs': 'export default { inputs: { a: {} }, outputs: ["o"], run: () => ({ o: "double" }) };',
  });
  const workflow = stepsWorkflow('- {id: d, uses: other/action@v1, with: {a: b}}\n- {run: \'test "$ALL" = "in file-secret inline-secret variable-secret env-secret var payload double"\', env: {ALL: "${{ inputs.i }} ${{ secrets.FROM_FILE }} ${{ secrets.INLINE }} ${{ secrets.FROM_VARIABLE }} ${{ secrets.FROM_ENV }} ${{ vars.V }} ${{ github.event.extra }} ${{ steps.d.outputs.o }}"}}', 'environment: prod')
    .replace('on: workflow_dispatch', 'on: {workflow_dispatch: {inputs: {i: {}}}}');
  const file = name => path.join(folder, name);
  const options = ['--inputs', '{"i":"in"}', '--secrets-file', file('secrets.json'), '--secrets', '{"INLINE":"inline-secret"}', '--environment-secrets-file', `prod=${file('env.json')}`, '--vars', '{"V":"var"}',
    '--event-payload', file('payload.json'), '--approve', 'prod=yes', '--stand-in', `other/action=${file('double.mjs')}`, '--work', file('work')];
  const done = program([...app(workflow), ...options], { WORKFLOW_SECRETS: '{"FROM_VARIABLE":"variable-secret"}' });
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.ok(existsSync(file('work/jobs/only/_temp')));
  assert.equal(program([...app(workflow), ...options, '--approve', 'prod=no']).status, 1);
});

test('an interrupt ends the running step and leaves a cancelled run', async () => {
  const report = path.join(temporaryFolder(), 'report.json');
  const child = spawn(process.execPath, [...node, ...app(stepsWorkflow("- run: |\n    trap 'echo interrupted; exit 130' INT\n    echo started\n    sleep 30 & wait")), '--report', report], { stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    if (!/^\s*started/m.test(log) && /^\s*started/m.test(log + text)) child.kill('SIGINT');
    log += text;
  });
  const code = await new Promise(resolve => { child.on('close', resolve); });
  assert.equal(code, 1);
  assert.match(log, /^\s*interrupted/m);
  assert.equal(JSON.parse(readFileSync(report, 'utf8')).conclusion, 'cancelled');
});

test('a run takes artifacts of an earlier one by its number, with a token, and knows its own number and what stands for the API', () => {
  const work = path.join(temporaryFolder(), 'first'), upload = '- {uses: actions/upload-artifact@v7, with: {name: x, path: a.txt}}\n';
  assert.equal(program([...app(stepsWorkflow(`- run: echo first > a.txt\n${upload}`)), '--work', work]).status, 0);
  const download = more => `- {uses: actions/download-artifact@v8, with: {name: x, run-id: 7${more}}}\n`;
  const check = '- run: test "$(cat a.txt) $GITHUB_RUN_ID $GITHUB_API_URL" = "first 8 http://127.0.0.1:1"\n';
  const options = ['--run-id', '8', '--api-url', 'http://127.0.0.1:1', '--run-artifacts', `7=${path.join(work, 'artifacts')}`];
  const done = program([...app(stepsWorkflow(download(', github-token: "${{ github.token }}"') + check)), ...options]);
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(program([...app(stepsWorkflow(download(''))), ...options]).stdout, /Artifact not found for name: x/);
  assert.match(program([...app(stepsWorkflow(download(', github-token: x')))]).stdout, /the artifacts of run 7 of acme\/app are not here/);
  assert.match(program([...app(stepsWorkflow(check)), '--run-id', '0']).stderr, /must be a whole number/);
});

test('a run of another repository gives its artifacts to a token of its own alone', () => {
  const work = path.join(temporaryFolder(), 'first'), upload = '- {uses: actions/upload-artifact@v7, with: {name: x, path: a.txt}}\n';
  assert.equal(program([...app(stepsWorkflow(`- run: echo theirs > a.txt\n${upload}`)), '--work', work]).status, 0);
  const take = token => program([
    ...app(stepsWorkflow(`- {uses: actions/download-artifact@v8, with: {name: x, repository: acme/other, run-id: 7, github-token: "\${{ ${token} }}"}}\n- run: test "$(cat a.txt)" = theirs\n`)),
    '--secrets', '{"THEIRS": "token-of-another"}', '--run-artifacts', `acme/other:7=${path.join(work, 'artifacts')}`,
  ]);
  const done = take('secrets.THEIRS');
  assert.equal(done.status, 0, done.stdout + done.stderr);
  assert.match(take('github.token').stdout, /Resource not accessible by integration/);
});

test('a step that is made to fail does not run, and a name that no step has is an error', () => {
  const workflow = stepsWorkflow('- {name: Make, run: touch made}\n- {name: See, if: always(), run: test ! -e made}\n');
  const done = program([...app(workflow), '--fail-step', 'only/Make']);
  assert.equal(done.status, 1);
  assert.match(done.stdout, /✗ Make[\s\S]*✓ See/);
  assert.match(program([...app(workflow), '--fail-step', 'only/Mak']).stderr, /No step was called only\/Mak/);
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { run, stepsWorkflow } from './sandbox.mjs';

const echo = names => `jobs:\n  only:\n    runs-on: ubuntu-latest\n    steps:\n      - id: see\n        run: |\n${names.map(name => `          echo '${name}=\${{ toJSON(${name.startsWith('event') ? 'github.event.inputs' : `inputs['${name}']`}) }}' >> "$GITHUB_OUTPUT"\n`).join('')}`;
const dispatch = inputs => `name: Main\non:\n  workflow_dispatch:\n    inputs:\n${inputs}\n`;

test('dispatch inputs get their defaults and types', async () => {
  const { step } = await run(`${dispatch(`
      text: {type: string, default: hello}
      flag: {type: boolean, default: true}
      off: {type: boolean}
      count: {type: number, default: 3}
      pick: {type: choice, options: [one, two]}
      plain: {}
`)}${echo(['text', 'flag', 'off', 'count', 'pick', 'plain'])}`, { inputs: { count: '7' } });
  assert.deepEqual(step('only', 'see').outputs, { text: '"hello"', flag: 'true', off: 'false', count: '7', pick: '"one"', plain: '""' });
});

test('github.event.inputs holds text', async () => {
  const { report, step } = await run(`${dispatch('      flag: {type: boolean}')}jobs:\n  only:\n    runs-on: x\n    steps:\n      - {id: see, run: 'echo "v=\${{ github.event.inputs.flag == ''true'' }}" >> $GITHUB_OUTPUT'}\n`, { inputs: { flag: true } });
  assert.equal(step('only', 'see').outputs.v, 'true');
  assert.deepEqual(report.inputs, { flag: true });
});

const refusals = [
  ['an unknown input', '      a: {}', { b: 'x' }, /Unexpected inputs provided: \["b"\]/],
  ['a missing required input', '      a: {required: true}', {}, /Required input 'a' not provided/],
  ['a value outside of the choice', '      a: {type: choice, options: [x, y]}', { a: 'z' }, /Provided value 'z' for input 'a' not in the list of allowed values: x, y/],
  ['a boolean that is none', '      a: {type: boolean}', { a: 'yes' }, /'yes' for input 'a' is not a boolean/],
  ['a number that is none', '      a: {type: number}', { a: 'many' }, /'many' for input 'a' is not a number/],
];
for (const [what, inputs, given, expected] of refusals) {
  test(`${what} keeps the run from starting`, async () => {
    const { report } = await run(`${dispatch(inputs)}${echo(['a'])}`, { inputs: given });
    assert.equal(report.conclusion, 'startup_failure');
    assert.match(report.errors.join('\n'), expected);
    assert.deepEqual(report.jobs, []);
  });
}

test('a workflow starts only by an event it listens to', async () => {
  const { report } = await run(stepsWorkflow('- run: "true"'), { event: 'push' });
  assert.match(report.errors[0], /can't be started by the event 'push'; its triggers are: workflow_dispatch/);
});

test('a reusable workflow is not started by itself', async () => {
  const { report } = await run('name: R\non: workflow_call\njobs: {a: {runs-on: x, steps: [{run: "true"}]}}', { event: 'workflow_call' });
  assert.match(report.errors[0], /Start a reusable workflow through one that calls it/);
});

test("GitHub's schema errors name file, line and column", async () => {
  const { report } = await run('name: X\non: push\njobs:\n  a:\n    runs-on: x\n    stepz: []\n');
  assert.equal(report.conclusion, 'startup_failure');
  assert.match(report.errors.join('\n'), /acme\/sample-app\/.github\/workflows\/main.yml \(Line: 6, Col: 5\): Unexpected value 'stepz'/);
});

test('a needs of an unknown job is refused', async () => {
  const { report } = await run('name: X\non: workflow_dispatch\njobs:\n  a: {runs-on: x, needs: ghost, steps: [{run: "true"}]}\n  b: {runs-on: x, steps: [{run: "true"}]}\n');
  assert.match(report.errors.join('\n'), /ghost/);
});

test('an expression of a context that is not allowed in its place is refused', async () => {
  const { report } = await run('name: X\non: workflow_dispatch\njobs:\n  a: {runs-on: x, if: "secrets.A == 1", steps: [{run: "true"}]}\n');
  assert.match(report.errors.join('\n'), /secrets/);
});

test('a pull request sets ref, head_ref and base_ref from its payload', async () => {
  const { step } = await run(`name: P\non: pull_request\njobs:\n  only:\n    runs-on: x\n    steps:\n      - {id: see, run: 'echo "v=$GITHUB_REF $GITHUB_REF_NAME $GITHUB_HEAD_REF $GITHUB_BASE_REF" >> $GITHUB_OUTPUT; test "$(jq -r .pull_request.title "$GITHUB_EVENT_PATH" 2>/dev/null || echo fix)" = fix'}\n`,
    { event: 'pull_request', payload: { pull_request: { number: 7, title: 'fix', head: { ref: 'topic' }, base: { ref: 'main' } } } });
  assert.equal(step('only', 'see').outputs.v, 'refs/pull/7/merge 7/merge topic main');
});

test('a tag as ref makes ref_type tag', async () => {
  const { step } = await run(stepsWorkflow('- {id: see, run: \'echo "v=$GITHUB_REF $GITHUB_REF_TYPE $GITHUB_REF_NAME" >> $GITHUB_OUTPUT\'}'), { ref: 'v1.2.3' });
  assert.equal(step('only', 'see').outputs.v, 'refs/tags/v1.2.3 tag v1.2.3');
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, run, stepsWorkflow } from './sandbox.mjs';

const job = (id, body) => `  ${id}:\n    runs-on: ubuntu-latest\n${body}`;
const on = 'name: Main\non: workflow_dispatch\njobs:\n';

test('jobs run after the jobs they need and read their outputs', async () => {
  const { conclusion, step, job: jobOf } = await run(`${on}
  last:
    needs: [first]
    runs-on: ubuntu-latest
    steps:
      - id: read
        run: echo "v=got $V" >> "$GITHUB_OUTPUT"
        env: {V: "\${{ needs.first.outputs.v }}"}
  first:
    runs-on: ubuntu-latest
    outputs: {v: "\${{ steps.make.outputs.v }}", empty: "\${{ steps.make.outputs.none }}"}
    steps:
      - id: make
        run: echo "v=1" >> "$GITHUB_OUTPUT"
`);
  assert.equal(conclusion, 'success');
  assert.deepEqual(jobOf('first').outputs, { v: '1' }, 'empty outputs are left out');
  assert.equal(step('last', 'read').outputs.v, 'got 1');
});

test('a failed job skips what needs it, while a rescue job and always() run', async () => {
  const { conclusion, job: jobOf } = await run(`${on}${job('build', '    steps: [{run: exit 3}]\n')}${job('publish', '    needs: build\n    steps: [{run: "true"}]\n')}`
    + `${job('rescue', '    needs: [build, publish]\n    if: failure()\n    steps: [{run: "true"}]\n')}${job('report', "    needs: publish\n    if: always() && needs.publish.result == 'skipped'\n    steps: [{run: \"true\"}]\n")}`
    + `${job('after', '    needs: report\n    steps: [{run: "true"}]\n')}`);
  assert.equal(conclusion, 'failure');
  assert.deepEqual(['build', 'publish', 'rescue', 'report', 'after'].map(id => jobOf(id).result), ['failure', 'skipped', 'success', 'success', 'skipped'],
    "a job skipped far above makes success() false, even behind always()");
  assert.deepEqual(messages(jobOf('build').steps[0]), ['error: Process completed with exit code 3.']);
});

test('continue-on-error of a job keeps the run green and its dependents running', async () => {
  const { conclusion, job: jobOf } = await run(`${on}${job('flaky', '    continue-on-error: true\n    steps: [{run: exit 1}]\n')}${job('next', '    needs: flaky\n    steps: [{run: "true"}]\n')}`);
  assert.equal(conclusion, 'success');
  assert.deepEqual([jobOf('flaky').outcome, jobOf('flaky').result, jobOf('next').result], ['failure', 'success', 'success']);
});

test('continue-on-error of a step separates outcome and conclusion', async () => {
  const { conclusion, step } = await run(stepsWorkflow(`
- id: bad
  run: exit 1
  continue-on-error: true
- id: good
  if: steps.bad.outcome == 'failure' && steps.bad.conclusion == 'success'
  run: "true"
- id: not
  if: failure()
  run: "true"
`));
  assert.equal(conclusion, 'success');
  assert.deepEqual(['bad', 'good', 'not'].map(id => step('only', id).outcome), ['failure', 'success', 'skipped']);
});

test('after a failed step only steps that ask for it run', async () => {
  const { conclusion, step } = await run(stepsWorkflow(`
- id: bad
  run: exit 1
- id: skipped
  run: "true"
- id: rescue
  if: failure()
  run: "true"
- id: always
  if: always()
  run: "true"
- id: still
  if: success() || cancelled()
  run: "true"
`));
  assert.equal(conclusion, 'failure');
  assert.deepEqual(['skipped', 'rescue', 'always', 'still'].map(id => step('only', id).outcome), ['skipped', 'success', 'success', 'skipped']);
});

test('a matrix from JSON makes a leg per value, and the last leg that set an output wins', async () => {
  const { report, job: jobOf } = await run(`${on}${job('list', '    outputs: {os: "${{ steps.l.outputs.os }}"}\n    steps: [{id: l, run: "echo os=[\\\\\\"a\\\\\\",\\\\\\"b\\\\\\"] >> $GITHUB_OUTPUT"}]\n')}
  build:
    name: Build \${{ matrix.os }}
    needs: list
    runs-on: ubuntu-latest
    strategy: {max-parallel: 1, matrix: {os: "\${{ fromJSON(needs.list.outputs.os) }}"}}
    outputs: {os: "\${{ steps.o.outputs.os }}", index: "\${{ strategy.job-index }}/\${{ strategy.job-total }}"}
    steps: [{id: o, run: 'echo "os=$OS" >> $GITHUB_OUTPUT', env: {OS: "\${{ matrix.os }}"}}]
`);
  assert.equal(report.conclusion, 'success');
  assert.deepEqual([jobOf('Build a').matrix, jobOf('Build b').outputs], [{ os: 'a' }, { os: 'b', index: '1/2' }]);
  assert.deepEqual(report.outputs.build, { os: 'b', index: '1/2' });
});

const failFast = value => `${on}${job('legs', `    strategy: {fail-fast: ${value}, matrix: {n: [1, 2, 3]}}\n    steps: [{run: 'test "$N" != 2', env: {N: "\${{ matrix.n }}"}}]\n`)}`;
test('a failed leg cancels the later ones unless fail-fast is off', async () => {
  const results = async value => (await run(failFast(value))).report.jobs.map(({ result }) => result);
  assert.deepEqual(await results(true), ['success', 'failure', 'cancelled']);
  assert.deepEqual(await results(false), ['success', 'failure', 'success']);
});

test('an empty matrix fails the job with a sentence', async () => {
  const { job: jobOf } = await run(`${on}${job('legs', "    strategy: {matrix: {n: \"${{ fromJSON('[]') }}\"}}\n    steps: [{run: 'true'}]\n")}`);
  assert.match(messages(jobOf('legs'))[0], /'n' does not contain any values/);
});

test('env comes from workflow, job and step, the nearest wins, and GITHUB_ENV joins in', async () => {
  const { step } = await run(`name: Main\non: workflow_dispatch\nenv: {A: workflow, B: workflow, C: workflow}\njobs:\n${job('only', `    env: {B: job, C: job, D: "\${{ github.event_name }}"}
    steps:
      - run: echo "E=file" >> "$GITHUB_ENV"
      - id: see
        env: {C: step}
        run: echo "v=$A $B $C $D $E \${{ env.C }}" >> "$GITHUB_OUTPUT"
`)}`);
  assert.equal(step('only', 'see').outputs.v, 'workflow job step workflow_dispatch file step');
});

test('the default shell stops at the first error but not inside a pipe, and bash stops there too', async () => {
  const { step } = await run(stepsWorkflow(`
- {id: pipe, run: "false | true"}
- {id: first, continue-on-error: true, run: "false\\ntrue"}
- {id: strict, continue-on-error: true, shell: bash, run: "false | true"}
- {id: sh, shell: sh, run: "test -z \\"$BASH_VERSION\\" || true"}
- {id: pwsh, continue-on-error: true, shell: pwsh, run: "true"}
`));
  assert.deepEqual(['pipe', 'first', 'strict', 'sh', 'pwsh'].map(id => step('only', id).outcome), ['success', 'failure', 'failure', 'success', 'failure']);
  assert.match(messages(step('only', 'pwsh'))[0], /shell 'pwsh' is not available here. Use bash, sh or python/);
});

test('expressions in scalars of several lines see the YAML value, not the text of the file', async () => {
  const { step } = await run(stepsWorkflow(`
- id: block
  run: |
    cat > file <<'END'
      indented '\${{ github.ref_name }}' 'x' {y}
    END
    echo "v=$(cat file)" >> "$GITHUB_OUTPUT"
- id: folded
  run: >-
    echo "v=\${{ github.ref_name }}
    folded" >> "$GITHUB_OUTPUT"
- id: never
  if: >-
    \${{ github.ref_name == 'other' }}
  run: "true"
- id: unsound
  if: |
    \${{ github.ref_name == 'other' }}
  run: "true"
`));
  assert.equal(step('only', 'block').outputs.v, "  indented 'main' 'x' {y}");
  assert.equal(step('only', 'folded').outputs.v, 'main folded');
  assert.deepEqual([step('only', 'never').outcome, step('only', 'unsound').outcome], ['skipped', 'success']);
});

test('defaults.run gives shell and working directory, the step overrides them', async () => {
  const { step } = await run(stepsWorkflow(`
- {run: mkdir -p sub other, working-directory: .}
- {id: a, run: 'echo "v=$(basename "$PWD")" >> $GITHUB_OUTPUT'}
- {id: b, working-directory: other, run: 'echo "v=$(basename "$PWD")" >> $GITHUB_OUTPUT'}
`, 'defaults: {run: {working-directory: sub, shell: bash}}'));
  assert.deepEqual([step('only', 'a').outputs.v, step('only', 'b').outputs.v], ['sub', 'other']);
});

test('GITHUB_PATH puts folders in front of the search path of later steps', async () => {
  const { step } = await run(stepsWorkflow(`
- run: mkdir tools && printf '#!/bin/sh\\necho mine' > tools/uname && chmod +x tools/uname && echo "$PWD/tools" >> "$GITHUB_PATH"
- {id: see, run: 'echo "v=$(uname)" >> $GITHUB_OUTPUT'}
`));
  assert.equal(step('only', 'see').outputs.v, 'mine');
});

test('a step that outlives its timeout is ended and fails', async () => {
  const { step, job: jobOf } = await run(stepsWorkflow(`
- {id: slow, timeout-minutes: 0.005, run: 'trap "" INT; sleep 20'}
- {id: after, if: always(), run: "true"}
`));
  assert.match(messages(step('only', 'slow')).at(-1), /has timed out after 0.005 minutes/);
  assert.deepEqual([step('only', 'after').outcome, jobOf('only').result], ['success', 'failure']);
});

test('a broken expression fails its step with the evaluator\'s words', async () => {
  const { step } = await run(stepsWorkflow("- {id: bad, run: 'echo ${{ fromJSON(env.X) }}', env: {X: '{'}}"));
  assert.equal(step('only', 'bad').outcome, 'failure');
  assert.match(messages(step('only', 'bad'))[0], /JSON/);
});

test('job containers and services are refused with a sentence', async () => {
  const { job: jobOf } = await run(stepsWorkflow('- run: "true"', 'container: node:20'));
  assert.match(messages(jobOf('only'))[0], /'container', which this executor does not support/);
});

test('concurrency and run-name are evaluated and recorded', async () => {
  const { report, job: jobOf } = await run(stepsWorkflow('- run: "true"', 'concurrency: {group: "job-${{ github.ref_name }}", cancel-in-progress: true}')
    .replace('on: workflow_dispatch', 'run-name: Run ${{ github.ref_name }}\non: workflow_dispatch\nconcurrency: g-${{ github.workflow }}'));
  assert.equal(report.runName, 'Run main');
  assert.deepEqual(report.concurrency, { group: 'g-Main', cancelInProgress: false });
  assert.deepEqual(jobOf('only').concurrency, { group: 'job-main', cancelInProgress: true });
});

test('cancelling ends the running step and marks the rest', async () => {
  const cancellation = new AbortController();
  const start = Date.now();
  const { report } = await run(stepsWorkflow('- {id: slow, run: "echo started; sleep 300"}\n- {id: never, run: "true"}') + job('later', '    needs: only\n    steps: [{run: "true"}]\n'),
    { signal: cancellation.signal, write: text => { if (/^\s*started/m.test(text)) cancellation.abort(); } });
  assert.ok(Date.now() - start < 150_000);
  assert.equal(report.conclusion, 'cancelled');
  assert.deepEqual(report.jobs.map(({ result }) => result), ['cancelled', 'cancelled']);
  assert.deepEqual(report.jobs[0].steps.map(({ outcome }) => outcome), ['cancelled', 'cancelled']);
});

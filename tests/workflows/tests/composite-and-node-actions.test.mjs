import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, run, stepsWorkflow, tree } from './sandbox.mjs';

const ours = files => ({ repositories: { 'org/tools': tree(files) } });
const composite = (steps, head = '') => `name: C\ndescription: d\n${head}runs:\n  using: composite\n  steps:\n${steps}`;

test('a composite action has its own inputs, steps and outputs and uses others of its repository', async () => {
  const result = await run(stepsWorkflow('- {id: a, uses: org/tools/outer@v1, with: {who: Ada}, env: {E: env}}\n- run: test "$LATER" = later'), ours({
    'outer/action.yml': composite(`    - {id: hi, shell: bash, run: 'echo "v=hi $WHO $E \${{ inputs.greeting }}" >> $GITHUB_OUTPUT; echo LATER=later >> $GITHUB_ENV', env: {WHO: "\${{ inputs.who }}"}}
    - {id: nested, uses: $/inner}
    - {shell: bash, run: 'test "$LATER" = later && test -f "$GITHUB_ACTION_PATH/action.yml"'}
`, 'inputs: {who: {description: d}, greeting: {description: d, default: "on ${{ github.ref_name }}"}}\noutputs: {v: {description: d, value: "${{ steps.hi.outputs.v }} ${{ steps.nested.outputs.w }}"}}\n'),
    'inner/action.yml': composite("    - {id: x, shell: sh, run: 'echo w=inner >> $GITHUB_OUTPUT'}\n", 'outputs: {w: {description: d, value: "${{ steps.x.outputs.w }}"}}\n'),
  }));
  assert.equal(result.conclusion, 'success');
  assert.equal(result.step('only', 'a').outputs.v, 'hi Ada env on main inner');
  assert.equal(result.step('only', 'a').steps.length, 3);
});

test('a failed step of a composite action skips the rest but not always()', async () => {
  const result = await run(stepsWorkflow('- {id: a, uses: org/tools/outer@v1}'), ours({
    'outer/action.yml': composite('    - {shell: bash, run: exit 1}\n    - {shell: bash, run: "true"}\n    - {shell: bash, if: always(), run: "true"}\n'),
  }));
  assert.equal(result.step('only', 'a').outcome, 'failure');
  assert.deepEqual(result.step('only', 'a').steps.map(({ outcome }) => outcome), ['failure', 'skipped', 'success']);
});

test('a run step of a composite action needs a shell', async () => {
  const result = await run(stepsWorkflow('- {id: a, uses: org/tools/outer@v1}'), ours({ 'outer/action.yml': composite('    - run: "true"\n') }));
  assert.equal(result.conclusion, 'failure');
  assert.match(JSON.stringify(result.report), /shell/);
});

test('a JavaScript action runs with inputs, state and its pre and post phases', async () => {
  const manifest = 'name: N\ndescription: d\ninputs: {who: {description: d, default: world}}\nruns: {using: node24, pre: pre.js, main: main.js, post: post.js}\n';
  const append = (file, text) => `require('node:fs').appendFileSync(process.env.GITHUB_${file}, ${text} + '\\n');`;
  const result = await run(stepsWorkflow('- {id: a, name: Node, uses: org/tools/node@v1}'), ours({
    'node/action.yml': manifest, 'node/pre.js': append('STATE', "'p=1'"), 'node/main.js': append('OUTPUT', "'v=hello ' + process.env.INPUT_WHO + process.env.STATE_p") + append('STATE', "'m=2'"),
    'node/post.js': "console.log('::notice::' + process.env.STATE_p + process.env.STATE_m)",
  }));
  assert.equal(result.step('only', 'a').outputs.v, 'hello world1');
  assert.deepEqual(messages(result.step('only', 'Post Node')), ['notice: 12']);
});

test('an unmapped action without stand-in fails its step with a sentence, and only when it runs', async () => {
  const result = await run(stepsWorkflow('- {id: no, if: false, uses: docker/login-action@v3}\n- {id: a, uses: docker/login-action@v3}'));
  assert.equal(result.step('only', 'no').outcome, 'skipped');
  assert.match(messages(result.step('only', 'a'))[0], /docker\/login-action@v3 can't run here: .* Add --repository docker\/login-action=PATH or --stand-in docker\/login-action=FILE.mjs/);
});

test('a reference that GitHub does not know is refused', async () => {
  const result = await run(stepsWorkflow('- {id: a, uses: docker/login-action}'));
  assert.match(JSON.stringify(result.report), /docker\/login-action/);
  assert.notEqual(result.conclusion, 'success');
});

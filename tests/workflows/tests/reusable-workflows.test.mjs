import assert from 'node:assert/strict';
import test from 'node:test';
import { messages, repository, run, tree } from './sandbox.mjs';

const caller = (body, top = '') => `name: Caller\non: workflow_dispatch\n${top}jobs:\n  call:\n${body}`;
const called = (on, steps = '      - run: "true"', job = '') => `name: Called\non:\n  workflow_call:\n${on}\njobs:\n  inner:\n    runs-on: x\n${job}    steps:\n${steps}\n`;
const ours = files => ({ repositories: { 'org/uv-release': tree(files) } });
const USES = '    uses: org/uv-release/.github/workflows/release.yml@v1\n';

test('inputs, secrets and outputs cross the border, env does not, github is the caller\'s', async () => {
  const release = called(`    inputs: {channel: {type: string, required: true}, dry: {type: boolean}, count: {type: number, default: 2}}
    secrets: {TOKEN: {required: true}}
    outputs: {result: {value: "\${{ jobs.inner.outputs.r }}"}}`, `      - id: see
        env: {T: "\${{ secrets.TOKEN }}", OTHER: "\${{ secrets.OTHER }}", C: "\${{ inputs.channel }}", D: "\${{ toJSON(inputs.dry) }}", N: "\${{ inputs.count }}"}
        run: |
          test "$T" = hush-hush
          echo "r=$C $D $N [$OTHER] [$OUTSIDE] $GITHUB_REPOSITORY $GITHUB_WORKFLOW" >> "$GITHUB_OUTPUT"`, '    outputs: {r: "${{ steps.see.outputs.r }}"}\n');
  const { report, job } = await run(`name: Caller
on: workflow_dispatch
env: {OUTSIDE: leak}
jobs:
  call:
    strategy: {matrix: {channel: [beta, stable]}}
${USES}    with: {channel: "\${{ matrix.channel }}", dry: true}
    secrets: {TOKEN: "\${{ secrets.APP_TOKEN }}"}
  after:
    needs: call
    runs-on: x
    steps: [{run: 'test "$R" = "stable true 2 [] [] acme/sample-app Caller"', env: {R: "\${{ needs.call.outputs.result }}"}}]
`, { ...ours({ '.github/workflows/release.yml': release }), secrets: { APP_TOKEN: 'hush-hush', OTHER: 'not passed' } });
  assert.equal(report.conclusion, 'success');
  assert.equal(job('call (beta)').workflow.ref, 'v1');
  assert.deepEqual(job('call (beta)').workflow.inputs, { channel: 'beta', dry: true, count: 2 });
});

test('a called workflow knows itself by job.workflow_*, and $/ is its own repository', async () => {
  const own = repository({
    '.github/workflows/release.yml': called('', `      - id: see
        run: echo "v=\${{ job.workflow_repository }} \${{ job.workflow_ref }} \${{ job.workflow_sha }} \${{ job.workflow_file_path }}" >> "$GITHUB_OUTPUT"
      - id: act
        uses: $/actions/hello`) + '  deeper:\n    uses: $/.github/workflows/inner.yml\n',
    '.github/workflows/inner.yml': called(''),
    'actions/hello/action.yml': 'name: Hello\ndescription: d\noutputs: {who: {value: "${{ github.action_repository }}"}}\nruns: {using: composite, steps: [{run: "true", shell: bash}]}\n',
  });
  const { report, job, step } = await run(caller(USES), { repositories: { 'org/uv-release': own } });
  assert.equal(report.conclusion, 'success');
  const { sha } = job('call').workflow;
  assert.equal(step('inner', 'see').outputs.v, `org/uv-release org/uv-release/.github/workflows/release.yml@v1 ${sha} .github/workflows/release.yml`);
  assert.equal(step('inner', 'act').outputs.who, 'org/uv-release');
  assert.equal(job('deeper').workflow.repository, 'org/uv-release');
});

test('./ calls a workflow of the same repository', async () => {
  const { conclusion } = await run(caller('    uses: ./.github/workflows/inner.yml\n'), { files: { '.github/workflows/inner.yml': called('') } });
  assert.equal(conclusion, 'success');
});

const see = '      - {id: see, run: \'echo "v=$(printf %s "$T" | rev)" >> $GITHUB_OUTPUT\', env: {T: "${{ secrets.TOKEN }}"}}';
const seen = async (body, options, declared = '    secrets: {TOKEN: {}}', job = '    environment: canary\n') => {
  const { step } = await run(caller(body), { ...ours({ '.github/workflows/release.yml': called(declared, see, job) }), ...options });
  return step('inner', 'see').outputs.v;
};
const ofEnvironment = { environments: { canary: { secrets: { TOKEN: 'tnemnorivne' } } } };
const SAME = '    uses: $/.github/workflows/release.yml\n';
const here = { files: { '.github/workflows/release.yml': called('', see, '    environment: canary\n') } };

test('secrets: inherit passes every secret within one owner, and nothing to another one', async () => {
  const { step } = await run(caller(`${SAME}    secrets: inherit\n`), { ...here, secrets: { TOKEN: 'detirehni' } });
  assert.equal(step('inner', 'see').outputs.v, 'inherited');
  const other = await run(caller(`${USES}    secrets: inherit\n`), { ...ours({ '.github/workflows/release.yml': called('', see) }), secrets: { TOKEN: 'detirehni' } });
  assert.equal(other.step('inner', 'see').outputs.v, '');
  assert.match(other.report.warnings[0], /passes nothing to .*which is of another owner/);
});

test("an environment's secret reaches a called workflow's job where each call hands it on under its own name, or inherits, and else nowhere", async () => {
  const mapped = `${USES}    secrets: {TOKEN: "\${{ secrets.TOKEN }}"}\n`;
  assert.equal(await seen(mapped, ofEnvironment), 'environment');
  assert.equal(await seen(mapped, { ...ofEnvironment, secrets: { TOKEN: 'yrotisoper' } }), 'environment', 'the nearest one');
  assert.equal(await seen(mapped, ofEnvironment, undefined, ''), '', 'a job without the environment');
  assert.equal(await seen(USES, ofEnvironment), '', 'nothing passed (actions/runner#4453)');
  assert.equal(await seen(`${USES}    secrets: {TOKEN: "\${{ secrets.OTHER }}"}\n`, { ...ofEnvironment, secrets: { OTHER: 'rehto' } }), 'other', 'mapped from another name');
  assert.equal(await seen(`${USES}    secrets: {TOKEN: laretil}\n`, ofEnvironment), 'literal', 'a text');
  const { step } = await run(caller(`${SAME}    secrets: inherit\n`), { ...here, ...ofEnvironment });
  assert.equal(step('inner', 'see').outputs.v, 'environment');
});

test("an environment's secret passes two calls only where both hand it on", async () => {
  const pass = '    secrets: {TOKEN: "${{ secrets.TOKEN }}"}\n';
  const outer = inner => `name: Outer\non:\n  workflow_call:\n    secrets: {TOKEN: {}}\njobs:\n  deeper:\n    uses: $/.github/workflows/inner.yml\n${inner}`;
  const through = async inner => {
    const { step } = await run(caller(USES + pass), {
      ...ours({ '.github/workflows/release.yml': outer(inner), '.github/workflows/inner.yml': called('    secrets: {TOKEN: {}}', see, '    environment: canary\n') }), ...ofEnvironment,
    });
    return step('inner', 'see').outputs.v;
  };
  assert.deepEqual([await through(pass), await through('')], ['environment', '']);
});

test('the job\'s token is there without being passed', async () => {
  const release = called('', '      - {run: \'test -n "$T" && test -z "$GITHUB_TOKEN"\', env: {T: "${{ secrets.GITHUB_TOKEN }}"}}');
  assert.equal((await run(caller(USES), ours({ '.github/workflows/release.yml': release }))).conclusion, 'success');
});

const INPUT = '    inputs: {channel: {type: string, required: true}, dry: {type: boolean}}\n    secrets: {TOKEN: {required: true}}';
const declarations = [
  ['an unknown input', '    with: {channel: x, chanel: y}\n    secrets: {TOKEN: a}\n', /Invalid input, chanel is not defined in the referenced workflow/],
  ['a missing required input', '    secrets: {TOKEN: a}\n', /Input channel is required, but not provided while calling/],
  ['a literal of the wrong type', '    with: {channel: x, dry: maybe}\n    secrets: {TOKEN: a}\n', /Input dry must be a boolean, but is given "maybe"/],
  ['an unknown secret', '    with: {channel: x}\n    secrets: {TOKEN: a, OTHER: b}\n', /Invalid secret, OTHER is not defined/],
  ['a missing required secret', '    with: {channel: x}\n', /Secret TOKEN is required, but not provided while calling/],
];
for (const [what, body, expected] of declarations) {
  test(`${what} of a call keeps the run from starting`, async () => {
    const { report } = await run(caller(USES + body), ours({ '.github/workflows/release.yml': called(INPUT) }));
    assert.equal(report.conclusion, 'startup_failure');
    assert.match(report.errors.join('\n'), expected);
    assert.match(report.errors.join('\n'), /main.yml \(Line: 5, Col: 11\)/);
  });
}

test('an expression of the wrong type fails the calling job', async () => {
  const { report, job } = await run(caller(`${USES}    with: {dry: "\${{ github.ref_name }}"}\n`), ours({ '.github/workflows/release.yml': called('    inputs: {dry: {type: boolean}}') }));
  assert.equal(report.conclusion, 'failure');
  assert.match(messages(job('call'))[0], /The input 'dry' of .*release.yml must be a boolean, but the caller's expression gave "main"/);
});

test('a required secret that is passed empty is a warning', async () => {
  const { report } = await run(caller(`${USES}    secrets: {TOKEN: "\${{ secrets.NOT_SET }}"}\n`), ours({ '.github/workflows/release.yml': called('    secrets: {TOKEN: {required: true}}') }));
  assert.equal(report.conclusion, 'success');
  assert.match(report.warnings.join('\n'), /required secret TOKEN .* is passed empty/);
});

const permissions = block => called('', undefined, `    permissions: ${block}\n`);
const grants = [
  ['{contents: read}', '{contents: write}', /nested job 'inner' is requesting 'contents: write', but is only allowed 'contents: read'/],
  ['{}', '{id-token: write}', /is requesting 'id-token: write', but is only allowed 'id-token: none'/],
  ['{contents: write}', '{contents: read}', undefined],
  ['write-all', '{id-token: write, contents: write}', undefined],
  ['read-all', '{issues: write}', /'issues: write', but is only allowed 'issues: read'/],
];
for (const [granted, asked, expected] of grants) {
  test(`a caller that grants ${granted} ${expected ? 'can not' : 'can'} call a job that asks for ${asked}`, async () => {
    const { report } = await run(caller(`    permissions: ${granted}\n${USES}`), ours({ '.github/workflows/release.yml': permissions(asked) }));
    assert.equal(report.conclusion, expected ? 'startup_failure' : 'success');
    if (expected) assert.match(report.errors.join('\n'), expected);
  });
}

test('permissions only go down along the chain', async () => {
  const { report } = await run(caller(`    permissions: {contents: read}\n${USES}`), ours({
    '.github/workflows/release.yml': 'name: M\non: workflow_call\njobs:\n  mid:\n    uses: $/.github/workflows/inner.yml\n', '.github/workflows/inner.yml': permissions('{contents: write}'),
  }));
  assert.match(report.errors.join('\n'), /is only allowed 'contents: read'/);
});

function chain(length) {
  const files = {};
  for (let i = 1; i < length; i++) files[`.github/workflows/w${i}.yml`] = `name: W${i}\non: workflow_call\njobs:\n  next: {uses: $/.github/workflows/w${i + 1}.yml}\n`;
  return { ...files, [`.github/workflows/w${length}.yml`]: called('') };
}
const first = caller('    uses: org/uv-release/.github/workflows/w1.yml@v1\n');
test('ten levels of workflows are allowed', async () => assert.equal((await run(first, ours(chain(9)))).conclusion, 'success'));
test('eleven levels of workflows are refused', async () => {
  const { report } = await run(first, ours(chain(10)));
  assert.match(report.errors.join('\n'), /nest more than 10 levels deep, the caller included/);
});

test('a workflow that calls itself is refused by the level limit', async () => {
  const { report } = await run(caller(USES), ours({ '.github/workflows/release.yml': `name: R\non: workflow_call\njobs:\n  again:\n${USES}` }));
  assert.match(report.errors.join('\n'), /nest more than 10 levels/);
});

const unreachable = [
  ['a missing file', 'org/uv-release/.github/workflows/gone.yml@v1', /The repository org\/uv-release has no file .github\/workflows\/gone.yml/],
  ['an unmapped repository', 'other/place/.github/workflows/x.yml@v1', /other\/place is not mapped to a local folder. Add --repository other\/place=PATH/],
  ['a file outside of .github/workflows', 'org/uv-release/workflows/x.yml@v1', /must be a file directly in .github\/workflows/],
  ['a workflow without workflow_call', 'org/uv-release/.github/workflows/own.yml@v1', /can't be called: its 'on:' has no workflow_call/],
];
for (const [what, uses, expected] of unreachable) {
  test(`calling ${what} keeps the run from starting`, async () => {
    const { report } = await run(caller(`    uses: ${uses}\n`), ours({ '.github/workflows/own.yml': 'name: O\non: push\njobs: {a: {runs-on: x, steps: [{run: "true"}]}}\n' }));
    assert.equal(report.conclusion, 'startup_failure');
    assert.match(report.errors.join('\n'), expected);
  });
}

test('a failing job of a called workflow fails the call and skips what needs it', async () => {
  const { report, job } = await run(`${caller(USES)}  after:\n    needs: call\n    runs-on: x\n    steps: [{run: "true"}]\n`, ours({ '.github/workflows/release.yml': called('', '      - run: exit 1') }));
  assert.deepEqual([report.conclusion, job('call').result, job('after').result], ['failure', 'failure', 'skipped']);
});

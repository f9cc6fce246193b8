import assert from 'node:assert/strict';
import test from 'node:test';
import { commit, git, repository, run } from './sandbox.mjs';

const CHECKOUT = persist => `      - {uses: actions/checkout@v7, with: {fetch-depth: 0, persist-credentials: ${persist}}}\n`;
const PUSH = `      - shell: bash
        env:
          TOKEN: TOKEN_EXPRESSION
        run: |
          export GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=http.extraHeader GIT_CONFIG_VALUE_0="Authorization: basic $(printf 'x-access-token:%s' "$TOKEN" | base64 -w0)"
          git push origin HEAD:refs/heads/pushed
`;
const CHANGE = file => `      - run: mkdir -p "$(dirname ${file})" && echo "# new" >>${file} && git add . && git -c user.name=A -c user.email=a@b commit -qm change\n`;
const APP = { inputs: { workflows: {} }, outputs: ['token'], run: ({ inputs, admit }) => {
  admit('ghs_app', { contents: 'write', ...(inputs.workflows ? { workflows: inputs.workflows } : {}) });
  return { token: 'ghs_app' };
} };
const WORKFLOW = '.github/workflows/other.yml';
const REFUSAL = /refusing to allow a GitHub App to create or update workflow `\.github\/workflows\/other\.yml` without `workflows` permission/;

async function push({ file = 'a.txt', contents = 'write', token = '${{ github.token }}', before = '', persist = false }) {
  const app = repository({ 'a.txt': '1', [WORKFLOW]: 'name: Other\n' }, 'feat: one');
  const steps = CHECKOUT(persist) + (file ? CHANGE(file) : '') + before + (persist ? '      - run: git push origin HEAD:refs/heads/pushed\n' : PUSH.replace('TOKEN_EXPRESSION', token));
  commit(app, { '.github/workflows/main.yml': `on: workflow_dispatch\njobs:\n  only:\n    runs-on: x\n    permissions: { contents: ${contents} }\n    steps:\n${steps}` }, 'ci: workflow');
  const { report, log } = await run('', { repositories: { 'acme/sample-app': app }, standIns: { 'acme/app-token': APP } });
  return { app, log, ok: report.conclusion === 'success', pushed: git(app, 'for-each-ref', '--format=%(refname)', 'refs/heads/pushed') !== '' };
}

const cases = [
  ['a file, with contents: write', {}, true],
  ['a file, with the credentials that the checkout kept', { persist: true }, true],
  ['a file, with contents: read', { contents: 'read' }, /Permission to acme\/sample-app\.git denied|error: 403/],
  ['a file, with no token', { token: '""' }, /could not read Username|Authentication failed/],
  ['a workflow that is changed', { file: WORKFLOW }, REFUSAL],
  ['a workflow that is changed, by an app without workflows', { file: WORKFLOW, before: '      - {id: app, uses: acme/app-token@v1}\n', token: '${{ steps.app.outputs.token }}' }, REFUSAL],
  ['a workflow that is changed, by an app with workflows: write',
    { file: WORKFLOW, before: '      - {id: app, uses: acme/app-token@v1, with: {workflows: write}}\n', token: '${{ steps.app.outputs.token }}' }, true],
  ['a workflow that is the same on a branch', { file: '' }, true],
];
for (const [name, options, expected] of cases) {
  test(`a push of ${name}: ${expected === true ? 'taken' : 'refused'}`, async () => {
    const { ok, pushed, log } = await push(options);
    assert.deepEqual([ok, pushed], [expected === true, expected === true], log);
    if (expected !== true) assert.match(log, expected);
  });
}

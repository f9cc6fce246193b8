import assert from 'node:assert/strict';
import test from 'node:test';
import { commit, git, messages, repository, run, stepsWorkflow, tree } from './sandbox.mjs';

const checkout = (inputs = '') => `- {id: co, uses: actions/checkout@v7, with: {persist-credentials: false${inputs ? `, ${inputs}` : ''}}}\n`;

function history() {
  const app = repository({ 'a.txt': '1', '.github/workflows/main.yml': '' }, 'feat: one');
  git(app, 'tag', '-a', 'v1.0.0', '-m', 'one');
  commit(app, { 'a.txt': '2' }, 'fix: two');
  git(app, 'tag', 'v1.0.1');
  commit(app, { 'a.txt': '3' }, 'feat: three');
  git(app, 'branch', 'topic', 'v1.0.0');
  return app;
}
async function inside(steps, app = history(), options = {}) {
  const workflow = stepsWorkflow(steps);
  commit(app, { '.github/workflows/main.yml': workflow }, 'ci: workflow');
  return { app, ...await run('', { ...options, repositories: { 'acme/sample-app': app, ...options.repositories } }) };
}

// The words that the commands print, in one line.
const show = (...commands) => `- id: see\n  run: |\n    echo "v="$(${commands.join('; echo; ')}) >> "$GITHUB_OUTPUT"\n`;
test('a checkout is shallow by default: one commit and no tags', async () => {
  const { step, app } = await inside(checkout() + show('git rev-list --count HEAD', 'git tag -l | wc -l', 'git rev-parse --is-shallow-repository'));
  assert.equal(step('only', 'see').outputs.v.trim(), '1 0 true');
  assert.equal(step('only', 'co').outputs.commit, git(app, 'rev-parse', 'HEAD'));
});

const cases = [
  ['fetch-depth: 0 brings all history, branches and tags', 'fetch-depth: 0', ['git rev-list --count HEAD', 'git tag -l', 'git branch -r'], '4 v1.0.0 v1.0.1   origin/main   origin/topic'],
  ['fetch-tags brings the tags of a shallow clone', 'fetch-tags: true', ['git rev-list --count HEAD', 'git tag -l'], '1 v1.0.0 v1.0.1'],
  ['fetch-depth: 2 brings two commits', 'fetch-depth: 2', ['git rev-list --count HEAD'], '2'],
  ['a tag as ref is detached there and stays annotated', 'ref: v1.0.0', ['cat a.txt', 'git cat-file -t v1.0.0', 'git branch --show-current'], '1 tag'],
  ['a branch as ref is checked out by name', 'ref: topic', ['git branch --show-current', 'cat a.txt'], 'topic 1'],
  ['the branch of the run is checked out by name', '', ['git branch --show-current'], 'main'],
];
for (const [name, inputs, commands, expected] of cases) {
  test(name, async () => {
    const { step } = await inside(checkout(inputs) + show(...commands));
    assert.equal(step('only', 'see').outputs?.v.replace(/\s+/g, ' ').trim(), expected.replace(/\s+/g, ' '));
  });
}

test('a commit as ref is checked out detached', async () => {
  const app = history();
  const wanted = git(app, 'rev-parse', 'v1.0.1');
  const { step } = await inside(checkout(`ref: ${wanted}`) + show('cat a.txt', 'git rev-parse HEAD'), app);
  assert.equal(step('only', 'see').outputs.v.trim(), `2 ${wanted}`);
});

test('filter: blob:none makes a partial clone that fetches blobs when asked', async () => {
  const { step } = await inside(checkout('fetch-depth: 0, filter: "blob:none"') + show('git rev-list --objects --all --missing=print | grep -c "^?"', 'git show v1.0.0:a.txt'));
  const [missing, content] = step('only', 'see').outputs.v.trim().split(' ');
  assert.ok(Number(missing) > 0);
  assert.equal(content, '1');
});

test('the remote shows its public address and the token is kept only on request', async () => {
  const address = show('git config remote.origin.url', 'git config --get-regexp "http.https:.*extraheader" | wc -l');
  assert.equal((await inside(checkout() + address)).step('only', 'see').outputs.v.trim(), 'https://github.com/acme/sample-app 0');
  const kept = await inside(`- uses: actions/checkout@v7\n${address}`);
  assert.equal(kept.step('only', 'see').outputs.v.trim(), 'https://github.com/acme/sample-app 1');
});

test('a shallow clone can be deepened from its remote', async () => {
  const { step } = await inside(`${checkout()}- run: git fetch --quiet --unshallow --tags\n${show('git rev-list --count HEAD', 'git describe --tags')}`);
  assert.match(step('only', 'see').outputs.v, /^4 v1.0.1-2-g/);
});

test('another repository goes into its own folder', async () => {
  const other = repository({ 'other.txt': 'other' });
  const { step } = await inside(checkout() + checkout('repository: acme/other, path: deps/other').replace('id: co', 'id: co2') + show('ls -d a.txt deps/other/other.txt'), undefined, { repositories: { 'acme/other': other } });
  assert.equal(step('only', 'see').outputs.v.trim(), 'a.txt deps/other/other.txt');
});

test('sparse-checkout takes the named folders only', async () => {
  const app = repository({ 'a/x': '', 'b/y': '', top: '' });
  const { step } = await inside(checkout('sparse-checkout: a') + show('ls -d a b top'), app);
  assert.equal(step('only', 'see').outputs.v.trim(), 'a top');
});

test('a plain tree is copied without .git', async () => {
  const { step, conclusion } = await run(stepsWorkflow(checkout() + show('ls')), { files: { 'x.txt': '' } });
  assert.equal(conclusion, 'success');
  assert.equal(step('only', 'see').outputs.v.trim(), 'x.txt');
});

const failures = [
  ['an unknown branch', 'ref: ghost', /A branch or tag with the name 'ghost' could not be found in acme\/sample-app/],
  ['an unknown input', 'fetch-deph: 0', /Unexpected input 'fetch-deph' for actions\/checkout/],
  ['an unmapped repository', 'repository: acme/ghost', /acme\/ghost is not mapped to a local folder/],
  ['a path outside of the workspace', 'path: ../x', /leads out of its folder/],
  ['submodules', 'submodules: true', /'submodules: true' is not modelled here/],
];
for (const [what, inputs, expected] of failures) {
  test(`a checkout of ${what} fails with a sentence`, async () => {
    const { step } = await inside(checkout(inputs));
    assert.equal(step('only', 'co').outcome, 'failure');
    assert.match(messages(step('only', 'co')).join('\n'), expected);
  });
}

test('a bare repository serves as well', async () => {
  const app = history();
  commit(app, { '.github/workflows/main.yml': stepsWorkflow(checkout() + show('cat a.txt')) }, 'ci: x');
  const bare = tree({});
  git(bare, 'clone', '--quiet', '--bare', app, '.');
  const { report } = await run(stepsWorkflow(`- {id: co, uses: actions/checkout@v7, with: {repository: acme/bare, persist-credentials: false}}\n${show('cat a.txt')}`), { repositories: { 'acme/bare': bare } });
  assert.equal(report.conclusion, 'success');
});

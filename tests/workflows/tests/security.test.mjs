import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { securityDocument } from '../security/document.mjs';
import { findingsOf, RULES } from '../security/rules.mjs';
import { tree } from './sandbox.mjs';

const SHA = 'actions/checkout@0123456789012345678901234567890123456789 # v7.0.1';
const OTHER = SHA.replace('checkout', 'cache');
const DIGEST = `sha256:${'0'.repeat(64)}`;
const lines = (...text) => text.join('\n');
const workflow = ({ name = 'name: X', on = 'on: pull_request', permissions = 'permissions: {}', concurrency = 'concurrency: x', job = '', steps = '- run: "true"', jobPermissions = 'permissions: {}', timeout = 'timeout-minutes: 5' } = {}) =>
  lines(name, on, permissions, concurrency, 'jobs:', '  a:', ...[jobPermissions, timeout, ...job.split('\n')].filter(Boolean).map(line => `    ${line}`), '    runs-on: x', '    steps:', ...steps.split('\n').map(line => `      ${line}`));
const calling = body => lines('name: X', 'on: pull_request', 'permissions: {}', 'concurrency: x', 'jobs:', '  a:', '    permissions: {}', ...body.split('\n').map(line => `    ${line}`));
const action = ({ name = 'name: X', image = '../../Dockerfile', rest = '  entrypoint: /app/x\n  args: [go]' } = {}) => lines(name, 'runs:', '  using: docker', `  image: ${image}`, rest);
const checkout = (more = 'persist-credentials: false') => `- uses: ${SHA}\n  with:\n    ${more}`;

/** For every rule: what it must find, and what it must let pass. */
const EXAMPLES = {
  'unpinned-uses': { bad: [workflow({ steps: '- uses: a/b@v1' }), calling('uses: a/b/.github/workflows/c.yml@main')], good: [workflow({ steps: checkout() }), workflow({ steps: '- uses: $/x' })] },
  'ref-version-mismatch': { bad: [workflow({ steps: checkout().replace(' # v7.0.1', '') }), workflow({ steps: checkout().replace('v7.0.1', 'newest') })], good: [workflow({ steps: checkout() })] },
  'self-repository': { bad: [workflow({ steps: '- uses: ./x' }), calling('uses: ./.github/workflows/c.yml')], good: [workflow({ steps: '- uses: $/x' })] },
  'unpinned-images': {
    bad: [workflow({ steps: '- uses: docker://alpine:3' }), workflow({ job: 'container: node:24' }), workflow({ job: 'services:\n  db: {image: postgres:18}' })],
    good: [workflow({ steps: `- uses: docker://alpine:3@${DIGEST}` }), workflow({ job: `container: {image: "node@${DIGEST}"}` })],
  },
  'anonymous-definition': { bad: [workflow({ name: '' }), action({ name: 'author: x' })], good: [workflow(), action()] },
  'dangerous-triggers': { bad: ['pull_request_target', '[push, workflow_run]', '{issue_comment: {}}'].map(on => workflow({ on: `on: ${on}` })), good: [workflow()] },
  'concurrency-limits': { bad: [workflow({ concurrency: '' })], good: [workflow(), workflow({ concurrency: '', job: 'concurrency: y' }), workflow({ concurrency: '', on: 'on: workflow_call' })] },
  'timeout-minutes': { bad: [workflow({ timeout: '' })], good: [workflow(), calling(`uses: ${SHA}`)] },
  'excessive-permissions': {
    bad: [workflow({ permissions: '' }), workflow({ permissions: 'permissions: {contents: read}' }), workflow({ jobPermissions: '' }), workflow({ jobPermissions: 'permissions: write-all' })],
    good: [workflow(), workflow({ jobPermissions: 'permissions: {contents: read}' })],
  },
  'undocumented-permissions': {
    bad: [workflow({ jobPermissions: 'permissions: {contents: read}' }), workflow({ job: 'x: y', jobPermissions: '', timeout: 'permissions:\n      contents: write' })],
    good: [workflow(), workflow({ jobPermissions: '', timeout: 'permissions:\n      contents: write # pushes the tag\n      # signs\n      id-token: write\n      issues: none' })],
  },
  'secrets-inherit': { bad: [calling(`uses: ${SHA}\nsecrets: inherit`)], good: [calling(`uses: ${SHA}\nsecrets: {A: "\${{ secrets.A }}"}`)] },
  'secrets-in-job-env': { bad: [workflow({ job: 'env: {A: "${{ secrets.A }}"}' }), workflow({ concurrency: 'concurrency: x\nenv: {A: "${{ secrets.GITHUB_TOKEN }}"}' })], good: [workflow({ steps: '- {run: x, env: {A: "${{ secrets.A }}"}}' })] },
  'secrets-outside-env': { bad: [workflow({ steps: '- {run: x, env: {A: "${{ secrets.A }}"}}' })], good: [workflow({ job: 'environment: prod', steps: '- {run: x, env: {A: "${{ secrets.A }}"}}' }), workflow({ steps: '- {run: x, env: {A: "${{ secrets.GITHUB_TOKEN }}"}}' })] },
  'overprovisioned-secrets': { bad: [workflow({ steps: '- {run: x, env: {A: "${{ toJSON(secrets) }}"}}' }), workflow({ steps: '- {run: x, env: {A: "${{ secrets[inputs.name] }}"}}' })], good: [workflow({ steps: '- {run: x, env: {A: "${{ secrets.A }}"}}' })] },
  artipacked: { bad: [workflow({ steps: `- uses: ${SHA}` }), workflow({ steps: checkout('persist-credentials: true') })], good: [workflow({ steps: checkout() })] },
  'unsafe-pr-checkout': { bad: [workflow({ steps: checkout('allow-unsafe-pr-checkout: true') })], good: [workflow({ steps: checkout('allow-unsafe-pr-checkout: false') })] },
  'template-injection': { bad: [workflow({ steps: '- run: echo ${{ github.head_ref }}' }), lines('name: X', 'runs:', '  using: composite', '  steps:', '    - {shell: bash, run: "echo ${{ inputs.x }}"}')], good: [workflow({ steps: '- {run: echo "$X", env: {X: "${{ github.head_ref }}"}}' })] },
  'github-env': { bad: ['echo A=1 >> $GITHUB_ENV', 'echo /x >> "${GITHUB_PATH}"', 'echo A=1 | tee -a "$GITHUB_ENV"'].map(run => workflow({ steps: `- run: |\n    ${run}` })), good: [workflow({ steps: '- run: |\n    echo "a=1" >> "$GITHUB_OUTPUT"' })] },
  'args-expression': { bad: [action({ rest: '  entrypoint: /app/x\n  args: ["${{ inputs.x }}"]' })], good: [action()] },
  'unsound-condition': {
    bad: [workflow({ job: "if: ${{ github.actor }} == 'x'" }), workflow({ steps: '- if: |\n    ${{ false }}\n  run: x' }), workflow({ steps: '- {run: x, if: "${{ a }} && ${{ b }}"}' })],
    good: [workflow({ job: "if: ${{ github.actor == 'x' }}" }), workflow({ job: "if: github.actor == 'x'" }), workflow({ steps: '- if: |-\n    ${{ false }}\n  run: x' })],
  },
  'bot-conditions': { bad: [workflow({ job: "if: github.actor == 'dependabot[bot]'" })], good: [workflow({ job: "if: github.event.pull_request.user.login == 'dependabot[bot]'" })] },
  'cache-poisoning': {
    bad: [workflow({ on: 'on: workflow_call', steps: `- uses: ${OTHER}` }), workflow({ on: 'on: {push: {tags: ["v*"]}}', steps: '- {uses: actions/setup-dotnet@v5, with: {cache: true}}' }), workflow({ on: 'on: release', steps: '- {uses: docker/build-push-action@v6, with: {cache-from: "type=gha"}}' })],
    good: [workflow({ steps: `- uses: ${OTHER}` }), workflow({ on: 'on: workflow_call', steps: '- {uses: actions/setup-dotnet@v5, with: {cache: false}}' })],
  },
  'action-image': { bad: ['Dockerfile', 'docker://ghcr.io/org/x:1', `docker://ghcr.io/org/x@${DIGEST}`].map(image => action({ image })), good: [action(), action({ image: `docker://ghcr.io/org/x@${DIGEST} # v1.2.3` })] },
  'open-command-line': { bad: ['  entrypoint: /app/x', '  args: [x]', '  entrypoint: /app/x\n  args: []', '  entrypoint: "${{ inputs.x }}"\n  args: [x]'].map(rest => action({ rest })), good: [action()] },
};

test('every rule has examples and an explanation', () => {
  assert.deepEqual(RULES.map(rule => rule.id).sort(), Object.keys(EXAMPLES).sort());
  for (const rule of RULES) assert.ok(rule.why.length > 20, rule.id);
});

for (const [id, { bad, good }] of Object.entries(EXAMPLES)) {
  const found = text => findingsOf(securityDocument(text)).filter(finding => finding.id === id);
  test(`${id} finds its bad examples`, () => bad.forEach(text => {
    assert.ok(found(text).length > 0, text);
    assert.ok(found(text).every(({ line, message }) => line > 0 && message.endsWith('.')), JSON.stringify(found(text)));
  }));
  test(`${id} lets its good examples pass`, () => good.forEach(text => assert.deepEqual(found(text), [], text)));
}

test('findings name the line of the mistake', () => {
  const text = workflow({ steps: '- uses: $/x\n- name: y\n  uses: a/b@v1' });
  assert.equal(findingsOf(securityDocument(text)).find(({ id }) => id === 'unpinned-uses').line, text.split('\n').findIndex(line => line.includes('a/b@v1')) + 1);
});

test('a sound workflow and a sound action have no findings', () => {
  for (const text of [workflow({ steps: checkout() }), action()]) assert.deepEqual(findingsOf(securityDocument(text)), []);
});

test('the program exits with 1 on errors only, and trusts the repositories it is told to', () => {
  const script = path.join(path.dirname(path.dirname(fileURLToPath(import.meta.url))), 'security.mjs');
  const root = tree({ 'warn.yml': EXAMPLES['secrets-outside-env'].bad[0], 'bad.yml': workflow({ steps: '- uses: org/uv-release/x@v1' }) });
  const check = (...args) => spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
  const warned = check(root, 'warn.yml');
  assert.deepEqual([warned.status, /warn.yml:6: warning: secrets-outside-env/.test(warned.stdout)], [0, true], warned.stdout);
  assert.equal(check(root, 'bad.yml').status, 1);
  assert.equal(check('--trusted', 'org/uv-release', root, 'bad.yml').status, 0);
  assert.equal(check(root).status, 2);
});

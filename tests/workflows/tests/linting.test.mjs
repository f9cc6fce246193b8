import assert from 'node:assert/strict';
import path from 'node:path';
import test from 'node:test';
import '../json-hook.mjs';
import { tree } from './sandbox.mjs';

const { lintFile } = await import('../linting/language-service.mjs');

const ACTION = 'name: Notes\ndescription: d\ninputs:\n  from: {description: d, required: true}\nruns: {using: docker, image: ../../Dockerfile, entrypoint: /app/notes, args: [x]}\n';
const workflow = steps => `name: X\non:\n  workflow_call:\n    inputs: {channel: {type: string, required: true}}\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}\n`;

async function lint(file, content, more = {}) {
  const root = tree({ 'actions/notes/action.yml': ACTION, [file]: content, ...more });
  return (await lintFile(root, path.join(root, file))).map(({ line, column, severity, message }) => `${line}:${column} ${severity} ${message}`);
}
const FILE = '.github/workflows/x.yml';

test('a sound workflow has no findings', async () => {
  assert.deepEqual(await lint(FILE, workflow('      - {uses: $/actions/notes, with: {from: v1}}\n      - {uses: actions/checkout@v7, with: {fetch-depth: 0}}\n      - {uses: someone/else@v1, with: {any: thing}}')), []);
});

const cases = [
  ['an action of the own repository that is not there', '      - uses: $/actions/gone', /9:15 error Unable to resolve action `\$\/actions\/gone`/],
  ['an unknown input of an own action', '      - {uses: $/actions/notes, with: {from: x, form: y}}', /error Invalid action input 'form'/],
  ['a missing required input', '      - uses: $/actions/notes', /error Missing required input `from`/],
  ['an own action by its public name', '      - {uses: org/uv-release/notes@v1, with: {form: x}}', /error Invalid action input 'form'/],
  ['an unknown input of actions/checkout', '      - {uses: actions/checkout@v7, with: {fetch-deph: 0}}', /error Invalid action input 'fetch-deph'/],
  ['an unknown key', '      - {run: x, usess: y}', /error Unexpected value 'usess'/],
  ['an unknown context', '      - run: echo ${{ nonsense.x }}', /error .*nonsense/],
];
for (const [what, steps, expected] of cases) {
  test(`${what} is found`, async () => assert.match((await lint(FILE, workflow(steps))).join('\n'), expected));
}

test('calls of the own workflows are checked by their declarations', async () => {
  const caller = uses => `name: C\non: push\njobs:\n  call:\n    uses: ${uses}\n`;
  const called = { '.github/workflows/release.yml': workflow('      - run: "true"') };
  for (const uses of ['$/.github/workflows/release.yml', 'org/uv-release/.github/workflows/release.yml@v1']) {
    assert.match((await lint(FILE, caller(uses), called)).join('\n'), /5:11 error Input channel is required/);
  }
  assert.match((await lint(FILE, caller('$/.github/workflows/gone.yml'))).join('\n'), /Unable to find reusable workflow/);
});

test('an action.yml is checked too', async () => {
  assert.deepEqual(await lint('actions/other/action.yml', ACTION), []);
  assert.match((await lint('actions/other/action.yml', ACTION.replace('using: docker', 'using: docker, main: x'))).join('\n'), /main/);
});

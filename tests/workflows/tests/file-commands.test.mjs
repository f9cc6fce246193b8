import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import * as core from '@actions/core';
import { createFileCommands, readFileCommands } from '../protocol/file-commands.mjs';
import { parseKeyValueFile } from '../protocol/key-value-file.mjs';
import { commandProcessor } from '../protocol/command-processor.mjs';
import { temporaryFolder } from './sandbox.mjs';

const good = [
  ['a=b\n', [['a', 'b']]],
  ['a=', [['a', '']]],
  ['\n\na=b\n\n', [['a', 'b']]],
  ['\uFEFFa=b', [['a', 'b']]],
  ['a=b\r\n', [['a', 'b\r']]],
  [' a = b ', [[' a ', ' b ']]],
  ['a=b<<c', [['a', 'b<<c']]],
  ['a<<E\nx\ny\nE\n', [['a', 'x\ny']]],
  ['a<<E\nE\n', [['a', '']]],
  ['a<<E\n\nE\n', [['a', '']]],
  ['a<<E\nx\nE', [['a', 'x']]],
  ['a<<E\n E\nE \nE', [['a', ' E\nE ']]],
  ['a<<E=1\nx\nE=1\n', [['a', 'x']]],
  ['a=1\na=2', [['a', '1'], ['a', '2']]],
  ['', []],
];
for (const [content, expected] of good) {
  test(`the file ${JSON.stringify(content)} is read`, () => assert.deepEqual(parseKeyValueFile(content), expected));
}
const bad = [
  ['k=k<<d\nv\nd\n', /Invalid format 'v'/],
  ['word', /Invalid format 'word'/],
  ['<<E\nx\nE', /Name must not be empty/],
  ['a<<\nx\n', /delimiter must not be empty/],
  ['a<<E\nx\n', /Matching delimiter not found 'E'/],
  ['a<<E\nx', /EOF marker missing new line/],
];
for (const [content, expected] of bad) {
  test(`the file ${JSON.stringify(content)} is refused`, () => assert.throws(() => parseKeyValueFile(content), expected));
}

function filesWith(contents) {
  const files = createFileCommands(temporaryFolder());
  for (const [name, content] of Object.entries(contents)) writeFileSync(files[name], content);
  return files;
}

test('one broken file fails the step, the others still count, and all are removed', () => {
  const files = filesWith({ output: 'nonsense', env: 'A=1\nNODE_OPTIONS=--require=x', path: '/a b\n\n/c', state: 's=1' });
  const result = readFileCommands(files, line => line);
  assert.equal(result.failed, true);
  assert.deepEqual(result.env, [['A', '1']]);
  assert.deepEqual(result.path, ['/a b', '/c']);
  assert.deepEqual(result.state, [['s', '1']]);
  assert.match(result.errors.join('\n'), /NODE_OPTIONS[\s\S]*Unable to process file command 'output' successfully.\nInvalid format 'nonsense'/);
  assert.ok(!Object.values(files).some(existsSync));
});

test('an empty name passes the parser and fails afterwards', () => {
  assert.equal(readFileCommands(filesWith({ output: '=x' }), line => line).failed, true);
});

test('a summary above 1 MiB is an error and is not kept, one of exactly 1 MiB is', () => {
  const big = readFileCommands(filesWith({ step_summary: 'x'.repeat(1024 * 1024 + 1) }), line => line);
  assert.equal(big.summary, '');
  assert.match(big.errors[0], /upload aborted, supports content up to a size of 1024k/);
  assert.equal(big.failed, false);
  assert.equal(readFileCommands(filesWith({ step_summary: 'x'.repeat(1024 * 1024) }), line => line).summary.length, 1024 * 1024);
});

test('a summary is masked line by line', () => {
  const result = readFileCommands(filesWith({ step_summary: '# hush\nhush' }), line => line.replaceAll('hush', '***'));
  assert.equal(result.summary, '# ***\n***');
});

const values = ['x', '', 'a\nb', 'a\r\nb\r', 'a\n', 'a=b<<c', 'é✓𝒳', '::error::x', '\n\n', ' spaces '];
for (const value of values) {
  test(`@actions/core and the reader agree on ${JSON.stringify(value)}`, () => {
    const files = createFileCommands(temporaryFolder());
    const variables = { GITHUB_OUTPUT: files.output, GITHUB_ENV: files.env, GITHUB_STATE: files.state, GITHUB_PATH: files.path };
    withVariables(variables, () => {
      core.setOutput('name', value);
      core.saveState('name', value);
      core.exportVariable('UV_TEST_VALUE', value);
      core.addPath('/a b/c');
    });
    const result = readFileCommands(files, line => line);
    assert.deepEqual([result.outputs, result.state, result.env, result.path], [[['name', value]], [['name', value]], [['UV_TEST_VALUE', value]], ['/a b/c']]);
  });
}

test('@actions/core and the command processor agree on annotations, masks and groups', () => {
  const lines = printed(() => {
    core.error('a%b\r\nc:d,e', { title: 'T:i,t%\n', file: 'a,b:c.md', startLine: 3, startColumn: 1, endColumn: 2 });
    core.notice('::x::', { title: '' });
    core.setSecret('a%\nb');
    core.startGroup('g:%');
    core.endGroup();
  });
  const seen = [];
  const process = commandProcessor({
    issue: issue => seen.push(issue), mask: value => seen.push(value), group: text => seen.push(text), endGroup: () => seen.push('end'),
    print: line => seen.push(`plain ${line}`), sourceFile: file => file,
  });
  lines.forEach(process);
  assert.deepEqual(seen, [
    { level: 'error', message: 'a%b\r\nc:d,e', title: 'T:i,t%\n', file: 'a,b:c.md', line: '3', col: '1', endColumn: '2' },
    { level: 'notice', message: '::x::' }, 'a%\nb', 'g:%', 'end',
  ]);
});

function withVariables(variables, action) {
  const before = { ...process.env };
  Object.assign(process.env, variables);
  try {
    action();
  } finally {
    for (const name of [...Object.keys(variables), 'UV_TEST_VALUE']) delete process.env[name];
    Object.assign(process.env, before);
  }
}

function printed(action) {
  const original = process.stdout.write;
  let text = '';
  process.stdout.write = chunk => { text += chunk; return true; };
  try {
    action();
  } finally {
    process.stdout.write = original;
  }
  return text.split('\n').filter(Boolean);
}

test('every step gets fresh files with the runner\'s names', () => {
  const folder = temporaryFolder();
  const [first, second] = [createFileCommands(folder), createFileCommands(folder)];
  assert.notEqual(first.output, second.output);
  assert.match(path.basename(first.output), /^set_output_[0-9a-f-]{36}$/);
  assert.equal(readFileSync(first.step_summary, 'utf8'), '');
});

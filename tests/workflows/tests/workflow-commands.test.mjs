import assert from 'node:assert/strict';
import test from 'node:test';
import { commandProcessor } from '../protocol/command-processor.mjs';
import { checkedPosition } from '../protocol/annotation-position.mjs';
import { Annotations } from '../protocol/annotations.mjs';
import { parseCommand } from '../protocol/workflow-command.mjs';

const registered = new Set(['error', 'add-mask', 'set-output', 'group']);
const cases = [
  ['::error::boom', { name: 'error', properties: {}, data: 'boom' }],
  ['   ::error::boom', { name: 'error', properties: {}, data: 'boom' }],
  ['::ERROR::boom', { name: 'error', properties: {}, data: 'boom' }],
  ['text ::error::boom', undefined],
  ['::unknown::boom', undefined],
  ['::error boom', undefined],
  ['::error file=a%2Cb%3Ac.md,line=3::a%25b%0D%0Ac:d,e', { name: 'error', properties: { file: 'a,b:c.md', line: '3' }, data: 'a%b\r\nc:d,e' }],
  ['::error title=a=b,file=::x', { name: 'error', properties: { title: 'a=b' }, data: 'x' }],
  ['::error ::x', { name: 'error', properties: {}, data: 'x' }],
  ['::error::%2525', { name: 'error', properties: {}, data: '%25' }],
  ['commit: ##[add-mask]secret', { name: 'add-mask', properties: {}, data: 'secret' }],
  ['##[error file=a%3Bb.md;line=1]x%5D%3By', { name: 'error', properties: { file: 'a;b.md', line: '1' }, data: 'x];y' }],
  ['##[unknown]x', undefined],
  ['##[error', undefined],
  ['', undefined],
];
for (const [line, expected] of cases) {
  test(`the line ${JSON.stringify(line)} is ${expected ? `the command ${expected.name}` : 'plain text'}`, () => {
    assert.deepEqual(parseCommand(line, registered), expected);
  });
}

function session() {
  const seen = { printed: [], issues: [], masks: [], outputs: {}, failed: false, debug: [] };
  const process = commandProcessor({
    print: line => seen.printed.push(line), group: text => seen.printed.push(`[${text}`), endGroup: () => seen.printed.push(']'),
    debug: text => seen.debug.push(text), issue: issue => seen.issues.push(issue), mask: value => seen.masks.push(value),
    output: (name, value) => { seen.outputs[name] = value; }, state: () => {}, fail: () => { seen.failed = true; }, sourceFile: file => `rel:${file}`,
  });
  return { seen, feed: (...lines) => lines.forEach(process) };
}

test('commands between stop-commands and its token are plain text', () => {
  const { seen, feed } = session();
  feed('::stop-commands::token-1', '::error::no', '##[add-mask]no', '::TOKEN-1::', '::error::yes');
  assert.deepEqual(seen.issues.map(issue => issue.message), ['yes']);
  assert.deepEqual(seen.masks, ['token-1'], 'a token longer than six characters is masked, nothing else');
});

test('a second stop-commands while stopped does not replace the token', () => {
  const { seen, feed } = session();
  feed('::stop-commands::aaaaaa', '::stop-commands::bbbbbb', '::bbbbbb::', '::error::no', '::aaaaaa::', '::error::yes');
  assert.deepEqual(seen.issues.map(issue => issue.message), ['yes']);
});

for (const token of ['', 'pause-logging', 'error', 'Warning']) {
  test(`stop-commands refuses the token '${token}'`, () => {
    const { seen, feed } = session();
    feed(`::stop-commands::${token}`, '::notice::still heard');
    assert.match(seen.issues[0].message, /Unable to process command/);
    assert.equal(seen.issues.at(-1).message, 'still heard');
    assert.equal(seen.failed, true);
  });
}

test('set-env and add-path are disabled and fail the step', () => {
  for (const line of ['::set-env name=A::b', '::add-path::/x']) {
    const { seen, feed } = session();
    feed(line);
    assert.equal(seen.failed, true);
    assert.match(seen.issues[1].message, /is disabled/);
  }
});

test('an empty mask is only a warning', () => {
  const { seen, feed } = session();
  feed('::add-mask::  ');
  assert.equal(seen.issues[0].level, 'warning');
  assert.deepEqual(seen.masks, []);
});

test('set-output needs a name', () => {
  const { seen, feed } = session();
  feed('::set-output::x', '::set-output name=a::b');
  assert.equal(seen.failed, true);
  assert.deepEqual(seen.outputs, { a: 'b' });
});

const positions = [
  [{ file: 'a', line: '3', endLine: '4', col: '1', endColumn: '2' }, { file: 'a', line: '3', endLine: '4' }],
  [{ line: '3', endLine: '3', col: '1', endColumn: '2' }, { line: '3', endLine: '3', col: '1', endColumn: '2' }],
  [{ endLine: '4' }, { line: '4', endLine: '4' }],
  [{ line: '4', endLine: '3' }, {}],
  [{ col: '4' }, {}],
  [{ line: '1', endColumn: '3' }, { line: '1', col: '3', endColumn: '3' }],
  [{ line: '1', col: '4', endColumn: '3' }, { line: '1' }],
  [{ LINE: '1', nonsense: 'x' }, { line: '1' }],
];
for (const [given, expected] of positions) {
  test(`the position ${JSON.stringify(given)} becomes ${JSON.stringify(expected)}`, () => assert.deepEqual(checkedPosition(given), expected));
}

test('ten annotations of each level are kept and messages are cut at 4096 characters', () => {
  const annotations = new Annotations();
  for (let i = 0; i < 12; i++) for (const level of ['error', 'warning']) annotations.add({ level, message: 'x'.repeat(5000) });
  assert.equal(annotations.kept.length, 20);
  assert.equal(annotations.kept[0].message.length, 4096);
});

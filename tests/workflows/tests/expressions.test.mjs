import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { evaluate, isMet } from '../expressions/evaluate.mjs';
import { toText } from '../expressions/values.mjs';
import { findFiles } from '../files/glob.mjs';
import { contextFiles } from '../files/docker-ignore.mjs';
import { contextHash } from '../engines/build-context.mjs';
import { tree, writeFiles } from './sandbox.mjs';

const contexts = { github: { ref_name: 'main', event: { commits: [{ id: 'a' }, { id: 'b' }] } }, inputs: { 'dry-run': true, count: 0 }, matrix: { os: 'linux' } };
const table = [
  ["github.ref_name == 'MAIN'", true], ["inputs['dry-run'] && 'yes' || 'no'", 'yes'], ['inputs.count || 5', 5], ['inputs.missing', null],
  ['github.event.commits.*.id', ['a', 'b']], ["join(github.event.commits.*.id, '+')", 'a+b'], ["format('{0}-{1}', matrix.os, 1)", 'linux-1'],
  ["fromJSON('[1,2]')[1]", 2], ["contains('Hello', 'ELL')", true], ["case(inputs.count == 0, 'none', 'some')", 'none'], ['toJSON(matrix)', '{\n  "os": "linux"\n}'],
  ['vars.missing', null], ['!inputs.count', true], ["'it''s ''quoted'''", "it's 'quoted'"],
];
for (const [expression, expected] of table) {
  test(`${expression} is ${JSON.stringify(expected)}`, () => assert.deepEqual(evaluate(expression, { contexts }), expected));
}

test('status functions see the status they are given', () => {
  const status = { success: () => false, failure: names => names.includes('build'), cancelled: () => false };
  assert.deepEqual(['success()', "failure('build')", "failure('other')", 'always()', 'cancelled()'].map(text => isMet(text, { contexts, status })), [false, true, false, true, false]);
});

test('values become the text that GitHub writes', () => {
  assert.deepEqual([null, true, 1.5, 0.1 + 0.2, -0, 'x'].map(toText), ['', 'true', '1.5', '0.3', '0', 'x']);
});

const sha = text => createHash('sha256').update(text).digest();
test('hashFiles is the hash of the hashes of the files in sorted order', () => {
  const workspace = tree({ 'b/packages.lock.json': 'b', 'a/packages.lock.json': 'a', 'a/other': 'x' });
  const expected = createHash('sha256').update(sha('a')).update(sha('b')).digest('hex');
  assert.equal(evaluate("hashFiles('**/packages.lock.json')", { contexts, workspace }), expected);
  assert.equal(evaluate("hashFiles('a/*', '!a/other', 'b/**')", { contexts, workspace }), expected);
  assert.equal(evaluate("hashFiles('none')", { contexts, workspace }), '');
});

const files = { 'out/a.txt': '', 'out/b.log': '', 'out/deep/c.txt': '', 'out/.hidden': '', 'out/[x].txt': '', 'other/d.txt': '' };
const globs = [
  [['out'], ['out/.hidden', 'out/[x].txt', 'out/a.txt', 'out/b.log', 'out/deep/c.txt']],
  [['out/*.txt'], ['out/[x].txt', 'out/a.txt']],
  [['out/**/*.txt', '!out/deep'], ['out/[x].txt', 'out/a.txt']],
  [['**/[cd].txt'], ['other/d.txt', 'out/deep/c.txt']],
  [['out/?.log\n# comment\nother/'], ['out/b.log', 'other/d.txt']],
  [['out/[[]x].txt'], ['out/[x].txt']],
  [['.'], Object.keys(files).sort()],
  [['out/**'], ['out/.hidden', 'out/[x].txt', 'out/a.txt', 'out/b.log', 'out/deep/c.txt']],
];
for (const [patterns, expected] of globs) {
  test(`the patterns ${JSON.stringify(patterns)} find ${expected.length} files`, () => {
    const root = tree(files);
    assert.deepEqual(findFiles(root, patterns).files.map(file => path.relative(root, file)).sort(), [...expected].sort());
  });
}

test('hidden files are left out on request and links are followed', () => {
  const root = tree(files);
  symlinkSync('a.txt', path.join(root, 'out/link.txt'));
  symlinkSync('gone', path.join(root, 'out/broken.txt'));
  assert.deepEqual(findFiles(root, ['out'], { hidden: false }).files.map(file => path.basename(file)), ['[x].txt', 'a.txt', 'b.log', 'c.txt', 'link.txt']);
});

test('a build context is what .dockerignore leaves, and its hash changes with it only', () => {
  const context = tree({
    Dockerfile: 'FROM scratch', '.dockerignore': '# no\n**/bin\n/docs\n*.md\n!README.md\n', 'src/a.cs': '1', 'src/bin/a.dll': '2', 'docs/x': '3', 'b.md': '4', 'README.md': '5',
  });
  assert.deepEqual(contextFiles(context, path.join(context, 'Dockerfile')), ['.dockerignore', 'Dockerfile', 'README.md', 'src/a.cs']);
  const hash = () => contextHash(path.join(context, 'Dockerfile'), context);
  const before = hash();
  writeFiles(context, { 'src/bin/a.dll': 'changed', 'docs/y': '' });
  assert.equal(hash(), before);
  writeFiles(context, { 'src/a.cs': 'changed' });
  assert.notEqual(hash(), before);
});

for (const [rules, expected] of [
  ['*\n!src\n**/obj', ['src/a/a.cs', 'src/a/keep/b']],
  ['*\n!src/*/keep', ['src/a/keep/b']],
  ['*\n**/obj\n!src/a/obj/c', ['src/a/obj/c']],
  ['src\n!**/c', ['.dockerignore', 'other/obj/c', 'src/a/obj/c']],
  ['src/a\n!src/a/*/b\n!other/obj', ['.dockerignore', 'other/obj/c', 'src/a/keep/b']],
]) {
  test(`what is taken back below an ignored folder is part of a context: ${rules.replaceAll('\n', ' ')}`, () => {
    const context = tree({ '.dockerignore': rules, 'src/a/a.cs': '', 'src/a/keep/b': '', 'src/a/obj/c': '', 'other/obj/c': '' });
    assert.deepEqual(contextFiles(context, path.join(context, 'Dockerfile')), expected);
  });
}

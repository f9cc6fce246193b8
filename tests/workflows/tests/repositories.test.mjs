import assert from 'node:assert/strict';
import test from 'node:test';
import { RepositoryMap } from '../repositories/repository-map.mjs';
import { parseUses } from '../repositories/uses.mjs';
import { commit, git, repository, tree } from './sandbox.mjs';

const table = [
  ['docker://ghcr.io/a/b:1', { kind: 'docker', image: 'ghcr.io/a/b:1' }], ['./x/y', { kind: 'workspace', path: 'x/y' }], ['$/x', { kind: 'own', path: 'x' }],
  ['a/b@v1', { kind: 'remote', repository: 'a/b', path: '', ref: 'v1' }], ['a/b/c/d@feature/x', { kind: 'remote', repository: 'a/b', path: 'c/d', ref: 'feature/x' }],
];
for (const [uses, expected] of table) test(`'uses: ${uses}' is ${expected.kind}`, () => assert.deepEqual(parseUses(uses), expected));
for (const uses of ['a/b', 'a@v1', '', '/a/b@v1', 'a/b c@v1', '../x']) {
  test(`'uses: ${uses}' is refused`, () => assert.throws(() => parseUses(uses), /is no reference that GitHub knows/));
}

test('a repository is found in any letter case and knows its commits', () => {
  const folder = repository({ a: '1' });
  git(folder, 'tag', 'v1');
  const first = git(folder, 'rev-parse', 'HEAD');
  commit(folder, { a: '2' }, 'fix: two');
  const map = new RepositoryMap({ 'Org/Name': folder });
  assert.equal(map.at('org/name', 'v1').sha, first);
  assert.equal(map.at('org/name', 'main').sha, git(folder, 'rev-parse', 'HEAD'));
  assert.equal(map.at('org/name', 'unknown').sha, git(folder, 'rev-parse', 'HEAD'), 'the ref only names what lies there');
});

test('a plain tree has the same commit in every run', () => {
  const [one, two] = [tree({ a: '1' }), tree({ a: '2' })].map(folder => new RepositoryMap({ 'a/b': folder }).at('a/b', 'v1').sha);
  assert.equal(one, two);
  assert.match(one, /^[0-9a-f]{40}$/);
  assert.equal(new RepositoryMap({ 'a/b': tree({}) }).at('a/b', 'f'.repeat(40)).sha, 'f'.repeat(40));
});

test('mistakes in the map are sentences', () => {
  assert.throws(() => new RepositoryMap({ name: '.' }), /'name' is no repository name. Write --repository owner\/name=PATH/);
  assert.throws(() => new RepositoryMap({ 'a/b': '/nonexistent/x' }), /folder given for repository a\/b does not exist/);
  assert.throws(() => new RepositoryMap({}).read('a/b', 'x'), /a\/b is not mapped to a local folder/);
  assert.throws(() => new RepositoryMap({ 'a/b': tree({}) }).read('a/b', '../x'), /leads out of its folder/);
});

// Every workflow, manifest and template of the project, by GitHub's own linter and by our security rules.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { releaseTree, root } from './checkout.mjs';

const hook = ['--import', path.join(root, 'tests/workflows/json-hook.mjs')];

function check(program, folder, files, ...options) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...hook, path.join(root, 'tests/workflows', program), ...options, folder, ...files], { cwd: folder, encoding: 'utf8' });
  assert.equal(status, 0, `${program}:\n${stdout}${stderr}`);
}

const manifests = folder => execFileSync('find', ['.', '-name', 'node_modules', '-prune', '-o', '(', '-name', 'action.yml', '-o', '-path', './.github/workflows/*.yml', ')', '-print'], { cwd: folder, encoding: 'utf8' })
  .split('\n').filter(file => file && !file.startsWith('./tests/') && !file.startsWith('./artifacts/')).sort();

for (const [name, folder] of [['source tree', () => root], ['release tree', () => releaseTree()]]) {
  test(`The ${name} passes GitHub's linter and the security rules`, () => {
    const at = folder(), files = manifests(at);
    assert.ok(files.length >= 2, files.join());
    check('lint.mjs', at, files);
    check('security.mjs', at, files);
  });
}

test('Every template passes both, its branch filled in', () => {
  const folder = releaseTree(), templates = path.join(root, 'action-templates'); // what templates refer to is the release tree
  const files = readdirSync(templates).filter(name => name.endsWith('.yml'));
  for (const name of files) writeFileSync(path.join(folder, name), readFileSync(path.join(templates, name), 'utf8').replaceAll('$default-branch', 'main'));
  check('lint.mjs', folder, files);
  check('security.mjs', folder, files, '--trusted', 'org/uv-release');
});

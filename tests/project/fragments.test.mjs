// What a fragment asks for decides, also where its type alone would ask for something else.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { app, temporaryFolder } from './checkout.mjs';

const environment = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };

for (const [bump, needed] of [['none', 'false'], ['minor', 'true']]) {
  test(`A fragment with bump: ${bump} makes release-needed ${needed}`, () => {
    const folder = temporaryFolder(), git = (...args) => execFileSync('git', args, { cwd: folder, env: environment });
    git('init', '--quiet', '--initial-branch=main');
    git('-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', 'commit', '--quiet', '--allow-empty', '--message', 'chore: begin');
    mkdirSync(path.join(folder, '.changes'));
    writeFileSync(path.join(folder, '.changes/one.md'), `---\ntype: feat\nbump: ${bump}\n---\nSomething new\n`);
    const outputs = execFileSync(path.join(app, 'release-notes'), [], { cwd: folder, env: environment, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    assert.match(outputs, new RegExp(`^release-needed=${needed}$`, 'm'));
  });
}

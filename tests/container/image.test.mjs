import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { configuration, runIn } from './image.mjs';
import { entrypoint, error, image, needsImage, skip } from './image-under-test.mjs';

test('the Dockerfile builds as it stands', { skip: skip ?? false }, () => assert.ok(image, error));

test('the image starts programs without a shell, as root, in the working directory that the runner sets', needsImage, () => {
  const { Entrypoint, Cmd, User, WorkingDir, Labels } = configuration(image);
  assert.deepEqual([Entrypoint, Cmd ?? [], User, WorkingDir ?? ''], [[entrypoint], [], 'root', '']);
  assert.ok(Labels['org.opencontainers.image.source']);
});

test('the image has the program of every action', needsImage, () => {
  const actions = new URL('../../actions/', import.meta.url);
  const manifests = readdirSync(actions, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => readFileSync(new URL(`${entry.name}/action.yml`, actions), 'utf8'));
  const programs = manifests.map(text => /^ +entrypoint: (.+)$/m.exec(text)[1]);
  assert.ok(programs.length > 0);
  runIn(image, 'test', ...programs.flatMap((program, i) => [...(i ? ['-a'] : []), '-x', program]));
});

test('the image has git, and neither an SDK nor what installing left behind', needsImage, () => {
  assert.match(runIn(image, 'git', '--version'), /^git version \d/);
  const empty = ['/usr/share/dotnet/sdk', '/source', '/root/.nuget', '/var/lib/apt/lists', '/var/cache/apt', '/var/log'];
  assert.equal(runIn(image, 'sh', '-c', 'for folder; do [ -z "$(ls -A "$folder" 2>/dev/null)" ] || echo "$folder"; done', 'sh', ...empty), '');
});

test('the image has what build-electron drives: Node, npm and 7-Zip', needsImage, () => {
  assert.match(runIn(image, 'node', '--version'), /^v\d+\./);
  assert.match(runIn(image, 'npm', '--version'), /^\d+\./);
  assert.match(runIn(image, '7zz', 'i'), /7-Zip/);
});

// The image of the service crash-intake: built as it stands, started as a user without rights, and given a dump.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { buildah, buildImage, configuration } from './image.mjs';

const { image, skip, error } = buildImage('crash-intake');
const dump = fileURLToPath(new URL('../../artifacts/crashes/dumps/crashpad-render.dmp', import.meta.url));
const needsDump = existsSync(dump) ? false : 'there are no crash dumps: tests/crashes/corpus.sh makes them';

test('the stage crash-intake builds as it stands', { skip: skip ?? false }, () => assert.ok(image, error));

test('the image takes a dump and gives it an id, as a user without rights', { skip: skip ?? (error ? 'the image was not built' : needsDump) }, async t => {
  const { Entrypoint, Cmd, User, ExposedPorts, Labels } = configuration(image);
  assert.deepEqual([Entrypoint, Cmd, User, Object.keys(ExposedPorts)], [['/app/crash-intake'], ['--listen', '0.0.0.0:8080', '--store', '/reports'], '1654', ['8080/tcp']]);
  assert.equal(Labels['org.opencontainers.image.title'], 'crash-intake');

  const container = buildah(image, 'from', '--pull-never', image.name);
  // The port of the image may be in use on this machine, whose network the container has.
  const service = spawn('buildah', [...image.options, 'run', '--isolation', 'chroot', '--user', User, container, '--', ...Entrypoint, '--listen', '127.0.0.1:0', ...Cmd.slice(2)],
    { stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => {
    service.kill('SIGKILL');
    buildah(image, 'rm', container);
  });
  let log = '';
  for await (const chunk of service.stderr.setEncoding('utf8')) if (/Listening at \S+[0-9]\. /.test((log += chunk))) break;
  const address = /http:\/\/\S+[0-9](?=\.)/.exec(log)?.[0];
  assert.ok(address, log);

  const form = new FormData();
  for (const consent of ['collecting', 'uploading']) form.append(`consent-${consent}`, 'granted');
  for (const [name, value] of Object.entries({ app: 'demo', release: '1.2.3', channel: 'stable' })) form.append(name, value);
  form.append('upload_file_minidump', new Blob([readFileSync(dump)]), 'a.dmp');
  const answer = await fetch(`${address}/upload`, { method: 'POST', body: form }), id = await answer.text();
  assert.equal(answer.status, 200, id);
  assert.match(id, /^\d{4}-\d\d-\d\d-[0-9a-f]{32}$/);
  const folder = `${buildah(image, 'mount', container)}/reports/reports/${id.slice(0, 10)}`;
  assert.equal(JSON.parse(readFileSync(`${folder}/${id}.json`, 'utf8')).version, '1.2.3');
  assert.equal(readFileSync(`${folder}/${id}.dmp`).subarray(0, 4).toString(), 'MDMP');
});

test('the image has what the service needs, and no action', { skip: skip ?? (error ? 'the image was not built' : false) }, () => {
  const container = buildah(image, 'from', '--pull-never', image.name);
  try {
    const list = buildah(image, 'run', '--isolation', 'chroot', container, '--', 'sh', '-c', 'ls /app; stat -c %u /reports; test -w /app || echo not writable').split('\n');
    assert.deepEqual(list.slice(-2), ['1654', 'not writable']);
    assert.ok(['LICENSE', 'THIRD-PARTY-NOTICES.md', 'crash-intake'].every(file => list.includes(file)), list.join(' '));
    assert.ok(!list.some(file => ['release-notes', 'symbolicate', 'promote'].includes(file)), list.join(' '));
  } finally {
    buildah(image, 'rm', container);
  }
});

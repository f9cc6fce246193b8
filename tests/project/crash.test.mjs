// crash.yml as an application calls it: reports that the real crash-intake redacted and stored, and symbols in a store, both on a real S3 server, become stacks with
// names, counts of a channel, and an artifact without a dump in it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { app, execute, root, temporaryFolder } from './checkout.mjs';
import { secret, startServers } from './channels.mjs';
import { engines } from './engines.mjs';

const corpus = path.join(root, 'artifacts/crashes');
const skip = existsSync(path.join(corpus, 'dumps/crashpad-render.dmp')) ? false : 'there are no crash dumps: tests/crashes/corpus.sh makes them';
const servers = skip ? undefined : await startServers();
after(() => servers?.close());

test('crash.yml names the frames of what the intake stored, and keeps no dump', { skip }, async () => {
  const folder = path.join(temporaryFolder(), 'sample-app'), [engine] = engines;
  const store = name => `s3://releases/${name}?endpoint=${servers.moto.url}&path-style=true`;
  mkdirSync(path.join(folder, 'incoming'), { recursive: true });
  for (const name of ['crashpad-render', 'crashpad-thread']) cpSync(path.join(corpus, `dumps/${name}.dmp`), path.join(folder, `incoming/${name}.dmp`));
  writeFileSync(path.join(folder, 'secret'), secret);
  const key = ['--access-key-id', 'AKTEST', '--secret-access-key-file', 'secret'];
  execFileSync(path.join(app, 'crash-intake'), ['--batch', 'incoming', '--store', store('crashes'), ...key], { cwd: folder, stdio: 'pipe' });
  cpSync(path.join(corpus, 'symbols'), path.join(folder, 'symbols'), { recursive: true });
  execFileSync(path.join(app, 'upload-symbols'), ['--symbols-folder', 'symbols', '--release-folder', '', '--electron-symbols=false', '--store', store('symbols'),
    '--layouts', 'breakpad', ...key], { cwd: folder, stdio: 'pipe' });

  const template = readFileSync(path.join(root, 'action-templates/crash.yml'), 'utf8')
    .replace(/intake-store: .*/, `intake-store: ${store('crashes')}`).replace(/symbol-store: .*/, `symbol-store: ${store('symbols')}`)
    .replace(/aws-role: .*/, 'access-key-id: AKTEST');
  mkdirSync(path.join(folder, '.github/workflows'), { recursive: true });
  writeFileSync(path.join(folder, '.github/workflows/crash.yml'), `${template}    secrets:\n      STORE_SECRET_ACCESS_KEY: \${{ secrets.STORE_SECRET_ACCESS_KEY }}\n`);
  const secrets = path.join(temporaryFolder(), 'secrets.json');
  writeFileSync(secrets, JSON.stringify({ STORE_SECRET_ACCESS_KEY: secret }));
  await servers.github.set('acme/crashing', {});
  const { code, output, report, summary } = execute([
    '--repository', `acme/crashing=${folder}`, '--repository', `org/uv-release=${root}`, '--workflow', 'acme/crashing:.github/workflows/crash.yml',
    '--event', 'workflow_dispatch', '--inputs', '{"days":"2"}', '--environment-secrets-file', `crash=${secrets}`, ...servers.github.options, ...engine.options(),
  ], servers.github.environment);
  assert.equal(code, 0, output);
  assert.equal(report.outputs.crashes.crashes, '2');
  assert.ok(Number(report.outputs.crashes.named) > 30, output);
  const [artifact] = report.artifacts;
  assert.equal(artifact.name, 'crash-reports-1');
  const text = JSON.stringify(report) + output + (summary ?? '');
  for (const planted of Object.values(JSON.parse(readFileSync(path.join(corpus, 'secrets.json'), 'utf8'))).flat()) assert.ok(!text.includes(planted), planted);
});

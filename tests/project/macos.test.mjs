// A mac leg on its way: built, signed on Linux, published; then the real electron-updater takes the signed zip by the feed, and our verifier the app that is in it.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeClient, until, versions } from '../auto-update/client.mjs';
import { app, jobs, temporaryFolder } from './checkout.mjs';
import { makeTeam, noStore, startServers } from './team.mjs';

const password = 'correct horse 27', servers = await startServers();
after(() => servers.close());

/** An identity as openssl makes it: self-signed, for code alone. */
function identity() {
  const folder = temporaryFolder(), at = name => path.join(folder, name);
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', at('key.pem'), '-out', at('certificate.pem'), '-days', '30',
    '-subj', '/CN=A team of its own/O=Acme', '-addext', 'extendedKeyUsage=critical,codeSigning'], { stdio: 'pipe' });
  execFileSync('openssl', ['pkcs12', '-export', '-inkey', at('key.pem'), '-in', at('certificate.pem'), '-out', at('identity.p12'), '-passout', 'env:PASSWORD'],
    { stdio: 'pipe', env: { ...process.env, PASSWORD: password } });
  return readFileSync(at('identity.p12')).toString('base64');
}

test('A mac leg is signed before it is published, and installed apps get the signed zip', { skip: noStore }, async t => {
  const secret = identity(), folder = temporaryFolder();
  const team = await makeTeam(servers, { 'sign-macos': 'true' }, {
    legs: ['mac'], environments: { 'macos-signing': { MACOS_IDENTITY: secret, MACOS_IDENTITY_PASSWORD: password } },
  });
  team.write('.github/uv-release.yml', 'publish: { app: sample-app, direct: [stable] }\nelectron:\n  targets: { mac: [dir, zip] }\n');
  team.commit('feat: an app');
  const { code, output, report } = team.release();
  assert.equal(code, 0, output);
  assert.deepEqual(jobs(report.jobs).filter(([id]) => id === 'release.sign').map(([, job]) => job.result), ['success']);
  for (const hidden of [password, secret, secret.slice(0, 60)]) assert.ok(!(output + JSON.stringify(report)).includes(hidden));

  const feed = await (await fetch(`${team.feeds}/latest-mac.yml`)).text();
  const client = await makeClient(versions[0], 'mac', { version: '0.0.1', url: team.feeds, folder: path.join(folder, 'client') });
  const { available, files } = await client.update();
  await until(() => client.native.zip);
  assert.equal(available, true, client.lines.join('\n'));
  client.updater.closeServerIfExists?.();
  const sha512 = createHash('sha512').update(readFileSync(files[0])).digest('base64');
  assert.ok(feed.includes(sha512), feed);
  assert.ok(client.native.zip.equals(readFileSync(files[0])));

  mkdirSync(path.join(folder, 'zip'));
  execFileSync('unzip', ['-q', files[0], '-d', path.join(folder, 'zip')]);
  const bundle = execFileSync('find', [path.join(folder, 'zip'), '-maxdepth', '1', '-name', '*.app'], { encoding: 'utf8' }).trim();
  const verify = () => spawnSync(path.join(app, 'sign-macos'), ['--app-folder', bundle, '--verify-only=true'], { cwd: folder, encoding: 'utf8' });
  const untrusted = verify();
  const findings = (untrusted.stdout + untrusted.stderr).split('\n').filter(line => line.includes('.app'));
  // Everything is as it was signed; only that nobody trusts the team is said, and so is no requirement that names it.
  assert.equal(untrusted.status, 1);
  assert.ok(findings.length > 0 && findings.every(line => /leads to no root that is trusted|does not fulfil .* and certificate leaf = H/.test(line)), findings.join('\n'));
  writeFileSync(path.join(bundle, 'Contents/Resources/app.asar'), 'another app');
  assert.match(verify().stdout + verify().stderr, /Contents\/Resources\/app\.asar/);
  t.diagnostic(`${files[0].split('/').at(-1)}: ${readFileSync(files[0]).length} bytes`);
});

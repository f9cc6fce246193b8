// A win leg on its way: built, signed on Linux with its installer made anew, published; then the real electron-updater takes the signed installer by the feed,
// asks for its publisher as the app's own app-update.yml names it, and osslsigncode agrees with every signature.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeClient, versions } from '../auto-update/client.mjs';
import { app, jobs, root, temporaryFolder } from './checkout.mjs';
import { makeTeam, noStore, startServers } from './team.mjs';
import { codeSigner, startTimestamps } from './timestamps.mjs';

const password = 'correct horse 22';
const missing = ['osslsigncode', '7zz'].find(program => spawnSync('which', [program]).status !== 0);
const skip = noStore || (missing ? `${missing} is not there` : false);
const servers = await startServers();
const timestamps = skip ? undefined : await startTimestamps(temporaryFolder());
after(() => { servers.close(); timestamps?.close(); });

test('A win leg is signed before it is published, and installed apps get the signed installer of a publisher that they know', { skip }, async t => {
  const folder = temporaryFolder(), signer = codeSigner(temporaryFolder(), '/C=DE/O=Acme GmbH/CN=Acme GmbH', password);
  const team = await makeTeam(servers, { 'sign-windows': 'true', 'windows-timestamp-servers': timestamps.url }, {
    legs: ['win'], environments: { 'windows-signing': { WINDOWS_IDENTITY: signer.secret, WINDOWS_IDENTITY_PASSWORD: password } },
    more: ['electron-builder=tools/electron-builder', 'electron-tools=artifacts/electron-tools'].flatMap(pair => ['--image-folder', `/opt/${pair.replace('=', `=${root}/`)}`]),
  });
  team.write('.github/uv-release.yml',
    `publish: { app: sample-app, direct: [stable], public-url: ${servers.moto.url}/releases/${team.prefix} }\nelectron:\n  targets: { win: [dir, nsis] }\n`);
  team.commit('feat: an app');
  const { code, output, report } = team.release();
  assert.equal(code, 0, output);
  assert.deepEqual(jobs(report.jobs).filter(([id]) => id === 'release.sign-windows').map(([, job]) => job.result), ['success']);
  for (const hidden of [password, signer.secret, signer.secret.slice(0, 60)]) assert.ok(!(output + JSON.stringify(report)).includes(hidden));
  assert.ok(timestamps.asked() >= 8, `${timestamps.asked()} time-stamps`);

  const feed = await (await fetch(`${team.feeds}/latest.yml`)).text();
  const installer = /^path: (.*)$/m.exec(feed)[1], at = path.join(folder, 'served.exe');
  writeFileSync(at, Buffer.from(await (await fetch(new URL(installer, `${team.feeds}/`))).arrayBuffer()));
  execFileSync('7zz', ['x', `-o${path.join(folder, 'installer')}`, at], { stdio: 'pipe' });
  const plugins = path.join(folder, 'installer/$PLUGINSDIR'), archive = readdirSync(plugins).find(one => one.endsWith('.7z'));
  execFileSync('7zz', ['x', `-o${path.join(folder, 'app')}`, path.join(plugins, archive)], { stdio: 'pipe' });
  const programs = [at, ...readdirSync(path.join(folder, 'app'), { recursive: true }).map(one => path.join(folder, 'app', one)).filter(one => /\.(exe|dll|node)$/i.test(one))];
  assert.ok(programs.length >= 6, programs.join('\n'));
  for (const program of programs) {
    const said = spawnSync('osslsigncode', ['verify', '-ignore-crl', '-CAfile', signer.root, '-TSA-CAfile', timestamps.root, '-in', program], { encoding: 'utf8' });
    assert.match(said.stdout, /^Signature verification: ok/m, `${program}\n${said.stdout}`);
    assert.match(said.stdout, /^Timestamp Server Signature verification: ok/m, `${program}\n${said.stdout}`);
  }

  // The app that was released takes what the feed offers, by the publisher that it was given.
  const settings = readFileSync(path.join(folder, 'app/resources/app-update.yml'), 'utf8');
  assert.match(settings, /publisherName:\n {2}- 'CN=Acme GmbH, O=Acme GmbH'\n/);
  const client = await makeClient(versions[0], 'nsis', { version: '0.0.1', settings, folder: path.join(folder, 'client') });
  const verify = (names, download) => {
    mkdirSync(path.join(folder, 'download'), { recursive: true });
    copyFileSync(download, path.join(folder, 'download/update.exe'));
    const { status, stdout, stderr } = spawnSync(path.join(app, 'sign-windows'),
      ['--app-folder', 'download', '--verify-only=true', '--publisher-names', names.join('\n')], { cwd: folder, encoding: 'utf8' });
    return status === 0 && /^publisher=./m.test(stdout) ? null : stdout + stderr;
  };
  const asked = [];
  client.updater.verifyUpdateCodeSignature = async (names, download) => {
    asked.push(names);
    return verify(names, download);
  };
  const { available, files } = await client.update();
  assert.equal(available, true, client.lines.join('\n'));
  assert.deepEqual(asked, [['CN=Acme GmbH, O=Acme GmbH']]);
  const sha512 = createHash('sha512').update(readFileSync(files[0])).digest('base64');
  assert.ok(feed.includes(sha512), feed);
  assert.notEqual(verify(['CN=Somebody Else'], files[0]), null);
  t.diagnostic(`${installer}: ${readFileSync(files[0]).length} bytes, ${programs.length} programs, ${timestamps.asked()} time-stamps`);
});

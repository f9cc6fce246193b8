// A win leg on its way: built, signed on Linux with its installer made anew, published; then the real electron-updater takes the signed installer by the feed,
// asks for its publisher as the app's own app-update.yml names it, and osslsigncode agrees with every signature.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeClient, versions } from '../auto-update/client.mjs';
import { skip as noStore, startMoto } from '../stores/moto.mjs';
import { app, execute, jobs, releaseTree, root, temporaryFolder } from './checkout.mjs';
import { consumer, npmToken, startRegistry } from './consumer.mjs';
import { engines } from './engines.mjs';
import { startGitHub } from './github.mjs';
import { codeSigner, startTimestamps } from './timestamps.mjs';

const password = 'correct horse 22', storeKey = 'SKTEST/of+the=environment';
const missing = ['osslsigncode', '7zz'].find(program => spawnSync('which', [program]).status !== 0);
const skip = noStore || (missing ? `${missing} is not there` : false);
const moto = skip ? undefined : await startMoto('releases');
const github = await startGitHub(), registry = await startRegistry();
const timestamps = skip ? undefined : await startTimestamps(temporaryFolder());
after(() => { moto?.stop(); github.close(); registry.close(); timestamps?.close(); });

test('A win leg is signed before it is published, and installed apps get the signed installer of a publisher that they know', { skip }, async t => {
  const name = 'acme/signed', folder = temporaryFolder(), signer = codeSigner(temporaryFolder(), '/C=DE/O=Acme GmbH/CN=Acme GmbH', password);
  const repository = consumer(registry, {
    store: `s3://releases/signed?endpoint=${moto.url}&path-style=true`, 'access-key-id': 'AKTEST', 'plan-access-key-id': 'AKPLAN',
    'sign-windows': 'true', 'windows-timestamp-servers': timestamps.url,
  }, { legs: ['win'] });
  repository.write('.github/uv-release.yml',
    `publish: { app: sample-app, direct: [stable], public-url: ${moto.url}/releases/signed }\nelectron:\n  targets: { win: [dir, nsis] }\n`);
  repository.commit('feat: an app');
  await github.set(name, { environments: { stable: {} } });
  const file = (called, secrets) => {
    writeFileSync(path.join(folder, called), JSON.stringify(secrets));
    return path.join(folder, called);
  };
  const store = file('store.json', { STORE_SECRET_ACCESS_KEY: storeKey });
  const signing = file('signing.json', { WINDOWS_IDENTITY: signer.secret, WINDOWS_IDENTITY_PASSWORD: password });
  const environment = { WORKFLOW_SECRETS: JSON.stringify({ ...JSON.parse(github.environment.WORKFLOW_SECRETS), NPM_TOKEN: npmToken }) };
  const { code, output, report } = await execute([
    '--repository', `${name}=${repository.folder}`, '--repository', `org/uv-release=${releaseTree()}`, '--workflow', `${name}:.github/workflows/release.yml`,
    '--event', 'push', ...['stable-plan', 'stable'].flatMap(one => ['--environment-secrets-file', `${one}=${store}`]),
    '--environment-secrets-file', `windows-signing=${signing}`, '--approve', 'stable=yes', ...github.options, ...github.pages, ...engines[0].options(),
    ...['electron-builder=tools/electron-builder', 'electron-tools=artifacts/electron-tools'].flatMap(pair => ['--image-folder', `/opt/${pair.replace('=', `=${root}/`)}`]),
  ], environment);
  assert.equal(code, 0, output);
  assert.deepEqual(jobs(report.jobs).filter(([id]) => id === 'release.sign-windows').map(([, job]) => job.result), ['success']);
  for (const hidden of [password, signer.secret, signer.secret.slice(0, 60)]) assert.ok(!(output + JSON.stringify(report)).includes(hidden));
  assert.ok(timestamps.asked() >= 8, `${timestamps.asked()} time-stamps`);

  const feeds = `${moto.url}/releases/signed/feeds/stable`, feed = await (await fetch(`${feeds}/latest.yml`)).text();
  const installer = /^path: (.*)$/m.exec(feed)[1], at = path.join(folder, 'served.exe');
  writeFileSync(at, Buffer.from(await (await fetch(new URL(installer, `${feeds}/`))).arrayBuffer()));
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

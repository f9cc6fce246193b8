// Judge of signed feeds: the real electron-updater 6 takes an update through the template's provider, and none of a feed that anybody changed.
import assert from 'node:assert/strict';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { makeClient, versions } from './client.mjs';
import { serve } from './feed-server.mjs';

const require = createRequire(new URL('../electron-app/package.json', import.meta.url));
const { signedProvider } = createRequire(import.meta.url)('../../action-templates/electron-app/signed-feeds.js');
const { GenericProvider } = require('electron-updater/out/providers/GenericProvider');
const type = 'application/vnd.uv-release.feed+json';
const pem = key => key.export({ type: 'spki', format: 'pem' });
const keys = generateKeyPairSync('ed25519'), others = generateKeyPairSync('ed25519');
const root = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-signed-'));
const server = await serve(root);
let clients = 0;

after(async () => {
  await server.close();
  fs.rmSync(root, { recursive: true, force: true });
});

function publish(version, generation, { key = keys.privateKey, expires = '2099-01-01T00:00:00Z', feed = 'feeds/stable/latest-linux.yml' } = {}) {
  const folder = path.join(root, 'feeds/stable');
  fs.mkdirSync(folder, { recursive: true });
  const bytes = Buffer.from(`app ${version}`);
  fs.writeFileSync(path.join(folder, `sample-${version}.AppImage`), bytes);
  const sha512 = createHash('sha512').update(bytes).digest('base64');
  const text = `version: ${version}\nfiles:\n  - url: sample-${version}.AppImage\n    sha512: ${sha512}\n    size: ${bytes.length}\npath: sample-${version}.AppImage\nsha512: ${sha512}\nreleaseDate: '2026-01-01T00:00:00.000Z'\n`;
  fs.writeFileSync(path.join(folder, 'latest-linux.yml'), text);
  const payload = Buffer.from(JSON.stringify({ feed, generation, sha256: createHash('sha256').update(text).digest('hex'), expires }));
  const signed = Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${payload.length} `), payload]);
  const envelope = { payload: payload.toString('base64'), payloadType: type, signatures: [{ keyid: 'one', sig: sign(null, signed, key).toString('base64') }] };
  fs.writeFileSync(path.join(folder, 'latest-linux.yml.sig.json'), JSON.stringify(envelope));
}

async function client({ userData, wait = async () => {} } = {}) {
  const folder = path.join(root, `client-${++clients}`);
  fs.mkdirSync(folder);
  const installed = path.join(root, 'installed');
  fs.writeFileSync(installed, 'app 1.0.0');
  const url = `${server.url}/feeds/stable`;
  const made = await makeClient(versions[0], 'appimage', { version: '1.0.0', url, folder, installed });
  const updateProvider = signedProvider({ GenericProvider, publicKeys: [pem(others.publicKey), pem(keys.publicKey)], userData: userData ?? folder, clock: { wait } });
  made.updater.setFeedURL({ provider: 'custom', updateProvider, url });
  return made;
}

test('a signed feed is taken, with either key', async () => {
  for (const key of [keys.privateKey, others.privateKey]) {
    publish('1.1.0', 4, { key });
    const { available, info, files } = await (await client()).update();
    assert.equal(available, true);
    assert.equal(info.version, '1.1.0');
    assert.equal(fs.readFileSync(files[0], 'utf8'), 'app 1.1.0');
  }
});

const refusals = {
  'a changed feed': () => fs.appendFileSync(path.join(root, 'feeds/stable/latest-linux.yml'), '# changed\n'),
  'a feed of somebody else': () => publish('1.1.0', 4, { key: generateKeyPairSync('ed25519').privateKey }),
  'a signature that has ended': () => publish('1.1.0', 4, { expires: '2020-01-01T00:00:00Z' }),
  'the signature of another channel': () => publish('1.1.0', 4, { feed: 'feeds/canary/latest-linux.yml' }),
  'no signature': () => fs.rmSync(path.join(root, 'feeds/stable/latest-linux.yml.sig.json')),
  'a signature that is none': () => fs.writeFileSync(path.join(root, 'feeds/stable/latest-linux.yml.sig.json'), '{"payload":1}'),
};
for (const [what, change] of Object.entries(refusals)) {
  test(`${what} is refused`, async () => {
    publish('1.1.0', 4);
    change();
    await assert.rejects((await client()).look(), error => error.code === 'ERR_UPDATER_FEED_REFUSED' || /404|Cannot find channel/.test(error.message));
  });
}

test('an older generation is refused, and the newest one is kept over restarts', async () => {
  const userData = path.join(root, 'kept');
  publish('1.2.0', 9);
  assert.equal((await (await client({ userData })).look()).info.version, '1.2.0');
  publish('1.1.0', 8);
  await assert.rejects((await client({ userData })).look(), /generation 8, and 9 was there already/);
  publish('1.2.0', 9);
  assert.equal((await (await client({ userData })).look()).available, true);
});

test('who reads between a feed and its signature reads again', async () => {
  publish('1.1.0', 4);
  fs.appendFileSync(path.join(root, 'feeds/stable/latest-linux.yml'), '# of the next generation\n');
  const made = await client({ wait: async () => publish('1.3.0', 5) });
  assert.equal((await made.look()).info.version, '1.3.0');
});

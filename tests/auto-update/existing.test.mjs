// Apps that were built before uv-release move over: the real electron-updater goes from the old place to the bridge, and from there on at the new place.
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeClient, until, versions } from './client.mjs';
import { makeWorkspace, program } from './workspace.mjs';

const kinds = { linux: 'appimage', win: 'nsis', mac: 'mac' }, legs = { linux: ['x64'], win: ['x64'], mac: ['x64'] };
const ends = [];
let clients = 0;
after(async () => { for (const end of ends) await end(); });

async function workspace(configuration) {
  const space = await makeWorkspace({ configuration });
  ends.push(space.close);
  return space;
}

/** A client that has a version, with the settings of its app-update.yml, is offered another one and gets its bytes. */
async function moves(space, settings, from, to) {
  for (const which of versions) {
    for (const [platform, kind] of Object.entries(kinds)) {
      const app = await makeClient(which, kind, {
        version: from, settings: `${settings}updaterCacheDirName: sample-updater\n`, folder: space.at(`client-${++clients}`),
        installed: platform === 'linux' ? program('publish-channel') : undefined,
      });
      app.native.zip = undefined;
      const { available, info, files } = await app.update();
      assert.deepEqual([available, info.version], [true, to], `${which.name}, ${platform}`);
      if (platform === 'mac') await until(() => app.native.zip);
      const bytes = platform === 'mac' ? app.native.zip : fs.readFileSync(files[0]);
      assert.ok(info.files.some(file => file.sha512 === createHash('sha512').update(bytes).digest('base64')), `${which.name}, ${platform}: other bytes`);
      app.updater.closeServerIfExists?.();
    }
  }
}

test('feeds in the root and in a folder of the store', async () => {
  const space = await workspace({ 'legacy-feeds': { stable: '.', beta: '.', canary: 'old/nightly' } }), { url } = space.server;
  fs.writeFileSync(space.at('store/latest.yml'), 'version: 0.9.0\npath: sample-0.9.0.exe\nsha512: AAAA\n');
  await space.publish('1.3.0', 'canary', { build: legs });
  await space.publish('1.2.0', 'beta', { build: legs });
  await space.publish('1.1.0', 'stable', { build: legs });
  await moves(space, `provider: generic\nurl: ${url}\n`, '0.9.0', '1.1.0');
  await moves(space, `provider: generic\nurl: ${url}\nchannel: beta\n`, '0.9.0', '1.2.0');
  await moves(space, `provider: generic\nurl: ${url}/old/nightly/\n`, '0.9.0', '1.3.0');
  await space.publish('1.4.0', 'stable', { build: legs });
  await moves(space, `provider: generic\nurl: ${url}/feeds/stable/\nchannel: stable\n`, '1.1.0', '1.4.0');
});

test('an S3 bucket that is read by its provider', async () => {
  const space = await workspace({ 'legacy-feeds': { stable: '.' } });
  // The provider puts the bucket's name behind the endpoint.
  await space.publish('1.1.0', 'stable', { build: legs, store: 'store/acme', 'public-url': `${space.server.url}/acme` });
  await moves(space, `provider: s3\nbucket: acme\nendpoint: ${space.server.url}\n`, '0.9.0', '1.1.0');
});

/** What github.com answers to the updater: the list of releases, the newest one, and its files. */
async function startReleases(folder, tag) {
  const base = '/acme/sample-app/releases', server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://127.0.0.1');
    if (pathname === `${base}.atom`)
      return response.end(`<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><entry><link rel="alternate" href="https://github.com${base}/tag/${tag}"/><title>${tag}</title><content>new</content></entry></feed>`);
    if (pathname.endsWith('/releases/latest')) return response.end(JSON.stringify({ tag_name: tag }));
    const file = path.join(folder, path.basename(pathname));
    if (!pathname.startsWith(`${base}/download/${tag}/`) || !fs.existsSync(file)) return response.writeHead(404).end();
    response.end(fs.readFileSync(file));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  ends.push(() => { server.closeAllConnections(); return new Promise(done => server.close(done)); });
  return `127.0.0.1:${server.address().port}`;
}

test('a GitHub release as a bridge, made by the commands of docs/existing-apps.md', async () => {
  const space = await workspace(), release = space.at('github');
  await space.publish('1.1.0', 'stable', { build: legs });
  fs.mkdirSync(release);
  const guide = fs.readFileSync(fileURLToPath(new URL('../../docs/existing-apps.md', import.meta.url)), 'utf8');
  const commands = /```sh\n(for feed[\s\S]*?\ndone)\n/.exec(guide)[1].replace('https://updates.example.com/sample-app', space.server.url);
  const made = spawn('bash', ['-ec', commands], { cwd: release, stdio: 'inherit' });
  assert.equal(await new Promise(done => made.on('close', done)), 0);
  for (const leg of ['linux-x64', 'win-x64', 'mac-x64']) execFileSync('cp', ['-r', `${space.at('store/artifacts/1.1.0', leg)}/.`, release]);
  const host = await startReleases(release, 'v1.1.0');
  await moves(space, `provider: github\nowner: acme\nrepo: sample-app\nhost: ${host}\nprotocol: http\n`, '0.9.0', '1.1.0');
  await space.publish('1.2.0', 'stable', { build: legs });
  await moves(space, `provider: generic\nurl: ${space.server.url}/feeds/stable/\n`, '1.1.0', '1.2.0');
});

// Build, publish and client agree: the app-update.yml of an app that build-electron built, one for each platform, lets the real electron-updater find the next
// version at every form of address that docs name. The address in it stands for that of each server here; everything behind it is the build's.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { sharedKey, startAzurite } from '../stores/azurite.mjs';
import { skip, startMoto } from '../stores/moto.mjs';
import { startGitHub } from '../project/github.mjs';
import { makeClient, until, versions } from './client.mjs';
import { makeWorkspace, program } from './workspace.mjs';

const { feedUrl } = createRequire(import.meta.url)('../../action-templates/electron-app/rollout.js');
const root = fileURLToPath(new URL('../..', import.meta.url)), address = 'https://updates.example.com/sample-app';
const kinds = { linux: 'appimage', win: 'nsis', mac: 'mac' };
const sha512 = bytes => createHash('sha512').update(bytes).digest('base64');
const ends = [];
let clients = 0;
after(async () => { for (const end of ends) await end(); });

/** What an app of each platform has in its app-update.yml, and what its fragment says that it asks. */
const built = (() => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-address-')), app = path.join(folder, 'app');
  ends.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.cpSync(path.join(root, 'tests/sample-app/app'), app, { recursive: true });
  fs.mkdirSync(path.join(app, '.github'));
  fs.writeFileSync(path.join(app, '.github/uv-release.yml'), JSON.stringify({
    electron: { channel: 'canary', targets: { linux: ['dir'], win: ['dir'], mac: ['dir'] } }, publish: { app: 'sample-app', 'public-url': address },
  }));
  const git = (...args) => execFileSync('git', ['-C', app, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'feat: an app');
  return Object.fromEntries(Object.keys(kinds).map(platform => {
    const { status, stdout, stderr } = spawnSync(program('build-electron'), [
      '--platform', platform, '--arch', 'x64', '--electron-dist', path.join(root, 'artifacts/electron-dist'), '--builder-folder', path.join(root, 'tools/electron-builder'),
    ], { cwd: app, encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: '1735725600' } });
    assert.equal(status, 0, stdout + stderr);
    const fragment = JSON.parse(fs.readFileSync(path.join(app, `release/release.${platform}-x64.json`), 'utf8'));
    const tar = fragment.artifacts.find(artifact => artifact.kind === 'app').path;
    const settings = execFileSync('tar', ['-xOf', path.join(app, 'release', tar), '--wildcards', '*/app-update.yml'], { encoding: 'utf8' });
    return [platform, { settings, updates: fragment.updates }];
  }));
})();

/** A CDN before a server: answers under an address of its own. */
async function startCdn(origin) {
  const server = http.createServer((request, response) => http.get(`${origin}${request.url.split('?')[0]}`, { headers: { range: request.headers.range ?? [] } }, answer => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  }).on('error', () => response.writeHead(502).end()));
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  ends.push(() => { server.closeAllConnections(); return new Promise(done => server.close(done)); });
  return `http://127.0.0.1:${server.address().port}`;
}

async function workspace(configuration) {
  const space = await makeWorkspace({ configuration });
  ends.push(space.close);
  fs.writeFileSync(space.at('key'), sharedKey);
  return space;
}

const asked = url => Object.fromEntries(Object.entries(built).map(([platform, { updates }]) => [platform, { ...updates, url: updates.url.replace(address, url) }]));
const legs = url => ({ linux: ['x64'], win: ['x64'], mac: ['x64'], updates: asked(url) });

/** Follows with the client of each platform and version; `code` is what the app's own code does with the updater. */
async function follow(space, url, version, code = () => {}) {
  for (const which of versions) {
    for (const [platform, kind] of Object.entries(kinds)) {
      const folder = space.at(`client-${++clients}`);
      const app = await makeClient(which, kind, {
        version: '1.0.0', settings: built[platform].settings.replaceAll(address, url), folder, installed: platform === 'linux' ? program('publish-channel') : undefined,
      });
      code(app.updater, path.join(folder, 'data'));
      app.native.zip = undefined;
      const { available, info, files } = await app.update();
      assert.deepEqual([available, info.version], [true, version], `${which.name}, ${platform}`);
      if (platform === 'mac') await until(() => app.native.zip);
      const bytes = platform === 'mac' ? app.native.zip : fs.readFileSync(files[0]);
      assert.ok(info.files.some(file => file.sha512 === sha512(bytes)), `${which.name}, ${platform}: other bytes`);
      app.updater.closeServerIfExists?.();
    }
  }
}

test('the fragment names what the app itself asks', () => {
  for (const { settings, updates } of Object.values(built)) {
    assert.deepEqual(updates, { provider: 'generic', url: `${address}/feeds/canary/`, channel: 'canary' });
    assert.match(settings, /^provider: generic\nurl: https:\/\/updates\.example\.com\/sample-app\/feeds\/canary\/\nchannel: canary\n/);
  }
});

test('a web server, and a release whose apps ask another one', async () => {
  const space = await workspace();
  await space.publish('1.1.0', 'canary', { build: legs(space.server.url) });
  await follow(space, space.server.url, '1.1.0');
  await space.build('1.2.0', legs('https://elsewhere.example.com'));
  for (const dry of ['true', 'false']) {
    const { code, error } = await space.run('publish-channel', { channel: 'canary', 'release-folder': 'release-1.2.0', 'dry-run': dry });
    assert.equal(code, 1, error);
    assert.match(error, /The apps of linux-x64, mac-x64, win-x64 look for updates at https:\/\/elsewhere\.example\.com\/feeds\/canary\//);
  }
});

test('S3, directly and through a CDN', { skip }, async () => {
  const moto = await startMoto('releases');
  ends.push(moto.stop);
  const publish = async (prefix, url) => {
    const space = await workspace();
    await space.publish('1.1.0', 'canary', {
      build: legs(url), store: `s3://releases/${prefix}?endpoint=${moto.url}&path-style=true`, 'public-url': url, 'access-key-id': 'AKTEST', 'secret-access-key-file': 'key',
    });
    await follow(space, url, '1.1.0');
  };
  await publish('direct', `${moto.url}/releases/direct`);
  await publish('cached', await startCdn(`${moto.url}/releases/cached`));
});

test('Azure', async () => {
  const azurite = await startAzurite('releases'), space = await workspace();
  ends.push(azurite.stop);
  await space.publish('1.1.0', 'canary', { build: legs(azurite.url), store: azurite.store, 'public-url': azurite.url, 'azure-shared-key-file': 'key' });
  await follow(space, azurite.url, '1.1.0');
});

test('files in a GitHub release', async () => {
  const github = await startGitHub(), space = await workspace();
  ends.push(github.close);
  fs.writeFileSync(space.at('token'), JSON.parse(github.environment.WORKFLOW_SECRETS).GITHUB_TOKEN);
  await space.build('1.1.0', legs(space.server.url));
  const { code, error } = await space.run('publish-channel', {
    channel: 'canary', 'release-folder': 'release-1.1.0', 'artifact-host': 'github', 'github-token-file': 'token', repository: 'acme/sample-app',
  }, { GITHUB_API_URL: github.options[1], GITHUB_SERVER_URL: github.pages[1] });
  assert.equal(code, 0, error);
  await follow(space, space.server.url, '1.1.0');
});

test('a cohort, and the feed of a client\'s bucket', async () => {
  const space = await workspace({ 'fallback-feeds': true }), feeds = `${space.server.url}/feeds`;
  await space.publish('1.1.0', 'canary', { build: legs(space.server.url), rollout: '0', cohorts: 'staff' });
  const set = more => (updater, userData) => updater.setFeedURL({ provider: 'generic', url: feedUrl({ feeds, channel: 'canary', userData, ...more }) });
  await follow(space, space.server.url, '1.1.0', set({ cohort: 'staff' }));
  await space.publish('1.2.0', 'canary', { build: legs(space.server.url) });
  await follow(space, space.server.url, '1.2.0', set({}));
});

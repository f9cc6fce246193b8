// Judge of the feeds: the real electron-updater 6 and 7 follow what the real publish-channel wrote.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { makeClient, until, versions } from './client.mjs';
import { makeWorkspace, program } from './workspace.mjs';

const yaml = createRequire(new URL('../../tools/electron-builder/package.json', import.meta.url))('js-yaml');
const sha512 = file => createHash('sha512').update(fs.readFileSync(file)).digest('base64');
const bytesOf = (requests, ending) => requests.filter(one => one.name.endsWith(ending)).reduce((sum, one) => sum + one.sent, 0);
const known = { id: 'f85fd497-2da0-5128-94a9-20f03530dcab', share: 20.78 };
const workspaces = [];
let clients = 0;

async function workspace(options) {
  const made = await makeWorkspace(options);
  workspaces.push(made);
  return made;
}

after(() => Promise.all(workspaces.map(one => one.close())));
assert.ok(fs.existsSync(program('publish-channel')), 'publish-channel is not built: run prepare.sh.');

for (const which of versions) {
  test(which.name, async t => {
    const client = (space, kind, options = {}) => makeClient(which, kind, {
      version: '1.0.0', url: `${space.server.url}/feeds/${options.feed ?? 'canary'}`, folder: space.at(`client-${++clients}`), ...options,
    });

    await t.test('an AppImage 1.0.0 finds 1.1.0, downloads the difference, is replaced, and the new one starts', async () => {
      const space = await workspace();
      await space.publish('1.0.0', 'canary');
      const outputs = await space.publish('1.1.0', 'canary', { build: { notes: 'Faster: "twice"\n\n- ümlaut 🚀 # no comment\n' } });
      assert.equal(outputs.generation, '2');
      const installed = space.at('release-1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage');
      const made = space.at('release-1.1.0/linux-x64/sample-app-1.1.0-linux-x64.AppImage');
      const app = await client(space, 'appimage', { installed });
      space.server.requests.length = 0;
      const { available, info, files } = await app.update();
      assert.equal(available, true);
      assert.equal(info.version, '1.1.0');
      assert.equal(info.releaseNotes, 'Faster: "twice"\n\n- ümlaut 🚀 # no comment\n');
      assert.equal(info.uvRelease.generation, 2);
      assert.equal(info.uvRelease.releaseDigest, outputs['release-digest']);
      assert.equal(sha512(files[0]), sha512(made));
      const sent = bytesOf(space.server.requests, '.AppImage');
      assert.ok(sent < fs.statSync(made).size / 20, `${sent} bytes were sent of ${fs.statSync(made).size}`);
      t.diagnostic(`differential: ${sent} of ${fs.statSync(made).size} bytes`);
      const ran = await app.install(space.ran);
      assert.match(ran, /^1\.1\.0 {2}silent=true exit=\n$/);
      assert.equal(sha512(app.appImage), sha512(made));
    });

    await t.test('a wrong sha512 is refused and the installed file stays', async () => {
      const space = await workspace();
      await space.publish('1.1.0', 'canary');
      const feed = space.at('store/feeds/canary/latest-linux.yml');
      const wrong = fs.readFileSync(feed, 'utf8').replace(/sha512: \S+/g, `sha512: ${Buffer.alloc(64, 7).toString('base64')}`);
      fs.writeFileSync(feed, wrong);
      await space.build('1.0.0');
      const installed = space.at('release-1.0.0/linux-x64/sample-app-1.0.0-linux-x64.AppImage');
      const app = await client(space, 'appimage', { installed });
      await assert.rejects(app.update(), error => error.code === 'ERR_CHECKSUM_MISMATCH');
      assert.equal(sha512(app.appImage), sha512(installed));
      // reconcile puts the feed back to what the log says.
      const repaired = await space.run('reconcile', {});
      assert.equal(repaired.code, 0, repaired.error);
      assert.deepEqual(repaired.outputs.written.split('\n'), ['feeds/canary/latest-linux.yml']);
      const again = await client(space, 'appimage', { installed });
      assert.equal((await again.update()).files.length, 1);
    });

    await t.test('Windows: every processor takes its own installer, the difference by the old block map', async () => {
      const space = await workspace();
      await space.publish('1.0.0', 'canary', { build: { linux: [], win: ['x64', 'arm64'] } });
      await space.publish('1.1.0', 'canary', { build: { linux: [], win: ['x64', 'arm64'] } });
      const app = await client(space, 'nsis');
      fs.mkdirSync(app.cache, { recursive: true });
      fs.copyFileSync(space.at('release-1.0.0/win-x64/sample-app-1.0.0-win-x64.exe'), path.join(app.cache, 'installer.exe'));
      space.server.requests.length = 0;
      const { info, files } = await app.update();
      assert.equal(info.files.length, 2);
      assert.equal(sha512(files[0]), sha512(space.at('release-1.1.0/win-x64/sample-app-1.1.0-win-x64.exe')));
      const names = space.server.requests.map(one => one.name);
      assert.ok(names.includes('/artifacts/1.0.0/win-x64/sample-app-1.0.0-win-x64.exe.blockmap'), names.join('\n'));
      assert.ok(bytesOf(space.server.requests, '.exe') < 500_000);
    });

    await t.test('macOS: an Intel Mac takes the Intel zip, the difference by the old block map', async () => {
      const space = await workspace();
      await space.publish('1.0.0', 'canary', { build: { linux: [], mac: ['x64', 'arm64'] } });
      await space.publish('1.1.0', 'canary', { build: { linux: [], mac: ['x64', 'arm64'] } });
      const app = await client(space, 'mac');
      fs.mkdirSync(app.cache, { recursive: true });
      fs.copyFileSync(space.at('release-1.0.0/mac-x64/sample-app-1.0.0-mac-x64.zip'), path.join(app.cache, 'update.zip'));
      space.server.requests.length = 0;
      await app.update();
      await until(() => app.native.zip);
      assert.equal(createHash('sha512').update(app.native.zip).digest('base64'), sha512(space.at('release-1.1.0/mac-x64/sample-app-1.1.0-mac-x64.zip')));
      assert.ok(bytesOf(space.server.requests, '.zip') < 500_000);
      app.native.zip = undefined;
      app.updater.closeServerIfExists?.();
    });

    await t.test('shares of 0, 1, 10 and 100 percent reach that many of 20,000 clients', async () => {
      const space = await workspace();
      const app = await client(space, 'appimage', { installed: program('publish-channel') });
      const ids = Array.from({ length: 20_000 }, (_, index) => app.UUID.v5(`client ${index}`, app.UUID.OID));
      for (const [version, percent] of [['1.1.0', 0], ['1.2.0', 1], ['1.3.0', 10], ['1.4.0', 100]]) {
        await space.publish(version, 'canary', { rollout: String(percent) });
        const feed = yaml.load(space.feed('canary'));
        assert.equal(feed.stagingPercentage, percent === 100 ? undefined : percent);
        let reached = 0;
        for (const id of ids) {
          app.updater.stagingUserIdPromise = { value: Promise.resolve(id) };
          if (await app.updater.isStagingMatch(feed)) reached++;
        }
        const mean = (ids.length * percent) / 100;
        const bound = 5 * Math.sqrt((ids.length * percent * (100 - percent)) / 10_000);
        assert.ok(Math.abs(reached - mean) <= bound, `${reached} of ${ids.length} at ${percent} %`);
        t.diagnostic(`${percent} %: ${reached} of ${ids.length} clients`);
      }
    });

    await t.test('a client is offered a release from its own percentage on, and nothing at 0', async () => {
      const space = await workspace();
      for (const [version, rollout, offered] of [['1.1.0', 0, false], ['1.2.0', Math.floor(known.share), false], ['1.3.0', Math.ceil(known.share), true]]) {
        await space.publish(version, 'canary', { rollout: String(rollout) });
        const app = await client(space, 'appimage', { installed: program('publish-channel'), updaterId: known.id });
        assert.equal((await app.look()).available, offered, `${rollout} %`);
      }
    });

    await t.test('canary, beta and stable are read by their own names and by latest', async () => {
      const space = await workspace();
      await space.publish('1.3.0', 'canary');
      await space.publish('1.2.0', 'beta');
      await space.publish('1.1.0', 'stable');
      for (const [feed, version] of [['canary', '1.3.0'], ['beta', '1.2.0'], ['stable', '1.1.0']]) {
        for (const channel of [undefined, feed]) {
          const app = await client(space, 'appimage', { installed: program('publish-channel'), feed, channel });
          assert.deepEqual([(await app.look()).info.version, app.updater.allowDowngrade], [version, false]);
          assert.ok(space.server.requests.some(one => one.name === `/feeds/${feed}/${channel ?? 'latest'}-linux.yml`));
        }
      }
    });

    await t.test('a client above the feed is not taken back', async () => {
      const space = await workspace();
      await space.publish('1.1.0', 'canary');
      const app = await client(space, 'appimage', { installed: program('publish-channel'), version: '2.0.0' });
      assert.equal((await app.look()).available, false);
    });

    await t.test('by bucket: outside of the rollout clients get the release before, inside the new one', async () => {
      const { feedUrl, bucketOf } = createRequire(import.meta.url)('../../action-templates/electron-app/rollout.js');
      const space = await workspace({ configuration: { 'fallback-feeds': true } });
      await space.publish('1.1.0', 'canary');
      await space.publish('1.2.0', 'canary', { rollout: '30' });
      const served = Array.from({ length: 100 }, (_, bucket) => yaml.load(space.feed(`canary/${String(bucket).padStart(2, '0')}`)));
      assert.equal(served.filter(feed => feed.version === '1.2.0').length, 30);
      assert.ok(served.every(feed => ['1.1.0', '1.2.0'].includes(feed.version) && feed.stagingPercentage === undefined));
      for (const version of ['1.1.0', '1.2.0']) {
        const bucket = served.findIndex(feed => feed.version === version);
        // The last four bytes of an id whose share lies in the middle of the bucket.
        const id = `f85fd497-2da0-5128-94a9-20f0${Math.floor(((bucket + 0.5) / 100) * 0xffffffff).toString(16).padStart(8, '0')}`;
        assert.equal(bucketOf(id), bucket);
        const app = await client(space, 'appimage', { installed: program('publish-channel'), updaterId: id });
        app.updater.setFeedURL({ provider: 'generic', url: feedUrl({ feeds: `${space.server.url}/feeds`, channel: 'canary', userData: path.join(path.dirname(app.appImage), 'data') }) });
        const { available, info, files } = await app.update();
        assert.deepEqual([available, info.version], [true, version]);
        assert.equal(sha512(files[0]), sha512(space.at(`release-${version}/linux-x64/sample-app-${version}-linux-x64.AppImage`)));
      }
    });

    await t.test('a cohort gets the release whatever the share is', async () => {
      const space = await workspace();
      await space.publish('1.1.0', 'canary', { rollout: '0', cohorts: 'staff' });
      const outside = await client(space, 'appimage', { installed: program('publish-channel') });
      assert.equal((await outside.look()).available, false);
      const inside = await client(space, 'appimage', { installed: program('publish-channel'), feed: 'canary/staff' });
      assert.equal((await inside.update()).files.length, 1);
    });

    await t.test('files that are hosted elsewhere are read by absolute addresses', async () => {
      const space = await workspace({ configuration: {} });
      fs.mkdirSync(space.at('store/elsewhere/v1.1.0'), { recursive: true });
      fs.writeFileSync(space.at('.github/uv-release.yml'), JSON.stringify({ publish: { app: 'sample-app', 'artifacts-url': `${space.server.url}/elsewhere/v{version}` } }));
      const release = await space.build('1.1.0');
      const refused = await space.run('publish-channel', { channel: 'canary', 'release-folder': 'release-1.1.0', hosted: 'true', 'visible-within': '1s' });
      assert.equal(refused.code, 3, refused.error);
      assert.ok(!fs.existsSync(space.at('store/channels')));
      fs.copyFileSync(path.join(release, 'linux-x64/sample-app-1.1.0-linux-x64.AppImage'), space.at('store/elsewhere/v1.1.0/sample-app-1.1.0-linux-x64.AppImage'));
      await space.publish('1.1.0', 'canary', { hosted: 'true' });
      assert.ok(!fs.existsSync(space.at('store/artifacts')));
      const app = await client(space, 'appimage', { installed: program('publish-channel') });
      const { info, files } = await app.update();
      assert.equal(info.files[0].url, `${space.server.url}/elsewhere/v1.1.0/sample-app-1.1.0-linux-x64.AppImage`);
      assert.equal(files.length, 1);
    });
  });
}

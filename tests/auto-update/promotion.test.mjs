// Judge of promotions: the real electron-updater 6 and 7 follow what the real promote made of channels.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';
import { makeClient, versions } from './client.mjs';
import { skip, startMoto } from '../stores/moto.mjs';
import { makeWorkspace, program } from './workspace.mjs';

const require = createRequire(new URL('../../tools/electron-builder/package.json', import.meta.url));
const yaml = require('js-yaml');
const { feedUrl, bucketOf } = createRequire(import.meta.url)('../../action-templates/electron-app/rollout.js');
const workspaces = [];
let clients = 0;

const moto = skip ? undefined : await startMoto('releases');
const places = [{ name: 'a folder', skip: false }, { name: 'a bucket', skip, moto }];

after(async () => {
  await Promise.all(workspaces.map(one => one.close()));
  moto?.stop();
});
assert.ok(fs.existsSync(program('promote')), 'promote is not built: run prepare.sh.');

async function workspace(options) {
  const made = await makeWorkspace(options);
  workspaces.push(made);
  return Object.assign(made, {
    /** Moves a channel; fails the test where that does not end with the code. */
    async move(action, channel, inputs = {}, wanted = 0) {
      const done = await made.run('promote', { action, channel, ...inputs });
      assert.equal(done.code, wanted, done.error);
      return done;
    },
  });
}

for (const which of versions) {
  test(which.name, async t => {
    const client = (space, channel, options = {}) => makeClient(which, 'appimage', {
      version: '1.0.0', url: `${space.server.url}/feeds/${channel}`, folder: space.at(`client-${++clients}`), installed: program('promote'), ...options,
    });
    const offered = async (space, channel, options) => {
      const { available, info } = await (await client(space, channel, options)).look();
      return available ? info.version : null;
    };

    for (const place of places) await t.test(`in ${place.name} a release goes from canary through beta to stable, and every client downloads the same bytes`, { skip: place.skip }, async () => {
      const space = await workspace({ moto: place.moto });
      await space.publish('1.1.0', 'canary');
      assert.equal(await offered(space, 'canary'), '1.1.0');
      const digests = new Set();
      for (const channel of ['beta', 'stable']) {
        await space.move('promote', channel, { 'dry-run': 'true' });
        assert.deepEqual(await space.keys(`feeds/${channel}/`), []);
        digests.add((await space.move('promote', channel)).outputs['release-digest']);
        const { available, info, files } = await (await client(space, channel)).update();
        assert.deepEqual([available, info.version, files.length], [true, '1.1.0', 1]);
        assert.ok(fs.readFileSync(files[0]).equals(fs.readFileSync(space.at('release-1.1.0/linux-x64/sample-app-1.1.0-linux-x64.AppImage'))));
      }
      assert.equal(digests.size, 1);
      assert.deepEqual(new Set((await space.keys('artifacts/')).map(key => key.split('/')[1])), new Set(['1.1.0']));
    });

    await t.test('widened from 1 through 10 to 100 percent, who was reached stays reached, of 20,000 clients', async () => {
      const space = await workspace();
      await space.publish('1.1.0', 'canary', { rollout: '1' });
      const app = await client(space, 'canary');
      const ids = Array.from({ length: 20_000 }, (_, index) => app.UUID.v5(`client ${index}`, app.UUID.OID));
      let before = new Set();
      for (const percent of [1, 10, 100]) {
        if (percent > 1) await space.move('widen', 'canary', { rollout: String(percent) });
        const feed = yaml.load(space.feed('canary')), reached = new Set();
        for (const id of ids) {
          app.updater.stagingUserIdPromise = { value: Promise.resolve(id) };
          if (await app.updater.isStagingMatch(feed)) reached.add(id);
        }
        const mean = (ids.length * percent) / 100, bound = 5 * Math.sqrt((ids.length * percent * (100 - percent)) / 10_000);
        assert.ok(Math.abs(reached.size - mean) <= bound, `${reached.size} of ${ids.length} at ${percent} %`);
        assert.ok([...before].every(id => reached.has(id)), `a client that was reached is not at ${percent} %`);
        t.diagnostic(`${percent} %: ${reached.size} of ${ids.length} clients`);
        before = reached;
      }
      await space.move('widen', 'canary', { rollout: '50' }, 1);
    });

    await t.test('by bucket: wider shares hold the narrower ones, and another release begins with others', async () => {
      const space = await workspace({ configuration: { 'fallback-feeds': true } });
      const inside = version => new Set(Array.from({ length: 100 }, (_, bucket) => String(bucket).padStart(2, '0'))
        .filter(bucket => yaml.load(space.feed(`canary/${bucket}`)).version === version));
      await space.publish('1.1.0', 'canary');
      const first = [];
      for (const version of ['1.2.0', '1.3.0']) {
        await space.publish(version, 'canary', { rollout: '1' });
        let before = inside(version);
        for (const percent of [10, 100]) {
          await space.move('widen', 'canary', { rollout: String(percent) });
          const now = inside(version);
          assert.equal(now.size, percent);
          assert.ok([...before].every(bucket => now.has(bucket)));
          if (percent === 10) first.push(now);
          before = now;
        }
      }
      assert.notDeepEqual(first[0], first[1]);
    });

    for (const place of places) await t.test(`in ${place.name} halted nobody is offered it, resumed as many as before, rolled back the others get the one before`, { skip: place.skip }, async () => {
      const space = await workspace({ moto: place.moto });
      await space.publish('1.1.0', 'canary');
      await space.publish('1.2.0', 'canary', { cohorts: 'staff' });
      assert.equal(await offered(space, 'canary'), '1.2.0');
      const halted = await space.move('halt', 'canary', { reason: 'It loses data.' });
      assert.equal(halted.outputs.outcome, 'done');
      assert.equal((await space.move('halt', 'canary')).outputs.outcome, 'already-done');
      for (const feed of ['canary', 'canary/staff']) assert.equal(await offered(space, feed), null);
      await space.move('resume', 'canary');
      for (const feed of ['canary', 'canary/staff']) assert.equal(await offered(space, feed), '1.2.0');
      await space.move('halt', 'canary', { reason: 'Still.' });
      await space.move('rollback', 'canary');
      for (const feed of ['canary', 'canary/staff']) assert.equal(await offered(space, feed), '1.1.0');
      // Who has the release keeps it: nothing is newer, and nobody goes back.
      assert.equal(await offered(space, 'canary', { version: '1.2.0' }), null);
      await space.move('resume', 'canary', {}, 1);
      await space.publish('1.3.0', 'canary');
      for (const version of ['1.0.0', '1.2.0']) assert.equal(await offered(space, 'canary', { version }), '1.3.0');
    });

    await t.test('by bucket a halt gives everybody who lacks the release the one before', async () => {
      const space = await workspace({ configuration: { 'fallback-feeds': true } });
      await space.publish('1.1.0', 'canary');
      await space.publish('1.2.0', 'canary', { rollout: '30' });
      await space.move('halt', 'canary');
      const app = await client(space, 'canary', { updaterId: 'f85fd497-2da0-5128-94a9-20f03530dcab' });
      app.updater.setFeedURL({ provider: 'generic', url: feedUrl({ feeds: `${space.server.url}/feeds`, channel: 'canary', userData: path.join(path.dirname(app.appImage), 'data') }) });
      assert.equal(bucketOf('f85fd497-2da0-5128-94a9-20f03530dcab'), 20);
      const { available, info } = await app.look();
      assert.deepEqual([available, info.version], [true, '1.1.0']);
    });

    await t.test('a downgrade reaches clients that opted in, and no others', async () => {
      const space = await workspace({ promote: { 'downgrade-floor': '1.1.0' } });
      await space.publish('1.1.0', 'canary');
      await space.publish('1.2.0', 'canary');
      await space.move('halt', 'canary');
      await space.move('rollback', 'canary', { mode: 'downgrade' });
      const app = await client(space, 'canary', { version: '1.2.0' });
      assert.equal((await app.look()).available, false);
      app.updater.allowDowngrade = true;
      const { available, info } = await app.look();
      assert.deepEqual([available, info.version], [true, '1.1.0']);
    });
  });
}

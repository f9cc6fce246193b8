import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import test from 'node:test';
import { makeUpdater, startFeed, versions } from './harness.mjs';

const { startUpdater } = createRequire(import.meta.url)('../../action-templates/electron-app/updater.js');

/** A clock whose timers run when they are told to. */
function fakeClock(random) {
  const planned = [];
  return { planned, random: () => random, setTimeout: (run, delay) => (planned.push({ run, delay }), planned.length), clearTimeout: id => (planned[id - 1].cleared = true) };
}

for (const which of versions) {
  test(which.name, async t => {
    const scenario = (name, run) => t.test(name, async () => {
      const feed = await startFeed();
      const events = [];
      const begin = async ({ version = '1.0.0', ...options } = {}) => {
        const autoUpdater = await makeUpdater(which, { version, feed: feed.url, folder: path.join(feed.root, `app-${events.length}`) });
        const clock = fakeClock(0.5);
        return { autoUpdater, clock, updater: startUpdater({ autoUpdater, clock, log: (event, details) => events.push({ event, ...details }), ...options }) };
      };
      try {
        await run({ feed, events, begin, names: () => events.map(one => one.event) });
      } finally {
        await feed.close();
      }
    });

    await scenario('an update is found, downloaded and kept for the next quit', async ({ feed, begin, names }) => {
      feed.publish('latest', '1.1.0');
      const { updater, autoUpdater } = await begin();
      assert.equal(await updater.check(), true);
      assert.equal(autoUpdater.autoInstallOnAppQuit, true);
      assert.deepEqual(names(), ['checking-for-update', 'update-available', 'update-downloaded']);
      assert.ok(feed.requests.includes('sample-1.1.0.AppImage'));
    });

    await scenario('with the channel set, a lower version of the feed is not installed', async ({ feed, begin, names }) => {
      feed.publish('beta', '1.1.0-beta.3');
      const { updater, autoUpdater } = await begin({ version: '1.2.0', channel: 'beta' });
      assert.equal(autoUpdater.allowDowngrade, false);
      assert.equal(await updater.check(), false);
      assert.deepEqual(names(), ['checking-for-update', 'update-not-available']);
      assert.deepEqual(feed.requests, ['beta-linux.yml']);
      // The same client without the template's line would go back: this is what the test would miss.
      autoUpdater.allowDowngrade = true;
      assert.equal((await autoUpdater.checkForUpdates()).isUpdateAvailable, true);
    });

    await scenario('a download whose sha512 is another one is refused, and the app goes on', async ({ feed, begin, events, names }) => {
      feed.publish('latest', '1.1.0', { sha512: Buffer.alloc(64, 7).toString('base64') });
      const { updater } = await begin();
      assert.equal(await updater.check(), false);
      assert.equal(events.find(one => one.event === 'check-failed').code, 'ERR_CHECKSUM_MISMATCH');
      assert.ok(!names().includes('update-downloaded'));
      assert.equal(fs.readFileSync(process.env.APPIMAGE, 'utf8'), 'installed');
    });

    await scenario('a missing feed ends in a log line, not in the app', async ({ begin, events }) => {
      const { updater } = await begin();
      assert.equal(await updater.check(), false);
      assert.equal(events.at(-1).code, 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND');
    });

    await scenario('the rollout of the feed is asked first, then the own say; an error of it holds back', async ({ feed, begin, names }) => {
      feed.publish('latest', '1.1.0', { staging: 0 });
      let asked = 0;
      const first = await begin({ isOffered: () => ++asked > 0 });
      assert.equal(await first.updater.check(), false);
      assert.equal(asked, 0);
      feed.publish('latest', '1.1.0', { staging: 100 });
      const second = await begin({ isOffered: () => false });
      assert.equal(await second.updater.check(), false);
      assert.equal(names().at(-1), 'update-held-back');
      const third = await begin({ isOffered: () => { throw new Error('no answer'); } });
      assert.equal(await third.updater.check(), false);
      assert.equal(names().at(-1), 'check-failed');
      assert.ok(!feed.requests.some(name => name.endsWith('.AppImage')));
    });

    await scenario('a log that throws and a second check at once do no harm', async ({ feed, begin }) => {
      feed.publish('latest', '1.1.0');
      const { updater } = await begin({ log: () => { throw new Error('disk full'); } });
      assert.deepEqual(await Promise.all([updater.check(), updater.check()]), [true, true]);
      assert.equal(feed.requests.filter(name => name.endsWith('.yml')).length, 1);
    });
  });
}

test('first check and interval are spread between their bounds, and stop stops', async () => {
  const silent = { on() {}, checkForUpdates: async () => null };
  for (const [random, first, next] of [[0, 0, 75], [0.5, 50, 100], [0.999999, 99.9999, 124.99995]]) {
    const clock = fakeClock(random);
    const updater = startUpdater({ autoUpdater: silent, clock, firstCheck: 100, interval: 100 });
    assert.ok(Math.abs(clock.planned[0].delay - first) < 1e-6);
    await clock.planned[0].run();
    assert.ok(Math.abs(clock.planned[1].delay - next) < 1e-6);
    updater.stop();
    assert.equal(clock.planned[1].cleared, true);
    await clock.planned[1].run();
    assert.equal(clock.planned.length, 2);
  }
});

// Judge of the release board: a real browser lays out what the real publish-channel wrote, on a telephone, a tablet and a desk.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeWorkspace, program } from '../auto-update/workspace.mjs';
import { chromium, startBrowser } from './browser.mjs';
import { faults } from './layout.mjs';
import { look } from './png.mjs';

const pictures = fileURLToPath(new URL('../../artifacts/board', import.meta.url));
const skip = chromium ? false : 'no Chromium. Install it: apt-get install chromium-headless-shell fonts-dejavu-core';
const devices = {
  phone: { width: 390, height: 844, scale: 3, mobile: true },
  narrow: { width: 320, height: 568, scale: 2, mobile: true },
  tablet: { width: 820, height: 1180, scale: 2, mobile: true },
  desktop: { width: 1440, height: 900, scale: 1 },
};
const everywhere = { linux: ['x64', 'arm64'], win: ['x64'], mac: ['arm64'] };
const notes = 'New\n\n- Files of many gigabytes open at once.\n- The side bar remembers its width.\n\nFixed\n\n- Printing on A5 no longer cuts the last line off.\n';
const hostile = '<script>document.title="taken"</script><img src=x onerror=alert(1)> \u202Eevitan\u202C \u05E9\u05DC\u05D5\u05DD ' + 'x'.repeat(120);

const states = {
  async single(space) {
    await space.publish('1.0.0', 'stable', { build: { notes } });
  },
  async rollout(space) {
    await space.publish('1.0.0', 'stable');
    await space.publish('1.1.0', 'stable', { rollout: 10, build: { notes } });
  },
  async channels(space) {
    const actor = { GITHUB_ACTOR: 'ada-lovelace', GITHUB_REPOSITORY: 'acme/sample-app', GITHUB_RUN_ID: '4711', GITHUB_SERVER_URL: 'https://github.com' };
    const publish = (version, channel, build, more = {}) => told(space, version, channel, { ...everywhere, ...build }, more, actor);
    for (const version of ['2.3.0', '2.3.1', '2.4.0']) await publish(version, 'stable', { notes });
    await publish('2.5.0', 'beta', { notes });
    await publish('2.6.0', 'canary', { notes });
    await publish('2.6.1', 'canary', { notes }, { rollout: 25, cohorts: 'staff' });
  },
  async moves(space) {
    const actor = { GITHUB_ACTOR: 'ada-lovelace', GITHUB_REPOSITORY: 'acme/sample-app', GITHUB_RUN_ID: '4711', GITHUB_SERVER_URL: 'https://github.com' };
    let run = 4711; // each move is a run of its own: the same run again finds its move done
    const move = async (action, channel, options = {}) => {
      const done = await space.run('promote', { action, channel, ...options }, { ...actor, GITHUB_RUN_ID: `${++run}` });
      assert.equal(done.code, 0, done.error);
    };
    await told(space, '2.4.0', 'canary', { ...everywhere, notes }, {}, actor);
    for (const channel of ['beta', 'stable']) await move('promote', channel);
    await told(space, '2.5.0', 'canary', { ...everywhere, notes }, {}, actor);
    await move('promote', 'beta');
    await move('promote', 'stable', { rollout: 25 });
    await move('halt', 'beta', { reason: 'It loses the last line of long documents.' });
    await move('rollback', 'beta');
    await told(space, '2.6.0', 'canary', { ...everywhere, notes }, {}, actor);
    await move('halt', 'canary', { reason: 'It does not start on machines without a printer.' });
    const { code, error } = await space.run('reconcile', {});
    assert.equal(code, 0, error);
  },
  async hostile(space) {
    await told(space, '10.20.30', 'canary', { notes: hostile }, { rollout: 1 }, { GITHUB_ACTOR: hostile });
  },
};
const configurations = { hostile: { app: 'an-app-whose-name-is-as-long-as-ids-go-x' } };

async function told(space, version, channel, build, options, environment) {
  await space.build(version, build);
  const done = await space.run('publish-channel', { channel, 'release-folder': `release-${version}`, ...options }, environment);
  assert.equal(done.code, 0, done.error);
}

const open = [];
let browser;
before(async () => {
  if (skip) return;
  assert.ok(fs.existsSync(program('publish-channel')), 'publish-channel is not built: run prepare.sh.');
  fs.rmSync(pictures, { recursive: true, force: true });
  fs.mkdirSync(pictures, { recursive: true });
  browser = await startBrowser();
});
after(async () => {
  await browser?.close();
  await Promise.all(open.map(space => space.close()));
});

const keep = (name, png) => fs.writeFileSync(path.join(pictures, `${name}.png`), png);
const unfold = () => document.querySelectorAll('details').forEach(one => (one.open = true));

for (const [state, make] of Object.entries(states)) {
  test(`the board of the state "${state}"`, { skip }, async t => {
    const space = await makeWorkspace({ configuration: configurations[state] });
    open.push(space);
    await make(space);
    const address = `${space.server.url}/feeds/index.html`;

    for (const [device, metrics] of Object.entries(devices)) {
      for (const dark of [false, true]) {
        await t.test(`is in order on a ${device}, ${dark ? 'dark' : 'light'}`, async () => {
          const page = await browser.open(address, { ...metrics, dark });
          const name = `${state}-${device}-${dark ? 'dark' : 'light'}`;
          const folded = await page.screenshot();
          keep(name, folded);
          assert.deepEqual(await page.run(faults), []);
          const seen = look(folded, metrics.height * metrics.scale);
          assert.equal(seen.width, metrics.width * metrics.scale);
          assert.ok(seen.colors > 20 && seen.most < 0.97, `the page is blank: ${JSON.stringify(seen)}`);
          await page.run(unfold);
          keep(`${name}-open`, await page.screenshot());
          assert.deepEqual(await page.run(faults), []);
          assert.deepEqual(page.requests, [address]);
          assert.deepEqual(page.messages, []);
          await page.close();

          const again = await browser.open(address, { ...metrics, dark });
          assert.ok(folded.equals(await again.screenshot()), 'the same board looks different the second time');
          await again.close();
          const still = await browser.open(address, { ...metrics, dark, scripts: false });
          assert.ok(folded.equals(await still.screenshot()), 'the board looks different without JavaScript');
          await still.close();
        });
      }
    }

    await t.test('its page of downloads is in order on a phone, and every download is there', async () => {
      const page = await browser.open(address.replace('index.html', 'downloads.html'), devices.phone);
      await page.run(unfold);
      keep(`${state}-downloads`, await page.screenshot());
      assert.deepEqual(await page.run(faults), []);
      for (const link of await page.run(() => [...document.querySelectorAll('a')].map(one => one.href))) assert.equal((await fetch(link)).status, 200, link);
      await page.close();
    });

    await t.test('says nothing but its own words, and every download is there', async () => {
      const page = await browser.open(address, devices.desktop);
      const told = await page.run(() => ({ title: document.title, scripts: document.scripts.length, pictures: document.images.length, links: [...document.querySelectorAll('.downloads a')].map(link => link.href) }));
      assert.equal(told.title, `${configurations[state]?.app ?? 'sample-app'}: releases`);
      assert.equal(told.scripts + told.pictures, 0);
      assert.ok(told.links.length > 0);
      for (const link of told.links) {
        assert.ok(link.startsWith(space.server.url));
        const answer = await fetch(link);
        assert.equal(answer.status, 200, link);
        const [version, leg, file] = link.split('/').slice(-3);
        assert.ok(Buffer.from(await answer.arrayBuffer()).equals(fs.readFileSync(space.at(`release-${version}`, leg, file))), link);
      }
      await page.close();
    });
  });
}

test('the check of the layout finds what is planted', { skip }, async () => {
  const planted = '<body style="margin:0;background:white"><p style="width:2000px;color:#999">pale and wide</p><p style="margin-top:-40px">over it</p><ul class="downloads"><a href="#x">tiny</a></ul>';
  const page = await browser.open(`data:text/html,${encodeURIComponent(planted)}`, devices.desktop);
  const found = (await page.run(faults)).join('\n');
  for (const fault of [/contrast of "pale and wide" is 2\.85/, /"pale and wide" and "over it" overlap/, /"tiny" can hardly be tapped/, /the page scrolls sideways/]) assert.match(found, fault);
  await page.close();
});

// The release board in a real browser: boards of real publishes, on small and large screens, in light and dark. The pictures go to artifacts/board.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { makeWorkspace } from '../auto-update/workspace.mjs';
import { faults, open, screens, skip, start } from './browser.mjs';

const pictures = fileURLToPath(new URL('../../artifacts/board', import.meta.url));
const all = { linux: ['x64', 'arm64'], win: ['x64', 'arm64'], mac: ['x64', 'arm64'] };
const hostile = 'Faster <script>document.title = "taken"</script><img src="https://evil.example/x" onerror="alert(1)">\n\n- \u202Eevil\u202C & "quotes" \'and\' more\n';

/** Every kind of board, by name: what was published for it. */
const boards = {
  'nothing else': async space => {
    await space.publish('1.0.0', 'canary', { build: { linux: ['x64'] } });
  },
  'three channels': async space => {
    for (const [version, ...channels] of [['1.9.0', 'canary', 'beta', 'stable'], ['1.10.0', 'canary', 'beta'], ['1.11.0', 'canary']]) {
      for (const channel of channels) await space.publish(version, channel, { build: { ...all, notes: `- Opens large files twice as fast\n- Remembers where windows were (${version})\n` }, rollout: channel === 'beta' && version === '1.10.0' ? '10' : '100' });
    }
  },
  hostile: async space => {
    await space.publish('1.0.0', 'stable', { build: { notes: 'one\n' } });
    await space.publish('1.0.1', 'stable', { build: { notes: hostile }, rollout: '0', cohorts: ['friends', 'a-cohort-of-a-rather-long-name'] });
  },
};

const image = bytes => createHash('sha256').update(bytes).digest('hex');
const colours = png => {
  const { data } = PNG.sync.read(Buffer.from(png)), seen = new Set();
  for (let at = 0; at < data.length; at += 4) seen.add(data.readUInt32BE(at));
  return seen.size;
};

describe('The release board in a browser', { skip }, () => {
  const spaces = {};
  let browser;
  before(async () => {
    mkdirSync(pictures, { recursive: true });
    browser = await start();
    for (const [name, publish] of Object.entries(boards)) {
      spaces[name] = await makeWorkspace({ configuration: { app: name === 'hostile' ? 'an-app-whose-id-is-as-long-as-ids-may-be' : 'sample-app' } });
      await publish(spaces[name]);
    }
  });
  after(async () => {
    await browser?.close();
    await Promise.all(Object.values(spaces).map(space => space.close()));
  });
  const url = name => `${spaces[name].server.url}/feeds/index.html`;

  for (const name of Object.keys(boards)) {
    for (const screen of Object.keys(screens)) {
      test(`"${name}" fits on a ${screen}, in light and dark, closed and unfolded, and asks for nothing`, async () => {
        for (const scheme of ['light', 'dark']) {
          const { page, seen } = await open(browser, url(name), { screen, scheme });
          const picture = await page.screenshot({ fullPage: true });
          writeFileSync(path.join(pictures, `${name.replaceAll(' ', '-')}-${screen.replaceAll(' ', '-')}-${scheme}.png`), picture);
          assert.ok(colours(picture) > 20, 'the picture is blank');
          assert.deepEqual(await faults(page), []);
          await page.$$eval('details', folded => folded.forEach(one => { one.open = true; }));
          assert.deepEqual(await faults(page), []);
          assert.deepEqual(seen, { requests: [url(name)], said: [] });
          await page.close();
        }
      });
    }
  }

  test('without scripts it is the same picture, and the same store gives the same picture again', async () => {
    const shot = async options => {
      const { page } = await open(browser, url('three channels'), options);
      const picture = await page.screenshot({ fullPage: true });
      await page.close();
      return image(picture);
    };
    const first = await shot({});
    assert.equal(await shot({ script: false }), first);
    const { code, error } = await spaces['three channels'].run('reconcile', {});
    assert.equal(code, 0, error);
    assert.equal(await shot({}), first);
    assert.notEqual(await shot({ scheme: 'dark' }), first);
  });

  test('every download is the file that was published, and each channel says what it offers', async () => {
    const space = spaces['three channels'], { page } = await open(browser, url('three channels'));
    const sections = await page.$$eval('section', found => found.map(section => ({
      name: section.querySelector('h2').textContent, version: section.querySelector('.version strong').textContent,
      links: [...section.querySelectorAll('.downloads a')].map(link => link.href),
    })));
    await page.close();
    assert.deepEqual(sections.map(one => [one.name, one.version, one.links.length]), [['stable', '1.9.0', 6], ['beta', '1.10.0', 6], ['canary', '1.11.0', 6]]);
    for (const { version, links } of sections) {
      for (const link of links) {
        const answer = await fetch(link), [leg, file] = link.split('/').slice(-2);
        assert.equal(answer.status, 200, link);
        assert.equal(image(Buffer.from(await answer.arrayBuffer())), image(readFileSync(space.at(`release-${version}`, leg, file))), link);
      }
    }
  });

  test('words of strangers are words', async () => {
    const { page, seen } = await open(browser, url('hostile'));
    await page.$$eval('details', folded => folded.forEach(one => { one.open = true; }));
    assert.equal(await page.title(), 'an-app-whose-id-is-as-long-as-ids-may-be: releases');
    assert.equal(await page.$eval('pre', notes => notes.textContent), hostile);
    assert.equal(await page.$('script, img, iframe'), null);
    assert.deepEqual(seen.said, []);
    await page.close();
  });
});

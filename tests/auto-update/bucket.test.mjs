import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import test from 'node:test';
import { versions } from './client.mjs';

const { bucketOf, feedUrl, updaterId } = createRequire(import.meta.url)('../../action-templates/electron-app/rollout.js');
const idOf = value => `f85fd497-2da0-5128-94a9-20f0${value.toString(16).padStart(8, '0')}`;

for (const which of versions) {
  test(`${which.name} and the snippet agree on every boundary of a percentage`, async () => {
    const [{ AppImageUpdater }] = await which.load();
    const match = (id, percent) => AppImageUpdater.prototype.isStagingMatch.call({ _logger: { info() {}, warn() {} }, stagingUserIdPromise: { value: Promise.resolve(id) } }, { stagingPercentage: percent });
    for (let percent = 0; percent <= 100; percent++) {
      const boundary = Math.floor((0xffffffff * percent) / 100);
      for (const value of [boundary - 1, boundary, boundary + 1].filter(one => one >= 0 && one < 0xffffffff)) {
        assert.equal(bucketOf(idOf(value)) < percent, await match(idOf(value), percent), `${value} at ${percent} %`);
      }
    }
  });
}

test('an id is made once, and one that is there is kept', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-bucket-'));
  try {
    const id = updaterId(path.join(folder, 'data'));
    assert.equal(updaterId(path.join(folder, 'data')), id);
    fs.writeFileSync(path.join(folder, 'data/.updaterId'), 'f85fd497-2da0-5128-94a9-20f03530dcab');
    assert.equal(feedUrl({ feeds: 'https://x.example/feeds/', channel: 'beta', userData: path.join(folder, 'data') }), 'https://x.example/feeds/beta/20');
    assert.equal(feedUrl({ feeds: 'https://x.example/feeds', channel: 'beta', userData: folder, cohort: 'staff' }), 'https://x.example/feeds/beta/staff');
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
});

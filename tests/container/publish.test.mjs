import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { image, needsImage } from './lean-image-under-test.mjs';
import { Job } from './job.mjs';

test('publish-channel publishes in the image, says already done the second time, and reconcile finds nothing to do', needsImage, async t => {
  const job = new Job(t);
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(job.workspace, name)), { recursive: true });
    writeFileSync(path.join(job.workspace, name), text);
  };
  const bytes = Buffer.from('an AppImage of 1.0.0\n');
  const hash = (name, form) => createHash(name).update(bytes).digest(form);
  const artifact = {
    kind: 'installer', path: 'linux-x64/sample-app-1.0.0-linux-x64.AppImage', platform: 'linux', arch: 'x64',
    size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
  };
  write('.github/uv-release.yml', 'publish: { app: sample-app }\n');
  write(`release/${artifact.path}`, bytes);
  write('release/release.linux-x64.json', JSON.stringify({
    schema: 'uv-release/fragment/1', version: '1.0.0', commit: '0123456789abcdef0123456789abcdef01234567', platform: 'linux', arch: 'x64', artifacts: [artifact], toolVersions: { electron: null, electronBuilder: null },
  }));
  const inputs = { channel: 'canary', rollout: '10', store: 'store' };
  const first = await job.run(image, '/app/publish-channel', inputs);
  assert.equal(first.code, 0, first.log);
  assert.match(job.read('store/feeds/canary/latest-linux.yml'), /^stagingPercentage: 10$/m);
  const feed = job.read('store/feeds/canary/latest-linux.yml');
  const second = await job.run(image, '/app/publish-channel', inputs);
  assert.equal(second.code, 0, second.log);
  assert.match(second.log, /Already done/);
  const reconciled = await job.run(image, '/app/reconcile', { store: 'store' });
  assert.equal(reconciled.code, 0, reconciled.log);
  assert.equal(job.read('store/feeds/canary/latest-linux.yml'), feed);
  const refused = await job.run(image, '/app/publish-channel', { ...inputs, rollout: '0.5' });
  assert.equal(refused.code, 2, refused.log);
});

import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { image, needsImage } from './lean-image-under-test.mjs';
import { Job } from './job.mjs';

const commit = '0123456789abcdef0123456789abcdef01234567';

test('package-portable packs in the image, twice the same, and verify-portable takes it', needsImage, async t => {
  const job = new Job(t);
  const write = (name, text) => {
    mkdirSync(path.dirname(path.join(job.workspace, name)), { recursive: true });
    writeFileSync(path.join(job.workspace, name), text);
  };
  write('.github/uv-release.yml', 'portable:\n  name: sample-app\n  binaries: [{ path: build/daemon, to: bin/daemon }]\n');
  // The beginning of an ELF file for x86-64.
  write('build/daemon', Buffer.concat([Buffer.from('7f454c460201010000000000000000000200', 'hex'), Buffer.from([62, 0]), Buffer.alloc(44)]));
  const inputs = { kind: 'headless', version: '1.4.0', platform: 'linux', arch: 'x64', commit };
  const first = await job.run(image, '/app/package-portable', inputs);
  assert.equal(first.code, 0, first.log);
  const sum = job.read('release/sample-app-headless-1.4.0-linux-x64.zip.sha256');
  const second = await job.run(image, '/app/package-portable', inputs);
  assert.equal(second.code, 0, second.log);
  assert.equal(job.read('release/sample-app-headless-1.4.0-linux-x64.zip.sha256'), sum);
  const verified = await job.run(image, '/app/verify-portable', { path: 'release/sample-app-headless-1.4.0-linux-x64.zip', version: '1.4.0', commit });
  assert.equal(verified.code, 0, verified.log);
  const refused = await job.run(image, '/app/verify-portable', { path: 'release/sample-app-headless-1.4.0-linux-x64.zip', version: '1.4.1' });
  assert.equal(refused.code, 1, refused.log);
  assert.match(refused.log, /^::error .*should be '1\.4\.1'/m);
});

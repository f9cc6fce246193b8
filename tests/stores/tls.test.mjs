// publish-channel to an S3 bucket over TLS: what every request signs, seen by a proxy in front of moto. Real buckets are reached no other way.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as forward } from 'node:http';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { makeWorkspace } from '../auto-update/workspace.mjs';
import { skip, startMoto } from './moto.mjs';

const folder = mkdtempSync(path.join(tmpdir(), 'uv-release-tls-'));
after(() => rmSync(folder, { recursive: true }));

/** A proxy with a certificate for localhost that nobody else trusts, and what it saw of each request. */
async function startProxy(target) {
  const [key, cert] = ['key.pem', 'cert.pem'].map(name => path.join(folder, name));
  execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const seen = [];
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) => {
    const { method, url, headers } = request, hash = createHash('sha256');
    const onward = forward(new URL(url, target), { method, headers }, answer => answer.pipe(response.writeHead(answer.statusCode, answer.headers)));
    request.on('data', data => hash.update(data)).on('end', () => seen.push({ method, url, headers, sha256: hash.digest('base64') }));
    request.pipe(onward);
  });
  await new Promise(done => server.listen(0, 'localhost', done));
  return { seen, cert, url: `https://localhost:${server.address().port}`, stop: () => { server.closeAllConnections(); server.close(); } };
}

test('Over TLS content travels beside its SHA-256, which is signed and which the server compares; no request too many', { skip }, async () => {
  const moto = await startMoto('releases'), proxy = await startProxy(moto.url), space = await makeWorkspace();
  try {
    await space.build('1.0.0', { linux: ['x64', 'arm64'], win: ['x64'] });
    const inputs = {
      channel: 'canary', 'release-folder': 'release-1.0.0', store: `s3://releases/app?endpoint=${proxy.url}&path-style=true`, 'public-url': `${proxy.url}/releases/app`,
      'access-key-id': 'AKTEST', 'secret-access-key-file': 'key.txt',
    };
    writeFileSync(space.at('key.txt'), 'SKTEST');
    const refused = await space.run('publish-channel', inputs);
    assert.notEqual(refused.code, 0);
    assert.match(refused.error, /the TLS certificate of localhost is not accepted: .*SSL_CERT_FILE/);
    assert.doesNotMatch(refused.error, /Trying again/);
    assert.deepEqual(proxy.seen, []);

    const done = await space.run('publish-channel', inputs, { SSL_CERT_FILE: proxy.cert });
    assert.equal(done.code, 0, done.error);
    const puts = proxy.seen.filter(one => one.method === 'PUT' && one.headers.authorization);
    assert.ok(puts.some(one => one.url.endsWith('.AppImage')), puts.map(one => one.url).join('\n'));
    for (const { url, headers, sha256 } of puts) {
      assert.equal(headers['x-amz-checksum-sha256'], sha256, url);
      assert.equal(headers['x-amz-content-sha256'], 'UNSIGNED-PAYLOAD', url);
      assert.match(headers.authorization, /SignedHeaders=[^,]*\bx-amz-checksum-sha256\b/, url);
    }
    // A request for each of four files, and one to list what is there. The same again sends nothing.
    assert.equal(proxy.seen.filter(one => one.headers.authorization && one.url.includes('artifacts')).length, 4 + 1);
    proxy.seen.length = 0;
    const again = await space.run('publish-channel', inputs, { SSL_CERT_FILE: proxy.cert });
    assert.equal(again.outputs.outcome, 'already-done', again.error);
    assert.deepEqual(proxy.seen.filter(one => one.method !== 'GET' && one.method !== 'HEAD' && !one.url.includes('uv-release-probe')), []);
    assert.ok(proxy.seen.every(one => !JSON.stringify(one).includes('SKTEST')));
  } finally {
    await space.close();
    proxy.stop();
    moto.stop();
  }
});

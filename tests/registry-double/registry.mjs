// A registry of npm packages on loopback: a scope whose packages need a token, as a company's registry has them. Serves what `npm ci` asks for.
// Source of the answers: https://github.com/npm/registry/blob/main/docs/responses/package-metadata.md
// usage: REGISTRY_TOKEN=… node registry.mjs FOLDER…    (each a package); prints its address, and at GET /-/asked what it was asked for
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';

const token = process.env.REGISTRY_TOKEN, asked = [];
const packages = new Map(process.argv.slice(2).map(folder => {
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return [manifest.name, { manifest, tarball: pack(folder) }];
}));

function pack(folder) {
  const target = mkdtempSync(path.join(tmpdir(), 'registry-'));
  try {
    const name = execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', target, folder], { encoding: 'utf8' }).trim();
    return readFileSync(path.join(target, name));
  } finally {
    rmSync(target, { recursive: true });
  }
}

const integrity = bytes => `sha512-${createHash('sha512').update(bytes).digest('base64')}`;

const server = createServer((request, response) => {
  const at = `http://${request.headers.host}`, url = decodeURIComponent(new URL(request.url, at).pathname);
  const json = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (url === '/-/asked') return json(200, asked);
  const allowed = request.headers.authorization === `Bearer ${token}`;
  asked.push(`${url} ${allowed ? 'with the token' : request.headers.authorization ? 'with something else' : 'without a token'}`);
  if (!allowed) return json(401, { error: 'You must be logged in to read private packages.' });
  const [, name, file] = /^\/(@[^/]+\/[^/]+)(?:\/-\/(.+\.tgz))?$/.exec(url) ?? [], found = packages.get(name);
  if (!found) return json(404, { error: 'not_found' });
  if (file) return response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(found.tarball);
  const { manifest, tarball } = found;
  json(200, {
    name, 'dist-tags': { latest: manifest.version }, time: Object.fromEntries(['created', 'modified', manifest.version].map(when => [when, '2026-01-01T00:00:00.000Z'])),
    versions: { [manifest.version]: { ...manifest, hasInstallScript: true, dist: { tarball: `${at}/${name}/-/${name.split('/')[1]}-${manifest.version}.tgz`, integrity: integrity(tarball) } } },
  });
});
server.listen(0, '127.0.0.1', () => {
  const url = `http://127.0.0.1:${server.address().port}`;
  const lock = [...packages].map(([name, { manifest, tarball }]) => [`node_modules/${name}`, {
    version: manifest.version, resolved: `${url}/${name}/-/${name.split('/')[1]}-${manifest.version}.tgz`, integrity: integrity(tarball), hasInstallScript: true,
  }]);
  console.log(JSON.stringify({ url, lock: Object.fromEntries(lock) }));
});
process.stdin.resume().on('end', () => process.exit());

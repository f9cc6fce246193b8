// What a build leaves in a workflow's run, made by the toy repository of publish.test.mjs itself: packages/<artifact>/…, for the commit of the run.
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const [version, component = ''] = process.argv.slice(2), commit = process.env.GITHUB_SHA;
const write = (artifact, name, content) => {
  const file = path.join('packages', artifact, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
};
const named = name => (component ? `${component}-${name}` : name);

const bytes = Buffer.from(`an AppImage of ${version}\n`), hash = (name, form) => createHash(name).update(bytes).digest(form);
const artifact = {
  kind: 'installer', path: `linux-x64/sample-app-${version}-linux-x64.AppImage`, platform: 'linux', arch: 'x64',
  size: bytes.length, sha256: hash('sha256', 'hex'), sha512: hash('sha512', 'base64'), blockmap: null,
};
write('leg', artifact.path, bytes);
write('leg', 'release.linux-x64.json', JSON.stringify({
  schema: 'uv-release/fragment/1', version, commit, platform: 'linux', arch: 'x64', artifacts: [artifact], toolVersions: { electron: null, electronBuilder: null },
}));
write('notes', 'notes.txt', '* it works\n');
write('notes', 'legs.json', JSON.stringify({ schema: 'uv-release/legs/1', version, commit, artifacts: [named('release-linux-x64')] }));
// Of other jobs of the same run: what no list names is no part of the release.
write('stranger', 'release.linux-arm64.json', JSON.stringify({ schema: 'uv-release/fragment/1', version, commit, platform: 'linux', arch: 'arm64', artifacts: [], toolVersions: { electron: null, electronBuilder: null } }));

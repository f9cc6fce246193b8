// What is fetched while the image is built: pinned as electron-builder pins it, and nothing else gets in.
import assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../tools/electron-builder', import.meta.url));
const pinned = JSON.parse(readFileSync(path.join(folder, 'toolsets.json'), 'utf8'));

/** A toolset of one file in an archive, in a folder that is a mirror, and its list. */
function mirror(t, { change = toolset => toolset } = {}) {
  const root = mkdtempSync(path.join(tmpdir(), 'toolsets-test-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  mkdirSync(path.join(root, 'tool@1.0.0/bundle'), { recursive: true });
  writeFileSync(path.join(root, 'tool@1.0.0/bundle/tool.js'), 'run();\n');
  execFileSync('tar', ['-czf', 'tool.tar.gz', 'bundle'], { cwd: path.join(root, 'tool@1.0.0') });
  const sha256 = createHash('sha256').update(readFileSync(path.join(root, 'tool@1.0.0/tool.tar.gz'))).digest('hex');
  writeFileSync(path.join(root, 'list.json'), JSON.stringify([change({ release: 'tool@1.0.0', file: 'tool.tar.gz', sha256, take: ['tool.js'], into: 'tool' })]));
  return root;
}

const fetchTools = (root, address = `file://${root}/`) => spawnSync(process.execPath, [path.join(folder, 'toolsets.mjs'), path.join(root, 'list.json'), address, path.join(root, 'tools')], { encoding: 'utf8' });

test('Every checksum is the one that electron-builder pins for the same file', () => {
  const sources = ['linux', 'windows', 'icons'].map(name => readFileSync(path.join(folder, `node_modules/app-builder-lib/out/toolsets/${name}.js`), 'utf8')).join('');
  for (const { release, file, sha256 } of pinned) {
    assert.ok(new RegExp(`"${file.replaceAll('.', '\\.')}"(\\]?: |, )"${sha256}"`).test(sources), `electron-builder does not pin ${sha256} for ${file}`);
    const version = release.includes('@') ? release.split('@')[1] : release;
    assert.ok(sources.includes(`"${version}"`) || sources.includes(`"${release}"`), `electron-builder knows no release ${release}`);
  }
});

test('A tool is taken out of its archive, with the sums of its files', t => {
  const root = mirror(t);
  const { status, stderr } = fetchTools(root);
  assert.equal(status, 0, stderr);
  assert.equal(readFileSync(path.join(root, 'tools/tool/tool.js'), 'utf8'), 'run();\n');
  execFileSync('sha256sum', ['--check', '--status', 'SHA256SUMS'], { cwd: path.join(root, 'tools/tool') });
});

test('A mirror is asked for <release>/<file>, and an answer that is none is named', async t => {
  const root = mirror(t), asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    if (asked.length > 1) response.writeHead(404).end();
    else response.end(readFileSync(path.join(root, 'tool@1.0.0/tool.tar.gz')));
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  const address = `http://127.0.0.1:${server.address().port}/binaries`;
  const run = target => new Promise(done => {
    const child = spawn(process.execPath, [path.join(folder, 'toolsets.mjs'), path.join(root, 'list.json'), address, path.join(root, target)], { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', text => { said += text; });
    child.on('close', code => done({ code, said }));
  });
  assert.deepEqual(await run('one'), { code: 0, said: '' });
  const { code, said } = await run('two');
  assert.equal(code, 1);
  assert.match(said, /\/binaries\/tool@1\.0\.0\/tool\.tar\.gz answers 404/);
  assert.equal(asked[0], '/binaries/tool@1.0.0/tool.tar.gz');
});

for (const [what, change, words] of [
  ['other bytes than the pinned ones', toolset => ({ ...toolset, sha256: '0'.repeat(64) }), /has the SHA-256 [0-9a-f]{64}, and 0{64} is pinned/],
  ['no checksum', ({ sha256: _, ...toolset }) => toolset, /nothing is fetched unchecked/],
  ['a file that the archive lacks', toolset => ({ ...toolset, take: ['other.js'] }), /has no 'other\.js'/],
]) {
  test(`A tool with ${what} stops the build, and nothing of it stays`, t => {
    const root = mirror(t, { change });
    const { status, stderr } = fetchTools(root);
    assert.equal(status, 1);
    assert.match(stderr, words);
    assert.ok(!existsSync(path.join(root, 'tools')));
  });
}

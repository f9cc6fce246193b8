// Apps shaped as public ones are: built by the real electron-builder, published as they were built, and followed by the real electron-updater with the
// app-update.yml that is in the built app, as it is.
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { makeClient, until, versions } from './client.mjs';
import { makeWorkspace, program } from './workspace.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const spaces = [];
let clients = 0;
after(() => Promise.all(spaces.map(space => space.close())));

/** A repository with the sample app in a folder of it, which `shape` makes another app of. */
async function repository(folder, shape) {
  const space = await makeWorkspace({ configuration: { app: 'shape' } }), at = (...parts) => space.at('repository', folder, ...parts);
  spaces.push(space);
  fs.cpSync(path.join(root, 'tests/sample-app/app'), at(), { recursive: true });
  const edit = (file, change) => fs.writeFileSync(at(file), change(fs.readFileSync(at(file), 'utf8')));
  const manifest = more => edit('package.json', text => JSON.stringify({ ...JSON.parse(text), version: '1.1.0', ...more }, null, 2));
  manifest({});
  edit('package-lock.json', text => text.replaceAll('"1.2.0"', '"1.1.0"'));
  edit('electron-builder.yml', text => text.replace(/^files:\n(?: .*\n)*/m, ''));
  await shape({ at, edit, manifest, whole: (...parts) => space.at('repository', ...parts) });
  fs.mkdirSync(space.at('repository/.github'));
  fs.copyFileSync(space.at('.github/uv-release.yml'), space.at('repository/.github/uv-release.yml'));
  const git = (...args) => execFileSync('git', ['-C', space.at('repository'), '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  git('init', '--quiet');
  git('add', '--all', '--force');
  git('commit', '--quiet', '--message', 'feat: an app');
  return {
    space,
    build: (...options) => spawnSync(program('build-electron'), [
      '--project-path', folder, '--channel', 'stable', '--feed-url', `${space.server.url}/feeds/stable/`, '--electron-dist', path.join(root, 'artifacts/electron-dist'),
      '--builder-folder', path.join(root, 'tools/electron-builder'), '--tools-folder', path.join(root, 'artifacts/electron-tools'), ...options,
    ], { cwd: space.at('repository'), encoding: 'utf8', env: { ...process.env, SOURCE_DATE_EPOCH: '1735725600' } }),
    release: space.at('repository/release'),
  };
}

/** Builds, publishes, and follows with both clients; answers with the names of the app's files and those of the artifacts. */
async function release({ space, build, release: folder }, kind, ...options) {
  const { status, stdout, stderr } = build(...options);
  assert.equal(status, 0, stdout + stderr);
  const published = await space.run('publish-channel', { channel: 'stable', 'release-folder': path.relative(space.folder, folder) });
  assert.equal(published.code, 0, published.error);
  const [fragment] = fs.readdirSync(folder).filter(name => /^release\..*\.json$/.test(name)).map(name => JSON.parse(fs.readFileSync(path.join(folder, name), 'utf8')));
  const tar = path.join(folder, fragment.artifacts.find(artifact => artifact.kind === 'app').path);
  const names = execFileSync('tar', ['-tf', tar], { encoding: 'utf8' }).split('\n');
  const settings = execFileSync('tar', ['-xOf', tar, names.find(name => name.endsWith('/app-update.yml'))], { encoding: 'utf8' });
  for (const which of versions) {
    const app = await makeClient(which, kind, { version: '1.0.0', settings, folder: space.at(`client-${++clients}`), installed: kind === 'appimage' ? program('publish-channel') : undefined });
    app.native.zip = undefined;
    const { available, info, files } = await app.update();
    assert.deepEqual([available, info.version], [true, '1.1.0'], which.name);
    if (kind === 'mac') await until(() => app.native.zip);
    const bytes = kind === 'mac' ? app.native.zip : fs.readFileSync(files[0]);
    assert.ok(info.files.some(file => file.sha512 === createHash('sha512').update(bytes).digest('base64')), which.name);
    app.updater.closeServerIfExists?.();
  }
  return { tar, names, artifacts: fragment.artifacts.map(artifact => path.basename(artifact.path)) };
}

const kindOf = (tar, name) => execFileSync('tar', ['-xOf', tar, name]).subarray(0, 4).toString('latin1');

test('an app with native modules has the programs of its target: optional packages, prebuilt ones, and none that was compiled for another', async () => {
  const app = await repository('.', ({ at, manifest }) => {
    const lock = JSON.parse(fs.readFileSync(new URL('shapes/native.lock.json', import.meta.url), 'utf8'));
    fs.writeFileSync(at('package-lock.json'), JSON.stringify(lock, null, 2));
    manifest({ dependencies: lock.packages[''].dependencies });
  });
  const { tar, names } = await release(app, 'mac', '--platform', 'mac', '--arch', 'x64', '--targets', 'dir\nzip');
  const programs = names.filter(name => name.endsWith('.node') && !name.includes('/prebuilds/'));
  assert.ok(programs.some(name => name.includes('@parcel/watcher-darwin-x64')), programs.join('\n'));
  assert.ok(names.some(name => name.includes('bufferutil/prebuilds/darwin-x64+arm64/')));
  for (const name of programs) assert.equal(kindOf(tar, name), '\xcf\xfa\xed\xfe', name);

  // What node-gyp compiled on this machine is for this machine.
  const folder = path.join(app.space.at('repository'), 'compiled'), compiled = path.join(folder, 'build/Release/compiled.node');
  fs.mkdirSync(path.dirname(compiled), { recursive: true });
  fs.writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'compiled', version: '1.0.0', main: 'build/Release/compiled.node' }));
  fs.copyFileSync('/bin/true', compiled);
  const manifest = path.join(app.space.at('repository'), 'package.json'), json = JSON.parse(fs.readFileSync(manifest, 'utf8'));
  fs.writeFileSync(manifest, JSON.stringify({ ...json, dependencies: { ...json.dependencies, compiled: 'file:compiled' } }));
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: app.space.at('repository'), stdio: 'ignore' });
  const { status, stderr } = app.build('--platform', 'mac', '--arch', 'x64', '--targets', 'dir');
  assert.equal(status, 1, stderr);
  assert.match(stderr, /Package compiled: app\/node_modules\/compiled\/build\/Release\/compiled\.node is for linux-x64, compiled on another machine\. Build on a runner for mac-x64/);
});

test('an app with a scoped name and a product name of other letters keeps its names, and updates', async () => {
  const app = await repository('.', ({ edit, manifest }) => {
    manifest({ name: '@acme/desk', productName: 'Acme Desk & Café' });
    edit('package-lock.json', text => text.replaceAll('"sample-app"', '"@acme/desk"'));
    edit('electron-builder.yml', text => `${text.replace('com.example.sample-app', 'com.acme.desk')}deb: { packageName: acme-desk }\n`);
  });
  const { names, artifacts } = await release(app, 'appimage', '--platform', 'linux', '--arch', 'x64', '--targets', 'dir\nAppImage\ndeb');
  assert.ok(names.some(name => name.endsWith('/@acmedesk')), names.slice(0, 20).join('\n')); // as electron-builder calls the program
  const deb = path.join(app.release, 'linux-x64', artifacts.find(name => name.endsWith('.deb')));
  assert.match(execFileSync('dpkg-deb', ['--field', deb, 'Package'], { encoding: 'utf8' }), /^acme-desk\n$/);
  assert.match(execFileSync('dpkg-deb', ['--contents', deb], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C.UTF-8' } }), /\.\/opt\/Acme Desk & Café\/@acmedesk\n/);
  for (const name of artifacts) assert.match(name, /^[A-Za-z0-9._-]+$/);
});

test('an app in a monorepo brings the members of its workspace that it needs, and no other', async () => {
  const app = await repository('packages/desktop', ({ at, whole, manifest }) => {
    const write = (file, text) => { fs.mkdirSync(path.dirname(whole(file)), { recursive: true }); fs.writeFileSync(whole(file), text); };
    write('package.json', JSON.stringify({ name: 'monorepo', version: '0.0.0', private: true, workspaces: ['packages/*'] }));
    for (const name of ['shared', 'website']) {
      write(`packages/${name}/package.json`, JSON.stringify({ name: `@acme/${name}`, version: '0.3.0', main: 'index.js' }));
      write(`packages/${name}/index.js`, `exports.name = '${name}';\n`);
    }
    fs.rmSync(at('package-lock.json'));
    manifest({ name: '@acme/desktop', dependencies: { '@acme/shared': '0.3.0' } });
    execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit', '--no-fund'], { cwd: whole(), stdio: 'ignore' });
  });
  const { tar, names } = await release(app, 'mac', '--platform', 'mac', '--arch', 'x64', '--targets', 'dir\nzip');
  const shared = names.find(name => name.endsWith('/node_modules/@acme/shared/index.js'));
  assert.ok(shared, names.filter(name => name.includes('node_modules')).join('\n'));
  assert.equal(execFileSync('tar', ['-xOf', tar, shared], { encoding: 'utf8' }), "exports.name = 'shared';\n");
  assert.ok(!names.some(name => name.includes('website')));
});

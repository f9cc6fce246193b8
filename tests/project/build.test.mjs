// build.yml with `build`: the legs of an application, by the real electron-builder from stand-in distributions of Electron; then its portable archive.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import Ajv from '../workflows/node_modules/ajv/dist/2020.js';
import { execute, jobs, releaseTree, root, sampleApp } from './checkout.mjs';
import { engines } from './engines.mjs';

const [process_, bwrap] = engines;
const zip = platform => `electron-v45.4.1-${platform}.zip`;
const valid = new Ajv.default({ strict: false }).compile(JSON.parse(readFileSync(path.join(root, 'schema/fragment.schema.json'), 'utf8')));

/**
 * The sample app's history with the app itself in app/, and a caller that builds.
 * @param {string} electron folder of Electron's zips, or one of them, as the app's configuration names it
 * @param {Record<string, string>} inputs of the caller
 */
function repository(electron, inputs) {
  const folder = sampleApp(), git = (...args) => execFileSync('git', ['-C', folder, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.com', ...args]);
  cpSync(path.join(root, 'tests/sample-app/app'), path.join(folder, 'app'), { recursive: true });
  writeFileSync(path.join(folder, 'app/electron-builder.yml'), `${readFileSync(path.join(folder, 'app/electron-builder.yml'), 'utf8')}electronDist: ${electron}\n`);
  writeFileSync(path.join(folder, '.github/uv-release.yml'), [
    'electron:', '  targets:', '    linux: [dir, tar.gz]', '    win: [zip]', 'portable:', '  name: sample-app',
    '  allowed: [.DS_Store]', '  assets:', '    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}', '      to: app', '      must-have: [resources/app/src/main.js]',
    '  binaries:', '    - path: build/{platform}-{arch}/sample-app-{version}-{platform}-{arch}/sample-app', '      to: app/sample-app', '',
  ].join('\n'));
  const caller = path.join(folder, '.github/workflows/release.yml');
  writeFileSync(caller, `${readFileSync(caller, 'utf8')}${Object.entries({ build: 'true', 'project-path': 'app', ...inputs }).map(([name, value]) => `      ${name}: ${value}\n`).join('')}`);
  return { folder, commit: () => { git('add', '--all'); git('commit', '--quiet', '--message', 'build: package the app'); } };
}

const run = (folder, tree, { options }) => execute([
  '--repository', `acme/sample-app=${folder}`, '--repository', `org/uv-release=${tree}`, '--workflow', 'acme/sample-app:.github/workflows/release.yml',
  '--event', 'workflow_dispatch', ...options(),
]);

/** The fragments of a run's artifacts, by their file names; each follows its schema. */
function fragments({ work }) {
  const files = execFileSync('find', [work, '-name', 'release.*-*.json', '-path', '*artifacts*'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return Object.fromEntries(files.map(file => {
    const fragment = JSON.parse(readFileSync(file, 'utf8'));
    assert.ok(valid(fragment), JSON.stringify(valid.errors));
    return [path.basename(file), fragment];
  }));
}

test('The legs that a caller names are built, each with its fragment, and a portable archive is packed of what was built', () => {
  const { folder, commit } = repository(path.join(root, 'artifacts/electron-dist'), {
    legs: `'[{"platform":"linux","arch":"x64","runner":"ubuntu-24.04-arm"},{"platform":"win"}]'`, portable: 'desktop',
  });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'tools/electron-builder/node_modules/electron-builder'), path.join(folder, 'node_modules/electron-builder'));
  commit();
  const result = run(folder, releaseTree(), process_);
  assert.equal(result.code, 0, result.output);
  assert.deepEqual(result.report.artifacts.map(artifact => artifact.name).sort(), ['release-linux-x64', 'release-notes', 'release-win']);
  const runners = jobs(result.report.jobs).filter(([id]) => id === 'release.build').map(([, { runsOn }]) => runsOn);
  assert.deepEqual(runners, ['ubuntu-24.04-arm', 'ubuntu-24.04']);
  const { 'release.linux-x64.json': linux, 'release.win-x64.json': win } = fragments(result);
  assert.deepEqual([linux.version, win.version], ['2.0.0', '2.0.0']);
  assert.deepEqual(win.artifacts.map(artifact => artifact.path), ['win-x64/sample-app-2.0.0-win-x64.zip']);
  assert.deepEqual(linux.artifacts.map(artifact => [artifact.kind, artifact.path]).sort(), [
    ['app', 'linux-x64/sample-app-2.0.0-linux-x64.tar'], ['portable', 'linux-x64/sample-app-2.0.0-linux-x64.tar.gz'], ['portable', 'sample-app-desktop-2.0.0-linux-x64.zip'],
  ]);
});

test('Without a dir target a portable archive is refused by name, and other legs are not held up', () => {
  const { folder, commit } = repository(path.join(root, 'artifacts/electron-dist'), { legs: `'[{"platform":"win","arch":"x64"},{"platform":"linux","arch":"x64"}]'`, portable: 'desktop' });
  mkdirSync(path.join(folder, 'node_modules'));
  symlinkSync(path.join(root, 'tools/electron-builder/node_modules/electron-builder'), path.join(folder, 'node_modules/electron-builder'));
  commit();
  const { code, output, report } = run(folder, root, process_);
  assert.equal(code, 1, output);
  assert.match(output, /name 'dir' in electron\.targets/);
  assert.deepEqual(report.artifacts.map(artifact => artifact.name).sort(), ['release-linux-x64', 'release-notes']);
});

test('Legs that are wrong are said before anything is built', () => {
  const { folder, commit } = repository(path.join(root, 'artifacts/electron-dist'), { legs: `'[{"platform":"win"},{"platform":"linux","arch":"arm46"}]'` });
  commit();
  const { code, output, report } = run(folder, root, process_);
  assert.equal(code, 1, output);
  assert.match(output, /'arm46' in leg 2 of 'legs' is no processor/);
  assert.deepEqual(report.artifacts, []);
});

test('A leg is built in the image, which brings electron-builder', { skip: bwrap.skip }, () => {
  const { folder, commit } = repository(`electron/${zip('linux-x64')}`, { legs: `'[{"platform":"linux","arch":"x64"}]'` });
  mkdirSync(path.join(folder, 'app/electron'));
  cpSync(path.join(root, 'artifacts/electron-dist', zip('linux-x64')), path.join(folder, 'app/electron', zip('linux-x64')));
  commit();
  const result = run(folder, root, bwrap);
  assert.equal(result.code, 0, result.output);
  assert.equal(fragments(result)['release.linux-x64.json'].toolVersions.electronBuilder, '26.17.0');
});

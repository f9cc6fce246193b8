// The whole release of a team that copied one file: from a push to a feed, a tag and a GitHub release; twice, refused, broken and cancelled.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { jobs } from './checkout.mjs';
import { npmToken } from './consumer.mjs';
import { startElectronMirror } from './electron-mirror.mjs';
import { addBundle, crashOf, noBundler } from './crashing-app.mjs';
import { engines } from './engines.mjs';
import { makeTeam, noStore, startServers, storeKey } from './team.mjs';

const [process_, bwrap] = engines;
const servers = await startServers(), { moto } = servers;
const team = (inputs, options) => makeTeam(servers, inputs, options);
after(() => servers.close());

const outcomes = report => Object.fromEntries(jobs(report.jobs).map(([id, job]) => [id, job.result]));
const ends = report => ['release.build', 'release.publish', 'release.tag'].map(id => jobs(report.jobs).filter(([one]) => one === id).map(([, job]) => job.result)[0]);

/** What the hostile package wrote down in each leg. */
function attacks({ work }) {
  const files = execFileSync('find', [work, '-name', 'attack-*.json', '-path', '*/app/*'], { encoding: 'utf8' }).split('\n').filter(Boolean);
  return files.map(file => JSON.parse(readFileSync(file, 'utf8')));
}

function assertHarmless(tried) {
  assert.deepEqual([...new Set(tried.map(one => one.when))].sort(), ['build', 'postinstall']);
  for (const { when, parents, texts, socket, groups, uid } of tried) {
    for (const secret of [npmToken, storeKey, 'INPUT_', 'ACTIONS_RUNTIME_TOKEN']) assert.ok(!texts.includes(secret), `${when} got ${secret.slice(0, 10)}…`);
    assert.ok(parents.includes('EACCES'), `${when}: ${parents}`); // the step is above it, and closed
    assert.notEqual(socket, 'connected');
    if (process.getuid() === 0) assert.deepEqual([uid, groups], [1001, [1001]]);
  }
}

async function wholeRelease(engine) {
  const app = await team({}, { engine, legs: engine === process_ ? ['mac', 'linux'] : ['mac'] });
  const first = app.commit('feat: an app'), one = app.release();
  assert.equal(one.code, 0, one.output);
  assert.deepEqual(ends(one.report), ['success', 'success', 'success']);
  assert.equal(one.report.outputs.release.outcome, 'published');
  assertHarmless(attacks(one));
  assert.ok(!one.output.includes(npmToken) && !one.output.includes(storeKey));
  const version = one.report.outputs.release.version, { releases, tags } = await app.state();
  assert.equal(await app.feed(), version);
  assert.deepEqual(tags, { [`v${version}`]: first });
  assert.deepEqual(releases.map(release => [release.tag_name, release.draft, release.assets.length]), [[`v${version}`, false, engine === process_ ? 3 : 2]]);
  assert.match(releases[0].body, /an app/i);
  return { app, first, version, one };
}

test('A push is built, published, tagged and released; again it is found done; the next one is the next version', { skip: noStore }, async () => {
  const { app, first, version, one } = await wholeRelease(process_);
  assert.equal(version, '0.1.0');
  const names = one.report.artifacts.map(artifact => artifact.name).sort();
  assert.deepEqual(names, ['publish-event-stable', 'release-linux-x64', 'release-mac-x64', 'release-notes', 'tag-event']);
  await app.fetchTags();

  const again = app.release(), { releases, tags } = await app.state();
  assert.equal(again.code, 0, again.output);
  assert.equal(again.report.outputs.release.outcome, 'already-done');
  assert.deepEqual([tags, releases.length], [{ 'v0.1.0': first }, 1]);

  app.commit('chore: nothing that anybody sees');
  const quiet = app.release();
  assert.equal(quiet.code, 0, quiet.output);
  assert.deepEqual(ends(quiet.report), ['success', 'skipped', 'skipped']);
  assert.equal(quiet.report.outputs.release['release-needed'], 'false');

  const second = app.commit('fix: what was broken'), next = app.release();
  assert.equal(next.code, 0, next.output);
  assert.deepEqual([next.report.outputs.release.version, await app.feed()], ['0.1.1', '0.1.1']);
  assert.equal((await app.state()).tags['v0.1.1'], second);
});

test('The same in the image, where a socket of docker is mounted', { skip: noStore || bwrap.skip }, async () => {
  const { one } = await wholeRelease(bwrap);
  assert.deepEqual([...new Set(attacks(one).map(({ socket }) => socket))], ['EACCES']);
});

test('Symbols are in their store before the release is published, and name its crashes; without them it is not', { skip: noStore || noBundler }, async () => {
  const mirror = await startElectronMirror('45.4.1', 'darwin-x64');
  try {
    const store = { 'symbol-store': `s3://releases/symbols?endpoint=${moto.url}&path-style=true`, 'symbols-access-key-id': 'AKTEST' };
    const app = await team({ ...store, 'electron-mirror': mirror.url, 'inject-debug-ids': 'src/dist' }, { legs: ['mac'] });
    addBundle(app);
    app.commit('feat: an app');
    const one = app.release();
    assert.equal(one.code, 0, one.output);
    assert.equal(outcomes(one.report)['release.symbols'], 'success');
    assert.deepEqual(ends(one.report), ['success', 'success', 'success']);
    assert.equal(await (await fetch(`${moto.url}/releases/symbols/${mirror.key}`)).text(), mirror.text);
    assert.ok(!one.output.includes(storeKey));
    const zip = execFileSync('find', [one.work, '-name', '*.zip', '-path', '*mac-x64*'], { encoding: 'utf8' }).split('\n')[0];
    const frames = await crashOf(zip, { intakeStore: store['symbol-store'].replace('symbols?', 'crashes?'), symbolStore: store['symbol-store'], secret: storeKey });
    assert.deepEqual(frames.slice(0, 2).map(({ function: name, file, line }) => [name, file.replace(/^.*code/, 'code'), line]),
      [['priceOf', 'code/prices.ts', 2], [null, 'code/checkout.ts', 4]]); // an arrow without a name
    assert.equal(frames.filter(({ file }) => file?.endsWith('code/checkout.ts')).length, 2, JSON.stringify(frames)); // the arrow, and who calls it

    const without = await team({ ...store, 'electron-mirror': `${mirror.url}/nothing-here` }, { legs: ['mac'] });
    without.commit('feat: an app');
    const refused = without.release();
    assert.equal(outcomes(refused.report)['release.symbols'], 'failure');
    assert.deepEqual(ends(refused.report), ['success', 'skipped', 'skipped']);
    assert.match(refused.output, /Is 45\.4\.1 the version of Electron/);
    assert.equal(await without.feed(), undefined);
  } finally {
    mirror.close();
  }
});

test('A leg that fails stops everything after the build', { skip: noStore }, async () => {
  const app = await team({}, { legs: ['mac', 'linux'] });
  app.commit('feat: an app');
  app.write('app/build.cjs', "if (require('node:fs').existsSync('/proc')) process.exit(7);\n");
  app.commit('fix: break the build');
  const { code, output, report } = app.release();
  assert.equal(code, 1, output);
  assert.match(output, /npm run build ended with code 7/);
  assert.deepEqual(ends(report), ['failure', 'skipped', 'skipped']);
  assert.deepEqual([await app.feed(), (await app.state()).tags], [undefined, {}]);
});

test('One of several legs that fails is enough', { skip: noStore }, async () => {
  const app = await team({ legs: `'[{"platform":"mac","arch":"x64"},{"platform":"win","arch":"x64"}]'` });
  app.write('.github/uv-release.yml', 'publish: { app: sample-app }\nelectron:\n  targets: { mac: [zip], win: [nsis] }\n'); // the tools for nsis are not here
  app.commit('feat: an app');
  const { code, output, report } = app.release();
  assert.equal(code, 1, output);
  assert.ok(report.artifacts.some(artifact => artifact.name === 'release-mac-x64'));
  assert.deepEqual(ends(report), ['failure', 'skipped', 'skipped']);
  assert.deepEqual([await app.feed(), (await app.state()).tags], [undefined, {}]);
});

test('A stage that was asked for and fails leaves no tag and no release, also where nothing is published', { skip: noStore }, async () => {
  const app = await team({
    'sign-macos': 'true', 'macos-ad-hoc': 'always', sbom: 'sample-app', attest: 'true', store: '""', channel: '""', 'symbol-store': `s3://releases/x?endpoint=${moto.url}`,
  }, { legs: ['mac'] });
  app.write('.github/uv-release.yml', 'publish: { app: sample-app, direct: [stable] }\nelectron:\n  targets: { mac: [dir, zip] }\n');
  app.commit('feat: an app');
  for (const step of ['sign-1/Sign for macOS', 'sbom-1/Write the bills of materials', 'symbols/Upload symbols', 'attest/Attest what was built']) {
    const { output, report } = app.release({ more: ['--fail-step', `release.${step}`] });
    assert.deepEqual([outcomes(report)[`release.${step.split(/-1\/|\//)[0]}`], ends(report)[2]], ['failure', 'skipped'], output);
    assert.deepEqual([(await app.state()).tags, (await app.state()).releases], [{}, []]);
  }
});

test('A plan that a reviewer rejects leaves store and repository as they were; approved, it is released', { skip: noStore }, async () => {
  const app = await team({ approve: 'true' }, { legs: ['mac'] });
  const commit = app.commit('feat: an app'), rejected = app.release({ approve: 'no' });
  assert.equal(rejected.code, 1, rejected.output);
  assert.equal(outcomes(rejected.report)['release.publish.plan'], 'success');
  assert.deepEqual(ends(rejected.report), ['success', 'failure', 'skipped']);
  assert.deepEqual([await app.feed(), (await app.state()).tags], [undefined, {}]);
  const approved = app.release();
  assert.equal(approved.code, 0, approved.output);
  assert.deepEqual([await app.feed(), (await app.state()).tags], ['0.1.0', { 'v0.1.0': commit }]);
});

test('Files that lie in the GitHub release: published after the approval, with addresses that lead there, and verified by the tag job', { skip: noStore }, async () => {
  const app = await team({ 'artifact-host': 'github', approve: 'true' }, { legs: ['mac'] });
  const commit = app.commit('feat: an app'), rejected = app.release({ approve: 'no' });
  assert.equal(rejected.code, 1, rejected.output);
  assert.deepEqual([outcomes(rejected.report)['release.host'], await app.feed(), (await app.state()).tags, (await app.state()).releases], ['failure', undefined, {}, []]);

  const approved = app.release();
  assert.equal(approved.code, 0, approved.output);
  assert.deepEqual(['publish', 'host', 'tag'].map(id => outcomes(approved.report)[`release.${id}`]), ['success', 'success', 'success']);
  assert.equal(approved.report.outputs.release.outcome, 'published');
  const { tags, releases } = await app.state();
  assert.deepEqual([tags, releases.map(release => [release.draft, release.assets.length])], [{ 'v0.1.0': commit }, [[false, 2]]]);
  const feed = await (await fetch(`${moto.url}/releases/${app.prefix}/feeds/stable/latest-mac.yml`)).text();
  assert.match(feed, new RegExp(`url: "?http.*/${app.name}/releases/download/v0\\.1\\.0/`));
  assert.equal((await fetch(`${moto.url}/releases/${app.prefix}/artifacts/0.1.0/mac-x64/${releases[0].assets[0].name}`)).status, 404);

  await app.fetchTags();
  const again = app.release();
  assert.equal(again.code, 0, again.output);
  assert.equal(again.report.outputs.release.outcome, 'already-done');
  assert.deepEqual(['host', 'tag'].map(id => outcomes(again.report)[`release.${id}`]), ['skipped', 'success']);
});

// The first file is in its store, and the log is still to be written.
const sent = /artifacts\/0\.1\.0\/mac-x64\/\S+: sent, \d+ bytes/;

test('In the image too: rejected, broken and cancelled it leaves nothing that a client sees; then it is released, once', { skip: noStore || bwrap.skip }, async () => {
  const app = await team({ approve: 'true' }, { engine: bwrap, legs: ['mac'] }), built = readFileSync(path.join(app.folder, 'app/build.cjs'), 'utf8');
  app.commit('feat: an app');
  const rejected = app.release({ approve: 'no' });
  assert.deepEqual(ends(rejected.report), ['success', 'failure', 'skipped'], rejected.output);
  app.write('app/build.cjs', 'process.exit(7);\n');
  app.commit('fix: break the build');
  assert.deepEqual(ends(app.release().report), ['failure', 'skipped', 'skipped']);
  assert.deepEqual([await app.feed(), (await app.state()).tags], [undefined, {}]);
  app.write('app/build.cjs', built);
  const commit = app.commit('fix: build again'), cancelled = await app.releaseUntil(sent);
  assert.match(cancelled.output, sent);
  assert.deepEqual((await app.state()).tags, {});
  const released = app.release();
  assert.equal(released.code, 0, released.output);
  assert.deepEqual([await app.feed(), (await app.state()).tags], ['0.1.0', { 'v0.1.0': commit }]);
  await app.fetchTags();
  assert.equal(app.release().report.outputs.release.outcome, 'already-done');
});

test('A publish that is cancelled tags nothing, and the next run finishes', { skip: noStore }, async () => {
  const app = await team({}, { legs: ['mac'] });
  const commit = app.commit('feat: an app'), cancelled = await app.releaseUntil(sent);
  assert.match(cancelled.output, sent);
  assert.notEqual(cancelled.code, 0, cancelled.output);
  assert.deepEqual((await app.state()).tags, {});
  const { code, output } = app.release();
  assert.equal(code, 0, output);
  assert.deepEqual([await app.feed(), (await app.state()).tags], ['0.1.0', { 'v0.1.0': commit }]);
});

test('The daily canary releases what a day brought, and skips a day without changes', { skip: noStore }, async () => {
  const app = await team({ sbom: 'sample-app', 'sbom-lock-file': 'app/package-lock.json' }, { legs: ['mac'], template: 'canary.yml', event: 'schedule', channel: 'canary' });
  app.write('.github/uv-release.yml', 'publish: { app: sample-app }\nelectron:\n  targets: { mac: [dir, zip] }\n');
  const commit = app.commit('feat: an app'), first = app.release();
  assert.equal(first.code, 0, first.output);
  assert.deepEqual([await app.feed(), (await app.state()).tags, (await app.state()).releases], ['0.1.0', { 'v0.1.0': commit }, []]);
  const { artifacts } = first.report, leg = artifacts.find(one => one.name === 'release-mac-x64');
  const bills = leg.files.filter(file => file.endsWith('.cdx.json')).map(file => path.basename(file));
  assert.equal(bills.length, 1, leg.files.join());
  const bill = await (await fetch(`${moto.url}/releases/${app.prefix}/artifacts/0.1.0/mac-x64/${bills[0]}`)).json();
  assert.equal(bill.bomFormat, 'CycloneDX');
  assert.ok(bill.components.some(one => one.name === 'electron'), bills[0]);
  await app.fetchTags();
  const quiet = app.release();
  assert.equal(quiet.code, 0, quiet.output);
  assert.deepEqual([outcomes(quiet.report).changes, outcomes(quiet.report).release], ['success', 'skipped']);
  app.commit('chore: nothing that anybody sees');
  const idle = app.release();
  assert.deepEqual([idle.report.outputs.release['release-needed'], ...ends(idle.report)], ['false', 'success', 'skipped', 'skipped'], idle.output);
});

test('Two apps of one run keep their artifacts apart, on the runners that they name', { skip: noStore }, async () => {
  const app = await team({ component: 'desktop', 'github-release': 'false', tag: 'false', store: '""', channel: '""', 'runs-on': 'ubuntu-24.04-arm' }, { legs: ['mac'] });
  const file = path.join(app.folder, '.github/workflows/release.yml'), text = readFileSync(file, 'utf8'), at = text.indexOf('  release:\n');
  writeFileSync(file, text + text.slice(at).replace('  release:\n', '  other:\n').replace('component: desktop', 'component: kiosk').replace('"x64"', '"x64","runner":["self-hosted","x64"]'));
  app.commit('feat: two apps');
  const { code, output, report } = app.release();
  assert.equal(code, 0, output);
  assert.deepEqual(report.artifacts.map(artifact => artifact.name).sort(), ['desktop-release-mac-x64', 'desktop-release-notes', 'kiosk-release-mac-x64', 'kiosk-release-notes']);
  const runners = Object.fromEntries(jobs(report.jobs).filter(([id]) => id.endsWith('.build.build')).map(([id, job]) => [id, job.runsOn]));
  assert.deepEqual(runners, { 'release.build.build': 'ubuntu-24.04-arm', 'other.build.build': ['self-hosted', 'x64'] });
});

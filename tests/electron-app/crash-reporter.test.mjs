import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';

const { createCrashReporting, debugIdsOf, redact } = createRequire(import.meta.url)('../../action-templates/electron-app/crash-reporter.js');

const folders = [];
after(() => folders.forEach(folder => fs.rmSync(folder, { recursive: true })));

function newFolder() {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'uv-crash-')));
  return folders.at(-1);
}

function begin({ submitURL = 'https://127.0.0.1:1/upload', userData = newFolder(), ...more } = {}) {
  const calls = [], log = [];
  const crashReporter = {
    start: options => calls.push(['start', options]),
    setUploadToServer: value => calls.push(['upload', value]),
    addExtraParameter: (name, value) => calls.push(['extra', name, value]),
    removeExtraParameter: name => calls.push(['remove', name]),
  };
  const crashes = createCrashReporting({
    crashReporter, submitURL, userData, app: 'demo', version: '1.2.3', channel: 'latest', pings: false, log: (event, details) => log.push([event, details]),
    annotations: { plat: path.join(os.homedir(), 'x'), user: 'jane' }, ...more,
  });
  return { calls, log, userData, crashes };
}

const both = { collecting: true, uploading: true };

test('nothing is started, written or sent before the user agreed', () => {
  const { calls, crashes, userData } = begin();
  assert.equal(crashes.start(), false);
  assert.equal(crashes.report(new Error('x')), false);
  crashes.up();
  assert.deepEqual(calls, []);
  assert.deepEqual(fs.readdirSync(userData), []);
});

test('a yes to both starts it now and at the next start', () => {
  const { calls, crashes, userData } = begin();
  assert.equal(crashes.setConsent(both), true);
  assert.equal(calls[0][0], 'start');
  assert.equal(calls[0][1].uploadToServer, true);
  const { device, ...extra } = calls[0][1].extra;
  assert.match(device, /^[0-9a-f]{32}$/);
  assert.deepEqual(extra, {
    plat: `~${path.sep}x`, app: 'demo', release: '1.2.3', channel: 'latest', startup: 'true', 'consent-collecting': 'granted', 'consent-uploading': 'granted',
  });
  const next = begin({ userData });
  assert.equal(next.crashes.start(), true);
  assert.equal(next.calls.length, 1);
  next.crashes.up();
  assert.deepEqual(next.calls.at(-1), ['extra', 'startup', 'false']);
});

test('a yes to collecting alone uploads nothing, and says so in no report', () => {
  const { calls, crashes } = begin();
  assert.equal(crashes.setConsent({ collecting: true }), true);
  assert.equal(calls[0][1].uploadToServer, false);
  assert.ok(!('consent-uploading' in calls[0][1].extra));
  assert.deepEqual(crashes.consent(), { collecting: true, uploading: false });
  crashes.setConsent(both);
  assert.deepEqual(calls.slice(-2), [['extra', 'consent-uploading', 'granted'], ['upload', true]]);
});

test('a withdrawn consent ends sending at once and for good, and removes what waits', () => {
  const { calls, crashes, userData } = begin();
  crashes.setConsent({ collecting: true });
  crashes.report(new Error('x'));
  assert.equal(fs.readdirSync(path.join(userData, 'crash-reports')).length, 1);
  crashes.setConsent({});
  assert.deepEqual(calls.slice(-2), [['upload', false], ['remove', 'consent-uploading']]);
  assert.deepEqual(fs.readdirSync(userData), ['crash-reports-consent.json']);
  assert.equal(crashes.report(new Error('x')), false);
  assert.equal(begin({ userData }).crashes.start(), false);
});

for (const content of ['', '{', '{"collecting":"yes","uploading":true}', '{"collecting":1}', '{"uploading":true}', '{"consent":true}', 'null', '[true]']) {
  test(`${JSON.stringify(content)} is no consent`, () => {
    const { calls, crashes, userData } = begin();
    fs.writeFileSync(path.join(userData, 'crash-reports-consent.json'), content);
    assert.equal(crashes.start(), false);
    assert.deepEqual(crashes.consent(), { collecting: false, uploading: false });
    assert.deepEqual(calls, []);
  });
}

for (const submitURL of ['http://crashes.example.org/upload', 'http://127.0.0.1.example.org/upload', 'ftp://127.0.0.1/', 'x']) {
  test(`reports do not go to ${submitURL}, and a refusal does not throw`, () => {
    const { calls, crashes } = begin({ submitURL });
    assert.equal(crashes.setConsent(both), false);
    assert.deepEqual(calls, []);
  });
}

test('a device has another id on each day, and the same one on a day', () => {
  let time = Date.UTC(2026, 10, 30, 23);
  const userData = newFolder();
  const id = () => {
    const { calls, crashes } = begin({ userData, clock: { now: () => time, setInterval: () => 0, clearInterval() {} } });
    crashes.setConsent(both);
    return calls[0][1].extra.device;
  };
  const [first, again] = [id(), id()];
  time += 3600e3;
  assert.equal(first, again);
  assert.notEqual(first, id());
});

test('no more than twenty reports wait, the oldest goes', () => {
  let time = 0;
  const { crashes, userData } = begin({ clock: { now: () => time++ } });
  crashes.setConsent({ collecting: true });
  for (let n = 0; n < 25; n++) crashes.report(new Error(`number ${n}`));
  const names = fs.readdirSync(path.join(userData, 'crash-reports')).sort();
  assert.equal(names.length, 20);
  assert.match(fs.readFileSync(path.join(userData, 'crash-reports', names[0]), 'utf8'), /number 5/);
});

test('debug ids are those of the scripts in the stack', () => {
  const id = '11111111-1111-4111-8111-111111111111';
  const registered = {
    'Error\n    at file:///app/main.js:1:10': id, 'Error\n    at Object.<anonymous> (/app/other.js:2:3)': id, 'Error\n    at C:\\app\\x.js:1:1': id, nonsense: id,
    'Error\n    at file:///app/bad.js:1:1': 'no id',
  };
  assert.deepEqual(debugIdsOf('Error: x\n    at f (file:///app/main.js:7:7)\n    at C:\\app\\x.js:3:3\n    at file:///app/bad.js:1:2', registered),
    [{ file: 'file:///app/main.js', id }, { file: 'C:\\app\\x.js', id }]);
});

for (const [text, expected] of [
  ['/home/jane/app/main.js', '~/app/main.js'],
  ['file:///home/jane/a b', 'file://~/a b'],
  ['C:\\Users\\Bob\\AppData', 'C:\\Users\\<user>\\AppData'],
  ['/Users/bob/Library', '/Users/<user>/Library'],
  ['owner=Jane; janet stays', 'owner=<user>; janet stays'],
]) {
  test(`redacted: ${text}`, () => assert.equal(redact(text, { home: '/home/jane', user: 'jane' }), expected));
}

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createRequire } from 'node:module';
import test, { after } from 'node:test';

const { createCrashReporting, redact } = createRequire(import.meta.url)('../../action-templates/electron-app/crash-reporter.js');

const folders = [];
after(() => folders.forEach(folder => fs.rmSync(folder, { recursive: true })));

function newFolder() {
  folders.push(fs.mkdtempSync(path.join(os.tmpdir(), 'uv-crash-')));
  return folders.at(-1);
}

function begin({ submitURL = 'https://crashes.example.org/upload', userData = newFolder() } = {}) {
  const calls = [];
  const crashReporter = {
    start: options => calls.push(['start', options]),
    setUploadToServer: value => calls.push(['upload', value]),
    addExtraParameter: (name, value) => calls.push(['extra', name, value]),
  };
  return { calls, userData, crashes: createCrashReporting({ crashReporter, submitURL, userData, annotations: { folder: path.join(os.homedir(), 'x') } }) };
}

test('nothing is started, sent or written before the user agreed', () => {
  const { calls, crashes, userData } = begin();
  assert.equal(crashes.start(), false);
  crashes.annotate('a', 'b');
  assert.deepEqual(calls, []);
  assert.deepEqual(fs.readdirSync(userData), []);
});

test('a yes starts it now and at the next start', () => {
  const { calls, crashes, userData } = begin();
  assert.equal(crashes.grant(), true);
  assert.equal(calls[0][0], 'start');
  assert.equal(calls[0][1].extra.folder, `~${path.sep}x`);
  const next = begin({ userData });
  assert.equal(next.crashes.start(), true);
  assert.equal(next.calls.length, 1);
});

test('a withdrawn consent stops sending at once and for good', () => {
  const { calls, crashes, userData } = begin();
  crashes.grant();
  crashes.withdraw();
  assert.deepEqual(calls.at(-1), ['upload', false]);
  crashes.annotate('a', 'b');
  assert.equal(calls.length, 2);
  assert.equal(begin({ userData }).crashes.start(), false);
  assert.equal(crashes.grant(), true);
  assert.deepEqual(calls.at(-1), ['upload', true]);
});

for (const content of ['', '{', '{"consent":"yes"}', '{"consent":1}', 'null', '[true]']) {
  test(`${JSON.stringify(content)} is no consent`, () => {
    const { calls, crashes, userData } = begin();
    fs.writeFileSync(path.join(userData, 'crash-reports-consent.json'), content);
    assert.equal(crashes.start(), false);
    assert.deepEqual(calls, []);
  });
}

test('reports go over https alone, and a refusal does not throw', () => {
  const { calls, crashes } = begin({ submitURL: 'http://crashes.example.org' });
  assert.equal(crashes.grant(), false);
  assert.deepEqual(calls, []);
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

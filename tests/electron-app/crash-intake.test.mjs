// The client template against the real intake: what one sends, the other takes, redacts and keeps.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import Module, { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import vm from 'node:vm';

const require = createRequire(import.meta.url);
const templates = new URL('../../action-templates/electron-app/', import.meta.url);
const { createCrashReporting } = require(new URL('crash-reporter.js', templates).pathname);
const program = new URL('../../artifacts/app/crash-intake', import.meta.url).pathname;
const consent = { collecting: true, uploading: true };
const id = '11111111-1111-4111-8111-111111111111';

async function startIntake(folder) {
  const intake = spawn(program, ['--listen', '127.0.0.1:0', '--store', path.join(folder, 'store')], { stdio: ['ignore', 'ignore', 'pipe'] });
  let text = '';
  for await (const chunk of intake.stderr) if (/Listening at \S+[0-9]\. /.test((text += chunk))) break;
  return { address: /http:\/\/\S+[0-9](?=\.)/.exec(text)[0], end: () => new Promise(done => intake.once('exit', done).kill('SIGTERM')) };
}

/** Everything in the store, as texts by their names without what is random in them. */
function stored(folder) {
  return fs.readdirSync(path.join(folder, 'store'), { recursive: true, withFileTypes: true }).filter(entry => entry.isFile() && entry.name !== 'owner')
    .map(entry => fs.readFileSync(path.join(entry.parentPath ?? entry.path, entry.name)));
}

const documents = (folder, schema) => stored(folder).flatMap(bytes => {
  try {
    return bytes.includes('ping/1') ? bytes.toString().trim().split('\n').map(line => JSON.parse(line)) : [JSON.parse(bytes)];
  } catch {
    return [];
  }
}).filter(document => document.schema === `uv-release/${schema}/1`);

test('client template and intake agree', { skip: !fs.existsSync(program) && `${program} is missing: run ./prepare.sh` }, async t => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-intake-'));
  const intake = await startIntake(folder);
  const calls = [], log = [];
  const crashReporter = {
    start: options => calls.push(options), setUploadToServer() {}, removeExtraParameter() {}, addExtraParameter: (name, value) => (calls[0].extra[name] = value),
  };
  let time = Date.now();
  const begin = (more = {}) => createCrashReporting({
    crashReporter, submitURL: `${intake.address}/upload`, userData: path.join(folder, 'data'), app: 'demo', version: '1.2.3', channel: 'latest',
    log: (event, details) => log.push([event, details]), clock: { now: () => time, setInterval: () => 1, clearInterval() {} }, ...more,
  });
  t.after(() => fs.rmSync(folder, { recursive: true }));

  const crashes = begin();
  await t.test('without the consent to upload nothing arrives', async () => {
    crashes.setConsent({ collecting: true });
    crashes.report(new Error('kept on the device'));
    await crashes.flush();
    await crashes.ping();
    assert.ok(!fs.existsSync(path.join(folder, 'store', 'reports')));
  });

  await t.test('errors arrive redacted once it is given, those that waited too', async () => {
    crashes.setConsent(consent);
    const error = new TypeError('/home/jdoe/x of jdoe@example.org');
    error.stack = `TypeError: /home/jdoe/x\n    at f (file:///home/jdoe/app/main.js:1:2)`;
    await crashes.flush();
    crashes.report(Object.assign(error, { scripts: { 'Error\n    at file:///home/jdoe/app/main.js:1:1': id } }));
    await crashes.flush();
    const errors = documents(folder, 'js-error');
    assert.deepEqual(errors.map(one => one.name).sort(), ['Error', 'TypeError']);
    const last = errors.find(one => one.name === 'TypeError');
    assert.deepEqual(last.debugIds, [{ file: last.stack.match(/\((.*):1:2\)/)[1], id }]);
    assert.ok(!stored(folder).some(bytes => bytes.includes('jdoe')));
    assert.equal(documents(folder, 'crash-record').length, 2);
    assert.deepEqual(fs.readdirSync(path.join(folder, 'data', 'crash-reports')), []);
  });

  await t.test('errors of a page come through preload script and main process', async () => {
    const ipcMain = new EventEmitter(), listeners = {};
    crashes.watch({ ipcMain });
    const page = vm.createContext({ addEventListener: (name, listener) => (listeners[name] = listener), _sentryDebugIds: { 'Error\n    at app:///page.js:1:1': id } });
    const load = Module._load;
    Module._load = (request, ...rest) => request !== 'electron' ? load(request, ...rest) : {
      contextBridge: { exposeInMainWorld: (name, value) => (page[name] = value) },
      ipcRenderer: { send: (channel, message) => ipcMain.emit(channel, {}, structuredClone(message)) },
    };
    require(new URL('crash-reporter-preload.js', templates).pathname);
    Module._load = load;
    vm.runInContext(fs.readFileSync(new URL('crash-reporter-renderer.js', templates), 'utf8'), page);
    const error = new RangeError('of a page');
    error.stack = 'RangeError: of a page\n    at app:///page.js:3:4';
    listeners.error({ error });
    listeners.unhandledrejection({ reason: undefined });
    for (const nonsense of [null, 7, {}, { name: 1 }]) ipcMain.emit('crash-reports:error', {}, nonsense);
    await crashes.flush();
    await crashes.flush();
    const errors = documents(folder, 'js-error').filter(one => one.process === 'renderer');
    assert.deepEqual(errors.map(one => [one.name, one.debugIds]).sort(), [['Error', []], ['RangeError', [{ file: 'app:///page.js', id }]]]);
  });

  await t.test('an error in the turn of the consent goes with it', async () => {
    const before = documents(folder, 'js-error').length, other = begin({ userData: path.join(folder, 'other'), pings: false });
    other.setConsent(consent);
    other.report(new Error('at once'));
    await other.flush();
    assert.equal(documents(folder, 'js-error').length, before + 1);
  });

  await t.test('what Electron would send with a dump is taken, and not without the consent', async () => {
    const dump = path.join(new URL('../../artifacts/crashes/dumps', import.meta.url).pathname, 'crashpad-render.dmp');
    const send = extra => {
      const form = new FormData();
      for (const [name, value] of Object.entries({ ...extra, guid: 'client', _version: '1.2.3', prod: 'Electron', ver: '38.0.0' })) form.set(name, value);
      form.set('upload_file_minidump', new Blob([fs.existsSync(dump) ? fs.readFileSync(dump) : 'no dump']), 'x.dmp');
      return fetch(calls[0].submitURL, { method: 'POST', body: form });
    };
    const { 'consent-uploading': uploading, ...less } = calls[0].extra;
    assert.equal(uploading, 'granted');
    assert.equal((await send(less)).status, 403);
    if (!fs.existsSync(dump)) return t.diagnostic('there are no crash dumps: run tests/crashes/corpus.sh');
    const answer = await send(calls[0].extra);
    const text = await answer.text();
    assert.equal(answer.status, 200, text);
    const record = documents(folder, 'crash-record').find(one => one.id === text);
    assert.deepEqual([record.app, record.version, record.channel, record.device, record.startup], ['demo', '1.2.3', 'latest', calls[0].extra.device, true]);
  });

  await t.test('pings count days and sessions', async () => {
    await crashes.ping();
    time += 30 * 60e3;
    await crashes.ping();
    const pings = documents(folder, 'ping').map(({ kind, minutes, device }) => [kind, minutes, device]);
    assert.deepEqual(pings.sort(), [['Day', 0, calls[0].extra.device], ['Session', 30, calls[0].extra.device]]);
    assert.deepEqual(log.filter(([event]) => event === 'crash-reports-failed' || event === 'crash-report-refused'), []);
  });

  await t.test('while the intake is away errors wait on the device', async () => {
    assert.equal(await intake.end(), 0);
    crashes.report(new Error('nobody listens'));
    await crashes.flush();
    assert.equal(fs.readdirSync(path.join(folder, 'data', 'crash-reports')).length, 1);
  });
});

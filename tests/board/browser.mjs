// A headless Chromium, driven by the DevTools protocol over a pipe (NUL-ended JSON on descriptors 3 and 4): no package, no port.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const programs = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];

/** Name of the browser to drive; undefined where none is installed. */
export const chromium = programs.find(name => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);

/**
 * Starts the browser. `open` gives a page, `close` ends it.
 * @param {string[]} drawing options that say what draws; nothing in three dimensions does without
 */
export async function startBrowser(drawing = ['--disable-gpu']) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-board-profile-'));
  const flags = ['--headless', '--remote-debugging-pipe', `--user-data-dir=${profile}`, '--no-first-run', ...drawing, '--hide-scrollbars', '--disable-lcd-text', '--font-render-hinting=none', '--disable-dev-shm-usage'];
  if (process.getuid?.() === 0) flags.push('--no-sandbox'); // Chromium's sandbox can't be set up by root.
  const child = spawn(chromium, flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const ended = new Promise(done => child.on('close', done));
  const waiting = new Map();
  const listeners = new Map();
  let last = 0, rest = '';
  child.stdio[3].on('error', () => {});
  ended.then(code => waiting.forEach(({ failed }) => failed(new Error(`The browser ended with ${code}.`))));
  child.stdio[4].setEncoding('utf8').on('data', text => {
    const messages = (rest + text).split('\0');
    rest = messages.pop();
    for (const message of messages.map(one => JSON.parse(one))) {
      if (message.id === undefined) { listeners.get(message.sessionId)?.(message.method, message.params); continue; }
      const { done, failed } = waiting.get(message.id);
      waiting.delete(message.id);
      message.error ? failed(new Error(message.error.message)) : done(message.result);
    }
  });
  const send = (method, params = {}, sessionId) => new Promise((done, failed) => {
    waiting.set(++last, { done, failed });
    child.stdio[3].write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });

  /** Opens an address as a device would. @returns the page: what it requested, what it said, and what can be done with it */
  async function open(url, { width, height, scale, dark = false, scripts = true, mobile = false }) {
    const { targetId } = await send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
    const call = (method, params) => send(method, params, sessionId);
    const page = { requests: [], messages: [] };
    let loaded;
    const load = new Promise(done => (loaded = done));
    listeners.set(sessionId, (method, params) => {
      if (method === 'Network.requestWillBeSent') page.requests.push(params.request.url);
      if (method === 'Log.entryAdded') page.messages.push(params.entry.text);
      if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown') page.messages.push(JSON.stringify(params));
      if (method === 'Page.loadEventFired') loaded();
    });
    for (const domain of ['Page', 'Network', 'Log', 'Runtime']) await call(`${domain}.enable`);
    await call('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: scale, mobile });
    await call('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }] });
    await call('Emulation.setScriptExecutionDisabled', { value: !scripts });
    await call('Page.navigate', { url });
    await load;
    /** Runs a function of ours in the page; the protocol does so even where the page itself may run nothing. */
    page.run = async (look, ...values) => {
      const { result, exceptionDetails } = await call('Runtime.evaluate', { expression: `(${look})(...${JSON.stringify(values)})`, returnByValue: true });
      if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
      return result.value;
    };
    /** The whole page as PNG. */
    page.screenshot = async () => {
      const { cssContentSize } = await call('Page.getLayoutMetrics');
      const clip = { x: 0, y: 0, width, height: Math.max(height, Math.ceil(cssContentSize.height)), scale: 1 };
      return Buffer.from((await call('Page.captureScreenshot', { format: 'png', captureBeyondViewport: true, clip })).data, 'base64');
    };
    page.close = () => send('Target.closeTarget', { targetId });
    return page;
  }

  return {
    open,
    async close() {
      send('Browser.close').catch(() => {});
      const patience = setTimeout(() => child.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(patience);
      fs.rmSync(profile, { recursive: true, force: true });
    },
  };
}

'use strict';
// Crash reports after consent. Without it nothing is started, written or sent. There are two consents: that reports are collected on this device, and
// that they are uploaded. What is sent, and to whom, is in docs/crash-reporting.md of uv-release.

const crypto = require('node:crypto');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

/** Annotations that may be sent, beside those that are made here; the intake drops others too. */
const allowedAnnotations = ['plat', 'platform', 'osarch', 'ptype', 'process_type'];
const longest = { name: 200, message: 8000, stack: 64000, file: 2000, scripts: 100 };
const mostWaiting = 20;
const hour = 3600e3;

/** Replaces the user's folder and name in a text, so that a path tells where in the app something happened and not whose it is. */
function redact(text, { home = os.homedir(), user = os.userInfo().username } = {}) {
  let safe = String(text);
  for (const folder of [home, home.replaceAll('\\', '/'), encodeURI(home.replaceAll('\\', '/'))]) {
    if (folder.length > 1) safe = safe.replaceAll(folder, '~');
  }
  // Folders of other users, and the own one where it is written another way.
  safe = safe.replace(/([\\/])(Users|home)([\\/])[^\\/\s"':]+/gi, '$1$2$3<user>');
  return user.length > 2 ? safe.replace(new RegExp(`(?<![\\p{L}\\p{N}])${user.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\p{L}\\p{N}])`, 'giu'), '<user>') : safe;
}

/** Debug ids of the scripts in a stack. `registered` has them by stacks within the scripts, as bundlers and inject-debug-ids register them. */
function debugIdsOf(stack, registered = globalThis._sentryDebugIds ?? {}) {
  const ids = new Map();
  for (const [where, id] of Object.entries(registered)) {
    const file = /(?:\(|at |@)((?:[a-z][a-z0-9+.-]*:\/\/|\/|[a-z]:\\)[^\n()]*?):\d+:\d+\)?$/im.exec(where)?.[1];
    if (file && stack.includes(file) && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) ids.set(redact(file).slice(0, longest.file), id);
  }
  return [...ids].slice(0, longest.scripts).map(([file, id]) => ({ file, id }));
}

/**
 * @param {object} options
 * @param {{start: Function, addExtraParameter: Function, removeExtraParameter: Function, setUploadToServer: Function}} options.crashReporter Electron's
 * @param {string} options.submitURL the intake's /upload; https, or http on this machine
 * @param {string} options.userData the app's `app.getPath('userData')`; consent and reports that wait are kept there
 * @param {string} options.app id of the app, as in uv-release's configuration
 * @param {string} options.version the app's version
 * @param {string} options.channel the channel that it was installed from
 * @param {(event: string, details: object) => void} [options.log]
 * @param {Record<string, string>} [options.annotations] sent with each report, redacted; names outside of the allowed ones are left out
 * @param {boolean} [options.pings] false sends no pings: crashes then have nothing that they could be counted against
 * @param {object} [options.clock] for tests
 */
function createCrashReporting({
  crashReporter, submitURL, userData, app, version, channel, annotations = {}, pings = true, log = () => {},
  clock: { now = Date.now, setInterval: every = setInterval, clearInterval: never = clearInterval } = {},
}) {
  const consentFile = path.join(userData, 'crash-reports-consent.json');
  const deviceFile = path.join(userData, 'crash-reports-device.json');
  const waiting = path.join(userData, 'crash-reports');
  let [started, startup, timer, lastPing, pingedDay] = [false, true, undefined, undefined, undefined];

  const tell = (event, details = {}) => {
    try {
      log(event, details);
    } catch {
      // A log that fails changes nothing.
    }
  };
  const attempt = action => {
    try {
      return action();
    } catch (error) {
      tell('crash-reports-failed', { message: redact(error?.message ?? error) });
      return false;
    }
  };
  const read = file => {
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  };
  const write = (file, value) => {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(`${file}.part`, typeof value === 'string' ? value : JSON.stringify(value));
    fs.renameSync(`${file}.part`, file);
  };

  /** Only a stored, readable yes is one; nobody consents to uploading what may not be collected. */
  function consent() {
    const stored = read(consentFile);
    const collecting = stored?.collecting === true;
    return { collecting, uploading: collecting && stored?.uploading === true };
  }

  const today = () => new Date(now()).toISOString().slice(0, 10);

  /** A random id that holds for one day, so that nobody can follow a device from day to day. */
  function device() {
    const stored = read(deviceFile);
    if (stored?.day === today() && /^[0-9a-f]{32}$/.test(stored.id)) return stored.id;
    const id = crypto.randomBytes(16).toString('hex');
    write(deviceFile, { day: today(), id });
    return id;
  }

  function parameters() {
    const { uploading } = consent();
    const allowed = Object.entries(annotations).filter(([name]) => allowedAnnotations.includes(name)).map(([name, value]) => [name, redact(value)]);
    return {
      ...Object.fromEntries(allowed), app, release: version, channel, device: device(), startup: String(startup),
      'consent-collecting': 'granted', ...(uploading ? { 'consent-uploading': 'granted' } : {}),
    };
  }

  /** Call it before `app` is ready: it starts what the user agreed to, and does nothing otherwise. */
  function start() {
    const { collecting, uploading } = consent();
    if (!collecting) return false;
    return attempt(() => {
      const { protocol, hostname } = new URL(submitURL);
      const isHere = protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
      if (protocol !== 'https:' && !isHere) throw new Error(`submitURL must start with https: ${submitURL}`);
      if (!started) crashReporter.start({ submitURL, uploadToServer: uploading, compress: true, rateLimit: true, extra: parameters() });
      else for (const [name, value] of Object.entries(parameters())) crashReporter.addExtraParameter(name, value);
      if (started) crashReporter.setUploadToServer(uploading);
      started = true;
      tell('crash-reports-on', { uploading });
      if (uploading) begin();
      return true;
    });
  }

  function begin() {
    void flush();
    lastPing ??= now();
    if (pings && !timer) {
      void ping();
      timer = every(() => void ping(), hour);
      timer?.unref?.();
    }
  }

  function end() {
    if (timer) never(timer);
    timer = undefined;
    if (!started) return;
    crashReporter.setUploadToServer(false);
    crashReporter.removeExtraParameter?.('consent-uploading');
  }

  /** The user's answer. What is withdrawn ends at once and for good: without collecting, what waits on this device is removed too. */
  function setConsent({ collecting = false, uploading = false } = {}) {
    if (!collecting || !uploading) attempt(end);
    if (attempt(() => (write(consentFile, { collecting, uploading: collecting && uploading }), true)) === false) {
      fs.rmSync(consentFile, { force: true });
      return false;
    }
    if (collecting) return start();
    attempt(() => [waiting, deviceFile].forEach(place => fs.rmSync(place, { recursive: true, force: true })));
    tell('crash-reports-off');
    return true;
  }

  /** Call it once the app is up: a crash until then is one at startup. */
  function up() {
    startup = false;
    if (started) crashReporter.addExtraParameter('startup', 'false');
  }

  /** Keeps an error of JavaScript and sends it, as far as the user agreed. Never throws. */
  function report(error, { process: where = 'browser' } = {}) {
    if (!consent().collecting) return false;
    return attempt(() => {
      const stack = redact(typeof error?.stack === 'string' ? error.stack : '').slice(0, longest.stack);
      const document = {
        schema: 'uv-release/js-error/1', app, version, channel, process: where, platform: process.platform, arch: process.arch,
        electron: process.versions.electron ?? null, device: device(), startup,
        name: redact(error?.name ?? 'Error').slice(0, longest.name), message: redact(error?.message ?? error).slice(0, longest.message), stack,
        debugIds: debugIdsOf(typeof error?.stack === 'string' ? error.stack : '', error?.scripts),
      };
      const names = fs.existsSync(waiting) ? fs.readdirSync(waiting).filter(name => name.endsWith('.json')).sort() : [];
      if (names.length >= mostWaiting) fs.rmSync(path.join(waiting, names[0]), { force: true });
      write(path.join(waiting, `${String(now()).padStart(15, '0')}-${crypto.randomBytes(4).toString('hex')}.json`), JSON.stringify(document));
      void flush();
      return true;
    });
  }

  /** Watches for errors of this process, and of pages that load crash-reporter-renderer.js. The process ends as it would without. */
  function watch({ ipcMain } = {}) {
    process.on('uncaughtExceptionMonitor', error => report(error));
    ipcMain?.on('crash-reports:error', (_, error) => {
      const { name, message, stack, scripts = {} } = error ?? {};
      if ([name, message, stack].every(text => typeof text === 'string')) report({ name, message, stack, scripts: Object(scripts) }, { process: 'renderer' });
    });
  }

  const post = (to, body) => fetch(new URL(to, submitURL), {
    method: 'POST', body, signal: AbortSignal.timeout(20e3), redirect: 'error',
    headers: { 'content-type': 'application/json', 'uv-release-consent': 'collecting, uploading' },
  });

  let flushing, again;
  async function send() {
    try {
      for (again = true; again;) {
        await null; // what is reported in this turn waits already
        again = false;
        for (const name of fs.existsSync(waiting) ? fs.readdirSync(waiting).filter(one => one.endsWith('.json')).sort() : []) {
          if (!started || !consent().uploading) return;
          const { status } = await post('', fs.readFileSync(path.join(waiting, name)));
          if (status === 429 || status >= 500) return;
          fs.rmSync(path.join(waiting, name), { force: true });
          tell(status === 200 ? 'crash-report-sent' : 'crash-report-refused', { status });
        }
      }
    } catch (error) {
      tell('crash-reports-failed', { message: redact(error?.message ?? error) });
    } finally {
      flushing = undefined;
    }
  }

  /** Sends what waits, also what comes meanwhile. What the intake refuses is removed; what it can't take now waits on. */
  const flush = () => {
    again = true;
    return (flushing ??= send());
  };

  /** Says that the app ran today, and for how long since the last ping. Nobody learns who. */
  async function ping() {
    if (!started || !consent().uploading) return;
    try {
      const id = device();
      crashReporter.addExtraParameter('device', id);
      const minutes = Math.min(1440, Math.max(0, Math.round((now() - lastPing) / 60e3)));
      const kinds = [...(pingedDay === today() ? [] : [['Day', 0]]), ...(minutes > 0 ? [['Session', minutes]] : [])];
      for (const [kind, length] of kinds) {
        const { status } = await post('ping', JSON.stringify({ schema: 'uv-release/ping/1', kind, app, version, channel, device: id, minutes: length }));
        if (status !== 200) return;
        if (kind === 'Day') pingedDay = today();
        else lastPing = now();
      }
      await flush();
    } catch (error) {
      tell('crash-reports-failed', { message: redact(error?.message ?? error) });
    }
  }

  return { start, setConsent, consent, up, report, watch, flush, ping };
}

module.exports = { createCrashReporting, debugIdsOf, redact };

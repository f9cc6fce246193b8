'use strict';
// Crash reports that are sent only with the user's consent. Without it nothing is started, written or sent.

const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

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

/**
 * @param {object} options
 * @param {{start: Function, addExtraParameter: Function, setUploadToServer: Function}} options.crashReporter Electron's `crashReporter`
 * @param {string} options.submitURL where reports are sent, https only
 * @param {string} options.userData the app's `app.getPath('userData')`; the consent is kept there
 * @param {(event: string, details: object) => void} [options.log]
 * @param {Record<string, string>} [options.annotations] sent with each report, redacted
 */
function createCrashReporting({ crashReporter, submitURL, userData, annotations = {}, log = () => {} }) {
  const file = path.join(userData, 'crash-reports-consent.json');
  let started = false;

  const tell = (event, details = {}) => {
    try {
      log(event, details);
    } catch {
      // A log that fails changes nothing.
    }
  };

  /** Only a stored, readable yes is one. */
  function hasConsent() {
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8')).consent === true;
    } catch {
      return false;
    }
  }

  function store(consent) {
    fs.mkdirSync(userData, { recursive: true });
    fs.writeFileSync(`${file}.part`, JSON.stringify({ consent }));
    fs.renameSync(`${file}.part`, file);
  }

  /** Call it before `app` is ready: it starts reporting if the user agreed, and does nothing otherwise. */
  function start() {
    if (!hasConsent()) return false;
    try {
      if (new URL(submitURL).protocol !== 'https:') throw new Error(`submitURL must start with https: ${submitURL}`);
      const extra = Object.fromEntries(Object.entries(annotations).map(([name, value]) => [name, redact(value)]));
      if (started) crashReporter.setUploadToServer(true);
      else crashReporter.start({ submitURL, uploadToServer: true, compress: true, rateLimit: true, extra });
      started = true;
      tell('crash-reports-on');
      return true;
    } catch (error) {
      tell('crash-reports-failed', { message: String(error?.message ?? error) });
      return false;
    }
  }

  /** The user said yes. */
  function grant() {
    try {
      store(true);
    } catch (error) {
      tell('crash-reports-failed', { message: String(error?.message ?? error) });
      return false;
    }
    return start();
  }

  /** The user said no: nothing is sent from this moment on, and nothing is started next time. */
  function withdraw() {
    try {
      if (started) crashReporter.setUploadToServer(false);
    } finally {
      try {
        store(false);
      } catch {
        fs.rmSync(file, { force: true });
      }
      tell('crash-reports-off');
    }
  }

  /** Adds to every later report; does nothing without consent. */
  function annotate(name, value) {
    if (started && hasConsent()) crashReporter.addExtraParameter(name, redact(value));
  }

  return { start, grant, withdraw, annotate, hasConsent };
}

module.exports = { createCrashReporting, redact };

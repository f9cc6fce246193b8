'use strict';
// Auto-update for the main process of an Electron app, on electron-updater 6 or 7. Nothing in here throws into the app.

const HOUR = 60 * 60 * 1000;

/**
 * Starts looking for updates: once after a while, then again and again.
 *
 * Both times are spread by chance, so that an app which starts with the machine doesn't ask with all the others at nine o'clock.
 *
 * @param {object} options
 * @param {object} options.autoUpdater electron-updater's `autoUpdater`
 * @param {string} [options.channel] channel whose feed is read (`latest`, `beta`, …); without it app-update.yml decides
 * @param {number} [options.firstCheck] milliseconds within which the first check comes; 0 checks at once
 * @param {number} [options.interval] milliseconds between two checks; each is a quarter sooner or later
 * @param {(info: object) => boolean | Promise<boolean>} [options.isOffered] your own say in a staged rollout, after `stagingPercentage`
 *   said yes; when it fails, the update waits
 * @param {(event: string, details: object) => void} [options.log] told of everything that happens
 * @param {{random: () => number, setTimeout: Function, clearTimeout: Function}} [options.clock] for tests
 * @returns {{check: () => Promise<boolean>, stop: () => void}} `check` looks at once and tells whether an update was downloaded
 */
function startUpdater({ autoUpdater, channel, firstCheck = HOUR / 4, interval = 4 * HOUR, isOffered, log = () => {}, clock }) {
  const { random = Math.random, setTimeout: later = setTimeout, clearTimeout: never = clearTimeout } = clock ?? {};
  let timer;
  let stopped = false;
  let running;

  const tell = (event, details = {}) => {
    try {
      log(event, details);
    } catch {
      // A log that fails is no reason not to update.
    }
  };

  if (channel !== undefined) autoUpdater.channel = channel;
  // After the channel, always: setting a channel switches downgrades on.
  autoUpdater.allowDowngrade = false;
  autoUpdater.autoDownload = false;
  autoUpdater.autoInstallOnAppQuit = true;

  autoUpdater.on('checking-for-update', () => tell('checking-for-update'));
  autoUpdater.on('update-available', info => tell('update-available', { version: info.version }));
  autoUpdater.on('update-not-available', info => tell('update-not-available', { version: info.version }));
  autoUpdater.on('update-downloaded', info => tell('update-downloaded', { version: info.version }));
  autoUpdater.on('update-cancelled', info => tell('update-cancelled', { version: info.version }));
  // Without a listener an 'error' event would end the app.
  autoUpdater.on('error', error => tell('error', { code: error?.code, message: String(error?.message ?? error) }));

  async function look() {
    try {
      const result = await autoUpdater.checkForUpdates();
      if (!result?.isUpdateAvailable) return false;
      if (isOffered !== undefined && (await isOffered(result.updateInfo)) !== true) {
        tell('update-held-back', { version: result.updateInfo.version });
        return false;
      }
      await autoUpdater.downloadUpdate(result.cancellationToken);
      return true;
    } catch (error) {
      tell('check-failed', { code: error?.code, message: String(error?.message ?? error) });
      return false;
    }
  }

  // One at a time: a second caller gets the answer of the first.
  const check = () => (running ??= look().finally(() => (running = undefined)));

  function plan(delay) {
    if (stopped) return;
    timer = later(async () => {
      await check();
      plan(interval * (0.75 + random() / 2));
    }, delay);
    // The app may end while the timer waits.
    timer?.unref?.();
  }

  plan(firstCheck * random());
  return {
    check,
    stop() {
      stopped = true;
      never(timer);
    },
  };
}

module.exports = { startUpdater };

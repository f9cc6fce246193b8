// The real electron-updater of a platform in plain Node, for an app that has a version installed.
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { versions } from '../electron-app/harness.mjs';

export { versions };

const kinds = { appimage: ['AppImageUpdater', 'linux'], nsis: ['NsisUpdater', 'win32'], mac: ['MacUpdater', 'darwin'] };
const native = globalThis.electronStub.autoUpdater;
// Squirrel.Mac: reads the feed that the client serves to it, then the zip.
Object.assign(native, {
  setFeedURL(feed) { native.feed = feed; },
  checkForUpdates() {
    (async () => {
      const { url } = await (await fetch(native.feed.url, { headers: native.feed.headers })).json();
      native.zip = Buffer.from(await (await fetch(url)).arrayBuffer());
      native.emit('update-downloaded');
    })().catch(error => native.emit('error', error));
  },
  quitAndInstall() { native.quit = true; },
});

/** Waits until something is so; after two minutes the caller finds that it isn't. */
export async function until(isSo) {
  for (const end = Date.now() + 120_000; !isSo() && Date.now() < end;) await sleep(50);
}

/** Makes a client. `installed` is the AppImage that the app runs from; it is copied. `settings` is the app's own app-update.yml, in place of one for `url`. */
export async function makeClient(which, kind, { version, url, settings, folder, installed, channel, updaterId }) {
  const [updaters, { HttpExecutor, UUID, configureRequestUrl, configureRequestOptions }] = await which.load();
  const [type, platform] = kinds[kind];
  class Executor extends HttpExecutor {
    createRequest(options, callback) {
      return (options.protocol === 'https:' ? https : http).request({ ...options, agent: false }, callback);
    }

    async download(address, destination, options) {
      return await options.cancellationToken.createPromise((resolve, reject, onCancel) => {
        const request = { headers: options.headers || undefined, redirect: 'manual' };
        configureRequestUrl(address, request);
        configureRequestOptions(request);
        this.doDownload(request, { destination, options, onCancel, callback: error => (error ? reject(error) : resolve(destination)), responseHandler: null }, 0);
      });
    }
  }
  fs.mkdirSync(path.join(folder, 'data'), { recursive: true });
  const config = path.join(folder, 'app-update.yml');
  fs.writeFileSync(config, settings ?? `provider: generic\nurl: ${url}\nupdaterCacheDirName: sample-updater\n${channel ? `channel: ${channel}\n` : ''}`);
  if (updaterId) fs.writeFileSync(path.join(folder, 'data/.updaterId'), updaterId);
  const appImage = path.join(folder, 'Sample.AppImage');
  if (installed) {
    fs.copyFileSync(installed, appImage);
    fs.chmodSync(appImage, 0o755);
    process.env.APPIMAGE = appImage;
  }
  const quits = [];
  const updater = new updaters[type](null, {
    version, name: 'sample', isPackaged: true, appUpdateConfigPath: config, userDataPath: path.join(folder, 'data'), baseCachePath: path.join(folder, 'cache'),
    whenReady: () => Promise.resolve(), relaunch() {}, quit() { quits.push('quit'); }, onQuit() {},
  });
  const executor = new Executor();
  updater.httpExecutor = executor;
  updater.createProviderRuntimeOptions = () => ({ isUseMultipleRangeRequest: true, platform, executor });
  const lines = [];
  const note = line => lines.push(String(line));
  updater.logger = { info: note, warn: note, error: note, debug() {} };
  updater.on('error', () => {});
  return {
    updater, UUID, appImage, lines, quits, native,
    cache: path.join(folder, 'cache/sample-updater'),
    /** Checks and, where an update is offered, downloads it. */
    async update() {
      updater.autoDownload = true;
      const result = await updater.checkForUpdates();
      return { available: result.isUpdateAvailable, info: result.updateInfo, files: result.downloadPromise ? await result.downloadPromise : [] };
    },
    async look() {
      updater.autoDownload = false;
      const result = await updater.checkForUpdates();
      return { available: result.isUpdateAvailable, info: result.updateInfo };
    },
    /** Installs what was downloaded and waits until the new version has told that it started. */
    async install(ran) {
      if (which.name.includes('7.')) updater.quitAndInstall({ isSilent: false, isForceRunAfter: true });
      else updater.quitAndInstall(false, true);
      // The shell makes the file before it writes the line.
      const line = () => (fs.existsSync(ran) ? fs.readFileSync(ran, 'utf8') : '');
      await until(() => line().endsWith('\n'));
      return line();
    },
  };
}

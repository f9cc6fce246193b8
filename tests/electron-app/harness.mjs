// The real electron-updater 6 and 7 in plain Node: an app adapter in the place of Electron's, and a feed on loopback.
import { createHash } from 'node:crypto';
import { EventEmitter } from 'node:events';
import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import Module, { createRequire, register } from 'node:module';
import os from 'node:os';
import path from 'node:path';

const require = createRequire(import.meta.url);
const runtime7 = JSON.parse(fs.readFileSync(new URL('./node_modules/electron-updater-7/node_modules/builder-util-runtime/package.json', import.meta.url)));
const stub = { autoUpdater: new EventEmitter(), powerMonitor: new EventEmitter(), app: new EventEmitter(), shell: { openPath: async () => '' }, BrowserWindow: { getAllWindows: () => [] } };
globalThis.electronStub = stub;

const load = Module._load;
Module._load = function (request, ...rest) {
  return request === 'electron' ? stub : load.call(this, request, ...rest);
};
// electron-updater 7 imports it: a module of its own answers, because import can't be intercepted as require can.
const script = text => `data:text/javascript,${encodeURIComponent(text)}`;
const stubModule = script('export const { autoUpdater, powerMonitor, app, shell, BrowserWindow } = globalThis.electronStub; export default globalThis.electronStub;');
register(script(`export const resolve = (specifier, context, next) => specifier === 'electron' ? { url: ${JSON.stringify(stubModule)}, shortCircuit: true } : next(specifier, context);`));

/** The versions, each with the builder-util-runtime that it brings. */
export const versions = [
  { name: 'electron-updater 6.8.10', load: () => [require('electron-updater'), require('builder-util-runtime')] },
  { name: 'electron-updater 7.0.0-alpha.7', load: () => Promise.all([import('electron-updater-7'), import(`./node_modules/electron-updater-7/node_modules/builder-util-runtime/${runtime7.main}`)]) },
];

/** An AppImageUpdater of the given version for an app that has the given version installed. */
export async function makeUpdater(which, { version, feed, folder, config = {} }) {
  const [{ AppImageUpdater }, { HttpExecutor, configureRequestUrl, configureRequestOptions }] = await which.load();
  class Executor extends HttpExecutor {
    createRequest(options, callback) {
      return (options.protocol === 'https:' ? https : http).request({ ...options, agent: false }, callback);
    }

    async download(url, destination, options) {
      return await options.cancellationToken.createPromise((resolve, reject, onCancel) => {
        const request = { headers: options.headers || undefined, redirect: 'manual' };
        configureRequestUrl(url, request);
        configureRequestOptions(request);
        this.doDownload(request, { destination, options, onCancel, callback: error => (error ? reject(error) : resolve(destination)), responseHandler: null }, 0);
      });
    }
  }
  fs.mkdirSync(folder, { recursive: true });
  const configuration = path.join(folder, 'app-update.yml');
  fs.writeFileSync(configuration, Object.entries({ provider: 'generic', url: feed, updaterCacheDirName: 'sample-updater', ...config }).map(([key, value]) => `${key}: ${value}\n`).join(''));
  process.env.APPIMAGE = path.join(folder, 'Sample.AppImage');
  fs.writeFileSync(process.env.APPIMAGE, 'installed', { mode: 0o755 });
  const updater = new AppImageUpdater(null, {
    version, name: 'sample', isPackaged: true, appUpdateConfigPath: configuration, userDataPath: path.join(folder, 'data'), baseCachePath: path.join(folder, 'cache'),
    whenReady: () => Promise.resolve(), relaunch() {}, quit() {}, onQuit() {},
  });
  const executor = new Executor();
  updater.httpExecutor = executor;
  updater.createProviderRuntimeOptions = () => ({ isUseMultipleRangeRequest: true, platform: 'linux', executor });
  updater.logger = { info() {}, warn() {}, error() {}, debug() {} };
  return updater;
}

/** A feed on loopback: `publish(channel, version)` puts an AppImage and its channel file there. */
export async function startFeed() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'uv-feed-'));
  const requests = [];
  const server = http.createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://127.0.0.1').pathname).slice(1);
    requests.push(name);
    const file = path.join(root, path.basename(name));
    if (!fs.existsSync(file)) return response.writeHead(404).end('not found');
    const bytes = fs.readFileSync(file);
    response.writeHead(200, { 'content-length': bytes.length, 'accept-ranges': 'none' }).end(bytes);
  });
  await new Promise(done => server.listen(0, '127.0.0.1', done));
  return {
    root, requests, url: `http://127.0.0.1:${server.address().port}`,
    publish(channel, version, { sha512, staging } = {}) {
      const bytes = Buffer.from(`an AppImage of ${version}\n`.repeat(5000));
      const digest = sha512 ?? createHash('sha512').update(bytes).digest('base64');
      fs.writeFileSync(path.join(root, `sample-${version}.AppImage`), bytes);
      fs.writeFileSync(path.join(root, `${channel}-linux.yml`), `version: ${version}\nfiles:\n  - url: sample-${version}.AppImage\n    sha512: ${digest}\n    size: ${bytes.length}\npath: sample-${version}.AppImage\nsha512: ${digest}\n${staging === undefined ? '' : `stagingPercentage: ${staging}\n`}releaseDate: '2026-01-01T00:00:00.000Z'\n`);
    },
    async close() {
      server.closeAllConnections();
      await new Promise(done => server.close(done));
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
}

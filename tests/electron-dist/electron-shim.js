// As much of Electron's main-process module as an app and electron-updater need to run on plain Node. Wants `asar: false`.
const { EventEmitter } = require('node:events');
const fs = require('node:fs');
const http = require('node:http');
const https = require('node:https');
const Module = require('node:module');
const os = require('node:os');
const path = require('node:path');

const executableFolder = process.env.ESHIM_EXEC ?? path.dirname(process.execPath);
const appFolder = process.env.ESHIM_RESOURCES ?? path.join(executableFolder, 'resources', 'app');
const manifest = JSON.parse(fs.readFileSync(path.join(appFolder, 'package.json'), 'utf8'));
process.resourcesPath = path.dirname(appFolder);
process.versions.electron = fs.readFileSync(path.join(executableFolder, 'version'), 'utf8').trim();

class App extends EventEmitter {
  isPackaged = true;
  getVersion() { return manifest.version; }
  getName() { return manifest.productName ?? manifest.name; }
  getAppPath() { return appFolder; }
  getPath(name) { return name === 'userData' ? process.env.ESHIM_USERDATA ?? path.join(os.homedir(), '.config', manifest.name) : os.tmpdir(); }
  async whenReady() {}
  isReady() { return true; }
  relaunch() {}
  quit() {
    for (const event of ['before-quit', 'will-quit']) this.emit(event);
    this.emit('quit', {}, 0);
    process.exit(0);
  }
  exit(code) { process.exit(code); }
}

const autoUpdater = Object.assign(new EventEmitter(), { setFeedURL() {}, checkForUpdates() {}, quitAndInstall() {} });
const net = {
  request(options) {
    const { protocol = 'http:', hostname, host, port, path: target = '/' } = options;
    const url = new URL(options.url ?? `${protocol}//${hostname ?? host}${port ? `:${port}` : ''}${target}`);
    const request = (url.protocol === 'https:' ? https : http).request(url, { method: options.method ?? 'GET', headers: options.headers });
    return Object.assign(request, { followRedirect() {} });
  },
};
const electron = {
  app: new App(), autoUpdater, net, dialog: {},
  session: { fromPartition: () => ({}) },
  shell: { openPath: async () => '' },
  BrowserWindow: class { async loadFile() {} },
  Notification: class { show() {} },
};
const load = Module._load;
Module._load = (request, ...rest) => request === 'electron' ? electron : load(request, ...rest);

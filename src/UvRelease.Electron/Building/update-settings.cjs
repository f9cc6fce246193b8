'use strict';
// Preloaded into electron-builder 26: it writes app-update.yml for some targets alone, and 'dir' of win and mac is none of them. This lets it write the file,
// with what it works out itself, into every app that it packs; and never into a packed app, whose file is finished then.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const manager = path.join('app-builder-lib', 'out', 'publish', 'PublishManager.js');
const load = Module._load;
let changed = false;
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  // Packages of electron-builder load each other in circles: what is not whole yet is passed on as it is.
  if (changed || !/PublishManager(\.js)?$/.test(request) || typeof loaded.PublishManager !== 'function') return loaded;
  const file = Module._resolveFilename(request, parent, ...rest);
  if (file.endsWith(manager)) {
    const { PublishManager, getAppUpdatePublishConfiguration } = loaded;
    const { serializeToYaml } = Module.createRequire(file)('builder-util');
    loaded.PublishManager = class extends PublishManager {
      constructor(packager, ...more) {
        super(packager, ...more);
        packager.onAfterPack(async ({ packager: platform, appOutDir, arch }) => {
          const settings = await getAppUpdatePublishConfiguration(platform, null, arch, false);
          if (settings?.provider) fs.writeFileSync(path.join(platform.getResourcesDir(appOutDir), 'app-update.yml'), serializeToYaml(settings));
        });
      }
    };
    loaded.getAppUpdatePublishConfiguration = async () => null;
    changed = true;
  }
  return loaded;
};

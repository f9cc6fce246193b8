'use strict';
// Preloaded into electron-builder 26 (NODE_OPTIONS=--require …). Its AppImage target works out the desktop entry, the icons and the file types as always;
// where it would pack them, this writes them into the folder UV_APPIMAGE_PARTS instead, and leaves an empty file as the AppImage.
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const folder = process.env.UV_APPIMAGE_PARTS;
const util = path.join('app-builder-lib', 'out', 'targets', 'appimage', 'appImageUtil.js');

async function parts(options, library) {
  const { executableName, desktopEntry, desktopBaseName, compression, icons } = options.options;
  const mimeTypes = await library('./appLauncher').copyMimeTypes(folder, options.options);
  fs.writeFileSync(path.join(folder, 'parts.json'), JSON.stringify({
    executableName,
    desktopBaseName: desktopBaseName ?? executableName,
    desktopEntry: await desktopEntry,
    compression: compression ?? 'gzip',
    icons: icons.map(({ file, size }, index) => {
      const copy = path.join(folder, `${index}${path.extname(file)}`);
      fs.copyFileSync(file, copy);
      return { file: copy, size };
    }),
    mimeTypes: mimeTypes && fs.readFileSync(path.join(folder, mimeTypes), 'utf8'),
  }));
  fs.writeFileSync(options.output, '');
  return { size: 0, sha512: '' };
}

const load = Module._load;
let changed = false;
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  if (!changed && /appImageUtil(\.js)?$/.test(request)) {
    const file = Module._resolveFilename(request, parent, ...rest);
    if (file.endsWith(util)) {
      const library = Module.createRequire(file);
      loaded.buildLegacyFuse2AppImage = options => parts(options, library);
      loaded.buildStaticRuntimeAppImage = (version, options) => parts(options, library);
      changed = true;
    }
  }
  return loaded;
};

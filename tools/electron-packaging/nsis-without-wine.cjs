'use strict';
// Preloaded into electron-builder 26 (NODE_OPTIONS=--require …). Its NSIS target runs the installer of the first pass under wine to get the
// uninstaller, except on macOS, where a reader of its own takes it out. This chooses that way, and puts our reader in the place of its reader,
// which refuses installers of Debian's makensis ("Unsupported section") and leaves the uninstaller's icon and checksum wrong.
// An installer keeps the times of its files: those that are made on the way get SOURCE_DATE_EPOCH, so that two builds are equal.
const childProcess = require('node:child_process');
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');
const { promisify } = require('node:util');

const program = path.join(__dirname, 'electron-packaging');
const ending = file => path.join('app-builder-lib', 'out', ...file.split('/'));

const changes = {
  [ending('util/macosVersion.js')]: loaded => {
    // Only targets/nsis/NsisTarget.js asks.
    loaded.isMacOsCatalina = () => true;
  },
  [ending('targets/nsis/nsisUtil.js')]: loaded => {
    loaded.UninstallerReader.exec = async (installer, uninstaller) => {
      try {
        await promisify(childProcess.execFile)(program, ['nsis-uninstaller', installer, uninstaller]);
      } catch (error) {
        // electron-builder answers any error here by looking for a virtual machine with Windows, and tells of that instead.
        process.stderr.write(`The uninstaller could not be taken out of ${path.basename(installer)}: ${error.stderr || error.message}\n`);
        process.exit(1);
      }
    };
  },
};

const epoch = Number(process.env.SOURCE_DATE_EPOCH);
const setTime = file => Number.isFinite(epoch) && fs.existsSync(file) && fs.utimesSync(file, epoch, epoch);
const { spawn, execFile } = childProcess;

// makensis takes the app's archive and the uninstaller by definitions of these names.
childProcess.spawn = function (command, args, ...rest) {
  if (/^makensis(\.exe)?$/.test(path.basename(command))) {
    for (const argument of args) setTime(/^-D(?:APP_(?:32|64|ARM64)|UNINSTALLER_OUT_FILE)=(.*)$/.exec(argument)?.[1] ?? '');
  }
  return spawn.call(this, command, args, ...rest);
};

// elevate.exe is copied before 7-Zip adds it to the archive.
childProcess.execFile = Object.assign(function (command, args, options, ...rest) {
  if (args?.includes?.('resources/elevate.exe') && options?.cwd) setTime(path.join(options.cwd, 'resources', 'elevate.exe'));
  return execFile.call(this, command, args, options, ...rest);
}, { [promisify.custom]: execFile[promisify.custom] });

const load = Module._load;
Module._load = function (request, parent, ...rest) {
  const loaded = load.call(this, request, parent, ...rest);
  if (/(macosVersion|nsisUtil)(\.js)?$/.test(request)) {
    const file = Module._resolveFilename(request, parent, ...rest);
    const ends = Object.keys(changes).find(one => file.endsWith(one));
    if (ends) {
      changes[ends](loaded);
      delete changes[ends];
    }
  }
  return loaded;
};

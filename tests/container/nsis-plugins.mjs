// Stand-ins for the NSIS plugins of electron-builder: libraries that only name the functions its script calls, so installers compile and don't run.
// usage: node nsis-plugins.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const plugins = {
  INetC: ['get'],
  nsis7z: ['Extract'],
  nsisunz: ['Unzip'],
  nsProcess: ['_CloseProcess', '_FindProcess', '_KillProcess', '_Unload', 'CloseProcess', 'FindProcess', 'KillProcess', 'Unload'],
  SpiderBanner: ['Destroy', 'Show'],
  StdUtils: ['ExecShellAsUser', 'ExecShellWaitEx', 'GetAllParameters', 'GetParameter', 'GetParentPath', 'NormalizePath', 'SHFileCopy', 'SHFileMove',
    'TestParameter', 'WaitForProcEx'],
  UAC: ['_'],
  WinShell: ['SetLnkAUMI', 'UninstAppUserModelId', 'UninstShortcut'],
};

// A PE32 library of one section, whose export directory names functions ("Microsoft PE Format": The .edata Section).
function library(name, functions) {
  const address = 0x1000, raw = 0x200, header = 0x40, size = 0xe00, file = Buffer.alloc(0x1000);
  const put16 = (at, value) => file.writeUInt16LE(value, at), put32 = (at, value) => file.writeUInt32LE(value, at);
  put16(0, 0x5a4d);
  put32(0x3c, header);
  put32(header, 0x4550);
  for (const [at, value] of [[4, 0x14c], [6, 1], [20, 0xe0], [22, 0x2102]]) put16(header + at, value);
  const optional = header + 24, entry = optional + 0xe0;
  put16(optional, 0x10b);
  put16(optional + 68, 2);
  for (const [at, value] of [[28, 0x10000000], [32, 0x1000], [36, 0x200], [56, 0x2000], [60, raw], [92, 16], [96, address], [100, size]]) put32(optional + at, value);
  file.write('.edata', entry, 'ascii');
  for (const [at, value] of [[8, size], [12, address], [16, size], [20, raw], [36, 0x40000040]]) put32(entry + at, value);
  const names = 40 + 4 * functions.length, ordinals = names + 4 * functions.length;
  let text = ordinals + 2 * functions.length;
  const write = word => { const at = address + text; text += file.write(`${word}\0`, raw + text, 'ascii'); return at; };
  put32(raw + 12, write(name));
  for (const [at, value] of [[16, 1], [20, functions.length], [24, functions.length], [28, address + 40], [32, address + names], [36, address + ordinals]]) put32(raw + at, value);
  functions.forEach((word, i) => {
    put32(raw + 40 + 4 * i, address + 0xd00);
    put32(raw + names + 4 * i, write(word));
    put16(raw + ordinals + 2 * i, i);
  });
  return file;
}

const [folder] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
for (const [plugin, functions] of Object.entries(plugins)) writeFileSync(path.join(folder, `${plugin}.dll`), library(`${plugin}.dll`, functions));

// Lets npm's ds-store write a .DS_Store. usage: node write-ds-store.cjs PACKAGES OPTIONS.json OUTPUT
const fs = require('node:fs');
const Module = require('node:module');
const path = require('node:path');

const [packages, file, output] = process.argv.slice(2);
const options = JSON.parse(fs.readFileSync(file, 'utf8'));
const from = Module.createRequire(path.join(path.resolve(packages), 'package.json'));
// The compiled part of macos-alias, which asks macOS for the name of a volume, is what create.js has it for: the rest of what it knows is the file system's.
const encode = from('macos-alias/lib/encode.js');
const { alias } = options;
const text = value => { const bytes = Buffer.alloc(2 + 2 * value.length); bytes.writeUInt16BE(value.length, 0); Buffer.from(value, 'utf16le').swap16().copy(bytes, 2); return bytes; };
const number = value => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value, 0); return bytes; };
const created = new Date(alias.time * 1000);
const encoded = encode({
  version: 2,
  target: { id: alias.fileId, type: 'file', filename: alias.file, created },
  parent: { id: alias.folderId, name: alias.folder },
  volume: { name: alias.volume, created, signature: 'H+', type: 'other' },
  extra: [[0, Buffer.from(alias.folder)], [1, number(alias.folderId)], [14, text(alias.file)], [15, text(alias.volume)], [18, Buffer.from(`/${alias.folder}/${alias.file}`)],
    [19, Buffer.from(`/Volumes/${alias.volume}`)]].map(([type, data]) => ({ type, length: data.length, data })),
});
const load = Module._load;
Module._load = (name, ...rest) => name === 'macos-alias' ? { create: () => encoded } : load(name, ...rest);
const Store = from('ds-store');
const store = new Store();
store.setWindowPos(options.x, options.y);
store.setWindowSize(options.width, options.height);
store.setIconSize(options.iconSize);
store.setBackgroundPath('background');
for (const [name, x, y] of options.icons) store.setIconPos(name, x, y);
store.write(output, error => { if (error) throw error; });

// usage: node map.cjs FILE BLOCKMAP
const { createRequire } = require('node:module');
const path = require('node:path');

const builder = createRequire(path.join(__dirname, '../../tools/electron-builder/package.json'));
builder('app-builder-lib/out/targets/blockmap/blockmap.js').buildBlockMap(process.argv[2], 'gzip', process.argv[3]);

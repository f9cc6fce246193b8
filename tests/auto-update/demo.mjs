// Used by demo.sh: follows the channel of a directory store with the real electron-updater, as an installed Mac app of version 0.0.1 would.
import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { makeClient, versions } from './client.mjs';
import { serve } from './feed-server.mjs';

const [, , store, channel, folder] = process.argv;
const server = await serve(store);
try {
  for (const which of versions) {
    const app = await makeClient(which, 'mac', { version: '0.0.1', url: `${server.url}/feeds/${channel}`, folder: path.join(folder, which.name.replaceAll(' ', '-')) });
    const { info } = await app.update();
    for (let waited = 0; waited < 200 && !app.native.zip; waited++) await new Promise(done => setTimeout(done, 50));
    if (!app.native.zip) throw new Error(`${which.name} downloaded nothing`);
    const sha512 = createHash('sha512').update(app.native.zip).digest('base64');
    if (!info.files.some(file => file.sha512 === sha512)) throw new Error(`${which.name} has other bytes than the feed names`);
    console.log(`${which.name}: 0.0.1 became ${info.version} of generation ${info.uvRelease.generation}, ${app.native.zip.length} bytes`);
    app.native.zip = undefined;
    app.updater.closeServerIfExists?.();
    fs.rmSync(path.join(folder, which.name.replaceAll(' ', '-')), { recursive: true, force: true });
  }
} finally {
  await server.close();
}
process.exit(0);

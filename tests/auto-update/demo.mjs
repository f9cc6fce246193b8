// Follows a channel of a directory store with the real electron-updater, 6 and 7, from an AppImage that is installed; used by demo.sh and build.test.mjs.
// usage: node demo.mjs STORE CHANNEL INSTALLED VERSION FOLDER
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeClient, until, versions } from './client.mjs';
import { serve } from './feed-server.mjs';

process.env.APPIMAGE_EXTRACT_AND_RUN = '1'; // a machine without FUSE
const sha512 = file => createHash('sha512').update(fs.readFileSync(file)).digest('base64');
const start = file => execFileSync(file, ['--no-sandbox', '--print-version'], { encoding: 'utf8' }).trim();

/** Updates an installed AppImage; gives what each client got. */
export async function follow({ store, channel, installed, version, folder }) {
  const server = await serve(store), followed = [];
  try {
    for (const which of versions) {
      const app = await makeClient(which, 'appimage', { version, installed, url: `${server.url}/feeds/${channel}`, folder: path.join(folder, which.name.replaceAll(' ', '-')) });
      server.requests.length = 0;
      const before = start(app.appImage), { info } = await app.update();
      if (which.name.includes('7.')) app.updater.quitAndInstall({ isSilent: false, isForceRunAfter: false });
      else app.updater.quitAndInstall(false, false);
      const isInstalled = () => fs.existsSync(app.appImage) && info.files.some(file => file.sha512 === sha512(app.appImage));
      await until(isInstalled);
      if (!isInstalled()) throw new Error(`${which.name} installed other bytes than the feed names:\n${app.lines.join('\n')}`);
      const sent = server.requests.filter(one => one.name.endsWith('.AppImage')).reduce((sum, one) => sum + one.sent, 0);
      followed.push({ client: which.name, before, after: start(app.appImage), generation: info.uvRelease.generation, sent, size: fs.statSync(app.appImage).size });
      fs.rmSync(path.join(folder, which.name.replaceAll(' ', '-')), { recursive: true, force: true });
    }
  } finally {
    await server.close();
  }
  return followed;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [, , store, channel, installed, version, folder] = process.argv.map((text, at) => (at === 6 ? path.resolve(text) : text));
  for (const { client, before, after, generation, sent, size } of await follow({ store, channel, installed, version, folder }))
    console.log(`${client}: "${before}" became "${after}" of generation ${generation}, by ${sent} of ${size} bytes`);
  process.exit(0);
}

// An app on somebody's machine: downloaded as an AppImage, started, and kept up to date by the real electron-updater that asks where the app itself says.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeClient, until, versions } from '../tests/auto-update/client.mjs';
import { parse } from '../tests/workflows/node_modules/yaml/dist/index.js';

const sha512 = bytes => createHash('sha512').update(bytes).digest('base64');
const start = file => execFileSync(file, ['--no-sandbox', '--print-version'], { encoding: 'utf8', env: { ...process.env, APPIMAGE_EXTRACT_AND_RUN: '1' } }).trim();

/** Downloads what a channel offers, and checks it against the feed, as a browser's user can't. */
export async function download(feeds, file) {
  const feed = parse(await (await fetch(`${feeds}/latest-linux.yml`)).text()), [one] = feed.files;
  const bytes = Buffer.from(await (await fetch(new URL(one.url, `${feeds}/latest-linux.yml`))).arrayBuffer());
  if (sha512(bytes) !== one.sha512) throw new Error(`${one.url} has other bytes than the feed names.`);
  fs.writeFileSync(file, bytes, { mode: 0o755 });
  return { file, version: feed.version, says: start(file) };
}

// The file system of an AppImage begins where its program ends ("AppImage specification", type 2): after the ELF section headers.
function settingsOf(file) {
  const head = Buffer.alloc(64), handle = fs.openSync(file);
  fs.readSync(handle, head, 0, 64, 0);
  fs.closeSync(handle);
  const end = Number(head.readBigUInt64LE(40)) + head.readUInt16LE(58) * head.readUInt16LE(60);
  return execFileSync('unsquashfs', ['-offset', String(end), '-cat', file, 'resources/app-update.yml'], { encoding: 'utf8' });
}

/** Lets each electron-updater bring the app up to date. */
export async function update({ file, version }, folder) {
  process.env.APPIMAGE_EXTRACT_AND_RUN = '1'; // a machine without FUSE
  const settings = settingsOf(file), results = [];
  for (const which of versions) {
    const place = path.join(folder, which.name.replaceAll(' ', '-'));
    const app = await makeClient(which, 'appimage', { version, installed: file, settings, folder: place }), { info } = await app.update();
    if (which.name.includes('7.')) app.updater.quitAndInstall({ isSilent: false, isForceRunAfter: false });
    else app.updater.quitAndInstall(false, false);
    const isInstalled = () => fs.existsSync(app.appImage) && info.files.some(one => one.sha512 === sha512(fs.readFileSync(app.appImage)));
    await until(isInstalled);
    if (!isInstalled()) throw new Error(`${which.name} did not install ${info.version}:\n${app.lines.join('\n')}`);
    const saved = app.lines.map(line => /To download: .*\((\d+)%\)/.exec(line)?.[1]).find(Boolean);
    results.push({ client: which.name, after: start(app.appImage), loaded: saved ? `${saved} % of it downloaded` : 'all of it downloaded' });
  }
  return { asked: parse(settings).url, results };
}

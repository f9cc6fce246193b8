// Fetches what only electron-builder's releases on GitHub have, once, while the image is built: archives whose SHA-256 stands in the list, and no others.
// usage: node toolsets.mjs LIST MIRROR FOLDER
//   LIST    JSON: release, file, sha256, the paths in the archive to take, and the folder they go into
//   MIRROR  where <release>/<file> is looked for: https://…/, or file:///…/
//   FOLDER  gets a folder for each tool, with the SHA256SUMS of its files; it must not exist
// Checksums are those that electron-builder pins itself (app-builder-lib/out/toolsets). Needs tar and 7zz.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const work = mkdtempSync(path.join(tmpdir(), 'toolsets-'));
try {
  await main(...process.argv.slice(2));
} catch (error) {
  console.error(`toolsets: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function main(list, mirror, folder) {
  if (!folder) throw new Error('usage: node toolsets.mjs LIST MIRROR FOLDER');
  if (existsSync(folder)) throw new Error(`${folder} exists; name a folder that does not.`);
  const toolsets = JSON.parse(readFileSync(list, 'utf8'));
  for (const { file, sha256 } of toolsets) {
    if (!/^[0-9a-f]{64}$/.test(sha256 ?? '')) throw new Error(`${file} has no SHA-256 in ${list}, and nothing is fetched unchecked. Add it.`);
  }
  for (const toolset of toolsets) await fetchOne(toolset, new URL(mirror.endsWith('/') ? mirror : `${mirror}/`), folder);
  for (const tool of new Set(toolsets.map(({ into }) => path.join(folder, into)))) {
    const sums = files(tool).map(file => `${createHash('sha256').update(readFileSync(path.join(tool, file))).digest('hex')}  ${file}\n`);
    writeFileSync(path.join(tool, 'SHA256SUMS'), sums.join(''));
  }
}

async function fetchOne({ release, file, sha256, take, into }, base, folder) {
  const url = new URL(`${release}/${file}`, base), archive = path.join(work, file), unpacked = path.join(work, release);
  const hash = createHash('sha256');
  await pipeline(await open(url), async function* (chunks) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      yield chunk;
    }
  }, createWriteStream(archive));
  const found = hash.digest('hex');
  if (found !== sha256) throw new Error(`${url} has the SHA-256 ${found}, and ${sha256} is pinned. The mirror has other bytes; look into it before you change the list.`);
  mkdirSync(unpacked);
  // As electron-builder unpacks them: a .tar.gz has one folder around everything, a .7z has none.
  if (file.endsWith('.tar.gz')) execFileSync('tar', ['-xzf', archive, '-C', unpacked, '--strip-components=1', '--no-same-owner']);
  else execFileSync('7zz', ['x', '-bd', '-y', `-o${unpacked}`, archive], { stdio: ['ignore', 'ignore', 'inherit'] });
  for (const part of take) {
    const from = path.join(unpacked, part);
    if (!existsSync(from)) throw new Error(`${file} is as pinned and has no '${part}'. Correct 'take' in the list.`);
    cpSync(from, path.join(folder, into, part), { recursive: true, verbatimSymlinks: true });
  }
  console.log(`${file}: ${take.join(', ')} → ${into}`);
}

async function open(url) {
  if (url.protocol === 'file:') return createReadStream(url);
  const response = await fetch(url).catch(error => { throw new Error(`${url} can't be reached: ${error.cause?.message ?? error.message}`); });
  if (!response.ok) throw new Error(`${url} answers ${response.status}. Name a mirror that has it.`);
  return Readable.fromWeb(response.body);
}

function files(at) {
  return readdirSync(at, { recursive: true }).filter(name => statSync(path.join(at, name)).isFile()).sort();
}

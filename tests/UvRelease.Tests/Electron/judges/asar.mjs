// @electron/asar: { pack: [source, archive, unpack] } packs a folder; { list: archive } reads an archive: its header, and SHA-256 of each file.
import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';

const asar = createRequire(new URL('../../../../tools/electron-builder/package.json', import.meta.url))('@electron/asar');
const { pack, list } = JSON.parse(await text(process.stdin));
if (pack) {
  await asar.createPackageWithOptions(pack[0], pack[1], pack[2] ? { unpack: pack[2] } : {});
  process.stdout.write('{}');
} else {
  const files = {};
  for (const name of asar.listPackage(list, { isPack: false })) {
    const entry = asar.statFile(list, name.slice(1), false);
    files[name.slice(1)] = 'files' in entry ? 'folder' : 'link' in entry ? `link ${entry.link}`
      : `${entry.unpacked ? 'unpacked' : 'packed'} ${!!entry.executable} ${createHash('sha256').update(asar.extractFile(list, name.slice(1), false)).digest('hex')} ${entry.integrity.hash} ${entry.integrity.blocks.length}`;
  }
  const { headerString } = asar.getRawHeader(list);
  process.stdout.write(JSON.stringify({ hash: createHash('sha256').update(headerString).digest('hex'), files }));
}

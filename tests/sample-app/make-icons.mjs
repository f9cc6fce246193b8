// Makes the sample app's icons, the same bytes each time: a plain square as PNG in the sizes that desktops ask for, and these PNGs as .ico and .icns.
// usage: node make-icons.mjs FOLDER
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';

const folder = process.argv[2];
if (!folder) throw new Error('usage: node make-icons.mjs FOLDER');
const big = value => { const bytes = Buffer.alloc(4); bytes.writeUInt32BE(value); return bytes; };

function png(size) { // PNG 1.2: header, one compressed run of rows, end; each row begins with filter 0
  const chunk = (type, data) => Buffer.concat([big(data.length), Buffer.from(type), data, big(crc32(Buffer.concat([Buffer.from(type), data])))]);
  const row = Buffer.concat([Buffer.of(0), Buffer.alloc(size * 4, Buffer.of(0x1f, 0x6f, 0xeb, 0xff))]);
  const pixels = deflateSync(Buffer.concat(Array(size).fill(row)), { level: 9 });
  const header = Buffer.concat([big(size), big(size), Buffer.of(8, 6, 0, 0, 0)]);
  return Buffer.concat([Buffer.of(0x89), Buffer.from('PNG\r\n\x1a\n'), chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

function ico(sizes) { // directory of 16-byte entries, then PNGs
  const images = sizes.map(png);
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  images.forEach((image, index) => {
    const at = 6 + 16 * index;
    head[at] = head[at + 1] = sizes[index] % 256;
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(image.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += image.length;
  });
  return Buffer.concat([head, ...images]);
}

function icns(types) { // 'icns', length, then blocks of type, length and PNG
  const blocks = Object.entries(types).map(([type, size]) => { const image = png(size); return Buffer.concat([Buffer.from(type), big(image.length + 8), image]); });
  const body = Buffer.concat(blocks);
  return Buffer.concat([Buffer.from('icns'), big(body.length + 8), body]);
}

mkdirSync(join(folder, 'icons'), { recursive: true });
for (const size of [16, 32, 48, 64, 128, 256, 512]) writeFileSync(join(folder, `icons/${size}x${size}.png`), png(size));
writeFileSync(join(folder, 'icon.ico'), ico([16, 32, 48, 256]));
writeFileSync(join(folder, 'icon.icns'), icns({ ic07: 128, ic08: 256, ic09: 512, ic10: 1024 }));

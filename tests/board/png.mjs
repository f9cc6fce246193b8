// Reads what Chromium writes: PNGs of 8 bits per sample, RGB or RGBA, not interlaced (PNG specification, §11.2 and §9).
import { inflateSync } from 'node:zlib';

/** Width and height; of the upper rows the number of colours and the share that the most frequent one has, from 0 to 1. */
export function look(png, most = Infinity) {
  const width = png.readUInt32BE(16), height = png.readUInt32BE(20), samples = { 2: 3, 6: 4 }[png[25]];
  if (png.toString('latin1', 1, 4) !== 'PNG' || png[24] !== 8 || samples === undefined || png[28] !== 0) throw new Error('no PNG as Chromium writes it');
  const parts = [];
  for (let at = 8; at < png.length; at += png.readUInt32BE(at) + 12) {
    if (png.toString('latin1', at + 4, at + 8) === 'IDAT') parts.push(png.subarray(at + 8, at + 8 + png.readUInt32BE(at)));
  }
  const raw = inflateSync(Buffer.concat(parts)), stride = width * samples, counts = new Map();
  let above = Buffer.alloc(stride);
  const rows = Math.min(height, most);
  for (let y = 0; y < rows; y++) {
    const filter = raw[y * (stride + 1)], line = raw.subarray(y * (stride + 1) + 1, (y + 1) * (stride + 1));
    for (let x = 0; x < stride; x++) {
      const a = x >= samples ? line[x - samples] : 0, b = above[x], c = x >= samples ? above[x - samples] : 0, p = a + b - c;
      const near = Math.abs(p - a) <= Math.abs(p - b) && Math.abs(p - a) <= Math.abs(p - c) ? a : Math.abs(p - b) <= Math.abs(p - c) ? b : c;
      line[x] += [0, a, b, (a + b) >> 1, near][filter];
    }
    for (let x = 0; x < stride; x += samples) {
      const color = (line[x] << 16) | (line[x + 1] << 8) | line[x + 2];
      counts.set(color, (counts.get(color) ?? 0) + 1);
    }
    above = line;
  }
  return { width, height, colors: counts.size, most: Math.max(...counts.values()) / (width * rows) };
}

// Asks pixelmatch how many pixels differ. In: {pictures: [golden, drawn], threshold}, as paths of PNGs. Out: {differing, pixels}.
import { readFileSync } from 'node:fs';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';

const { pictures, threshold } = JSON.parse(readFileSync(0, 'utf8'));
const [one, other] = pictures.map(file => PNG.sync.read(readFileSync(file)));
console.log(JSON.stringify({
  differing: pixelmatch(one.data, other.data, null, one.width, one.height, { threshold, includeAA: true }), pixels: one.width * one.height,
}));

// The package writer of @electron/osx-sign, and its readers. usage: node peer-package.mjs PACKAGES write APP OUTPUT | read PACKAGE
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import zlib from 'node:zlib';

const [packages, verb, ...rest] = process.argv.slice(2);
const from = name => import(pathToFileURL(path.resolve(packages, 'node_modules/@electron/osx-sign/dist/pkg-utils', name)));

if (verb === 'write') {
  const { buildProductArchive } = await from('pkg.js');
  await buildProductArchive({ app: rest[0], output: rest[1], installLocation: '/Applications', transformEntry: () => ({ gid: 80 }) });
} else {
  const [{ readXar }, { readBom, lsbomLines }, { parseXml }, { CpioModifier }] = await Promise.all(['xar.js', 'bom-reader.js', 'xml.js', 'cpio.js'].map(from));
  const members = await readXar(rest[0]);
  const find = end => members.find(member => member.path.endsWith(end));
  const bom = readBom(find('/Bom').data);
  const tidy = ({ name, attributes, children, text }) => ({ name, attributes: Object.fromEntries(Object.entries(attributes).filter(([key]) => key !== 'generator-version').sort()), children: children.map(tidy), text: text?.trim() });
  const cpio = new CpioModifier().parseCpio(zlib.gunzipSync(find('/Payload').data));
  const shown = entry => [Buffer.from(entry.filename, 'latin1').toString(), entry.mode, entry.uid, entry.gid, entry.filename === '.' ? 0 : parseInt(entry.nlink, 8), entry.filesize].join(' ');
  console.log(JSON.stringify({
    members: members.map(member => member.path).sort(),
    packageInfo: tidy(parseXml(find('/PackageInfo').data.toString())),
    distribution: tidy(parseXml(find('Distribution').data.toString())),
    bom: lsbomLines(bom), paths: bom.numberOfPaths, sizes: bom.sizeSum,
    cpio: cpio.map(shown).sort(),
  }, null, 1));
}

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * The layers of an image that another does not have, as the storage keeps them.
 * @param {import('./image.mjs').Image} image
 * @param {string} beside name of the other
 * @returns {string[] | undefined} a folder for each, the lowest first; undefined where the storage keeps no layers apart
 */
export function layersBeside(image, beside) {
  const option = name => image.options[image.options.indexOf(name) + 1];
  if (option('--storage-driver') !== 'overlay') return undefined;
  const read = (...file) => JSON.parse(readFileSync(path.join(option('--root'), ...file), 'utf8'));
  const parents = new Map(read('overlay-layers', 'layers.json').map(({ id, parent }) => [id, parent]));
  const images = read('overlay-images', 'images.json');
  const chain = name => {
    const ids = [];
    for (let id = images.find(one => one.names?.includes(name)).layer; id; id = parents.get(id)) ids.unshift(id);
    return ids;
  };
  const shared = new Set(chain(beside));
  return chain(image.name).filter(id => !shared.has(id)).map(id => path.join(option('--root'), 'overlay', id, 'diff'));
}

/** Bytes of a layer as registries keep it: a tar file, compressed with gzip. */
export function compressedSize(folder) {
  return new Promise((done, failed) => {
    const child = spawn('bash', ['-o', 'pipefail', '-c', 'tar --create --numeric-owner --directory "$0" . | gzip -6 | wc --bytes', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let printed = '';
    child.stdout.setEncoding('utf8').on('data', text => { printed += text; });
    child.on('error', failed).on('close', code => (code === 0 ? done(Number(printed)) : failed(new Error(`The layer ${folder} can't be packed.`))));
  });
}

import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { contextFiles } from '../files/docker-ignore.mjs';

/**
 * A hash of all that an image build reads: the Dockerfile and the context without what .dockerignore drops.
 * @param {string} dockerfile
 * @param {string} context
 * @returns {string} 24 hexadecimal digits
 */
export function contextHash(dockerfile, context) {
  const hash = createHash('sha256').update(readFileSync(dockerfile));
  for (const file of contextFiles(context, dockerfile)) {
    const full = path.join(context, file);
    const kind = lstatSync(full);
    hash.update(`\0${file}\0${kind.mode & 0o111 ? 'x' : '-'}\0`);
    if (kind.isSymbolicLink()) hash.update(readlinkSync(full));
    else if (kind.isFile()) hash.update(createHash('sha256').update(readFileSync(full)).digest());
  }
  return hash.digest('hex').slice(0, 24);
}

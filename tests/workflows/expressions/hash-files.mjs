import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { findFiles } from '../files/glob.mjs';

/**
 * The `hashFiles` function: the SHA-256 of the SHA-256s of all matching files below the workspace, in the order of a
 * sorted walk, or '' when nothing matches. Source: actions/runner `src/Misc/expressionFunc/hashFiles`.
 * @param {string} workspace
 * @param {string[]} patterns
 */
export function hashFiles(workspace, patterns) {
  const files = findFiles(workspace, patterns).files;
  if (files.length === 0) return '';
  const all = createHash('sha256');
  for (const file of files) all.update(createHash('sha256').update(readFileSync(file)).digest());
  return all.digest('hex');
}

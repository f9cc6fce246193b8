import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * One repository at one ref, served from a local folder.
 * @typedef {{repository: string, ref: string, sha: string, directory: string}} Checkout
 */

/** Local folders that stand for repositories on github.com. */
export class RepositoryMap {
  #directories = new Map();

  /** @param {Record<string, string>} directories by owner/name */
  constructor(directories) {
    for (const [name, directory] of Object.entries(directories)) {
      if (!/^[^/\s]+\/[^/\s]+$/.test(name)) throw new Error(`'${name}' is no repository name. Write --repository owner/name=PATH.`);
      if (!existsSync(directory)) throw new Error(`The folder given for repository ${name} does not exist. Correct --repository ${name}=PATH.`);
      this.#directories.set(name.toLowerCase(), path.resolve(directory));
    }
  }

  /** @param {string} repository owner/name */
  has(repository) {
    return this.#directories.has(repository.toLowerCase());
  }

  /**
   * The folder of a repository.
   * @param {string} repository owner/name
   */
  directoryOf(repository) {
    const directory = this.#directories.get(repository.toLowerCase());
    if (!directory) throw new Error(`The repository ${repository} is not mapped to a local folder. Add --repository ${repository}=PATH.`);
    return directory;
  }

  /**
   * The repository at a ref. Files always come from the folder as it lies there; the ref only names it.
   * @param {string} repository
   * @param {string} ref
   * @returns {Checkout}
   */
  at(repository, ref) {
    const directory = this.directoryOf(repository);
    return { repository, ref, directory, sha: commitOf(directory, ref) };
  }

  /**
   * A file of a repository as text.
   * @param {string} repository
   * @param {string} file path inside the repository
   */
  read(repository, file) {
    const found = insideOf(this.directoryOf(repository), file);
    if (!existsSync(found)) throw new Error(`The repository ${repository} has no file ${file}.`);
    return readFileSync(found, 'utf8');
  }
}

/**
 * Whether a folder is the top of a git repository.
 * @param {string} directory
 */
export function isGitRepository(directory) {
  return existsSync(path.join(directory, '.git')) || (existsSync(path.join(directory, 'HEAD')) && existsSync(path.join(directory, 'objects')));
}

function commitOf(directory, ref) {
  if (isGitRepository(directory)) {
    for (const candidate of [ref, `origin/${ref}`, 'HEAD']) {
      const found = spawnSync('git', ['-C', directory, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${candidate}^{commit}`], { encoding: 'utf8' });
      if (found.status === 0) return found.stdout.trim();
    }
  }
  if (/^[0-9a-f]{40}$/.test(ref)) return ref;
  // A plain tree has no commits; a name that is the same in every run keeps reports comparable.
  return createHash('sha1').update(`tree at ${ref}`).digest('hex');
}

/**
 * Joins a path to a folder and refuses to leave it.
 * @param {string} directory
 * @param {string} relative
 */
export function insideOf(directory, relative) {
  const joined = path.resolve(directory, relative);
  if (joined !== directory && !joined.startsWith(directory + path.sep)) {
    throw new Error(`The path '${relative}' leads out of its folder. Use a path below it.`);
  }
  return joined;
}

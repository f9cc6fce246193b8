import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {{id: number, name: string, directory: string, files: string[], digest: string}} Artifact
 */

/** The artifacts of one run, each a folder. */
export class ArtifactStore {
  #directory;
  #artifacts = new Map();
  #nextId = 1;

  /** @param {string} directory */
  constructor(directory) {
    this.#directory = directory;
  }

  /**
   * Takes files under a name. As on GitHub a name is given once, unless it is deleted first, and file modes are lost.
   * @param {string} name
   * @param {Array<{source: string, target: string}>} files target: path in the artifact
   * @param {{overwrite?: boolean}} [options]
   * @returns {Artifact}
   */
  add(name, files, { overwrite = false } = {}) {
    if (/["<>|*?:\r\n\\/]/.test(name) || name === '') {
      throw new Error(`The artifact name is not valid: ${name}. It may not be empty or contain " : < > | * ? \\ / or line breaks.`);
    }
    if (this.#artifacts.has(name)) {
      if (!overwrite) throw new Error(`Failed to CreateArtifact: Received non-retryable error: Failed request: (409) Conflict: an artifact with this name already exists on the workflow run: ${name}. Choose another name or set 'overwrite: true'.`);
      rmSync(this.#artifacts.get(name).directory, { recursive: true });
    }
    const id = this.#nextId++;
    const directory = path.join(this.#directory, `${id}-${name}`);
    const targets = files.map(file => file.target).sort();
    for (const { source, target } of files) copy(source, path.join(directory, target));
    const artifact = { id, name, directory, files: targets, digest: digestOf(directory, targets) };
    this.#artifacts.set(name, artifact);
    return artifact;
  }

  /**
   * The artifacts that an earlier run left.
   * @param {string} directory
   */
  static of(directory) {
    const store = new ArtifactStore(directory);
    for (const entry of readdirSync(directory)) {
      const [, id, name] = /^(\d+)-(.+)$/s.exec(entry), files = filesOf(path.join(directory, entry));
      store.#artifacts.set(name, { id: Number(id), name, directory: path.join(directory, entry), files, digest: digestOf(path.join(directory, entry), files) });
    }
    return store;
  }

  /** @returns {Artifact[]} by name */
  all() {
    return [...this.#artifacts.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** @param {string} name @returns {Artifact | undefined} */
  get(name) {
    return this.#artifacts.get(name);
  }

  /**
   * Writes an artifact's files into a folder.
   * @param {Artifact} artifact
   * @param {string} folder
   */
  extract(artifact, folder) {
    mkdirSync(folder, { recursive: true });
    for (const file of artifact.files) copy(path.join(artifact.directory, file), path.join(folder, file));
  }
}

function copy(source, target) {
  mkdirSync(path.dirname(target), { recursive: true });
  rmSync(target, { force: true });
  copyFileSync(source, target);
  chmodSync(target, 0o644);
}

// GitHub takes the digest of its ZIP file; over names and contents it is the same in every run.
function digestOf(directory, files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\0`).update(createHash('sha256').update(readFileSync(path.join(directory, file))).digest());
  return hash.digest('hex');
}

const filesOf = directory => readdirSync(directory, { recursive: true, withFileTypes: true })
  .filter(entry => entry.isFile()).map(entry => path.relative(directory, path.join(entry.parentPath, entry.name))).sort();

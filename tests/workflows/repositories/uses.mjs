/**
 * What a `uses:` points at.
 * @typedef {{kind: 'docker', image: string} | {kind: 'workspace', path: string} | {kind: 'own', path: string}
 *   | {kind: 'remote', repository: string, path: string, ref: string}} Reference
 */

/**
 * Takes a `uses:` apart: `docker://image`, `./path` (the workspace), `$/path` (the repository of the file itself at its
 * own commit) or `owner/name[/path]@ref`.
 * Source: actions/runner PipelineConstants.TryParseSelfRepository, actions/languageservices parseActionReference.
 * @param {string} uses
 * @returns {Reference}
 */
export function parseUses(uses) {
  if (/^docker:\/\//i.test(uses)) return { kind: 'docker', image: uses.slice('docker://'.length) };
  if (uses.startsWith('./') || uses === '.') return { kind: 'workspace', path: uses.slice(2) };
  if (uses.startsWith('$/')) return { kind: 'own', path: uses.slice(2) };
  const match = /^([^/@\s]+)\/([^/@\s]+)(\/[^@\s]+)?@(\S+)$/.exec(uses);
  if (!match) {
    throw new Error(`'uses: ${uses}' is no reference that GitHub knows. Write './path', '$/path', 'docker://image' or 'owner/name/path@ref'.`);
  }
  const [, owner, name, path = '', ref] = match;
  return { kind: 'remote', repository: `${owner}/${name}`, path: path.slice(1), ref };
}

import path from 'node:path';

/**
 * What an engine must have ready: an image by reference, or one built from a Dockerfile.
 * @typedef {{kind: 'reference', reference: string} | {kind: 'dockerfile', file: string, context: string}} ImageRequest
 */

/**
 * Reads `runs.image`. The folder of the Dockerfile is the build context.
 * Source: actions/runner DockerUtil.IsDockerfile and ActionManager.
 * @param {string} image
 * @param {string} directory folder of the action
 * @returns {ImageRequest}
 */
export function imageRequest(image, directory) {
  if (/^docker:\/\//i.test(image ?? '')) return { kind: 'reference', reference: image.slice('docker://'.length) };
  const last = (image ?? '').split(/[\\/]/).at(-1);
  if (!/^dockerfile\.|dockerfile$/i.test(last)) {
    throw new Error(`'${image}' should be either '[path]/Dockerfile' or 'docker://image[:tag]'.`);
  }
  const file = path.resolve(directory, image);
  return { kind: 'dockerfile', file, context: path.dirname(file) };
}

import { bubblewrapEngine } from './bubblewrap.mjs';
import { buildahEngine } from './buildah.mjs';
import { containerCliEngine } from './container-cli.mjs';
import { processEngine } from './process.mjs';

/**
 * A way to run container actions.
 * @typedef {object} Engine
 * @property {string} name
 * @property {boolean} mountsPaths whether the program sees /github/… instead of the host's folders
 * @property {(request: import('../actions/container-image.mjs').ImageRequest, log: (line: string) => void) => Promise<object>} prepare
 *   makes an image ready, once per image
 * @property {(request: ContainerRequest) => Promise<{command: string, args: string[], cwd: string, env: Record<string, string>, dispose?: () => void}>} invocation
 *   the host program that runs the container
 * @property {() => void} [close]
 */

/**
 * @typedef {object} ContainerRequest
 * @property {object} prepared result of prepare
 * @property {string | undefined} entrypoint overrides the image's
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {Array<[string, string]>} mounts host and container folder
 * @property {string[]} remotes folders that stand for repositories on GitHub; read-only, under the same path
 * @property {string} workspace
 * @property {Record<string, string>} hostEnv what a program on this machine may see
 */

/** Names of the engines. */
export const ENGINES = ['process', 'bwrap', 'buildah', 'docker', 'podman'];

/**
 * @param {{engine?: string, binaries?: string, imageFolders?: Record<string, string>, images?: Record<string, string>, buildahOptions?: string[]}} options
 * @returns {Engine}
 */
export function createEngine({ engine = 'process', binaries, imageFolders, images = {}, buildahOptions }) {
  switch (engine) {
    case 'process': return processEngine({ binaries, imageFolders });
    case 'bwrap': return bubblewrapEngine({ images, buildahOptions });
    case 'buildah': return buildahEngine({ images, buildahOptions });
    case 'docker': case 'podman': return containerCliEngine({ program: engine, images });
    default: throw new Error(`There is no engine '${engine}'. Choose one of ${ENGINES.join(', ')}.`);
  }
}

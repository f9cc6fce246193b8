import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('build.sh', import.meta.url));

/**
 * An image in buildah's storage.
 * @typedef {object} Image
 * @property {string} name
 * @property {string[]} options global options of buildah
 * @property {string} base name of the image that stands for the .NET runtime's
 */

/**
 * Builds a stage of the Dockerfile, unless it is there already.
 * @param {string} [stage] without it what a plain `docker build .` gives
 * @param {string} [arch] another processor than this one
 * @returns {{image?: Image, skip?: string, error?: string}} skip: why this machine can't build
 */
export function buildImage(stage, arch) {
  const { status, stdout, stderr } = spawnSync(script, ['--print', ...(stage ? ['--target', stage] : []), ...(arch ? ['--arch', arch] : [])], { encoding: 'utf8' });
  const said = stderr.trim();
  if (status === 77) return { skip: said.split('\n').at(-1).replace(/^container: /, '') };
  if (status !== 0) return { error: said };
  const printed = Object.fromEntries(stdout.trim().split('\n').map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  return { image: { name: printed.image, options: printed.options.split(' '), base: printed.base } };
}

/**
 * Runs buildah on the image's storage and returns what it printed.
 * @param {Image} image
 * @param {...string} args
 */
export function buildah(image, ...args) {
  const { status, stdout, stderr } = spawnSync('buildah', [...image.options, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`buildah ${args[0]} exited with ${status}: ${stderr.trim()}`);
  return stdout.trim();
}

/**
 * Runs a program in a fresh container of the image.
 * @param {Image} image
 * @param {...string} command
 */
export function runIn(image, ...command) {
  const container = buildah(image, 'from', '--pull-never', image.name);
  try {
    return buildah(image, 'run', '--isolation', 'chroot', container, '--', ...command);
  } finally {
    buildah(image, 'rm', container);
  }
}

/**
 * The image's configuration, as in the OCI image specification ("config").
 * @param {Image} image
 * @returns {{Entrypoint?: string[], Cmd?: string[], Env: string[], User?: string, WorkingDir?: string, Labels: Record<string, string>}}
 */
export const configuration = image => JSON.parse(buildah(image, 'inspect', '--type', 'image', image.name)).OCIv1.config;

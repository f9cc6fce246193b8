import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { contextHash } from './build-context.mjs';
import { localImage } from './local-image.mjs';

/**
 * buildah with one storage: finds, builds and inspects images.
 * @param {{images: Record<string, string>, buildahOptions?: string[]}} options global options of buildah; default those
 *   in UV_BUILDAH_OPTIONS. Without a --storage-driver among them overlay is tried, then vfs.
 */
export function buildahImages({ images, buildahOptions }) {
  const given = buildahOptions ?? words(process.env.UV_BUILDAH_OPTIONS);
  let globals;
  const buildah = (...args) => spawnSync('buildah', [...(globals ??= withDriver(given)), ...args], { encoding: 'utf8', maxBuffer: 1 << 26 });
  const must = (...args) => {
    const done = buildah(...args);
    if (done.status !== 0) throw new Error(`buildah ${args[0]} failed: ${(done.stderr ?? done.error?.message ?? '').trim().split('\n').slice(-20).join('\n')}`);
    return done.stdout.trim();
  };
  return {
    /** @param {string[]} args */
    run: (...args) => must(...args),
    /** @param {string[]} args */
    attempt: (...args) => buildah(...args).status === 0,
    globals: () => (globals ??= withDriver(given)),
    /**
     * The local name of an image, built first when it comes from a Dockerfile that has changed.
     * @param {import('../actions/container-image.mjs').ImageRequest} request
     * @param {(line: string) => void} log
     */
    resolve(request, log) {
      const local = localImage(request, images);
      const name = local ?? request.reference;
      if (name) {
        if (buildah('inspect', '--type', 'image', name).status === 0) return name;
        throw new Error(`The image ${name} is not in buildah's storage, and nothing is pulled here. Load it or name a local one with --image ${request.reference ?? request.file}=NAME.`);
      }
      return build(request, log);
    },
    /** @param {string} image */
    configuration(image) {
      const { config = {} } = JSON.parse(must('inspect', '--type', 'image', image)).OCIv1;
      return { entrypoint: config.Entrypoint ?? [], command: config.Cmd ?? [], env: environmentOf(config.Env), user: config.User ?? '' };
    },
  };

  function build({ file, context }, log) {
    if (!existsSync(file)) throw new Error(`The action's ${path.basename(file)} does not exist. Correct 'runs.image' in its action.yml.`);
    const tag = `localhost/workflow-action:${contextHash(file, context)}`;
    if (buildah('inspect', '--type', 'image', tag).status === 0) {
      log(`Image ${tag} is up to date`);
      return tag;
    }
    log(`Building ${tag} from ${path.basename(file)}`);
    must('bud', '--quiet', '--pull-never', '--isolation', 'chroot', '--layers', ...words(process.env.UV_BUILDAH_BUILD_OPTIONS), '-t', tag, '-f', file, context);
    return tag;
  }
}

const words = text => (text ?? '').split(/\s+/).filter(Boolean);

function environmentOf(list = []) {
  return Object.fromEntries(list.map(entry => [entry.slice(0, entry.indexOf('=')), entry.slice(entry.indexOf('=') + 1)]));
}

function withDriver(options) {
  if (options.some(option => option.startsWith('--storage-driver'))) return options;
  // Overlay is about ten times quicker, but not every machine can mount it.
  for (const driver of ['overlay', 'vfs']) {
    const all = ['--storage-driver', driver, ...options];
    if (spawnSync('buildah', [...all, 'info'], { stdio: 'ignore' }).status === 0) return all;
  }
  throw new Error('buildah works neither with overlay nor with vfs storage here. Give its storage options in UV_BUILDAH_OPTIONS.');
}

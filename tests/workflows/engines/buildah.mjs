import { buildahImages } from './buildah-images.mjs';
import { commandLine } from './start-command.mjs';

/**
 * Runs every container of an action in a fresh working container of buildah, without a daemon.
 * @param {{images: Record<string, string>, buildahOptions?: string[]}} options
 * @returns {import('./engine.mjs').Engine}
 */
export function buildahEngine(options) {
  const buildah = buildahImages(options);
  const prepared = new Map();
  return {
    name: 'buildah',
    mountsPaths: true,
    async prepare(request, log) {
      const key = request.reference ?? request.file;
      if (!prepared.has(key)) {
        const image = buildah.resolve(request, log);
        prepared.set(key, { image, ...buildah.configuration(image) });
      }
      return prepared.get(key);
    },
    async invocation({ prepared: image, entrypoint, args, env, mounts, workspace, hostEnv }) {
      const container = buildah.run('from', '--pull-never', image.image);
      const flags = ['run', '--isolation', 'chroot', '--workingdir', '/github/workspace'];
      for (const [name, value] of Object.entries(env)) {
        // By name alone the value comes from buildah's environment and stays out of the process list; buildah itself
        // uses these two.
        flags.push('--env', ['HOME', 'PATH'].includes(name) ? `${name}=${value}` : name);
      }
      for (const [host, target] of mounts) flags.push('-v', `${host}:${target}:rw`);
      return {
        command: 'buildah', args: [...buildah.globals(), ...flags, container, '--', ...commandLine(image, entrypoint, args)],
        cwd: workspace, env: { ...hostEnv, ...env, HOME: process.env.HOME ?? '/', PATH: hostEnv.PATH ?? '' },
        dispose: () => { buildah.attempt('rm', container); },
      };
    },
  };
}

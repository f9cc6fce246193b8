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
    async invocation({ prepared: image, entrypoint, args, env, mounts, remotes, workspace, hostEnv }) {
      const container = buildah.run('from', '--pull-never', image.image);
      const flags = ['run', '--isolation', 'chroot', '--workingdir', '/github/workspace'];
      // buildah 1.28 takes no variable from its own environment, so values stand in the process list; bwrap's do not.
      for (const [name, value] of Object.entries(env)) flags.push('--env', `${name}=${value}`);
      for (const remote of remotes) flags.push('-v', `${remote}:${remote}:ro`);
      for (const [host, target] of mounts) flags.push('-v', `${host}:${target}:rw`);
      return {
        command: 'buildah', args: [...buildah.globals(), ...flags, container, '--', ...commandLine(image, entrypoint, args)],
        cwd: workspace, env: { ...hostEnv, HOME: process.env.HOME ?? '/' },
        dispose: () => { buildah.attempt('rm', container); },
      };
    },
  };
}

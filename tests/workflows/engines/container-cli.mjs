import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { localImage } from './local-image.mjs';

/**
 * Runs containers by docker or podman with the runner's own flags.
 * Source: actions/runner DockerCommandManager.DockerRun.
 * @param {{program: 'docker' | 'podman', images: Record<string, string>}} options
 * @returns {import('./engine.mjs').Engine}
 */
export function containerCliEngine({ program, images }) {
  const prepared = new Map();
  let checked = false;
  return {
    name: program,
    mountsPaths: true,
    async prepare(request, log) {
      if (!checked && spawnSync(program, ['info'], { stdio: 'ignore' }).status !== 0) {
        throw new Error(`The engine ${program} is not available: '${program} info' fails. Start it or choose another engine.`);
      }
      checked = true;
      const key = request.reference ?? request.file;
      if (!prepared.has(key)) prepared.set(key, { image: imageOf(program, request, images, log) });
      return prepared.get(key);
    },
    async invocation({ prepared: { image }, entrypoint, args, env, mounts, remotes, workspace, hostEnv }) {
      const flags = ['run', '--rm', '--workdir', '/github/workspace'];
      // Values travel in the client's own environment, not in its arguments.
      for (const name of Object.keys(env)) flags.push('-e', name);
      if (entrypoint) flags.push('--entrypoint', entrypoint);
      const socket = '/var/run/docker.sock';
      if (existsSync(socket)) flags.push('-v', `${socket}:${socket}`);
      for (const remote of remotes) flags.push('-v', `${remote}:${remote}:ro`);
      for (const [host, container] of mounts) flags.push('-v', `${host}:${container}`);
      return { command: program, args: [...flags, image, ...args], cwd: workspace, env: { ...hostEnv, ...env, PATH: hostEnv.PATH } };
    },
  };
}

function imageOf(program, request, images, log) {
  const local = localImage(request, images);
  if (local) return local;
  if (request.kind === 'reference') {
    must(program, ['pull', request.reference], log);
    return request.reference;
  }
  const tag = `workflow-${createHash('sha256').update(request.file).digest('hex').slice(0, 12)}`;
  must(program, ['build', '-t', tag, '-f', request.file, request.context], log);
  return tag;
}

function must(program, args, log) {
  log(`${program} ${args.join(' ')}`);
  const done = spawnSync(program, args, { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`${program} ${args[0]} failed: ${done.stderr.trim()}`);
}

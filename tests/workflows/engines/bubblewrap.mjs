import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildahImages } from './buildah-images.mjs';
import { dockerSocket } from './docker-socket.mjs';
import { commandLine } from './start-command.mjs';

const FOLDERS = ['proc', 'dev', 'tmp', 'etc', ...['workspace', 'file_commands', 'workflow', 'home', 'runner_temp'].map(name => `github/${name}`)];

// What /var/run/docker.sock is in an image whose /var/run is a link.
const SOCKET = '/run/docker.sock';

/**
 * Runs containers by bubblewrap on an image's file system, which buildah mounts once: much quicker than a working
 * container per step. The root file system is read-only except /tmp and what is mounted.
 * @param {{images: Record<string, string>, buildahOptions?: string[]}} options
 * @returns {import('./engine.mjs').Engine}
 */
export function bubblewrapEngine(options) {
  const buildah = buildahImages(options);
  const prepared = new Map(), socket = dockerSocket();
  return {
    name: 'bwrap',
    mountsPaths: true,
    async prepare(request, log) {
      const key = request.reference ?? request.file;
      if (!prepared.has(key)) prepared.set(key, mount(buildah, buildah.resolve(request, log), log));
      return prepared.get(key);
    },
    async invocation({ prepared: image, entrypoint, args, env, mounts, remotes, workspace }) {
      const flags = ['--ro-bind', image.root, '/', '--proc', '/proc', '--dev', '/dev', '--perms', '1777', '--tmpfs', '/tmp'];
      if (existsSync('/etc/resolv.conf')) flags.push('--ro-bind', '/etc/resolv.conf', '/etc/resolv.conf');
      flags.push('--bind', socket.file, SOCKET);
      // Elsewhere no folder can be made to mount it on.
      for (const remote of remotes.filter(folder => folder.startsWith('/tmp/'))) flags.push('--ro-bind', remote, remote);
      for (const [host, target] of mounts) flags.push('--bind', host, target);
      flags.push('--chdir', '/github/workspace', '--unshare-pid', '--unshare-ipc', '--die-with-parent', '--');
      return {
        // bwrap hands its own environment on, so that no value appears in the process list.
        command: programPath('bwrap'), args: [...flags, ...commandLine(image, entrypoint, args)], cwd: workspace, env: { ...image.env, ...env },
      };
    },
    close() {
      socket.close();
      for (const { container } of prepared.values()) {
        buildah.attempt('umount', container);
        buildah.attempt('rm', container);
      }
    },
  };
}

function mount(buildah, image, log) {
  const container = buildah.run('from', '--pull-never', image);
  const root = buildah.run('mount', container);
  for (const folder of FOLDERS) mkdirSync(path.join(root, folder), { recursive: true });
  mkdirSync(path.join(root, path.dirname(SOCKET)), { recursive: true });
  if (!existsSync(path.join(root, SOCKET))) writeFileSync(path.join(root, SOCKET), '');
  const resolver = path.join(root, 'etc/resolv.conf');
  if (!existsSync(resolver)) writeFileSync(resolver, '');
  const configuration = buildah.configuration(image);
  if (configuration.user && !['0', 'root'].includes(configuration.user)) log(`The image's user ${configuration.user} is not honoured by the bwrap engine`);
  return { container, root, ...configuration };
}

function programPath(name) {
  const found = (process.env.PATH ?? '').split(':').map(folder => path.join(folder, name)).find(existsSync);
  if (!found) throw new Error(`The engine bwrap needs the program ${name}. Install bubblewrap.`);
  return found;
}

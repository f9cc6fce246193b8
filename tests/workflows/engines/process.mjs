import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commandLine } from './start-command.mjs';

const IMAGE_FOLDER = '/app/';

/**
 * Runs the published programs directly: a folder stands for the image's /app, others for further folders of the image that inputs name, and host paths
 * for /github/….
 * @param {{binaries?: string, imageFolders?: Record<string, string>}} options folder of this machine by folder of the image
 * @returns {import('./engine.mjs').Engine}
 */
export function processEngine({ binaries, imageFolders = {} }) {
  const here = value => imageFolders[value] ?? value;
  return {
    name: 'process',
    mountsPaths: false,
    async prepare(request) {
      return request.kind === 'dockerfile' ? startOf(request.file) : { entrypoint: [], command: [] };
    },
    async invocation({ prepared, entrypoint, args, env, workspace, hostEnv }) {
      const [program, ...rest] = commandLine(prepared, entrypoint, args);
      return { command: programFor(program, binaries), args: rest, cwd: workspace, env: { ...hostEnv, ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, here(value)])) } };
    },
  };
}

function programFor(program, binaries) {
  if (!program.startsWith(IMAGE_FOLDER)) {
    throw new Error(`The process engine can't stand in for ${program}: it only knows programs in the image's /app. Use the engine bwrap or buildah.`);
  }
  if (!binaries) throw new Error(`The action starts ${program}, but no folder stands for the image's /app. Add --binaries DIR.`);
  const file = path.join(binaries, path.relative(IMAGE_FOLDER, program));
  if (!existsSync(file)) throw new Error(`The folder of binaries has no ${path.relative(IMAGE_FOLDER, program)}, which the action starts as ${program}. Publish it there.`);
  return file;
}

// Only the exec form can be started without the image's shell.
function startOf(file) {
  if (!existsSync(file)) throw new Error(`The action's ${path.basename(file)} does not exist. Correct 'runs.image' in its action.yml.`);
  const last = name => [...readFileSync(file, 'utf8').matchAll(new RegExp(`^\\s*${name}\\s+(\\[.*\\])\\s*$`, 'gim'))].at(-1);
  const list = match => (match ? JSON.parse(match[1]) : []);
  return { entrypoint: list(last('ENTRYPOINT')), command: list(last('CMD')) };
}

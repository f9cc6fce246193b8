// The engines that these tests run our workflows with, and how the executor is told of each. The container engines take the image of the Dockerfile as it stands,
// which is built when one of them is asked for.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { app, image, root } from './checkout.mjs';

let known;
const built = () => known ??= build();
function build() {
  const { status, stdout, stderr } = spawnSync(path.join(root, 'tests/container/build.sh'), ['--print'], { encoding: 'utf8' });
  if (status !== 0) return { skip: `the image can't be built here: ${stderr.trim().split('\n').at(-1)}` };
  const [name, options] = stdout.trim().split('\n').map(line => line.slice(line.indexOf('=') + 1));
  return { skip: false, name, options: options.split(' ').map(option => `--buildah-option=${option}`) };
}

/** Each engine: its name, why it is skipped (or false), and its options. */
export const engines = [
  { engine: 'process', skip: false, options: () => ['--engine', 'process', '--binaries', app] },
  ...['bwrap', 'buildah'].map(engine => ({
    engine,
    get skip() { return built().skip; },
    options: () => ['--engine', engine, '--image', `${path.join(root, 'Dockerfile')}=${built().name}`, '--image', `${image}=${built().name}`, ...built().options],
  })),
];

// usage: node demo/demo.mjs WORK CHAPTER…
// environment: ENGINE (process), IMAGE (local image of the Dockerfile) and BUILDAH (its options) for the engines of containers
import { rmSync } from 'node:fs';
import path from 'node:path';
import { say } from './say.mjs';

const root = path.resolve(import.meta.dirname, '..'), [work, ...chapters] = process.argv.slice(2);
const { ENGINE: name = 'process', IMAGE: image, BUILDAH: options } = process.env;
const engine = {
  engine: name,
  binaries: path.join(root, 'artifacts/app'),
  imageFolders: { '/opt/electron-builder': path.join(root, 'tools/electron-builder'), '/opt/electron-tools': path.join(root, 'artifacts/electron-tools') },
  ...(image ? { images: { [path.join(root, 'Dockerfile')]: image } } : {}),
  ...(options ? { buildahOptions: options.split(' ') } : {}),
};
const voice = say();
try {
  for (const one of chapters) {
    const { [one]: chapter } = await import(`./${one}.mjs`), folder = path.resolve(work, one);
    rmSync(folder, { recursive: true, force: true });
    await chapter({ say: voice, work: folder, engine });
  }
  voice.end();
} catch (error) {
  process.stderr.write(`\nuv-release: ${process.env.RUNNER_DEBUG === '1' ? error.stack : error.message}\n`);
  process.exit(1);
}
process.exit(0);

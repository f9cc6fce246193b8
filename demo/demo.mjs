// usage: node demo/demo.mjs WORK ENGINE-OPTIONS-JSON CHAPTER…
import { rmSync } from 'node:fs';
import path from 'node:path';
import { say } from './say.mjs';

const [work, engine, ...names] = process.argv.slice(2);
const voice = say();
for (const name of names) {
  const { [name]: chapter } = await import(`./${name}.mjs`);
  const folder = path.resolve(work, name);
  rmSync(folder, { recursive: true, force: true });
  await chapter({ say: voice, work: folder, engine: JSON.parse(engine) });
}
voice.end();
process.exit(0);

// usage: node context-key.mjs: a key of what `docker build .` in this repository reads.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { contextHash } from '../workflows/engines/build-context.mjs';

const repository = fileURLToPath(new URL('../..', import.meta.url));
console.log(contextHash(path.join(repository, 'Dockerfile'), repository));

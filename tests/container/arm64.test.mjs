// The image for arm64, as far as this processor builds it: the stage that compiles. Its consoles are run by tests/arm64.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { buildah, buildImage } from './image.mjs';
import { image, needsImage } from './image-under-test.mjs';

const asked = process.env.UV_RELEASE_SLOW === '1';
const slow = asked ? needsImage : { skip: 'Every console is compiled for arm64, which takes two minutes. Run it with ./test.sh --slow.' };

/** The programs in the folder of the consoles: names, and e_machine of the ELF header. */
function programs(image) {
  const container = buildah(image, 'from', '--pull-never', image.name);
  try {
    const app = path.join(buildah(image, 'mount', container), 'app');
    const heads = readdirSync(app).map(name => [name, readFileSync(path.join(app, name)).subarray(0, 20)]);
    return heads.map(([name, head]) => [name, head.readUInt32BE(0) === 0x7f454c46 ? head.readUInt16LE(18) : 'no program']);
  } finally {
    buildah(image, 'rm', container);
  }
}

test('The Dockerfile compiles for arm64, on the processor that builds, every file that it has for this one', slow, () => {
  const { image: other, error } = buildImage('build', 'arm64');
  assert.ok(other, error);
  const own = { x64: 62, arm64: 183 }[process.arch];
  const here = programs(image);
  assert.ok(here.some(([, machine]) => machine === own));
  assert.deepEqual(programs(other), here.map(([name, machine]) => [name, machine === own ? 183 : machine]));
});

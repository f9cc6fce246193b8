// What a job loads for its actions beside the base image, which is the same for all of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { image as full, needsImage } from './image-under-test.mjs';
import { image as lean } from './lean-image-under-test.mjs';
import { compressedSize, layersBeside } from './layers.mjs';

const MEGABYTE = 1_000_000, MOST = 90;

test('the lean image has at most 90 MB beside its base, compressed', needsImage, async t => {
  const layers = { lean: layersBeside(lean, lean.base), full: layersBeside(full, full.base) };
  if (!layers.lean) return t.skip('the storage keeps no layers apart (it is vfs)');
  assert.equal(layers.lean[0], layers.full[0], 'both images begin with the same layer');
  const megabytes = {};
  for (const [name, folders] of Object.entries(layers)) {
    const sizes = await Promise.all(folders.map(compressedSize));
    megabytes[name] = sizes.reduce((sum, size) => sum + size, 0) / MEGABYTE;
    t.diagnostic(`${name}: ${megabytes[name].toFixed(1)} MB beside the base image (layers: ${sizes.map(size => (size / MEGABYTE).toFixed(1)).join(', ')})`);
  }
  assert.ok(megabytes.lean <= MOST, `the lean image has ${megabytes.lean.toFixed(1)} MB and may have ${MOST}`);
  assert.ok(megabytes.lean < megabytes.full);
  return undefined;
});

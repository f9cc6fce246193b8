import assert from 'node:assert/strict';
import test from 'node:test';
import { legSuffix, matrixLegs } from '../executor/matrix.mjs';

test('a job without a matrix has one leg', () => assert.deepEqual(matrixLegs(undefined), [{}]));
test('the legs are the product of the axes in their order', () => {
  assert.deepEqual(matrixLegs({ os: ['a', 'b'], n: [1, 2] }), [{ os: 'a', n: 1 }, { os: 'a', n: 2 }, { os: 'b', n: 1 }, { os: 'b', n: 2 }]);
});
test('exclude drops every leg it describes, in part or in whole', () => {
  assert.deepEqual(matrixLegs({ os: ['a', 'b'], n: [1, 2], exclude: [{ os: 'a' }, { os: 'b', n: 2 }] }), [{ os: 'b', n: 1 }]);
});
test('include extends legs, never overwrites their axes, and else adds legs', () => {
  // The example of GitHub's documentation.
  const legs = matrixLegs({
    fruit: ['apple', 'pear'], animal: ['cat', 'dog'],
    include: [{ color: 'green' }, { color: 'pink', animal: 'cat' }, { fruit: 'apple', shape: 'circle' }, { fruit: 'banana' }, { fruit: 'banana', animal: 'cat' }],
  });
  assert.deepEqual(legs, [
    { fruit: 'apple', animal: 'cat', color: 'pink', shape: 'circle' }, { fruit: 'apple', animal: 'dog', color: 'green', shape: 'circle' },
    { fruit: 'pear', animal: 'cat', color: 'pink' }, { fruit: 'pear', animal: 'dog', color: 'green' },
    { fruit: 'banana' }, { fruit: 'banana', animal: 'cat' },
  ]);
});
test('a matrix of include alone has one leg for each entry', () => {
  assert.deepEqual(matrixLegs({ include: [{ a: 1 }, { a: 2, b: 3 }] }), [{ a: 1 }, { a: 2, b: 3 }]);
});
test('an axis without values is an error that names it', () => assert.throws(() => matrixLegs({ os: [] }), /'os' does not contain any values/));
test('an axis that is no list is an error that names it', () => assert.throws(() => matrixLegs({ os: 'linux' }), /'os' is no list/));
test('more than 256 legs are refused', () => {
  const axis = Array.from({ length: 17 }, (_, i) => i);
  assert.throws(() => matrixLegs({ a: axis, b: axis }), /289 legs/);
});
test('a leg is named by its values', () => assert.equal(legSuffix({ os: 'mac', target: { arch: 'arm64' }, skip: null }), ' (mac, arm64)'));

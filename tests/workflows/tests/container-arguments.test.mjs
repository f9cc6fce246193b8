import assert from 'node:assert/strict';
import test from 'node:test';
import { joinArguments, splitArguments } from '../protocol/container-arguments.mjs';

// What a .NET program receives that is started with the joined string; a second argument `next` follows the value.
const table = [
  ['plain', ['plain', 'next']],
  ['a b', ['a b', 'next']],
  ['q"q', ['q"q', 'next']],
  ['', ['', 'next']],
  ['two  spaces', ['two  spaces', 'next']],
  ['back\\slash', ['back\\slash', 'next']],
  ['a""b', ['a""b', 'next']],
  ['\\\\', ['\\', 'next']],
  ['x\\" --evil "y', ['x\\', '--evil', '"y next']],
  ['trail\\', ['trail" next']],
];
for (const [value, expected] of table) {
  test(`the argument ${JSON.stringify(value)} arrives as ${JSON.stringify(expected)}`, () => {
    assert.deepEqual(splitArguments(joinArguments([value, 'next'])), expected);
  });
}

test('a raw string of arguments is split at blanks outside of quotes', () => {
  assert.deepEqual(splitArguments('  one "two three"\tfour""five "a""b" '), ['one', 'two three', 'fourfive', 'a"b']);
  assert.deepEqual(splitArguments(''), []);
});

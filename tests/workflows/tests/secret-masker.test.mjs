import assert from 'node:assert/strict';
import test from 'node:test';
import { SecretMasker } from '../protocol/secret-masker.mjs';

function masker(...secrets) {
  const result = new SecretMasker();
  secrets.forEach(secret => result.add(secret));
  return text => result.mask(text);
}
const secret = 'p@ss"w\'o<r>d & more\\';
const forms = {
  plain: secret,
  'Base64': Buffer.from(secret).toString('base64'),
  'Base64 behind one byte': Buffer.from(`u${secret}`).toString('base64').slice(4),
  'Base64 behind two bytes': Buffer.from(`u:${secret}`).toString('base64').slice(4),
  JSON: JSON.stringify(secret).slice(1, -1),
  'URL': encodeURIComponent(secret).replace(/'/g, '%27'),
  XML: 'p@ss&quot;w&apos;o&lt;r&gt;d &amp; more\\',
  'an expression': secret.replace("'", "''"),
  'a command line': secret.replace('"', '\\"'),
};
for (const [name, form] of Object.entries(forms)) {
  test(`a secret is hidden in the form of ${name}`, () => assert.equal(masker(secret)(`before ${form} after`).includes(form), false));
}

test('every line of a secret with several lines is hidden too', () => {
  assert.equal(masker('first line\r\nsecond')('see first line and second'), 'see *** and ***');
});

test('overlapping and adjoining finds become one mask', () => {
  assert.equal(masker('abcd', 'cdef')('xabcdefx'), 'x***x');
  assert.equal(masker('abab')('xabababx'), 'x***x');
  assert.equal(masker('one', 'two')('onetwo one two'), '*** *** ***');
});

test('an empty secret hides nothing', () => assert.equal(masker('')('text'), 'text'));
test('a quoted secret is hidden without its quotes as well', () => assert.equal(masker('"long secret"')('long secret'), '***'));
test('the pieces of a secret around & are hidden as PowerShell prints them', () => {
  assert.equal(masker('secretpart1&secretpart2')('x secretpart2'), 'x ***');
});
test('half a surrogate pair does no harm', () => assert.equal(masker('a\ud800b')('text'), 'text'));

import { globExpression } from '../files/glob.mjs';

/**
 * Whether an artifact's name matches a pattern of actions/download-artifact, as minimatch 10 reads it: `*`, `?`, `[ab]`, and braces, of which a pair without
 * a comma stands for itself. `!`, `#` and extglobs, which mean something to it too, are refused: a pattern that needs them is too clever to be safe.
 * @param {string} pattern
 * @param {string} name
 */
export function matchesName(pattern, name) {
  if (/^[!#]|[@!+*?]\(/.test(pattern)) throw new Error(`The pattern ${pattern} has a form of minimatch that this executor does not read. Name the artifacts.`);
  return alternatives(pattern).some(one => globExpression(one).test(name));
}

function alternatives(pattern) {
  const [whole, before, inner, after] = /^([^{}]*)\{([^{}]*,[^{}]*)\}(.*)$/s.exec(pattern) ?? [];
  if (whole === undefined) return [pattern];
  return inner.split(',').flatMap(one => alternatives(before + one + after));
}

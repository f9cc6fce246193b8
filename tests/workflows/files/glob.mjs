import { lstatSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Finds files by the patterns of GitHub's toolkit: `*`, `?`, `[ab]`, `**`, `!` to exclude, `#` for comments; a matching
 * folder brings all that is below it. Source: actions/toolkit packages/glob.
 * @param {string} root folder against which relative patterns are resolved and below which results must lie
 * @param {string[]} patterns one pattern per line; several lines in one entry are split
 * @param {{hidden?: boolean, outside?: boolean}} [options] hidden: take names with a leading dot (default true);
 *   outside: take matches that do not lie below root (default false)
 * @returns {{files: string[], searchPaths: string[]}} absolute paths in the order of a sorted walk
 */
export function findFiles(root, patterns, { hidden = true, outside = false } = {}) {
  const rules = patterns.flatMap(text => text.split(/\r?\n/)).map(line => line.trim())
    .filter(line => line && !line.startsWith('#')).map(line => ruleOf(line, root));
  const searchPaths = withoutNested(rules.filter(rule => !rule.negative).map(rule => rule.searchPath));
  const files = [];
  for (const start of searchPaths) {
    for (const file of walk(start, hidden)) {
      if (!outside && path.relative(root, file).startsWith('..')) continue;
      if (rules.reduce((taken, rule) => (rule.matches(file) ? !rule.negative : taken), false)) files.push(file);
    }
  }
  return { files, searchPaths };
}

function ruleOf(line, root) {
  const negative = line.startsWith('!');
  const pattern = path.resolve(root, negative ? line.slice(1).trim() : line);
  // Only the part of the pattern that came from the caller may hold wildcards; the root is taken literally.
  const rooted = pattern === root || pattern.startsWith(root + path.sep);
  const segments = rooted ? path.relative(root, pattern).split(path.sep).filter(Boolean) : pattern.split(path.sep).filter(Boolean);
  const base = rooted ? root : '/';
  const literal = segments.findIndex(hasWildcard);
  const expression = globExpression(segments.join('/'));
  return {
    negative,
    searchPath: path.join(base, ...segments.slice(0, literal < 0 ? undefined : literal)),
    matches: file => expression.test(path.relative(base, file).split(path.sep).join('/')),
  };
}

const hasWildcard = segment => /[*?[]/.test(segment);

/**
 * The regular expression of one glob; it also matches everything below a match.
 * @param {string} glob with `/` as separator
 */
export function globExpression(glob) {
  if (glob === '') return /^/;
  let source = '';
  for (const segment of glob.split('/')) {
    source += segment === '**' ? '(?:[^/]+/)*' : `${segmentExpression(segment)}/`;
  }
  if (glob.split('/').at(-1) === '**') return new RegExp(`^${source}[^/]*$`, 'su');
  return new RegExp(`^${source.replace(/\/$/, '')}(?:/.*)?$`, 'su');
}

function segmentExpression(segment) {
  let source = '';
  for (let i = 0; i < segment.length; i++) {
    const character = segment[i];
    const close = character === '[' ? segment.indexOf(']', i + 2) : -1;
    if (character === '*') source += '[^/]*';
    else if (character === '?') source += '[^/]';
    else if (close > 0) {
      source += `[${segment.slice(i + 1, close).replace(/^!/, '^').replaceAll('\\', '\\\\')}]`;
      i = close;
    } else source += character.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  }
  return source;
}

function withoutNested(paths) {
  const unique = [...new Set(paths)];
  return unique.filter(one => !unique.some(other => other !== one && one.startsWith(other === '/' ? other : other + path.sep)));
}

function* walk(item, hidden) {
  if (!hidden && path.basename(item).startsWith('.')) return;
  const kind = kindOf(item);
  if (kind?.isFile()) yield item;
  if (!kind?.isDirectory()) return;
  for (const name of readdirSync(item).sort()) yield* walk(path.join(item, name), hidden);
}

function kindOf(item) {
  try {
    return lstatSync(item).isSymbolicLink() ? statSync(item) : lstatSync(item);
  } catch (error) {
    if (error.code === 'ENOENT' || error.code === 'ELOOP') return undefined;
    throw error;
  }
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { globExpression } from './glob.mjs';

/**
 * The files of a build context that .dockerignore leaves, relative and sorted. The last matching line decides, `!`
 * takes back. Source: Docker docs, "Build context: .dockerignore files".
 * @param {string} context folder
 * @param {string} dockerfile a file of the same name plus `.dockerignore` goes before the context's own
 * @returns {string[]}
 */
export function contextFiles(context, dockerfile) {
  const rules = rulesOf(context, dockerfile);
  const ignored = file => rules.reduce((state, rule) => (rule.expression.test(file) ? !rule.negative : state), false);
  const mayHoldExceptions = rules.some(rule => rule.negative);
  const files = [];
  const visit = folder => {
    for (const entry of readdirSync(path.join(context, folder), { withFileTypes: true })) {
      const file = folder ? `${folder}/${entry.name}` : entry.name;
      const skip = ignored(file);
      if (entry.isDirectory() && (!skip || mayHoldExceptions)) visit(file);
      else if (!entry.isDirectory() && !skip) files.push(file);
    }
  };
  visit('');
  return files.sort();
}

function rulesOf(context, dockerfile) {
  const file = [`${dockerfile}.dockerignore`, path.join(context, '.dockerignore')].find(existsSync);
  if (!file) return [];
  return readFileSync(file, 'utf8').split(/\r?\n/).map(line => line.trim()).filter(line => line && !line.startsWith('#')).map(line => {
    const negative = line.startsWith('!');
    const pattern = path.posix.normalize(negative ? line.slice(1).trim() : line).replace(/^\/+|\/+$/g, '');
    return { negative, expression: globExpression(pattern) };
  }).filter(rule => rule.expression.source !== '^');
}

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
  const files = [];
  const visit = folder => {
    for (const entry of readdirSync(path.join(context, folder), { withFileTypes: true })) {
      const file = folder ? `${folder}/${entry.name}` : entry.name;
      const decides = rules.findLastIndex(rule => rule.expression.test(file));
      const skip = decides >= 0 && !rules[decides].negative;
      // The rule that ignores a folder ignores all that is below it: only a later one can take something back.
      if (entry.isDirectory() && (!skip || rules.some((rule, i) => i > decides && rule.negative && rule.reachesInto(file)))) visit(file);
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
    return { negative, expression: globExpression(pattern), reachesInto: folder => reachesInto(pattern.split('/'), folder.split('/')) };
  }).filter(rule => rule.expression.source !== '^');
}

/** Whether a pattern may match something below a folder that it doesn't match itself. */
function reachesInto(pattern, folder) {
  const anywhere = pattern.indexOf('**');
  const head = folder.slice(0, anywhere < 0 ? undefined : anywhere);
  return head.every((name, i) => pattern[i] !== undefined && globExpression(pattern[i]).test(name));
}

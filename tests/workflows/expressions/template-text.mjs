import YAML from 'yaml';
import { evaluate } from './evaluate.mjs';
import { toText } from './values.mjs';

/**
 * The text of a YAML scalar with expressions that spans several lines. GitHub's parser for editors keeps such a scalar
 * as it stands in the file (indented, not folded, quotes included); the runner sees its YAML value.
 * @param {{source?: string, blockScalarHeader?: string, range?: {start: {line: number}, end: {line: number}}}} token
 * @returns {string | undefined} undefined for a scalar on one line, which the parser reads correctly
 */
export function multilineText(token) {
  const { range, source, blockScalarHeader } = token;
  if (source === undefined || !range || range.start.line === range.end.line) return undefined;
  // An indentation indicator counts from a parent that is not here; the text shows its indentation by itself.
  const header = blockScalarHeader ? `${blockScalarHeader.replace(/\d/, '')}\n` : '';
  return String(YAML.parse(`text: ${header}${source}`).text);
}

/**
 * Replaces each `${{ }}` in a text by its result. A text that is one expression and nothing else keeps its type.
 * @param {string} text
 * @param {import('./evaluate.mjs').Scope} scope
 */
export function evaluateTemplate(text, scope) {
  const parts = templateParts(text);
  if (parts.length === 1 && parts[0].expression !== undefined) return evaluate(parts[0].expression, scope);
  return parts.map(({ literal, expression }) => literal ?? toText(evaluate(expression, scope))).join('');
}

/**
 * Cuts a text into literals and expressions; `}}` inside of quotes ends nothing.
 * Source: actions/runner TemplateReader.ParseScalar.
 * @param {string} text
 * @returns {Array<{literal?: string, expression?: string}>}
 */
export function templateParts(text) {
  const parts = [];
  let from = 0;
  for (let start = text.indexOf('${{'); start >= 0; start = text.indexOf('${{', from)) {
    if (start > from) parts.push({ literal: text.slice(from, start) });
    let quoted = false;
    let end = start + 3;
    for (; end < text.length && (quoted || !text.startsWith('}}', end)); end++) if (text[end] === "'") quoted = !quoted;
    if (end >= text.length) throw new Error(`The expression '${text.slice(start)}' is not closed. Add '}}'.`);
    parts.push({ expression: text.slice(start + 3, end).trim() });
    from = end + 2;
  }
  if (from < text.length || parts.length === 0) parts.push({ literal: text.slice(from) });
  return parts;
}

import { ensureStatusFunction } from '@actions/workflow-parser/model/converter/if-condition';
import { multilineText, templateParts } from './template-text.mjs';

/**
 * The expression of an `if:`, with `success() &&` in front where it names no status function.
 * @param {object | undefined} raw token as parsed
 * @param {{expression: string}} converted what GitHub's converter made of it; right unless `${{ }}` spans several lines
 * @returns {string}
 */
export function conditionOf(raw, converted) {
  const text = raw?.expression === undefined ? undefined : multilineText(raw);
  if (text === undefined) return converted.expression;
  const [first, ...more] = templateParts(text);
  // With any text around the expression, a final line break too, the whole is a text and so always true.
  return more.length === 0 && first.expression !== undefined ? ensureStatusFunction(first.expression, raw.definitionInfo) : converted.expression;
}

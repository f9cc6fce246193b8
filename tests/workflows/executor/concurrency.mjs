import { toText } from '../expressions/values.mjs';
import { valueOf } from '../expressions/tokens.mjs';

/**
 * The evaluated `concurrency:` of a workflow or job. Runs here never wait for each other; it is only recorded.
 * @param {object | undefined} token
 * @param {import('../expressions/evaluate.mjs').Scope} scope
 * @returns {{group: string, cancelInProgress: boolean, queue?: string} | undefined}
 */
export function concurrencyOf(token, scope) {
  if (!token) return undefined;
  const value = valueOf(token, scope);
  if (typeof value !== 'object' || value === null) return { group: toText(value), cancelInProgress: false };
  return { group: toText(value.group), cancelInProgress: value['cancel-in-progress'] === true, ...(value.queue ? { queue: value.queue } : {}) };
}

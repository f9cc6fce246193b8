import YAML from 'yaml';

/**
 * A workflow or action.yml as the rules see it.
 * @typedef {object} SecurityDocument
 * @property {'workflow' | 'action'} kind
 * @property {object} content plain values
 * @property {(...path: Array<string | number>) => number} line line of a node, 1 where there is none
 * @property {(line: number) => string} text a line's text
 * @property {Array<{id: string, job: object}>} jobs
 * @property {Array<{step: object, path: Array<string | number>, job?: object, jobId?: string}>} steps of all jobs or of a composite action
 * @property {string[]} triggers
 * @property {string[]} trusted repositories that may be referred to by a moving ref
 */

/**
 * @param {string} text YAML
 * @param {{trusted?: string[]}} [options]
 * @returns {SecurityDocument}
 */
export function securityDocument(text, { trusted = [] } = {}) {
  const counter = new YAML.LineCounter();
  const parsed = YAML.parseDocument(text, { lineCounter: counter });
  if (parsed.errors.length > 0) throw new Error(`The YAML can't be read: ${parsed.errors[0].message}`);
  const content = parsed.toJS() ?? {};
  const lines = text.split('\n');
  const jobs = Object.entries(content.jobs ?? {}).map(([id, job]) => ({ id, job: job ?? {} }));
  return {
    kind: content.runs ? 'action' : 'workflow', content, jobs, trusted,
    line: (...path) => lineOf(parsed, counter, path), text: line => lines[line - 1] ?? '',
    steps: [
      ...jobs.flatMap(({ id, job }) => (job.steps ?? []).map((step, index) => ({ step, path: ['jobs', id, 'steps', index], job, jobId: id }))),
      ...(content.runs?.steps ?? []).map((step, index) => ({ step, path: ['runs', 'steps', index] })),
    ],
    triggers: triggersOf(content.on),
  };
}

function triggersOf(on) {
  if (typeof on === 'string') return [on];
  return Array.isArray(on) ? on : Object.keys(on ?? {});
}

function lineOf(parsed, counter, path) {
  for (let length = path.length; length > 0; length--) {
    const node = parsed.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = node?.items?.find?.(item => item.key?.value === last);
    // The key's line is where a reader looks; list items have no key.
    const found = pair?.key ?? parsed.getIn(path.slice(0, length), true);
    if (found?.range) return counter.linePos(found.range[0]).line;
  }
  return 1;
}

/**
 * Every text in a value together with its path.
 * @param {unknown} value
 * @param {Array<string | number>} [path]
 * @returns {Array<{text: string, path: Array<string | number>}>}
 */
export function textsIn(value, path = []) {
  if (typeof value === 'string') return [{ text: value, path }];
  if (!value || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, Array.isArray(value) ? Number(key) : key]));
}

import { conditionOf } from '../expressions/condition.mjs';
import { multilineText } from '../expressions/template-text.mjs';
import { literalOf } from '../expressions/tokens.mjs';

/**
 * A step of a job or of a composite action: what GitHub's converter understood plus the raw tokens.
 * @typedef {object} Step
 * @property {string} id
 * @property {string} condition expression of `if`, never empty
 * @property {string} [uses]
 * @property {(key: string) => object | undefined} token raw token of a key (`with`, `env`, `run` …)
 */

/**
 * @param {object[]} converted steps as converted by @actions/workflow-parser
 * @param {object} sequence the raw sequence token they come from
 * @returns {Step[]}
 */
export function stepsOf(converted, sequence) {
  const raw = [...sequence];
  return converted.map((step, index) => {
    if (!step.run && !step.uses) throw new Error('A step has neither run nor uses; parallel, wait and cancel steps are not supported here.');
    return { id: step.id, condition: conditionOf(raw[index].find('if'), step.if), uses: step.uses?.value, token: key => raw[index].find(key) };
  });
}

/**
 * The name a step has in the log when it gives itself none: "Run " and what it runs.
 * @param {Step} step
 */
export function unnamedStep(step) {
  if (step.uses) return `Run ${step.uses}`;
  const run = step.token('run');
  const source = run.expression === undefined ? String(literalOf(run)) : multilineText(run) ?? run.source ?? run.expression;
  return `Run ${source.trim().split('\n')[0]}`;
}

import { entriesOf, textOf } from '../expressions/tokens.mjs';
import { stepScope } from './scope.mjs';

/**
 * A job's outputs after its last step. Empty ones are left out, and so are those that hold a secret.
 * Source: actions/runner JobExtension.FinalizeJob.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {object} token
 * @returns {Record<string, string>}
 */
export function jobOutputs(job, token) {
  const scope = stepScope(job, job.frame);
  const outputs = {};
  for (const [name, value] of entriesOf(token.find('outputs'))) {
    const text = textOf(value, scope);
    if (job.run.masker.holdsSecret(text)) {
      job.record.annotations.push({ level: 'warning', message: `Skip output '${name}' since it may contain secret.` });
    } else if (text !== '') outputs[name] = text;
  }
  return outputs;
}

/**
 * The outputs of a called workflow from the `jobs` context.
 * @param {Map<string, object>} declarations `on.workflow_call.outputs`
 * @param {import('../expressions/evaluate.mjs').Scope} scope
 */
export function workflowOutputs(declarations, scope) {
  const outputs = {};
  for (const [name, declaration] of declarations) {
    const text = textOf(declaration.find('value'), scope);
    if (text !== '') outputs[name] = text;
  }
  return outputs;
}

import { entriesOf, literalOf } from '../expressions/tokens.mjs';
import { find } from './call-declarations.mjs';
import { declared } from './workflow-file.mjs';

/**
 * Checks and types the inputs of a `workflow_dispatch`: `inputs` has booleans and numbers, `github.event.inputs` text.
 * Source: GitHub's REST answers to "create a workflow dispatch event" (422 for what does not fit).
 * @param {import('./workflow-file.mjs').WorkflowFile} workflow
 * @param {Record<string, unknown>} given
 * @returns {{inputs: Record<string, unknown>, event: Record<string, string>, problems: string[]}}
 */
export function dispatchInputs(workflow, given) {
  const declarations = declared(workflow, 'workflow_dispatch', 'inputs');
  const problems = Object.keys(given).filter(name => !find(declarations, name))
    .map(name => `Unexpected inputs provided: ["${name}"]. Remove it or declare it under on.workflow_dispatch.inputs.`);
  const values = new Map(Object.entries(given));
  const inputs = {}, event = {};
  for (const [name, token] of declarations) {
    const declaration = Object.fromEntries([...entriesOf(token)].map(([key, value]) => [key, literalOf(value)]));
    const { value, problem } = typed(name, declaration, find(values, name));
    if (problem) problems.push(problem);
    inputs[name] = value;
    event[name] = value === null || value === undefined ? '' : String(value);
  }
  return { inputs, event, problems };
}

function typed(name, { type = 'string', default: preset, required = false, options = [] }, given) {
  const raw = given ?? preset ?? (type === 'choice' ? options[0] : undefined);
  const text = raw === undefined || raw === null ? '' : String(raw);
  if (type === 'boolean') {
    if (!/^(true|false|)$/i.test(text)) return { problem: `Provided value '${text}' for input '${name}' is not a boolean. Give true or false.` };
    return { value: text.toLowerCase() === 'true' };
  }
  if (text === '') return required ? { value: '', problem: `Required input '${name}' not provided. Give it a value.` } : { value: type === 'number' ? null : '' };
  if (type === 'number') {
    return Number.isFinite(Number(text)) ? { value: Number(text) } : { problem: `Provided value '${text}' for input '${name}' is not a number.` };
  }
  if (type === 'choice' && !options.map(String).includes(text)) {
    return { value: text, problem: `Provided value '${text}' for input '${name}' not in the list of allowed values: ${options.join(', ')}.` };
  }
  return { value: text };
}

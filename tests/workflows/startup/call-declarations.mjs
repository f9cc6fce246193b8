import { entriesOf, holdsExpression, literalOf } from '../expressions/tokens.mjs';
import { declared } from './workflow-file.mjs';

/**
 * What GitHub refuses about a call before anything runs: a workflow that can't be called, unknown or missing inputs and
 * secrets, literals of the wrong type.
 * @param {import('./workflow-file.mjs').WorkflowFile} caller
 * @param {object} job converted calling job
 * @param {import('./workflow-file.mjs').WorkflowFile} called
 * @returns {string[]}
 */
export function callErrors(caller, job, called) {
  if (!called.triggers.has('workflow_call')) {
    return [`The workflow ${called.path} can't be called: its 'on:' has no workflow_call. Add it there.`];
  }
  const token = caller.jobTokens.get(job.id.value);
  return [
    ...inputErrors(entriesOf(token.find('with')), declared(called, 'workflow_call', 'inputs')),
    ...(job['inherit-secrets'] ? [] : secretErrors(entriesOf(token.find('secrets')), declared(called, 'workflow_call', 'secrets'))),
  ];
}

function inputErrors(given, declarations) {
  const errors = [];
  for (const [name, token] of given) {
    const declaration = find(declarations, name);
    if (!declaration) errors.push(`Invalid input, ${name} is not defined in the referenced workflow.`);
    else if (!holdsExpression(token)) {
      const type = literalOf(declaration.find('type'));
      const value = literalOf(token);
      if (!hasType(value, type)) errors.push(`Input ${name} must be a ${type}, but is given ${JSON.stringify(value)}.`);
    }
  }
  for (const [name, declaration] of declarations) {
    if (literalOf(declaration.find('required')) === true && !find(given, name)) errors.push(`Input ${name} is required, but not provided while calling.`);
  }
  return errors;
}

function secretErrors(given, declarations) {
  const errors = [];
  for (const name of given.keys()) {
    if (!find(declarations, name)) errors.push(`Invalid secret, ${name} is not defined in the referenced workflow.`);
  }
  for (const [name, declaration] of declarations) {
    if (literalOf(entriesOf(declaration).get('required')) === true && !find(given, name)) errors.push(`Secret ${name} is required, but not provided while calling.`);
  }
  return errors;
}

/**
 * Whether a value suits an input's type; text takes every scalar, as GitHub turns those into text.
 * @param {unknown} value
 * @param {string} type boolean, number or string
 */
export function hasType(value, type) {
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'number') return typeof value === 'number';
  return value === null || typeof value !== 'object';
}

/**
 * An entry by name in any letter case.
 * @template T
 * @param {Map<string, T>} entries
 * @param {string} name
 * @returns {T | undefined}
 */
export function find(entries, name) {
  for (const [key, value] of entries) if (key.toLowerCase() === name.toLowerCase()) return value;
  return undefined;
}

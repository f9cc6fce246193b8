import { entriesOf, literalOf, valueOf } from '../expressions/tokens.mjs';
import { toText } from '../expressions/values.mjs';
import { find, hasType } from './call-declarations.mjs';
import { declared } from './workflow-file.mjs';

const EMPTY = { boolean: false, number: 0, string: '' };

/**
 * The `inputs` context of a called workflow: what the caller gives, else the default, else the type's empty value.
 * @param {import('./workflow-file.mjs').WorkflowFile} called
 * @param {Record<string, unknown>} given evaluated `with:`
 * @param {import('../expressions/evaluate.mjs').Scope} scope for defaults (github, inputs, vars)
 */
export function calledInputs(called, given, scope) {
  const values = new Map(Object.entries(given));
  const inputs = {};
  for (const [name, declaration] of declared(called, 'workflow_call', 'inputs')) {
    const type = literalOf(declaration.find('type'));
    const value = find(values, name) ?? valueOf(declaration.find('default'), scope) ?? EMPTY[type];
    if (!hasType(value, type)) {
      throw new Error(`The input '${name}' of ${called.path} must be a ${type}, but the caller's expression gave ${JSON.stringify(value)}. Convert it, for example with fromJSON().`);
    }
    inputs[name] = type === 'string' ? toText(value) : value;
  }
  return inputs;
}

/**
 * The `secrets` context of a called workflow. GitHub insists that a required secret is passed, not that it holds
 * anything; an empty one is only worth a warning.
 * @param {import('./workflow-file.mjs').WorkflowFile} called
 * @param {Record<string, string>} own the caller's secrets
 * @param {Record<string, unknown> | 'inherit'} given
 * @param {{sameOwner: boolean}} border "in the same organization or enterprise can use the inherit keyword" (docs.github.com, "Reuse workflows")
 * @returns {{secrets: Record<string, string>, warnings: string[]}}
 */
export function calledSecrets(called, own, given, { sameOwner }) {
  const passed = given !== 'inherit' ? given : sameOwner ? own : {};
  const secrets = Object.fromEntries(Object.entries(passed).map(([name, value]) => [name, toText(value)]));
  // The job's token is there in every workflow without being passed.
  if (own.GITHUB_TOKEN !== undefined) secrets.GITHUB_TOKEN = own.GITHUB_TOKEN;
  const values = new Map(Object.entries(secrets));
  const warnings = given === 'inherit' && !sameOwner ? [`'secrets: inherit' passes nothing to ${called.path}, which is of another owner. Pass each secret by its name.`] : [];
  for (const [name, declaration] of declared(called, 'workflow_call', 'secrets')) {
    if (literalOf(entriesOf(declaration).get('required')) !== true || find(values, name)) continue;
    if (given === 'inherit') throw new Error(`Secret ${name} is required, but not provided while calling. Set it in the calling repository.`);
    warnings.push(`The required secret ${name} of ${called.path} is passed empty.`);
  }
  return { secrets, warnings };
}

import { textOf } from '../expressions/tokens.mjs';

/**
 * The inputs of an action: what the step gives, then defaults for what it leaves out. Unknown inputs are passed on with
 * a warning; `required` is not looked at. Source: actions/runner ActionRunner.RunAsync.
 * @param {import('./manifest.mjs').Manifest} manifest
 * @param {Record<string, string>} given evaluated `with:`
 * @param {import('../expressions/evaluate.mjs').Scope} scope
 * @returns {{inputs: Record<string, string>, warnings: string[]}}
 */
export function actionInputs(manifest, given, scope) {
  const inputs = { ...given };
  const has = name => Object.keys(given).some(key => key.toLowerCase() === name.toLowerCase());
  const warnings = [];
  const valid = manifest.using === 'docker' ? ['entryPoint', 'args'] : [];
  for (const [name, input] of manifest.inputs) {
    valid.push(name);
    if (has(name) && input.deprecation) warnings.push(`Input '${name}' has been deprecated with message: ${input.deprecation}`);
    if (!has(name)) inputs[name] = textOf(input.default, scope);
  }
  const unexpected = Object.keys(given).filter(name => !valid.some(known => known.toLowerCase() === name.toLowerCase()));
  if (unexpected.length > 0) warnings.push(`Unexpected input(s) '${unexpected.join("', '")}', valid inputs are ['${valid.join("', '")}']`);
  return { inputs, warnings };
}

/**
 * An input's environment variable. Hyphens stay. Source: actions/runner Handler.AddInputsToEnvironment.
 * @param {string} name
 */
export function inputVariable(name) {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/**
 * All inputs as environment variables.
 * @param {Record<string, string>} inputs
 */
export function inputVariables(inputs) {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [inputVariable(name), value]));
}

/**
 * Saved state as environment variables. Source: actions/runner Handler.AddStateToEnvironment.
 * @param {Record<string, string>} state
 */
export function stateVariables(state) {
  return Object.fromEntries(Object.entries(state).map(([name, value]) => [`STATE_${name}`, value]));
}

/**
 * An input by name in any letter case.
 * @param {Record<string, string>} inputs
 * @param {string} name
 * @returns {string | undefined}
 */
export function inputOf(inputs, name) {
  const key = Object.keys(inputs).find(candidate => candidate.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : inputs[key];
}

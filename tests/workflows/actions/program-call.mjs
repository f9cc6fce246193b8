/**
 * A call of an action that is a function here: a built-in one or a stand-in.
 * @typedef {object} ProgramCall
 * @property {Record<string, string>} inputs declared inputs by name, defaults filled in
 * @property {import('../executor/steps-job.mjs').JobState} job
 * @property {import('../executor/step-session.mjs').StepSession} session
 * @property {Record<string, unknown>} github
 * @property {Record<string, string>} env
 * @property {AbortSignal} signal
 */

/**
 * Checks a call against a strict list of inputs: an unknown one or a missing required one is an error.
 * @param {string} action
 * @param {Record<string, {required?: boolean, default?: string}>} declared
 * @param {Record<string, string>} given
 * @returns {Record<string, string>} every declared input, '' where nothing is given
 */
export function strictInputs(action, declared, given) {
  const inputs = Object.fromEntries(Object.entries(declared).map(([name, input]) => [name, input.default ?? '']));
  for (const [name, value] of Object.entries(given)) {
    const known = Object.keys(declared).find(key => key.toLowerCase() === name.toLowerCase());
    if (!known) throw new Error(`Unexpected input '${name}' for ${action}. Its inputs are: ${Object.keys(declared).join(', ')}.`);
    inputs[known] = value;
  }
  for (const [name, input] of Object.entries(declared)) {
    if (input.required && inputs[name] === '') throw new Error(`Input required and not supplied: ${name}. Give ${action} this input.`);
  }
  return inputs;
}

/**
 * A boolean input by the rule of @actions/core getBooleanInput.
 * @param {string} name
 * @param {string} value
 */
export function booleanInput(name, value) {
  if (['true', 'True', 'TRUE'].includes(value.trim())) return true;
  if (['false', 'False', 'FALSE', ''].includes(value.trim())) return false;
  throw new Error(`The input '${name}' must be true or false, but is '${value}'.`);
}

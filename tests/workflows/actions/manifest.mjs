import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { NoOperationTraceWriter } from '@actions/workflow-parser';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { convertSteps } from '@actions/workflow-parser/model/converter/steps';
import { entriesOf, literalOf } from '../expressions/tokens.mjs';
import { stepsOf } from '../executor/step-model.mjs';

/**
 * A parsed action.yml.
 * @typedef {object} Manifest
 * @property {string} using docker, composite or node*
 * @property {Map<string, {default?: object, deprecation?: string}>} inputs
 * @property {Map<string, object>} outputs tokens of `outputs.<name>.value`, if any
 * @property {Record<string, string | undefined>} runs literal keys of `runs` (image, entrypoint, main, pre …)
 * @property {object | undefined} args token
 * @property {object | undefined} env token
 * @property {import('../executor/step-model.mjs').Step[]} steps of a composite action
 */

const LITERAL_KEYS = ['image', 'entrypoint', 'pre-entrypoint', 'post-entrypoint', 'main', 'pre', 'post', 'pre-if', 'post-if'];

/**
 * Reads and checks the action.yml (or action.yaml) of a folder with GitHub's parser.
 * @param {string} directory
 * @param {string} shown how errors call the action
 * @returns {Manifest}
 */
export function readManifest(directory, shown) {
  const file = ['action.yml', 'action.yaml'].map(name => path.join(directory, name)).find(existsSync);
  if (!file) throw new Error(`Can't find 'action.yml' or 'action.yaml' for the action ${shown}. Check the path in its 'uses:'.`);
  const parsed = parseAction({ name: `${shown}/${path.basename(file)}`, content: readFileSync(file, 'utf8') }, new NoOperationTraceWriter());
  const check = () => {
    const errors = parsed.context.errors.getErrors().map(error => error.message);
    if (errors.length > 0 || !parsed.value) throw new Error(`The action ${shown} is not valid. ${errors.join('\n')}`);
  };
  check();
  const runs = parsed.value.find('runs');
  if (!runs) throw new Error(`The action ${shown} has no 'runs' in its ${path.basename(file)}. Say there how it runs.`);
  const steps = runs.find('steps');
  const converted = steps ? convertSteps(parsed.context, steps) : [];
  check();
  return {
    using: String(literalOf(runs.find('using')) ?? '').toLowerCase(),
    inputs: inputsOf(parsed.value.find('inputs')),
    outputs: new Map([...entriesOf(parsed.value.find('outputs'))].map(([name, token]) => [name, entriesOf(token).get('value')])),
    runs: Object.fromEntries(LITERAL_KEYS.map(key => [key, textOrNothing(runs.find(key))])),
    args: runs.find('args'), env: runs.find('env'), steps: steps ? stepsOf(converted, steps) : [],
  };
}

function inputsOf(token) {
  const inputs = new Map();
  for (const [name, declaration] of entriesOf(token)) {
    const entries = entriesOf(declaration);
    inputs.set(name, { default: entries.get('default'), deprecation: literalOf(entries.get('deprecationMessage')) });
  }
  return inputs;
}

function textOrNothing(token) {
  if (!token) return undefined;
  // A pre-if or post-if may be written with or without ${{ }}.
  return token.expression ?? String(literalOf(token));
}

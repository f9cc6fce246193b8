import { strictInputs } from './program-call.mjs';

/**
 * A double for an action that can't run here. The default export of a --stand-in file:
 * `inputs` lists what the real action declares, `run` returns its outputs or throws.
 * @typedef {object} StandIn
 * @property {Record<string, {required?: boolean, default?: string}>} inputs
 * @property {string[]} [outputs] names that run may return
 * @property {(call: {inputs: Record<string, string>, env: Record<string, string>, github: object, workspace: string,
 *   log: (text: string) => void, admit: (token: string, permissions: Record<string, 'read' | 'write'>) => void}) => (Record<string, string> | void | Promise<Record<string, string> | void>)} [run]
 */

/**
 * Plays a stand-in and records the call in the report.
 * @param {{name: string, ref: string, definition: StandIn}} action
 * @param {import('./program-call.mjs').ProgramCall} call
 * @returns {Promise<Record<string, string>>} outputs
 */
export async function playStandIn({ name, ref, definition }, { inputs: given, job, session, github, env }) {
  const inputs = strictInputs(name, definition.inputs, given);
  job.run.report.standIns.push({ action: name, ref, job: job.path, inputs });
  const outputs = (await definition.run?.({
    inputs, env, github, workspace: job.folders.workspace, log: text => session.print(text),
    admit: (token, permissions) => {
      job.run.masker.add(token);
      job.run.pushes.admit(token, permissions);
    },
  })) ?? {};
  for (const output of Object.keys(outputs)) {
    if (definition.outputs && !definition.outputs.includes(output)) {
      throw new Error(`The stand-in for ${name} returned the undeclared output '${output}'. List it in its 'outputs'.`);
    }
  }
  return outputs;
}

/**
 * Loads stand-ins given as modules or as already imported definitions.
 * @param {Record<string, StandIn>} definitions by action name
 * @returns {Map<string, StandIn>}
 */
export function standInsOf(definitions) {
  const map = new Map();
  for (const [name, definition] of Object.entries(definitions)) {
    if (typeof definition?.inputs !== 'object') throw new Error(`The stand-in for ${name} declares no inputs. Export { inputs: { name: { required } } } from its file.`);
    map.set(name.toLowerCase(), definition);
  }
  return map;
}

import path from 'node:path';
import { existsSync } from 'node:fs';
import { searchPath, stepEnvironment } from '../executor/scope.mjs';
import { inputVariables, stateVariables } from './inputs.mjs';

/**
 * Runs one phase of a JavaScript action with the Node that runs this executor.
 * Source: actions/runner NodeScriptActionHandler.cs.
 * @param {import('./container-action.mjs').Phase} phase
 * @returns {Promise<number>} exit code
 */
export async function runNodePhase({ job, scope, session, signal, action, inputs, state, kind }) {
  const script = path.join(action.directory, action.manifest.runs[kind]);
  if (!existsSync(script)) throw new Error(`The file ${action.manifest.runs[kind]} of the action ${action.shown} does not exist. Build the action or correct 'runs.${kind}'.`);
  const env = {
    ...job.hostEnv, HOME: job.folders.userHome,
    ...stepEnvironment(scope, { ...inputVariables(inputs), ...stateVariables(state) }),
    ...job.serviceVariables,
  };
  return session.execute({ command: process.execPath, args: [script], cwd: job.folders.workspace, env: { ...env, PATH: searchPath(job, env.PATH) } }, signal);
}

import { containerMounts, translatePath } from '../executor/job-folders.mjs';
import { stepEnvironment } from '../executor/scope.mjs';
import { textMappingOf, valueOf } from '../expressions/tokens.mjs';
import { toText } from '../expressions/values.mjs';
import { joinArguments, splitArguments } from '../protocol/container-arguments.mjs';
import { imageRequest } from './container-image.mjs';
import { inputOf, inputVariables, stateVariables } from './inputs.mjs';

/**
 * One phase of an action.
 * @typedef {import('../executor/uses-step.mjs').StepContext & {action: object, inputs: Record<string, string>,
 *   state: Record<string, string>, kind: 'pre' | 'main' | 'post'}} Phase
 */

/**
 * Runs one phase of a docker action. Source: actions/runner ContainerActionHandler.RunAsync.
 * @param {Phase} phase
 * @returns {Promise<number>} exit code
 */
export async function runContainerPhase({ job, scope, session, signal, action, inputs, state, kind }) {
  const { manifest } = action;
  const inputScope = { ...scope, contexts: { ...scope.contexts, inputs } };
  const env = {
    // runs.env fills gaps only, so it goes first.
    ...textMappingOf(manifest.env, inputScope),
    ...stepEnvironment(scope, { ...inputVariables(inputs), ...stateVariables(state) }, { HOME: job.folders.home }), ...job.serviceVariables,
  };
  const own = { main: manifest.runs.entrypoint, pre: manifest.runs['pre-entrypoint'], post: manifest.runs['post-entrypoint'] }[kind];
  const entrypoint = own ?? (kind === 'main' ? inputOf(inputs, 'entrypoint') : undefined);
  const text = manifest.args ? joinArguments(valueOf(manifest.args, inputScope).map(toText)) : inputOf(inputs, 'args') ?? '';
  const prepared = await job.run.engine.prepare(imageRequest(manifest.runs.image, action.directory), line => session.print(line, 'dim'));
  return runContainer({ job, session, signal, prepared, env, entrypoint, args: splitArguments(text) });
}

/**
 * Runs a `uses: docker://image` step.
 * @param {import('../executor/uses-step.mjs').StepContext} context
 * @param {string} image
 * @param {Record<string, string>} inputs
 */
export async function runContainerImage({ job, scope, session, signal }, image, inputs) {
  const prepared = await job.run.engine.prepare({ kind: 'reference', reference: image }, line => session.print(line, 'dim'));
  const env = { ...stepEnvironment(scope, inputVariables(inputs), { HOME: job.folders.home }), ...job.serviceVariables };
  return runContainer({ job, session, signal, prepared, env, entrypoint: inputOf(inputs, 'entrypoint') || undefined, args: splitArguments(inputOf(inputs, 'args') ?? '') });
}

async function runContainer({ job, session, signal, prepared, env, entrypoint, args }) {
  const { engine } = job.run;
  const mounts = containerMounts(job.folders);
  const seen = engine.mountsPaths ? Object.fromEntries(Object.entries(env).map(([name, value]) => [name, translatePath(value, mounts)])) : env;
  // What a container of GitHub's reaches over the network: the repository that it is a clone of.
  const remote = job.run.repositories.has(job.github.repository) ? [job.run.repositories.directoryOf(job.github.repository)] : [];
  const request = { prepared, env: seen, entrypoint, args, mounts, remotes: remote, workspace: job.folders.workspace, hostEnv: job.hostEnv };
  const { dispose, ...invocation } = await engine.invocation(request);
  try {
    const toHost = engine.mountsPaths ? mounts.map(([host, container]) => [container, host]) : [];
    const code = await session.execute(invocation, signal, toHost);
    if (code !== 0 && !signal.aborted) session.error(`Docker run failed with exit code ${code}`);
    return code;
  } finally {
    await dispose?.();
  }
}

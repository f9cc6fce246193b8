import { resolveAction } from '../actions/resolve.mjs';
import { actionInputs } from '../actions/inputs.mjs';
import { playStandIn } from '../actions/stand-in.mjs';
import { runComposite } from '../actions/composite-action.mjs';
import { runContainerImage, runContainerPhase } from '../actions/container-action.mjs';
import { runNodePhase } from '../actions/node-action.mjs';
import { stepScope } from './scope.mjs';
import { textMappingOf } from '../expressions/tokens.mjs';

/**
 * @typedef {object} StepContext
 * @property {import('./steps-job.mjs').JobState} job
 * @property {import('./scope.mjs').Frame} frame
 * @property {import('./step-model.mjs').Step} step
 * @property {{env: Record<string, string>, github: Record<string, unknown>}} own
 * @property {import('../expressions/evaluate.mjs').Scope} scope
 * @property {import('./step-session.mjs').StepSession} session
 * @property {object} record report record
 * @property {AbortSignal} signal
 */

/**
 * Runs a `uses:` step.
 * @param {StepContext} context
 * @returns {Promise<number>} exit code
 */
export async function runUsesStep(context) {
  const { job, frame, step, scope, session, signal } = context;
  const instance = job.instances.get(step) ?? { state: {} };
  const action = instance.action ?? resolveAction(job.run, step.uses, { own: frame.own, workspace: job.folders.workspace });
  const given = textMappingOf(step.token('with'), scope);
  for (const [name, value] of Object.entries(given)) session.print(`│ ${name}: ${value.includes('\n') ? `|\n│   ${value.replaceAll('\n', '\n│   ')}` : value}`, 'command');
  if (action.kind === 'docker-image') return runContainerImage(context, action.image, given);
  if (action.kind === 'program' || action.kind === 'stand-in') {
    const call = { inputs: given, job, session, github: scope.contexts.github, env: scope.contexts.env, signal };
    Object.assign(session.outputs, action.kind === 'program' ? await action.run(call) : await playStandIn(action, call));
    return 0;
  }
  return runAction({ ...context, action, given, instance: { ...instance, action } });
}

async function runAction(context) {
  const { job, frame, own, session, action, given, instance } = context;
  if (action.repository) Object.assign(own.github, { action_repository: action.repository, action_ref: action.ref });
  if (action.local && (action.manifest.runs.pre ?? action.manifest.runs['pre-entrypoint'])) {
    session.warning(`\`pre\` execution is not supported for local action from '${action.shown}'`);
  }
  const scope = stepScope(job, frame, own);
  const { inputs, warnings } = actionInputs(action.manifest, given, scope);
  warnings.forEach(text => session.warning(text));
  const phase = { ...context, scope, inputs, state: instance.state, kind: 'main' };
  session.state = instance.state;
  const runPhase = phaseRunner(action.manifest.using);
  if (!runPhase) {
    if (action.manifest.using === 'composite') return runComposite({ ...context, inputs });
    throw new Error(`The action ${action.shown} uses '${action.manifest.using}', which this executor can't run. It runs docker, composite and node* actions.`);
  }
  if (action.manifest.runs.post ?? action.manifest.runs['post-entrypoint']) {
    job.posts.push({ frame, step: context.step, record: context.record, phase: { ...phase, kind: 'post' } });
  }
  return runPhase(phase);
}

/**
 * How the phases of a kind of action run; composite actions have none.
 * @param {string} using
 */
export function phaseRunner(using) {
  if (using === 'docker') return runContainerPhase;
  return /^node\d+$/.test(using) ? runNodePhase : undefined;
}

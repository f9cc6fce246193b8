import { runnerEnvironment } from './github-context.mjs';

/**
 * A list of steps with what they share: the steps of a job, or those of a composite action.
 * @typedef {object} Frame
 * @property {Record<string, object>} steps the `steps` context
 * @property {Record<string, unknown>} inputs
 * @property {Record<string, string>} env variables that only these steps see
 * @property {Record<string, unknown>} github additions to the github context (action_path …)
 * @property {import('../repositories/repository-map.mjs').Checkout} own the repository that `$/` means here
 * @property {'success' | 'failure' | 'cancelled'} status
 * @property {number} depth indentation of the log
 */

/**
 * Everything an expression of a step can see.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {Frame} frame
 * @param {{env?: Record<string, string>, github?: Record<string, unknown>}} [step] the step's own variables and context
 * @returns {import('../expressions/evaluate.mjs').Scope}
 */
export function stepScope(job, frame, step = {}) {
  return {
    workspace: job.folders.workspace,
    status: {
      success: () => frame.status === 'success',
      failure: () => frame.status === 'failure',
      cancelled: () => frame.status === 'cancelled',
    },
    contexts: {
      ...job.contexts,
      github: { ...job.github, ...frame.github, ...step.github },
      env: { ...job.env, ...frame.env, ...step.env },
      inputs: frame.inputs, steps: frame.steps, runner: job.runner,
      job: { ...job.identity, status: job.frame.status },
    },
  };
}

/**
 * The environment of one phase of a step without the host's own variables.
 * Source: actions/runner Handler.cs, in its order.
 * @param {import('../expressions/evaluate.mjs').Scope} scope
 * @param {Record<string, string>} [extra] INPUT_*, STATE_* and the like
 * @param {Record<string, string>} [late] what neither the workflow nor an input may change
 * @returns {Record<string, string>}
 */
export function stepEnvironment(scope, extra = {}, late = {}) {
  const { env, github, runner } = scope.contexts;
  return { CI: 'true', ...env, ...extra, ...late, ...runnerEnvironment(github, runner), GITHUB_ACTIONS: 'true' };
}

/**
 * PATH with what earlier steps added by GITHUB_PATH in front.
 * @param {import('./steps-job.mjs').JobState} job
 * @param {string} [base]
 */
export function searchPath(job, base = job.hostEnv.PATH ?? '') {
  return [...job.pathAdditions, base].filter(Boolean).join(':');
}
